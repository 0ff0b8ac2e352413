import assert from "node:assert/strict";
import test from "node:test";
import { tf } from "../../src/tensor/backend";
import { logSigmoid } from "../../src/tensor/logSigmoid";
import { assertGradient, numbersOf } from "../finiteDifferences";

test("logSigmoid keeps full relative precision from very negative to very positive numbers", () => {
  const points = [-1e4, -100, -20, -5, -1, -0.01, 0, 0.01, 1, 5, 20, 80];
  const values = numbersOf(() => logSigmoid(tf.tensor1d(points)));
  points.forEach((x, i) => {
    const exact = x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
    assert.ok(
      Math.abs(values[i]! - exact) <= 1e-6 * Math.abs(exact),
      `at ${x}: ${values[i]} instead of ${exact}`,
    );
  });
});

test("logSigmoid's hand-written gradient agrees with finite differences", () => {
  assertGradient(logSigmoid, [-6, -2, -0.5, 0, 0.5, 2, 6]);
});

test("logSigmoid can be differentiated through an intermediate tensor, which tf.logSigmoid cannot", () => {
  const gradient = numbersOf(() => tf.grad((x) => logSigmoid(tf.mul(x, 2)))(tf.tensor1d([0])));
  assert.ok(Math.abs(gradient[0]! - 1) < 1e-6);
});

test("logSigmoid has finite gradients for scores of ±1e4", () => {
  const gradient = numbersOf(() => tf.grad(logSigmoid)(tf.tensor1d([-1e4, 1e4])));
  assert.deepEqual(gradient, [1, 0]);
});
