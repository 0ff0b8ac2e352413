import assert from "node:assert/strict";
import { test } from "node:test";
import { checkedNames, checkedSeries, checkedTable, checkedText, type Series } from "../../src/charts/series";

test("a typed array becomes a list of numbers", () => {
  assert.deepEqual(checkedSeries("lineChart", "y", new Float32Array([0.5, 1])), [0.5, 1]);
});

const wrongSeries: [string, unknown, RegExp][] = [
  ["an empty series", [], /lineChart: y is empty; there is nothing to draw/],
  ["NaN", [1, Number.NaN], /lineChart: y\[1\] is NaN; a chart needs finite numbers/],
  ["infinity", [Number.POSITIVE_INFINITY], /y\[0\] is Infinity/],
  ["a hole", [1, undefined], /y\[1\] is undefined/],
  ["a text", ["1"], /y\[0\] is "1"/],
  ["no list", 3, /y must be a list of numbers, found 3/],
  ["nothing", undefined, /y must be a list of numbers, found undefined/],
  ["null", null, /y must be a list of numbers, found null/],
];
for (const [what, values, message] of wrongSeries) {
  test(`${what} is refused as a series, with its place`, () => {
    assert.throws(() => checkedSeries("lineChart", "y", values as Series), message);
  });
}

test("a series of another length is refused with both lengths", () => {
  assert.throws(
    () => checkedSeries("answerScores", "scores", [1, 2], 3),
    /scores has 2 numbers, but 3 are needed/,
  );
});

test("a table names the row that is wrong", () => {
  assert.deepEqual(checkedTable("c", "rows", [new Float32Array([1, 2])], 2), [[1, 2]]);
  assert.throws(
    () => checkedTable("c", "rows", [[1, 2], [3]], 2),
    /rows\[1\] has 1 numbers, but 2 are needed/,
  );
  assert.throws(() => checkedTable("c", "rows", [], 2), /rows has no rows/);
  assert.throws(
    () => checkedTable("c", "rows", undefined as never, 2),
    /rows must be a list of rows, found undefined/,
  );
});

test("names must be texts, and there must be one", () => {
  assert.throws(() => checkedNames("c", "answers", []), /at least one text, found an empty list/);
  assert.throws(() => checkedNames("c", "answers", ["a", " "]), /answers\[1\] must be a text, found " "/);
  assert.throws(
    () => checkedNames("c", "answers", ["a", 3 as never]),
    /answers\[1\] must be a text, found 3/,
  );
});

test("a missing title is refused", () => {
  assert.throws(() => checkedText("barChart", "the title", "  "), /barChart: the title is missing/);
  assert.throws(() => checkedText("barChart", "the title", undefined as never), /the title is missing/);
});
