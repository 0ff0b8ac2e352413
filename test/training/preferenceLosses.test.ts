import assert from "node:assert/strict";
import test from "node:test";
import { tf } from "../../src/tensor/backend";
import { cdpoLoss } from "../../src/training/cdpoLoss";
import { dpoLoss } from "../../src/training/dpoLoss";
import { hingeDpoLoss } from "../../src/training/hingeDpoLoss";
import { ipoLoss } from "../../src/training/ipoLoss";
import { ktoLoss, ktoReferencePoint } from "../../src/training/ktoLoss";
import { logOdds, orpoLoss } from "../../src/training/orpoLoss";
import type { PreferenceLogProbs } from "../../src/training/preferenceMargin";
import { robustDpoLoss } from "../../src/training/robustDpoLoss";
import { simpoLoss } from "../../src/training/simpoLoss";
import { numbersOf } from "../finiteDifferences";

type Direct = (logProbs: PreferenceLogProbs) => tf.Scalar;

const near = (actual: number, expected: number, tolerance = 2e-6) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );

/** The loss of one pair with the given margin Δ, and its slope there. */
function atMargin(loss: Direct, margin: number): { value: number; slope: number } {
  const evaluate = (chosenLogProbs: tf.Tensor) =>
    loss({
      chosenLogProbs,
      rejectedLogProbs: tf.tensor1d([-2]),
      referenceChosenLogProbs: tf.tensor1d([-3]),
      referenceRejectedLogProbs: tf.tensor1d([-2]),
    });
  return {
    value: numbersOf(() => evaluate(tf.tensor1d([margin - 3])))[0]!,
    slope: numbersOf(() => tf.grad(evaluate)(tf.tensor1d([margin - 3])))[0]!,
  };
}

test("a policy that equals its reference has the DPO loss log 2, whatever the answers", () => {
  near(atMargin(dpoLoss, 0).value, Math.log(2));
});

test("cDPO is best where the preference's probability is 1−ε", () => {
  const [beta, labelSmoothing] = [0.3, 0.1];
  const best = Math.log((1 - labelSmoothing) / labelSmoothing) / beta;
  near(atMargin((logProbs) => cdpoLoss(logProbs, { beta, labelSmoothing }), best).slope, 0);
});

test("robust DPO's mean over flipped labels is DPO's loss on the true ones, cDPO's is not", () => {
  const [beta, labelSmoothing] = [0.3, 0.2];
  for (const margin of [-7, -0.5, 0, 2, 11]) {
    const meanOverFlips = (loss: typeof cdpoLoss) => {
      const at = (x: number) => atMargin((logProbs) => loss(logProbs, { beta, labelSmoothing }), x).value;
      return (1 - labelSmoothing) * at(margin) + labelSmoothing * at(-margin); // a flipped label negates the margin
    };
    const truth = atMargin((logProbs) => dpoLoss(logProbs, { beta }), margin).value;
    near(meanOverFlips(robustDpoLoss), truth);
    if (margin !== 0) assert.ok(Math.abs(meanOverFlips(cdpoLoss) - truth) > 1e-3);
  }
});

test("without label smoothing cDPO and robust DPO are DPO", () => {
  for (const loss of [cdpoLoss, robustDpoLoss]) {
    near(
      atMargin((logProbs) => loss(logProbs, { labelSmoothing: 0 }), 1.5).value,
      atMargin(dpoLoss, 1.5).value,
    );
    assert.throws(
      () => atMargin((logProbs) => loss(logProbs, { labelSmoothing: 0.5 }), 1),
      /labelSmoothing is 0.5/,
    );
  }
});

test("IPO pulls the margin to 1/(2β) from both sides, the hinge stops at 1/β, DPO never stops", () => {
  const beta = 0.25;
  const slopes = (loss: (logProbs: PreferenceLogProbs, options: { beta: number }) => tf.Scalar) =>
    [1, 2, 3, 5].map((margin) => Math.sign(atMargin((logProbs) => loss(logProbs, { beta }), margin).slope));
  assert.deepEqual(slopes(ipoLoss), [-1, 0, 1, 1]);
  assert.deepEqual(slopes(hingeDpoLoss), [-1, -1, -1, 0]);
  assert.deepEqual(slopes(dpoLoss), [-1, -1, -1, -1]);
});

test("SimPO is log 2 where the rewards differ by γ", () => {
  const loss = numbersOf(() =>
    simpoLoss(
      { chosenLogProbs: tf.tensor1d([-1]), rejectedLogProbs: tf.tensor1d([-1.25]) },
      { beta: 2, gamma: 0.5 },
    ),
  );
  near(loss[0]!, Math.log(2));
});

test("the log-odds are exact near certainty, where 1 − exp(c) has no digits left in float32", () => {
  const points = [-1e-6, -1e-4, -0.01, -0.5, -5, -30];
  const values = numbersOf(() => logOdds(tf.tensor1d(points)));
  points.forEach((c, i) => {
    const rounded = Math.fround(c);
    near(values[i]!, rounded - Math.log(-Math.expm1(rounded)));
  });
});

test("ORPO and its gradient stay finite where an answer is certain", () => {
  for (const [chosen, rejected] of [
    [0, -1],
    [-1, 0],
    [0, 0],
    [-1e-9, -1e4],
  ] as const) {
    const loss = (chosenLogProbs: tf.Tensor, rejectedLogProbs: tf.Tensor) =>
      orpoLoss({ chosenLogProbs, rejectedLogProbs });
    const { value, grads } = tf.tidy(() =>
      tf.valueAndGrads((c, r) => loss(c as tf.Tensor, r as tf.Tensor))([
        tf.tensor1d([chosen]),
        tf.tensor1d([rejected]),
      ]),
    );
    const numbers = [value, ...grads].flatMap((tensor) => [...tensor.dataSync()]);
    tf.dispose([value, ...grads]);
    assert.ok(numbers.every(Number.isFinite), `${numbers}`);
  }
});

test("KTO raises liked and lowers disliked answers, and less so the further they are from the reference point", () => {
  const gradient = (logRatios: number[], desirable: boolean[]) =>
    numbersOf(() =>
      tf.grad((logProbs) =>
        ktoLoss(
          {
            logProbs,
            referenceLogProbs: tf.zeros([logRatios.length]),
            desirable: tf.tensor1d(desirable, "bool"),
          },
          { beta: 1, undesirableWeight: 2 },
        ),
      )(tf.tensor1d(logRatios)),
    );
  const [liked, disliked] = gradient([0, 0], [true, false]);
  near(liked!, -0.125);
  near(disliked!, 0.25);
  const [close, far] = gradient([0, 4], [true, true]);
  assert.ok(Math.abs(far!) < Math.abs(close!) / 10);
});

test("KTO's reference point is the mean log-ratio, but never below zero", () => {
  assert.equal(ktoReferencePoint([-1, -2], [-2, -4]), 1.5);
  assert.equal(ktoReferencePoint([-3], [-1]), 0);
  assert.throws(
    () => ktoReferencePoint([1], [1, 2]),
    /logProbs has shape \[1\], referenceLogProbs has shape \[2\]/,
  );
});
