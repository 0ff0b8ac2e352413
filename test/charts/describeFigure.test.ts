import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFigure } from "../../src/charts/describeFigure";
import { sampleFigures } from "./sampleFigures";

test("a figure in words has its title, caption, axes and values", () => {
  assert.equal(
    describeFigure(sampleFigures.answerScores!),
    [
      "Chart: “The capital of France is Paris.” comes first, “a < b & c > d” last.",
      "The score (no unit) of each answer, ordered from the highest to the lowest.",
      "Axes: score (no unit) (horizontal), answer (vertical).",
      "score (no unit): The capital of France is Paris.: 0.95; Paris: 0.8; a < b & c > d: −0.1.",
    ].join("\n"),
  );
});

test("a long series is summed up", () => {
  const data = [{ type: "scatter", name: "loss", y: new Float32Array([5, 9, 1, 2, 2, 2, 2, 2, 3]) }];
  assert.match(describeFigure({ data }), /loss: 9 points, from 5 to 3, lowest 1, highest 9\./);
});

test("a figure written by hand without a title or names is described as far as it goes", () => {
  assert.equal(describeFigure({ data: [{ y: [1, 2] }] }), "Chart: Chart without a title.\nvalues: 1; 2.");
  const layout = { title: "<b>Old</b> form", xaxis: { title: "x" } };
  assert.equal(describeFigure({ data: [], layout }), "Chart: Old form.\nAxes: x (horizontal).");
});

test("a line that only connects marks is not described", () => {
  assert.doesNotMatch(describeFigure(sampleFigures.beforeAfter!), /change:/);
});
