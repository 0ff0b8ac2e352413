import assert from "node:assert/strict";
import test from "node:test";
import { marginRankingLoss } from "../../src/reward/marginRankingLoss";
import { tf } from "../../src/tensor/backend";
import { numbersOf } from "../finiteDifferences";

test("the margin ranking loss is zero, with zero gradient, once every better answer leads by more than the margin", () => {
  const loss = (better: tf.Tensor) =>
    marginRankingLoss({ better, worse: tf.tensor1d([0, 1]) }, { margin: 0.5 });
  const better = [0.75, 1.75];
  assert.deepEqual(
    numbersOf(() => loss(tf.tensor1d(better))),
    [0],
  );
  assert.deepEqual(
    numbersOf(() => tf.grad(loss)(tf.tensor1d(better))),
    [0, 0],
  );
});

test("the margin ranking loss grows by one per unit that the lead falls short, averaged over the pairs", () => {
  const loss = numbersOf(() =>
    marginRankingLoss({ better: tf.tensor1d([0, 3]), worse: tf.tensor1d([1, 0]) }, { margin: 0.5 }),
  );
  assert.deepEqual(loss, [0.75]);
});

test("on the margin itself the gradient is that of the active side, as PyTorch's", () => {
  const gradient = numbersOf(() =>
    tf.grad((better) => marginRankingLoss({ better, worse: tf.tensor1d([0]) }, { margin: 0.5 }))(
      tf.tensor1d([0.5]),
    ),
  );
  assert.deepEqual(gradient, [-1]);
});

test("the margin ranking loss refuses scores of different shapes", () => {
  assert.throws(
    () => tf.tidy(() => marginRankingLoss({ better: tf.zeros([2]), worse: tf.zeros([3]) })),
    /marginRankingLoss: worse has shape \[3\], but better has shape \[2\]/,
  );
});
