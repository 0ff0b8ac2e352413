import assert from "node:assert/strict";
import { test } from "node:test";
import { toCodePoints, toUtf16 } from "../../src/kernel/cursor";

test("positions before an emoji are the same in both ways of counting, later ones differ by one", () => {
  const code = "a😀b";
  assert.deepEqual(
    [0, 1, 2, 3].map((position) => toUtf16(code, position)),
    [0, 1, 3, 4],
  );
  assert.deepEqual(
    [0, 1, 3, 4].map((index) => toCodePoints(code, index)),
    [0, 1, 2, 3],
  );
});

test("a position behind the end is the end", () => {
  assert.equal(toUtf16("ab", 10), 2);
});
