import assert from "node:assert/strict";
import { test } from "node:test";
import type { Figure } from "../../src/charts/figure";
import { type PriceOfDeviationOptions, priceOfDeviation } from "../../src/charts/priceOfDeviation";

const two: PriceOfDeviationOptions = { answers: ["good", "bad"], reference: [0.5, 0.5], rewards: [1, 0] };

interface Step {
  label: string;
  args: [{ x: number[][] }, { "annotations[0].text": string }, number[]];
}

function steps(figure: Figure): Step[] {
  return (figure.layout.sliders as { steps: Step[] }[])[0]!.steps;
}

test("with two equally likely answers the better one has the logistic function of the rewards' difference by β", () => {
  for (const { label, args } of steps(priceOfDeviation(two))) {
    const [good, bad] = args[0].x[0]! as [number, number];
    assert.ok(Math.abs(good - 1 / (1 + Math.exp(-1 / Number(label)))) < 1e-12);
    assert.ok(Math.abs(good + bad - 1) < 1e-12);
  }
});

test("the values of β stand in order, and the one asked for is shown first", () => {
  const figure = priceOfDeviation({ ...two, betas: [2, 0.5, 1], beta: 0.3 });
  assert.deepEqual(
    steps(figure).map(({ label }) => label),
    ["0.3", "0.5", "1", "2"],
  );
  assert.equal((figure.layout.sliders as { active: number }[])[0]!.active, 0);
  assert.deepEqual(figure.data[0]!.x, steps(figure)[0]!.args[0].x[0]);
});

test("the note says what the policy earns and what it pays in KL", () => {
  const [step] = steps(priceOfDeviation({ ...two, betas: [1], beta: 1 }));
  // σ(1) = 0.7311; KL = ln 2 − H(0.7311) = 0.6931 − 0.5822
  assert.equal(step!.args[1]["annotations[0].text"], "average reward <b>0.73</b>, KL <b>0.11</b> nats");
});

test("a β of 0 is refused", () => {
  assert.throws(() => priceOfDeviation({ ...two, betas: [0, 1] }), /beta is 0; expected a positive number/);
});
