import assert from "node:assert/strict";
import test from "node:test";
import { l2Penalty } from "../../src/reward/l2Penalty";
import { tf } from "../../src/tensor/backend";
import { numbersOf } from "../finiteDifferences";

test("the L2 penalty sums the squares of all weights and has the gradient 2λw", () => {
  const penalty = (w: tf.Tensor) => l2Penalty([w, tf.tensor2d([[1, 2]])], { coefficient: 0.5 });
  assert.deepEqual(
    numbersOf(() => penalty(tf.tensor1d([3]))),
    [7],
  );
  assert.deepEqual(
    numbersOf(() => tf.grad(penalty)(tf.tensor1d([3]))),
    [3],
  );
  assert.throws(() => l2Penalty([]), /weights is empty/);
});
