import assert from "node:assert/strict";
import { test } from "node:test";
import { termMap } from "../../src/charts/termMap";

const options = {
  title: "Some terms come early",
  caption: "Dots.",
  terms: ["reward", "policy", "alibi"],
  sections: ["1", "2"],
  counts: [
    [0, 9],
    [1, 0],
    [0, 0],
  ],
};

interface Button {
  label: string;
  args: [{ x: number[][]; y: number[][] }, { "yaxis.ticktext": string[] }];
}

test("the menu orders the terms by name, by first section and by frequency", () => {
  const { layout } = termMap(options);
  const [menu] = layout.updatemenus as { buttons: Button[] }[];
  assert.deepEqual(
    menu!.buttons.map(({ label, args }) => [label, args[1]["yaxis.ticktext"]]),
    [
      ["by name", ["alibi", "policy", "reward"]],
      ["by first section", ["policy", "reward", "alibi"]],
      ["by frequency", ["reward", "policy", "alibi"]],
    ],
  );
});

test("there is a dot for each section in which a term occurs, larger where it occurs more often", () => {
  const { data } = termMap(options);
  assert.deepEqual(data[0]!.x, [0, 1]);
  assert.deepEqual(data[0]!.y, [1, 2]);
  assert.deepEqual(data[0]!.text, ["policy, section 1: 1", "reward, section 2: 9"]);
  const [small, large] = (data[0]!.marker as { size: number[] }).size;
  assert.ok(small! < large!);
});

test("counts that do not fit are refused", () => {
  assert.throws(() => termMap({ ...options, counts: [[1, 2]] }), /1 rows of counts for 3 terms/);
  assert.throws(() => termMap({ ...options, counts: [[1], [1], [1]] }), /counts\[0\] has 1 numbers/);
});
