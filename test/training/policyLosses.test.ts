import assert from "node:assert/strict";
import test from "node:test";
import { tf } from "../../src/tensor/backend";
import { boundedExp } from "../../src/training/boundedExp";
import { entropy } from "../../src/training/entropy";
import { entropyRegularisedExpectation } from "../../src/training/entropyRegularisedExpectation";
import { expectedRewardLoss } from "../../src/training/expectedRewardLoss";
import { type GrpoLossType, grpoLoss } from "../../src/training/grpoLoss";
import { klRegularisedRewardLoss } from "../../src/training/klRegularisedRewardLoss";
import { maskedMean } from "../../src/training/maskedMean";
import { ppoPolicyLoss } from "../../src/training/ppoPolicyLoss";
import { ppoValueLoss } from "../../src/training/ppoValueLoss";
import { assertGradient, numbersOf } from "../finiteDifferences";

const near = (actual: number, expected: number, tolerance = 1e-6) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );

/** PPO's slope in the log-probability of one action whose ratio and advantage are given. */
const slope = (ratio: number, advantage: number) =>
  numbersOf(() =>
    tf.grad((logProbs) =>
      ppoPolicyLoss({ logProbs, oldLogProbs: tf.tensor1d([0]), advantages: tf.tensor1d([advantage]) }),
    )(tf.tensor1d([Math.log(ratio)])),
  )[0]!;

test("PPO gains nothing from moving a probability further than ε in the good direction, but may always take it back", () => {
  near(slope(1.1, 2), -2.2);
  assert.equal(slope(1.3, 2), 0);
  near(slope(0.7, 2), -1.4);
  near(slope(0.9, -2), 1.8);
  assert.equal(slope(0.7, -2), 0);
  near(slope(1.3, -2), 2.6);
});

test("clip-higher gives good actions more room upwards only", () => {
  const gradient = numbersOf(() =>
    tf.grad((logProbs) =>
      ppoPolicyLoss(
        { logProbs, oldLogProbs: tf.zeros([2]), advantages: tf.tensor1d([1, -1]) },
        { clipRange: 0.2, clipRangeHigh: 0.28 },
      ),
    )(tf.tensor1d([Math.log(1.25), Math.log(0.75)])),
  );
  near(gradient[0]!, -0.625);
  assert.equal(gradient[1], 0);
});

test("the value loss ignores moves beyond the clip towards the return, and Infinity turns the clip off", () => {
  const loss = (newValues: tf.Tensor, clipRange: number) =>
    ppoValueLoss({ newValues, oldValues: tf.tensor1d([0]), returns: tf.tensor1d([1]) }, { clipRange });
  const gradient = (clipRange: number) =>
    numbersOf(() => tf.grad((values) => loss(values, clipRange))(tf.tensor1d([0.5])))[0]!;
  assert.equal(gradient(0.2), 0);
  near(gradient(Number.POSITIVE_INFINITY), -0.5);
});

test("the three GRPO averages weigh a long answer's tokens differently", () => {
  const oldLogProbs = [
    [-1, -1, -1, -1],
    [-1, -1, -1, -1],
  ];
  const mask = [
    [1, 1, 1, 1],
    [1, 0, 0, 0],
  ];
  const tokenWeights = (lossType: GrpoLossType, maxLength?: number) =>
    numbersOf(() =>
      tf.grad((logProbs) =>
        grpoLoss(
          {
            logProbs: logProbs as tf.Tensor2D,
            oldLogProbs: tf.tensor2d(oldLogProbs),
            advantages: tf.tensor1d([-1, -1]),
            mask: tf.tensor2d(mask),
          },
          { lossType, beta: 0, maxLength },
        ),
      )(tf.tensor2d(oldLogProbs)),
    ).filter((_, i) => [0, 4, 5].includes(i));
  assert.deepEqual(tokenWeights("grpo"), [1 / 8, 1 / 2, 0]);
  assert.deepEqual(
    tokenWeights("bnpo").map((x) => Math.round(x * 1e6)),
    [200000, 200000, 0],
  );
  assert.deepEqual(tokenWeights("drGrpo"), [1 / 8, 1 / 8, 0]);
  assert.deepEqual(tokenWeights("drGrpo", 8), [1 / 16, 1 / 16, 0]);
  assert.throws(
    () => tokenWeights("dapo" as GrpoLossType),
    /unknown lossType "dapo"; expected one of grpo, bnpo, drGrpo/,
  );
});

test("the entropy of equal logits is the logarithm of their number, that of a certain choice is 0", () => {
  near(numbersOf(() => entropy({ logits: tf.zeros([3, 8]) }))[0]!, Math.log(8));
  near(numbersOf(() => entropy({ logits: tf.tensor1d([1000, 0, 0]) }))[0]!, 0);
});

test("the entropy of masked rows does not count, and a mask of another shape is refused", () => {
  const logits = tf.tensor2d([
    [0, 0],
    [50, 0],
  ]);
  near(numbersOf(() => entropy({ logits, mask: tf.tensor1d([1, 0]) }))[0]!, Math.log(2));
  assert.throws(
    () => entropy({ logits, mask: tf.ones([3]) }),
    /entropy: mask has shape \[3\], but .* has shape \[2\]/,
  );
  logits.dispose();
});

test("the hand-written gradient of the entropy-regularised expectation agrees with finite differences, in logits and payoff", () => {
  const logits = [0.5, -1, 2, 0, 0.3, -0.2];
  const payoff = [1, -2, 0.5, 3, 0, 1];
  for (const temperature of [0, 0.7]) {
    assertGradient(
      (x) => entropyRegularisedExpectation({ logits: x, payoff: tf.tensor2d(payoff, [2, 3]) }, temperature),
      logits,
      { shape: [2, 3] },
    );
    assertGradient(
      (x) => entropyRegularisedExpectation({ logits: tf.tensor2d(logits, [2, 3]), payoff: x }, temperature),
      payoff,
      { shape: [2, 3] },
    );
  }
  assertGradient((x) => entropyRegularisedExpectation({ logits: x }, 1), logits);
});

test("the gradient of the expected reward keeps its digits where all rewards are nearly equal", () => {
  const rewards = [1000, 1000.0625, 999.9375];
  const gradient = numbersOf(() =>
    tf.grad((logits) => expectedRewardLoss({ logits, rewards: tf.tensor1d(rewards) }))(
      tf.tensor1d([4, 0, 1]),
    ),
  );
  const weights = [4, 0, 1].map(Math.exp);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const mean = rewards.reduce((sum, r, i) => sum + ((r - 1000) * weights[i]!) / total, 0);
  gradient.forEach((g, i) => {
    const exact = (-weights[i]! / total) * (rewards[i]! - 1000 - mean);
    assert.ok(Math.abs(g - exact) <= 1e-5 * Math.abs(exact), `${g} is not ${exact}`);
  });
});

test("the KL-regularised objective has no gradient at q·exp(r/β)/Z", () => {
  const rewards = [1, -0.5, 0.25];
  const reference = [0.3, 0.2, -1];
  const beta = 0.4;
  const gradient = numbersOf(() =>
    tf.grad((logits) =>
      klRegularisedRewardLoss(
        { logits, rewards: tf.tensor1d(rewards), referenceLogProbs: tf.tensor1d(reference) },
        { beta },
      ),
    )(tf.tensor1d(reference.map((logit, i) => logit + rewards[i]! / beta))),
  );
  for (const g of gradient) near(g, 0, 1e-7);
});

test("an all-zero mask has the mean 0, not NaN", () => {
  assert.deepEqual(
    numbersOf(() => maskedMean(tf.tensor1d([1, 2]), tf.tensor1d([0, 0]))),
    [0],
  );
});

test("boundedExp is exp up to 20 and then goes on as its tangent, with a gradient that never vanishes", () => {
  const [small, large, huge] = numbersOf(() => boundedExp(tf.tensor1d([1, 21, 1e4])));
  near(small!, Math.E);
  near(large!, 2 * Math.exp(20), 1e-5);
  assert.ok(Number.isFinite(huge));
  assertGradient(boundedExp, [-3, 0, 2], { step: 3e-3 });
  const gradient = numbersOf(() => tf.grad(boundedExp)(tf.tensor1d([1e4])));
  near(gradient[0]!, Math.exp(20), 1e-5);
});
