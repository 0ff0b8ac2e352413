import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt } from "../../../src/kernel/engine/excerpt";

test("the caret stands below the column, also behind tabs", () => {
  assert.deepEqual(excerpt("first\n\tlet x = y", { line: 1, column: 9 }), [
    "  2 | \tlet x = y",
    "    | \t        ^",
  ]);
});

test("the caret does not run over the end of the line", () => {
  assert.deepEqual(excerpt("abc", { line: 0, column: 1 }, Infinity), ["  1 | abc", "    |  ^^"]);
  assert.deepEqual(excerpt("abc", { line: 0, column: 3 }), ["  1 | abc", "    |    ^"]);
});

test("a line that does not exist gives nothing", () => {
  assert.deepEqual(excerpt("abc", { line: 5, column: 0 }), []);
});
