import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { scriptJson } from "../../src/site/scriptJson";

test("JSON inside a script element cannot end it, and parses to the same value", () => {
  const hostile = { title: "</script><script>alert(1)</script><!-- \u2028\u2029 & ]]>" };
  const text = scriptJson(hostile);
  assert.doesNotMatch(text, /[<>&\u2028\u2029]/);
  assert.deepEqual(JSON.parse(text), hostile);
});

test("every JSON value survives being put into a script element", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = scriptJson(value);
      assert.doesNotMatch(text, /[<>&\u2028\u2029]/);
      assert.equal(JSON.stringify(JSON.parse(text)), JSON.stringify(value));
    }),
    { numRuns: 200, seed: 1 },
  );
});
