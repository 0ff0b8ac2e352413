import assert from "node:assert/strict";
import { test } from "node:test";
import { type BarChartOptions, barChart, paddedRange } from "../../src/charts/barChart";

const words = {
  title: "One is longer",
  valueTitle: "time (ms)",
  nameTitle: "method",
  caption: "Shorter is better.",
};

test("bars stay in the order given, the first on top, with their values beside them", () => {
  const { data, layout } = barChart({ ...words, names: ["a", "b"], values: [1, 2], decimals: 1 });
  assert.deepEqual(data[0]!.x, [1, 2]);
  assert.deepEqual(data[0]!.text, ["1.0", "2.0"]);
  assert.deepEqual(layout.yaxis.ticktext, ["a", "b"]);
  const [bottom, top] = layout.yaxis.range as [number, number];
  assert.ok(bottom > top, "positions grow downwards");
});

test("sorted bars keep the colours of the order given", () => {
  const options = { ...words, names: ["a", "b", "c"], values: [1, 3, 2], colourful: true };
  const plain = barChart(options).data[0]!.marker as { color: string[] };
  const sorted = barChart({ ...options, sorted: true });
  assert.deepEqual(sorted.data[0]!.x, [3, 2, 1]);
  assert.deepEqual(
    (sorted.data[0]!.marker as { color: string[] }).color,
    [1, 2, 0].map((i) => plain.color[i]),
  );
});

test("two bars of the same name are two bars", () => {
  const { data, layout } = barChart({ ...words, names: ["a", "a"], values: [1, 2] });
  assert.deepEqual(data[0]!.y, [0, 1]);
  assert.deepEqual(layout.yaxis.ticktext, ["a", "a"]);
});

test("the axis holds zero, and room for the labels beyond the longest bars", () => {
  const cases: [number[], (range: [number, number]) => boolean][] = [
    [[1, 2], ([low, high]) => low === 0 && high > 2],
    [[-1, -2], ([low, high]) => low < -2 && high > 0],
    [[-1, 2], ([low, high]) => low < -1 && high > 2],
    [[0, 0], ([low, high]) => low === 0 && high > 0],
  ];
  for (const [values, holds] of cases) assert.ok(holds(paddedRange(values)), String(paddedRange(values)));
});

const wrong: [string, Partial<BarChartOptions>, RegExp][] = [
  ["no bars", { names: [], values: [] }, /names must be a list of at least one text/],
  ["too few values", { values: [1] }, /values has 1 numbers, but 2 are needed/],
  ["too few labels", { labels: ["x"] }, /there are 1 labels for 2 names/],
  ["an infinite value", { values: [1, Number.POSITIVE_INFINITY] }, /values\[1\] is Infinity/],
  ["no caption", { caption: " " }, /the caption is missing/],
];
for (const [what, options, message] of wrong) {
  test(`a bar chart with ${what} is refused`, () => {
    assert.throws(() => barChart({ ...words, names: ["a", "b"], values: [1, 2], ...options }), message);
  });
}
