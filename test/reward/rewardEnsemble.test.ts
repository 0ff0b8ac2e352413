import assert from "node:assert/strict";
import { test } from "node:test";
import { type EnsembleAggregate, RewardEnsemble } from "../../src/reward/rewardEnsemble";
import { RewardModel } from "../../src/reward/rewardModel";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";

/** A model whose scores are given: one-dimensional vectors, weight 1, bias 0. */
function fixed(scores: number[]): RewardModel {
  const model = new RewardModel({
    vocabularySize: scores.length,
    embeddingSize: 1,
    generator: new Generator(0),
  });
  tf.tidy(() => {
    model.embeddings.assign(tf.tensor2d(scores, [scores.length, 1]));
    model.weight.assign(tf.tensor2d([[1]]));
    model.bias.assign(tf.tensor1d([0]));
  });
  return model;
}

function scoresOf(aggregate: EnsembleAggregate, deviations?: number): number[] {
  const ensemble = new RewardEnsemble([fixed([1, 4]), fixed([2, 4]), fixed([6, 4])], {
    aggregate,
    deviations,
  });
  const scores = ensemble.score([0, 1]);
  const values = [...scores.dataSync()];
  scores.dispose();
  ensemble.dispose();
  return values;
}

const close = (actual: number[], expected: number[]) => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i]! - value) < 1e-5, `${actual} instead of ${expected}`);
  });
};

test("an ensemble takes the mean, the minimum, or the mean minus k standard deviations of its members' scores", () => {
  const deviation = Math.sqrt((4 + 1 + 9) / 3);
  close(scoresOf("mean"), [3, 4]);
  close(scoresOf("minimum"), [1, 4]);
  close(scoresOf("meanMinusDeviation"), [3 - deviation, 4]);
  close(scoresOf("meanMinusDeviation", 2), [3 - 2 * deviation, 4]);
});

test("each member's scores can be seen", () => {
  const ensemble = new RewardEnsemble([fixed([1, 4]), fixed([2, 5])]);
  const scores = ensemble.scoreEach([0, 1]);
  assert.deepEqual(scores.arraySync(), [
    [1, 4],
    [2, 5],
  ]);
  scores.dispose();
  ensemble.dispose();
});

test("gradients reach every member, also where members agree exactly", () => {
  const ensemble = new RewardEnsemble([fixed([1, 4]), fixed([1, 2])], { aggregate: "meanMinusDeviation" });
  const { value, grads } = tf.variableGrads(
    () => tf.sum(ensemble.score([0, 1])) as tf.Scalar,
    ensemble.parameters as tf.Variable[],
  );
  assert.equal(Object.keys(grads).length, 6);
  for (const gradient of Object.values(grads)) assert.ok(gradient.dataSync().every(Number.isFinite));
  // Item 0: the mean's slope, ½ each. Item 1: mean 3, deviation 1, d(mean − deviation)/d(4) = ½ − ½, of 2: ½ + ½.
  const [first, second] = ensemble.members.map((member) => grads[member.parameters[0]!.name]!.dataSync());
  close([...first!, ...second!], [0.5, 0, 0.5, 1]);
  tf.dispose([value, grads]);
  ensemble.dispose();
});

test("an ensemble without members or with an unknown aggregate is refused", () => {
  assert.throws(() => new RewardEnsemble([]), /members is empty/);
  const member = fixed([1]);
  assert.throws(
    () => new RewardEnsemble([member], { aggregate: "median" as EnsembleAggregate }),
    /unknown aggregate "median"; expected one of mean, minimum, meanMinusDeviation/,
  );
  member.dispose();
});
