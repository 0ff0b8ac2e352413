import assert from "node:assert/strict";
import { test } from "node:test";
import { scoreSwitch } from "../../src/charts/scoreSwitch";

const options = {
  title: "They disagree",
  caption: "Press the buttons.",
  answers: ["a", "b", "c"],
  scorers: { rule: [1, 3, 2], people: [0.9, 0.1, 0.5] },
};

interface Button {
  label: string;
  args: [
    { x: number[][]; "marker.color": string[][] },
    { "yaxis.ticktext": string[]; "xaxis.title.text": string },
  ];
}

test("the first scorer's order is shown, the best on top", () => {
  const { data, layout } = scoreSwitch(options);
  assert.deepEqual(data[0]!.x, [3, 2, 1]);
  assert.deepEqual(layout.yaxis.ticktext, ["b", "c", "a"]);
  assert.equal(layout.xaxis.title.text, "rule: score (no unit)");
});

test("each button brings its scorer's order, and an answer keeps its colour", () => {
  const { layout, data } = scoreSwitch(options);
  const { buttons } = (layout.updatemenus as { buttons: Button[] }[])[0]!;
  const [rule, people] = buttons as [Button, Button];
  assert.deepEqual([rule.label, people.label], ["rule", "people"]);
  assert.deepEqual(people.args[0].x, [[0.9, 0.5, 0.1]]);
  assert.deepEqual(people.args[1]["yaxis.ticktext"], ["a", "c", "b"]);
  assert.equal(people.args[1]["xaxis.title.text"], "people: score (no unit)");
  const shown = (data[0]!.marker as { color: string[] }).color;
  assert.equal(shown[2], people.args[0]["marker.color"][0]![0]); // both are answer a
});

test("a scorer that leaves an answer out is refused by name", () => {
  assert.throws(
    () => scoreSwitch({ ...options, scorers: { rule: [1, 2] } }),
    /scoreSwitch: rule has 2 numbers, but 3 are needed/,
  );
});
