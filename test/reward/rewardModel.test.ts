import assert from "node:assert/strict";
import { test } from "node:test";
import { RewardModel } from "../../src/reward/rewardModel";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";
import { RewardTrainer } from "../../src/training/rewardTrainer";

const make = (seed = 1) =>
  new RewardModel({ vocabularySize: 6, embeddingSize: 4, generator: new Generator(seed) });

test("a score is the embedding's product with the weight, plus the bias", () => {
  const model = make();
  const [vectors, weight, bias] = model.parameters.map((parameter) => parameter.dataSync());
  const scores = model.score([5, 0, 5]);
  assert.deepEqual(scores.shape, [3]);
  const expected = [5, 0, 5].map((id) => {
    let score = bias![0]!;
    for (let k = 0; k < 4; k++) score += vectors![id * 4 + k]! * weight![k]!;
    return score;
  });
  scores.dataSync().forEach((score, i) => {
    assert.ok(Math.abs(score - expected[i]!) < 1e-6);
  });
  scores.dispose();
  model.dispose();
});

test("the hand-written scores and gradients are those of automatic differentiation", () => {
  const model = make(3);
  const ids = [2, 2, 5, 0];
  const slopes = Float32Array.from([0.5, -1, 0.25, 2]);
  const batch = model.prepare(ids);
  const { value, grads } = tf.variableGrads(
    () => tf.sum(tf.mul(batch.scores(), tf.tensor1d(slopes))) as tf.Scalar,
    model.parameters as tf.Variable[],
  );
  const byHand = model.byHand.gradients(ids, slopes);
  model.parameters.forEach((parameter, i) => {
    const expected = grads[parameter.name]!.dataSync();
    assert.equal(byHand[i]!.length, expected.length);
    expected.forEach((slope, k) => {
      assert.ok(Math.abs(byHand[i]![k]! - slope) <= 1e-5 * Math.max(1, Math.abs(slope)));
    });
  });
  const scores = model.byHand.scores(ids);
  const total = scores.reduce((sum, score, i) => sum + score * slopes[i]!, 0);
  assert.ok(Math.abs(total - value.dataSync()[0]!) < 1e-5);
  tf.dispose([value, grads]);
  batch.dispose();
  model.dispose();
});

test("the hand-written gradient agrees with finite differences", () => {
  const model = make(4);
  const ids = [1, 4];
  const slopes = Float32Array.from([1, -0.5]);
  const objective = () => model.byHand.scores(ids).reduce((sum, score, i) => sum + score * slopes[i]!, 0);
  const gradients = model.byHand.gradients(ids, slopes);
  const step = 1e-2; // the score is bilinear: central differences are exact but for rounding
  model.parameters.forEach((parameter, i) => {
    const start = parameter.dataSync().slice() as Float32Array;
    for (let k = 0; k < start.length; k++) {
      const at = (offset: number) => {
        const moved = start.slice();
        moved[k]! += offset;
        tf.tidy(() => parameter.assign(tf.tensor(moved, parameter.shape)));
        return objective();
      };
      const slope = (at(step) - at(-step)) / (2 * step);
      assert.ok(Math.abs(slope - gradients[i]![k]!) < 1e-4, `parameter ${i}, element ${k}`);
    }
    tf.tidy(() => parameter.assign(tf.tensor(start, parameter.shape)));
  });
  model.dispose();
});

test("ids outside of the vocabulary and empty batches are refused with what is valid", () => {
  const model = make();
  assert.throws(() => model.score([6]), /id 6 is not one of 0 … 5/);
  assert.throws(() => model.score([1.5]), /id 1.5/);
  assert.throws(() => model.score([]), /at least one answer/);
  assert.throws(
    () => new RewardModel({ vocabularySize: 0, embeddingSize: 4, generator: new Generator(1) }),
    /vocabularySize is 0; expected an integer of 1 or more/,
  );
  model.dispose();
});

test("scoring and disposing a model leaves no tensors behind", () => {
  const before = tf.memory().numTensors;
  const model = make();
  model.score([1, 2]).dispose();
  model.dispose();
  assert.equal(tf.memory().numTensors, before);
});

test("comparisons leave the bias exactly where it is, by hand and by automatic differentiation", async () => {
  for (const gradients of ["byHand", "autodiff"] as const) {
    const model = make(8);
    const [bias] = model.bias.dataSync();
    const trainer = new RewardTrainer(model, { epochs: 5, batchSize: 3, gradients });
    await trainer.train([
      [0, 1],
      [2, 3],
      [4, 5],
      [1, 5],
      [3, 0],
    ]);
    assert.equal(model.bias.dataSync()[0], bias);
    trainer.dispose();
    model.dispose();
  }
});
