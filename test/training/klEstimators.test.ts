import assert from "node:assert/strict";
import test from "node:test";
import { tf } from "../../src/tensor/backend";
import {
  KL_ESTIMATORS,
  type KlEstimator,
  klEstimate,
  klPenalty,
  shiftedExponential,
} from "../../src/training/klEstimators";
import { assertGradient, numbersOf } from "../finiteDifferences";

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);

/** Bias and standard deviation of an estimator relative to KL(N(0,1)‖N(mean,1)), by quadrature over the samples. */
function statistics(estimator: KlEstimator, mean: number): { bias: number; deviation: number } {
  const step = 0.01;
  const samples = Array.from({ length: 2001 }, (_, i) => (i - 1000) * step);
  const logDensity = (x: number, centre: number) => -((x - centre) ** 2) / 2 - Math.log(2 * Math.PI) / 2;
  const estimates = numbersOf(() =>
    klEstimate(
      {
        logProbs: tf.tensor1d(samples.map((x) => logDensity(x, 0))),
        referenceLogProbs: tf.tensor1d(samples.map((x) => logDensity(x, mean))),
      },
      estimator,
    ),
  );
  const expectation = (of: (estimate: number) => number) =>
    samples.reduce((sum, x, i) => sum + of(estimates[i]!) * Math.exp(logDensity(x, 0)) * step, 0);
  const truth = mean ** 2 / 2;
  const average = expectation((k) => k);
  return { bias: average / truth - 1, deviation: Math.sqrt(expectation((k) => (k - average) ** 2)) / truth };
}

test("k1, k2 and k3 have the bias and the standard deviation of Schulman's table for N(0,1) against N(0.1,1)", () => {
  const expected = { k1: [0, 20], k2: [0.0025, 1.42], k3: [0, 1.42] } as const;
  for (const estimator of KL_ESTIMATORS) {
    const { bias, deviation } = statistics(estimator, 0.1);
    near(bias, expected[estimator][0], 5e-4);
    near(deviation, expected[estimator][1], 0.01);
  }
});

test("k1, k2 and k3 have the bias and the standard deviation of Schulman's table for N(0,1) against N(1,1)", () => {
  const expected = { k1: [0, 2], k2: [0.25, 1.73], k3: [0, 1.7] } as const;
  for (const estimator of KL_ESTIMATORS) {
    const { bias, deviation } = statistics(estimator, 1);
    near(bias, expected[estimator][0], 1e-3);
    near(deviation, expected[estimator][1], 0.01);
  }
});

test("E[k1] is +KL: positive if the policy is surer of its own samples than the reference is", () => {
  const estimate = numbersOf(() =>
    klEstimate({ logProbs: tf.tensor1d([-1]), referenceLogProbs: tf.tensor1d([-3]) }, "k1"),
  );
  assert.deepEqual(estimate, [2]);
});

test("as a loss k2 has the expected gradient of KL, k1 has none, and k3 has that of the reverse KL", () => {
  const logits = [0.2, -0.4, 1.1];
  const reference = [0.5, 0.3, -0.7];
  const p = softmax(logits);
  const q = softmax(reference);
  const expectedGradient = (estimator: KlEstimator) =>
    p
      .map((probability, answer) =>
        numbersOf(() =>
          tf.grad((x) => {
            const logProbs = tf.slice(tf.logSoftmax(x as tf.Tensor1D), answer, 1);
            return klPenalty(
              { logProbs, referenceLogProbs: tf.tensor1d([Math.log(q[answer]!)]) },
              { estimator },
            );
          })(tf.tensor1d(logits)),
        ).map((g) => g * probability),
      )
      .reduce((sum, row) => sum.map((g, i) => g + row[i]!));
  const kl = p.reduce((sum, x, i) => sum + x * Math.log(x / q[i]!), 0);
  const forward = p.map((x, i) => x * (Math.log(x / q[i]!) - kl)); // ∂KL(p‖q)/∂logits
  const reverse = p.map((x, i) => x - q[i]!); // ∂KL(q‖p)/∂logits
  p.forEach((_, i) => {
    near(expectedGradient("k1")[i]!, 0, 1e-6);
    near(expectedGradient("k2")[i]!, forward[i]!, 1e-6);
    near(expectedGradient("k3")[i]!, reverse[i]!, 1e-6);
  });
});

test("k3 keeps six digits where the policy has hardly moved, and is never negative", () => {
  const points = [-0.3, -0.2499, -0.01, -1e-3, -1e-5, 0, 1e-5, 1e-3, 0.01, 0.2499, 0.3, 3];
  const values = numbersOf(() => shiftedExponential(tf.tensor1d(points)));
  points.forEach((point, i) => {
    const x = Math.fround(point);
    const exact =
      Math.abs(x) < 0.1
        ? x ** 2 * (1 / 2 + x / 6 + x ** 2 / 24 + x ** 3 / 120 + x ** 4 / 720)
        : Math.expm1(x) - x;
    assert.ok(
      values[i]! >= 0 && Math.abs(values[i]! - exact) <= 3e-6 * exact,
      `at ${x}: ${values[i]} is not ${exact}`,
    );
  });
});

test("k3's hand-written gradient agrees with finite differences, on both sides of the series' limits", () => {
  assertGradient(shiftedExponential, [-3, -0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5, 2]);
});

test("beyond 20 nats k3 goes on as a straight line, so that its gradient still points back", () => {
  const gradient = numbersOf(() => tf.grad(shiftedExponential)(tf.tensor1d([21, 1000])));
  assert.deepEqual(gradient, [Math.fround(Math.expm1(20)), Math.fround(Math.expm1(20))]);
});

test("klPenalty averages where the mask is 1, and names an unknown estimator", () => {
  const tensors = {
    logProbs: tf.tensor2d([[-1, -2, -9]]),
    referenceLogProbs: tf.tensor2d([[-2, -4, 0]]),
    mask: tf.tensor2d([[1, 1, 0]]),
  };
  assert.deepEqual(
    numbersOf(() => klPenalty(tensors, { estimator: "k1" })),
    [1.5],
  );
  assert.throws(
    () => klPenalty(tensors, { estimator: "k4" as KlEstimator }),
    /unknown estimator "k4"; expected one of k1, k2, k3/,
  );
  tf.dispose(Object.values(tensors));
});

function softmax(logits: readonly number[]): number[] {
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / total);
}
