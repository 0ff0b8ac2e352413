import assert from "node:assert/strict";
import { test } from "node:test";
import { leadLikelihood } from "../../src/charts/leadLikelihood";
import { bradleyTerryLoss } from "../../src/reward/bradleyTerryLoss";
import { tf } from "../../src/tensor/backend";

test("the curve is the Bradley–Terry loss of the library", () => {
  const [{ x, y }] = leadLikelihood({ comparisons: 3, wins: 2 }).data as unknown as [
    { x: number[]; y: number[] },
  ];
  for (const i of [0, 30, 50, 100]) {
    const d = x[i]!;
    const loss = bradleyTerryLoss({ better: tf.tensor1d([d, d, 0]), worse: tf.tensor1d([0, 0, d]) });
    assert.ok(Math.abs(loss.dataSync()[0]! - y[i]!) < 1e-5);
  }
});

test("the minimum lies where the model's probability equals the share of people, and nowhere if all agree", () => {
  const { sliders } = leadLikelihood().layout as unknown as {
    sliders: [{ steps: { args: [{ x: [number[], (number | null)[]] }] }[] }];
  };
  const minima = sliders[0].steps.map(({ args }) => args[0].x[1][0]!);
  assert.equal(minima[0], null);
  assert.equal(minima[10], null);
  for (let wins = 1; wins < 10; wins++)
    assert.ok(Math.abs(1 / (1 + Math.exp(-minima[wins]!)) - wins / 10) < 1e-12);
});

test("more wins than comparisons are refused", () => {
  assert.throws(() => leadLikelihood({ comparisons: 3, wins: 4 }), /wins is 4; expected .* from 0 to 3/);
  assert.throws(() => leadLikelihood({ comparisons: 0 }), /comparisons is 0/);
});
