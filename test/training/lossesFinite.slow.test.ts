import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { bradleyTerryLoss } from "../../src/reward/bradleyTerryLoss";
import { marginRankingLoss } from "../../src/reward/marginRankingLoss";
import { plackettLuceLoss } from "../../src/reward/plackettLuceLoss";
import { tf } from "../../src/tensor/backend";
import { cdpoLoss } from "../../src/training/cdpoLoss";
import { dpoLoss } from "../../src/training/dpoLoss";
import { entropy } from "../../src/training/entropy";
import { expectedRewardLoss } from "../../src/training/expectedRewardLoss";
import { grpoLoss } from "../../src/training/grpoLoss";
import { hingeDpoLoss } from "../../src/training/hingeDpoLoss";
import { ipoLoss } from "../../src/training/ipoLoss";
import { KL_ESTIMATORS, klPenalty } from "../../src/training/klEstimators";
import { klRegularisedRewardLoss } from "../../src/training/klRegularisedRewardLoss";
import { ktoLoss } from "../../src/training/ktoLoss";
import { orpoLoss } from "../../src/training/orpoLoss";
import { ppoPolicyLoss } from "../../src/training/ppoPolicyLoss";
import { ppoValueLoss } from "../../src/training/ppoValueLoss";
import type { PreferenceLogProbs } from "../../src/training/preferenceMargin";
import { reinforceLoss } from "../../src/training/reinforceLoss";
import { robustDpoLoss } from "../../src/training/robustDpoLoss";
import { simpoLoss } from "../../src/training/simpoLoss";

type Loss = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, d: tf.Tensor) => tf.Scalar;

const direct =
  (loss: (logProbs: PreferenceLogProbs) => tf.Scalar): Loss =>
  (chosenLogProbs, rejectedLogProbs, referenceChosenLogProbs, referenceRejectedLogProbs) =>
    loss({ chosenLogProbs, rejectedLogProbs, referenceChosenLogProbs, referenceRejectedLogProbs });

const matrix = (x: tf.Tensor) => tf.reshape(x, [1, -1]) as tf.Tensor2D;

/** Every loss as a function of four lists of numbers; those that need fewer leave the last ones alone. */
const LOSSES: Record<string, Loss> = {
  marginRanking: (better, worse) => marginRankingLoss({ better, worse }),
  bradleyTerry: (better, worse, margins) =>
    bradleyTerryLoss({ better, worse, margins }, { centering: 0.1, labelSmoothing: 0.1 }),
  plackettLuce: (scores) => plackettLuceLoss({ scores: matrix(scores) }),
  dpo: direct(dpoLoss),
  cdpo: direct(cdpoLoss),
  robustDpo: direct(robustDpoLoss),
  ipo: direct(ipoLoss),
  hingeDpo: direct(hingeDpoLoss),
  simpo: (chosenLogProbs, rejectedLogProbs) => simpoLoss({ chosenLogProbs, rejectedLogProbs }),
  orpo: (chosenLogProbs, rejectedLogProbs) => orpoLoss({ chosenLogProbs, rejectedLogProbs }),
  kto: (logProbs, referenceLogProbs, sign) =>
    ktoLoss({ logProbs, referenceLogProbs, desirable: tf.greater(sign, 0) }),
  ppoPolicy: (logProbs, oldLogProbs, advantages) => ppoPolicyLoss({ logProbs, oldLogProbs, advantages }),
  ppoValue: (newValues, oldValues, returns) => ppoValueLoss({ newValues, oldValues, returns }),
  entropy: (logits) => entropy({ logits }),
  expectedReward: (logits, rewards) => expectedRewardLoss({ logits, rewards }),
  klRegularisedReward: (logits, rewards, referenceLogProbs) =>
    klRegularisedRewardLoss({ logits, rewards, referenceLogProbs }),
  grpo: (logProbs, oldLogProbs, referenceLogProbs, advantages) =>
    grpoLoss({
      logProbs: matrix(logProbs),
      oldLogProbs: matrix(oldLogProbs),
      referenceLogProbs: matrix(referenceLogProbs),
      advantages: tf.slice(advantages, 0, 1) as tf.Tensor1D,
    }),
  reinforce: (logProbs, advantages) => reinforceLoss({ logProbs, advantages }),
  ...Object.fromEntries(
    KL_ESTIMATORS.map((estimator): [string, Loss] => [
      estimator,
      (logProbs, referenceLogProbs) => klPenalty({ logProbs, referenceLogProbs }, { estimator }),
    ]),
  ),
};

const extreme = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: -1e4, max: 1e4, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(-1e4, -100, -1e-7, 0, 1e-7, 100, 1e4) },
);
const inputs = fc.array(fc.tuple(extreme, extreme, extreme, extreme), { minLength: 1, maxLength: 4 });

for (const [name, loss] of Object.entries(LOSSES)) {
  test(`${name} and its gradient are finite for scores, logits and log-probabilities up to ±1e4`, () => {
    fc.assert(
      fc.property(inputs, (rows) => {
        const { value, grads } = tf.tidy(() => {
          const columns = [0, 1, 2, 3].map((column) => tf.tensor1d(rows.map((row) => row[column]!)));
          const first = columns.shift()!;
          return tf.valueAndGrads((x) => loss(x as tf.Tensor, columns[0]!, columns[1]!, columns[2]!))([
            first,
          ]);
        });
        const numbers = [...value.dataSync(), ...grads[0]!.dataSync()];
        tf.dispose([value, ...grads]);
        assert.ok(numbers.every(Number.isFinite), `loss and gradient are ${numbers}`);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
}

test("no loss leaves a tensor behind", () => {
  const columns = [0, 1, 2, 3].map((column) => tf.tensor1d([0.5 + column, -1, -2]));
  const [a, b, c, d] = columns as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const before = tf.memory().numTensors;
  for (const loss of Object.values(LOSSES)) {
    const { value, grads } = tf.tidy(() => tf.valueAndGrads((x) => loss(x as tf.Tensor, b, c, d))([a]));
    tf.dispose([value, ...grads]);
  }
  assert.equal(tf.memory().numTensors, before);
  tf.dispose(columns);
});

test("every loss names the tensor whose shape does not fit", () => {
  const wrong = (name: string) => new RegExp(`Loss: ${name} has shape \\[3\\], but \\w+ has shape \\[2\\]`);
  tf.tidy(() => {
    const [two, three] = [tf.zeros([2]), tf.zeros([3])];
    const logProbs = {
      chosenLogProbs: two,
      rejectedLogProbs: two,
      referenceChosenLogProbs: two,
      referenceRejectedLogProbs: three,
    };
    for (const loss of [dpoLoss, cdpoLoss, robustDpoLoss, ipoLoss, hingeDpoLoss]) {
      assert.throws(() => loss(logProbs), wrong("referenceRejectedLogProbs"));
    }
    const pair = { chosenLogProbs: two, rejectedLogProbs: three };
    for (const loss of [simpoLoss, orpoLoss]) assert.throws(() => loss(pair), wrong("rejectedLogProbs"));
    assert.throws(
      () => ktoLoss({ logProbs: two, referenceLogProbs: two, desirable: three }),
      wrong("desirable"),
    );
    assert.throws(
      () => ppoPolicyLoss({ logProbs: two, oldLogProbs: three, advantages: two }),
      wrong("oldLogProbs"),
    );
    assert.throws(() => ppoValueLoss({ newValues: two, oldValues: two, returns: three }), wrong("returns"));
    assert.throws(() => reinforceLoss({ logProbs: two, advantages: two, mask: three }), wrong("mask"));
    assert.throws(() => expectedRewardLoss({ logits: two, rewards: three }), wrong("rewards"));
    const table = tf.zeros([2, 3]) as tf.Tensor2D;
    assert.throws(
      () => grpoLoss({ logProbs: table, oldLogProbs: table, advantages: three as tf.Tensor1D }),
      /grpoLoss: advantages has shape \[3\]; expected \[batch\] = \[2\]/,
    );
    assert.throws(
      () => grpoLoss({ logProbs: table, oldLogProbs: table, advantages: two as tf.Tensor1D }),
      /beta is 0.04, but referenceLogProbs is missing/,
    );
  });
});
