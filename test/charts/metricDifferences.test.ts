import assert from "node:assert/strict";
import { test } from "node:test";
import { metricDifferences } from "../../src/charts/metricDifferences";

const options = {
  caption: "Dots.",
  pairs: ["one", "two", "a < b", "four"],
  groups: ["chat", "chat", "facts", "facts"],
  metrics: { length: [3, -2, 0, 5], keywords: [-1, -1, -1, 2] },
  units: { length: "characters" },
};

interface Button {
  label: string;
  args: [{ x: number[][]; customdata: string[][] }, { "title.text": string; "xaxis.title.text": string }];
}

test("pairs are sorted by whether the metric agrees with people, says the opposite or sees nothing", () => {
  const { data, layout } = metricDifferences(options);
  assert.deepEqual(
    data.map((trace) => trace.x),
    [[3, 5], [-2], [0]],
  );
  assert.match(
    layout.title.text.replace(/<br>/g, " "),
    /^length: prefers what people prefer in 2 of 4 pairs$/,
  );
  assert.match(layout.xaxis.title.text, /\(characters\)/);
  assert.deepEqual(data[2]!.customdata, ["a &lt; b"]);
});

test("a button changes points, title and axis to another metric's", () => {
  const { layout } = metricDifferences(options);
  const { buttons } = (layout.updatemenus as { buttons: Button[] }[])[0]!;
  assert.deepEqual(
    buttons.map(({ label }) => label),
    ["length", "keywords"],
  );
  const [points, words] = buttons[1]!.args;
  assert.deepEqual(points.x, [[2], [-1, -1, -1], [null]]);
  assert.match(words["title.text"].replace(/<br>/g, " "), /1 of 4 pairs/);
  assert.match(words["xaxis.title.text"], /no unit/);
});

test("marks of one group lie in its row, each at a height of its own", () => {
  const { data } = metricDifferences({ ...options, metrics: { length: [1, 1, 1, 1] } });
  const heights = data[0]!.y as number[];
  assert.equal(new Set(heights).size, 4);
  assert.ok(heights.every((height, i) => Math.abs(height - Math.floor(i / 2)) < 0.5));
});

test("lists of different lengths are refused", () => {
  assert.throws(() => metricDifferences({ ...options, groups: ["chat"] }), /1 groups for 4 pairs/);
  assert.throws(() => metricDifferences({ ...options, metrics: { length: [1] } }), /1 numbers, but 4/);
});
