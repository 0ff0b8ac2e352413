import assert from "node:assert/strict";
import { test } from "node:test";
import { type LineChartOptions, lineChart } from "../../src/charts/lineChart";

const words = { title: "It rises", xTitle: "step", yTitle: "reward (no unit)", caption: "Higher is better." };

test("without positions the points are counted from 1", () => {
  const [trace] = lineChart({ ...words, lines: { reward: [1, 2, 4] } }).data;
  assert.deepEqual([trace!.x0, trace!.dx, trace!.x, trace!.y], [1, 1, undefined, [1, 2, 4]]);
});

test("positions are taken as given", () => {
  const [trace] = lineChart({ ...words, lines: { reward: [1, 2] }, x: [10, 20] }).data;
  assert.deepEqual(trace!.x, [10, 20]);
});

test("several lines differ in colour and in dash pattern, and have a legend", () => {
  const { data, layout } = lineChart({ ...words, lines: { a: [1, 2], b: [2, 1] } });
  const lines = data.map((trace) => trace.line as { color: string; dash: string });
  assert.notEqual(lines[0]!.color, lines[1]!.color);
  assert.notEqual(lines[0]!.dash, lines[1]!.dash);
  assert.equal(layout.showlegend, true);
});

test("a single point is drawn as a mark, since a line of one point is invisible", () => {
  assert.equal(lineChart({ ...words, lines: { a: [1] } }).data[0]!.mode, "markers");
});

const wrong: [string, Partial<LineChartOptions>, RegExp][] = [
  ["no lines", { lines: {} }, /lines must be a list of at least one text/],
  ["an empty line", { lines: { a: [] } }, /lines\["a"\] is empty/],
  ["unequal lengths", { lines: { a: [1, 2], b: [1] } }, /lines\["b"\] has 1 numbers, but 2 are needed/],
  ["too few positions", { lines: { a: [1, 2] }, x: [1] }, /lines\["a"\] has 2 numbers, but 1 are needed/],
  ["NaN", { lines: { a: [1, Number.NaN] } }, /lines\["a"\]\[1\] is NaN/],
  ["zero on a logarithmic axis", { lines: { a: [1, 0] }, yType: "log" }, /not positive.*yType: "linear"/],
  ["no title", { lines: { a: [1] }, title: "" }, /the title is missing/],
  ["no axis title", { lines: { a: [1] }, yTitle: "" }, /the title of the y axis is missing/],
  ["no caption", { lines: { a: [1] }, caption: "" }, /the caption is missing/],
];
for (const [what, options, message] of wrong) {
  test(`a line chart with ${what} is refused`, () => {
    assert.throws(() => lineChart({ ...words, lines: { a: [1] }, ...options }), message);
  });
}
