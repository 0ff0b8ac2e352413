import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  klDivergence,
  klDivergenceOfLogits,
  sampledKl,
  totalVariation,
} from "../../src/evaluation/klDivergence";
import { tiltedOptimum } from "../../src/evaluation/tiltedOptimum";
import { Generator } from "../../src/tensor/generator";
import type { KlEstimator } from "../../src/training/klEstimators";

const near = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );

const weights = (n: number) =>
  fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: n, maxLength: n });
const normalise = (numbers: readonly number[]) => {
  const sum = numbers.reduce((total, x) => total + x, 0);
  return numbers.map((x) => x / sum);
};

test("KL of two coins is what the formula says, and infinite where the reference excludes what the policy does", () => {
  near(klDivergence([0.5, 0.5], [0.25, 0.75]), 0.5 * Math.log(2) + 0.5 * Math.log(2 / 3));
  assert.equal(klDivergence([1, 0], [0, 1]), Number.POSITIVE_INFINITY);
  assert.equal(klDivergence([1, 0], [1, 0]), 0);
});

test("KL is never negative, zero for equal distributions, and at least twice the squared total variation (Pinsker)", () => {
  fc.assert(
    fc.property(weights(4), weights(4), (a, b) => {
      const [p, q] = [normalise(a), normalise(b)];
      const kl = klDivergence(p, q);
      assert.ok(kl >= 2 * totalVariation(p, q) ** 2 - 1e-12);
      assert.equal(klDivergence(p, p), 0);
      near(kl, klDivergenceOfLogits(p.map(Math.log), q.map(Math.log)), 1e-9);
    }),
    { seed: 5 },
  );
});

test("in log space KL is right where the probabilities underflow", () => {
  near(klDivergenceOfLogits([0, -2000], [-2000, 0]), 2000);
  near(klDivergenceOfLogits([1e4, 0, 0], [0, 0, 0]), Math.log(3));
});

test("the sampled k1 and k3 lie within four standard errors of the exact KL, and k3's error is the smaller one", () => {
  const p = [0.5, 0.3, 0.2];
  const q = [0.4, 0.4, 0.2];
  const samples = Array.from(new Generator(1).multinomial(p, 4000));
  const logProbs = samples.map((i) => Math.log(p[i]!));
  const referenceLogProbs = samples.map((i) => Math.log(q[i]!));
  const exact = klDivergence(p, q);
  const [k1, k3] = (["k1", "k3"] as const).map((estimator) =>
    sampledKl({ logProbs, referenceLogProbs }, { estimator }),
  );
  for (const { mean, standardError, count } of [k1!, k3!]) {
    assert.equal(count, 4000);
    assert.ok(Math.abs(mean - exact) < 4 * standardError, `${mean} ± ${standardError} is not ${exact}`);
  }
  assert.ok(k3!.standardError < k1!.standardError / 3);
});

test("bad input is refused with its position, shape or sum", () => {
  assert.throws(
    () => klDivergence([0.5, 0.5], [1]),
    /klDivergence: q has shape \[1\], but p has shape \[2\]/,
  );
  assert.throws(() => klDivergence([0.5, 0.6], [0.5, 0.5]), /p sums to 1.1; expected 1/);
  assert.throws(() => klDivergence([1.5, -0.5], [0.5, 0.5]), /p\[0\] is 1.5; expected a probability/);
  assert.throws(() => sampledKl({ logProbs: [], referenceLogProbs: [] }), /logProbs has shape \[0\]/);
  const unknown = { estimator: "k5" as KlEstimator };
  assert.throws(
    () => sampledKl({ logProbs: [1], referenceLogProbs: [1] }, unknown),
    /unknown estimator "k5"/,
  );
});

test("no policy is worth more than the tilted optimum, which is worth exactly its value", () => {
  const rewards = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(
      weights(4),
      weights(4),
      rewards,
      fc.double({ min: 0.05, max: 5, noNaN: true }),
      (a, b, r, beta) => {
        const [reference, other] = [normalise(a), normalise(b)];
        const worth = (p: readonly number[]) =>
          p.reduce((sum, x, i) => sum + x * r[i]!, 0) - beta * klDivergence(p, reference);
        const { probabilities, value } = tiltedOptimum({ reference, rewards: r }, { beta });
        near(worth(probabilities), value, 1e-9);
        assert.ok(worth(other) <= value + 1e-9);
      },
    ),
    { seed: 6 },
  );
});

test("the tilted optimum tends to the reference for large β and to the best answer for small β, without overflow", () => {
  const inputs = { reference: [0.7, 0.2, 0.1], rewards: [0, 5, 10] };
  tiltedOptimum(inputs, { beta: 1e9 }).probabilities.forEach((p, i) => {
    near(p, inputs.reference[i]!, 1e-7);
  });
  const { probabilities, value } = tiltedOptimum(inputs, { beta: 1e-6 });
  assert.deepEqual(probabilities, [0, 0, 1]);
  near(value, 10 + 1e-6 * Math.log(0.1));
  assert.deepEqual(tiltedOptimum({ reference: [1, 0], rewards: [0, 9] }, { beta: 1 }).probabilities, [1, 0]);
  assert.throws(() => tiltedOptimum(inputs, { beta: 0 }), /beta is 0; expected a positive number/);
  assert.throws(() => tiltedOptimum({ ...inputs, rewards: [1, 2] }, { beta: 1 }), /rewards has shape \[2\]/);
});
