import assert from "node:assert/strict";
import test from "node:test";
import { tf } from "../../src/tensor/backend";
import {
  type AdvantageScaling,
  countZeroVarianceGroups,
  grpoAdvantages,
} from "../../src/training/grpoAdvantages";
import { reinforceLoss } from "../../src/training/reinforceLoss";
import { rlooAdvantages } from "../../src/training/rlooAdvantages";
import { numbersOf } from "../finiteDifferences";

const near = (actual: number, expected: number, tolerance = 2e-6) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

// A policy over three answers of which three are sampled: all 27 outcomes can be enumerated.
const LOGITS = [0.3, -0.5, 0.8];
const REWARDS = [1, 2.5, 4];
const SAMPLES = 3;
const total = LOGITS.reduce((sum, logit) => sum + Math.exp(logit), 0);
const POLICY = LOGITS.map((logit) => Math.exp(logit) / total);
const expectedReward = POLICY.reduce((sum, p, i) => sum + p * REWARDS[i]!, 0);
/** The gradient of the expected reward, p·(r − E r). */
const TRUE_GRADIENT = POLICY.map((p, i) => p * (REWARDS[i]! - expectedReward));

/** Mean and summed variance of the policy gradient estimate, exactly, over all samples that can be drawn. */
function estimate(advantagesOf: (rewards: number[]) => number[]): { mean: number[]; traceVariance: number } {
  const mean = [0, 0, 0];
  let secondMoment = 0;
  for (let outcome = 0; outcome < 3 ** SAMPLES; outcome++) {
    const answers = Array.from({ length: SAMPLES }, (_, i) => Math.floor(outcome / 3 ** i) % 3);
    const probability = answers.reduce((product, answer) => product * POLICY[answer]!, 1);
    const advantages = advantagesOf(answers.map((answer) => REWARDS[answer]!));
    const gradient = numbersOf(() =>
      tf.grad((logits) =>
        reinforceLoss({
          logProbs: tf.gather(tf.logSoftmax(logits as tf.Tensor1D), tf.tensor1d(answers, "int32")),
          advantages: tf.tensor1d(advantages),
        }),
      )(tf.tensor1d(LOGITS)),
    );
    gradient.forEach((g, i) => {
      mean[i] = mean[i]! - g * probability; // the loss is to be minimised
      secondMoment += g * g * probability;
    });
  }
  return { mean, traceVariance: secondMoment - mean.reduce((sum, m) => sum + m * m, 0) };
}

test("REINFORCE and RLOO are unbiased, and RLOO's trace-variance is well below REINFORCE's", () => {
  const reinforce = estimate((rewards) => rewards);
  const rloo = estimate((rewards) => rlooAdvantages([rewards])[0]!);
  TRUE_GRADIENT.forEach((g, i) => {
    near(reinforce.mean[i]!, g);
    near(rloo.mean[i]!, g);
  });
  assert.ok(
    rloo.traceVariance < 0.5 * reinforce.traceVariance,
    `RLOO ${rloo.traceVariance}, REINFORCE ${reinforce.traceVariance}`,
  );
});

test("the group mean as baseline shrinks the expected gradient to exactly (K−1)/K of the policy gradient", () => {
  const { mean } = estimate((rewards) => grpoAdvantages([rewards], { scaling: "none" })[0]!);
  TRUE_GRADIENT.forEach((g, i) => {
    near(mean[i]!, (g * (SAMPLES - 1)) / SAMPLES);
  });
});

test("leave-one-out advantages are the group's deviations times K/(K−1)", () => {
  const rewards = [[1, 2, 6, -3]];
  const deviations = grpoAdvantages(rewards, { scaling: "none" })[0]!;
  rlooAdvantages(rewards)[0]!.forEach((advantage, i) => {
    near(advantage, (deviations[i]! * 4) / 3, 1e-12);
  });
  assert.throws(
    () => rlooAdvantages([[1, 2], [3]]),
    /group 1 has shape \[1\]; a baseline needs at least two rewards/,
  );
});

test("groups of equal rewards have advantages of exactly zero and are counted", () => {
  const rewards = [
    [0.1, 0.1, 0.1],
    [1, 0, 1],
    [2, 2, 2],
  ];
  assert.equal(countZeroVarianceGroups(rewards), 2);
  assert.deepEqual(grpoAdvantages(rewards)[0], [0, 0, 0]);
  assert.deepEqual(rlooAdvantages(rewards)[0], [0, 0, 0]);
  assert.deepEqual(grpoAdvantages([[5]]), [[0]]);
});

test("scaling by group gives every group the same spread, by batch keeps the groups' proportions", () => {
  const rewards = [
    [0, 1],
    [0, 10],
  ];
  const spread = (scaling: AdvantageScaling) =>
    grpoAdvantages(rewards, { scaling, epsilon: 0 }).map(([a, b]) => b! - a!);
  const [small, large] = spread("group");
  near(small!, Math.SQRT2, 1e-12);
  near(large!, Math.SQRT2, 1e-12);
  const [smallInBatch, largeInBatch] = spread("batch");
  near(largeInBatch! / smallInBatch!, 10, 1e-12);
  assert.deepEqual(spread("none"), [1, 10]);
  assert.throws(
    () => spread("std" as AdvantageScaling),
    /unknown scaling "std"; expected one of group, batch, none/,
  );
});
