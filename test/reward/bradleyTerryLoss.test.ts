import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { countWins } from "../../src/evaluation/winRate";
import { bradleyTerryLoss } from "../../src/reward/bradleyTerryLoss";
import { marginRankingLoss } from "../../src/reward/marginRankingLoss";
import { plackettLuceLoss } from "../../src/reward/plackettLuceLoss";
import { tf } from "../../src/tensor/backend";
import { numbersOf } from "../finiteDifferences";

const near = (actual: number, expected: number, tolerance = 1e-6) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );

test("scores are identifiable only up to a constant per prompt: no ranking loss notices a shift", () => {
  // Multiples of 1/8 stay exact in float32 when they are shifted.
  const eighths = fc.integer({ min: -64, max: 64 }).map((n) => n / 8);
  const pairs = fc.array(fc.tuple(eighths, eighths, eighths), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(pairs, (rows) => {
      const evaluate = (loss: (better: tf.Tensor1D, worse: tf.Tensor1D) => tf.Scalar, shifted: boolean) =>
        numbersOf(() =>
          loss(
            tf.tensor1d(rows.map(([better, , shift]) => better + (shifted ? shift : 0))),
            tf.tensor1d(rows.map(([, worse, shift]) => worse + (shifted ? shift : 0))),
          ),
        )[0]!;
      for (const loss of [
        (better: tf.Tensor1D, worse: tf.Tensor1D) => marginRankingLoss({ better, worse }),
        (better: tf.Tensor1D, worse: tf.Tensor1D) => bradleyTerryLoss({ better, worse }),
        (better: tf.Tensor1D, worse: tf.Tensor1D) =>
          plackettLuceLoss({ scores: tf.stack([better, worse], 1) as tf.Tensor2D }),
      ]) {
        near(evaluate(loss, true), evaluate(loss, false));
      }
    }),
    { numRuns: 40, seed: 3 },
  );
});

test("centring takes that freedom away: its minimum over all shifts is where each pair's scores sum to zero", () => {
  const loss = (shift: number) =>
    numbersOf(() =>
      bradleyTerryLoss(
        { better: tf.tensor1d([1.5 + shift]), worse: tf.tensor1d([0.5 + shift]) },
        { centering: 0.01 },
      ),
    )[0]!;
  assert.ok(loss(-1) < loss(-1.25) && loss(-1) < loss(-0.75));
});

test("label smoothing ε makes the best lead finite: log((1−ε)/ε)", () => {
  const epsilon = 0.2;
  const best = Math.log((1 - epsilon) / epsilon);
  const gradient = (lead: number) =>
    numbersOf(() =>
      tf.grad((better) => bradleyTerryLoss({ better, worse: tf.tensor1d([0]) }, { labelSmoothing: epsilon }))(
        tf.tensor1d([lead]),
      ),
    )[0]!;
  near(gradient(best), 0);
  assert.ok(gradient(best - 0.1) < 0 && gradient(best + 0.1) > 0);
});

test("label smoothing equals the mean of the loss over flipped and unflipped labels", () => {
  const scores = { better: [0.3, -2, 4], worse: [1.2, 0.5, -3] };
  const loss = (flipped: boolean, labelSmoothing: number) =>
    numbersOf(() => {
      const [better, worse] = [tf.tensor1d(scores.better), tf.tensor1d(scores.worse)];
      return bradleyTerryLoss(flipped ? { better: worse, worse: better } : { better, worse }, {
        labelSmoothing,
      });
    })[0]!;
  near(loss(false, 0.1), 0.9 * loss(false, 0) + 0.1 * loss(true, 0));
});

test("bradleyTerryLoss refuses a label smoothing of one half and margins of another shape", () => {
  const scores = { better: tf.zeros([2]), worse: tf.zeros([2]) };
  assert.throws(
    () => bradleyTerryLoss(scores, { labelSmoothing: 0.5 }),
    /labelSmoothing is 0.5; expected 0 <= /,
  );
  assert.throws(() => bradleyTerryLoss({ ...scores, margins: tf.zeros([3]) }), /margins has shape \[3\]/);
});

test("a perfect reward model scores exactly 1−ε on labels flipped with probability ε, and no other ranking scores more", () => {
  const epsilon = 0.15;
  const truth = [3, 1, 2, 0];
  const pairs = truth.flatMap((a, i) => truth.flatMap((b, j) => (a > b ? [[i, j] as const] : [])));
  const expectedAccuracy = (scores: readonly number[]) => {
    const { wins, losses } = countWins(
      pairs.map(([better]) => scores[better]!),
      pairs.map(([, worse]) => scores[worse]!),
    );
    return (wins * (1 - epsilon) + losses * epsilon) / pairs.length;
  };
  const rankings = permutations([0, 1, 2, 3]).map(expectedAccuracy);
  near(expectedAccuracy(truth), 1 - epsilon);
  assert.equal(rankings.length, 24);
  near(Math.max(...rankings), 1 - epsilon);
  assert.equal(rankings.filter((accuracy) => accuracy > 1 - epsilon - 1e-9).length, 1);
});

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}
