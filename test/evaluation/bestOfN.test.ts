import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { bestOfN, bestOfNKlBound } from "../../src/evaluation/bestOfN";

const near = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

const policies = fc
  .array(fc.tuple(fc.double({ min: 1e-3, max: 1, noNaN: true }), fc.integer({ min: -3, max: 3 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((rows) => {
    const sum = rows.reduce((total, [weight]) => total + weight, 0);
    return { probabilities: rows.map(([weight]) => weight / sum), rewards: rows.map(([, reward]) => reward) };
  });

test("best-of-n's KL stays under log n − (n−1)/n, for any policy and rewards", () => {
  fc.assert(
    fc.property(policies, fc.integer({ min: 1, max: 1000 }), (policy, n) => {
      const { kl, probabilities, expectedReward } = bestOfN(policy, n);
      assert.ok(kl <= bestOfNKlBound(n) + 1e-12, `KL ${kl} exceeds ${bestOfNKlBound(n)} for n = ${n}`);
      near(
        probabilities.reduce((sum, p) => sum + p, 0),
        1,
      );
      assert.ok(expectedReward >= bestOfN(policy, 1).expectedReward - 1e-12);
    }),
    { seed: 7 },
  );
});

test("the bound is nearly reached by many equally likely answers of different rewards", () => {
  const count = 20_000;
  const policy = {
    probabilities: new Array(count).fill(1 / count),
    rewards: Array.from({ length: count }, (_, i) => i),
  };
  const { kl } = bestOfN(policy, 16);
  assert.ok(kl < bestOfNKlBound(16) && kl > bestOfNKlBound(16) - 0.001);
});

test("the best of three agrees with trying out all draws, the first of equals winning", () => {
  const policy = { probabilities: [0.2, 0.5, 0.1, 0.2], rewards: [1, 0, 1, -2] };
  const expected = [0, 0, 0, 0];
  for (let draw = 0; draw < 4 ** 3; draw++) {
    const answers = [draw % 4, Math.floor(draw / 4) % 4, Math.floor(draw / 16)];
    const best = answers.reduce((a, b) => (policy.rewards[b]! > policy.rewards[a]! ? b : a));
    expected[best]! += answers.reduce((product, answer) => product * policy.probabilities[answer]!, 1);
  }
  bestOfN(policy, 3).probabilities.forEach((p, i) => {
    near(p, expected[i]!);
  });
});

test("the best of one is the policy itself, and equal rewards leave it as it is", () => {
  const probabilities = [0.25, 0.75];
  assert.equal(bestOfNKlBound(1), 0);
  for (const [rewards, n] of [
    [[1, 2], 1],
    [[3, 3], 50],
  ] as const) {
    const best = bestOfN({ probabilities, rewards }, n);
    near(best.probabilities[0]!, 0.25);
    near(best.kl, 0);
  }
});

test("an answer of probability 1e-12 keeps its digits", () => {
  const best = bestOfN({ probabilities: [1 - 1e-12, 1e-12], rewards: [0, 1] }, 8);
  assert.ok(Math.abs(best.probabilities[1]! / 8e-12 - 1) < 1e-6);
});

test("bestOfN refuses an n below one and NaN rewards", () => {
  assert.throws(() => bestOfNKlBound(0), /n is 0; expected a whole number of at least 1/);
  assert.throws(() => bestOfN({ probabilities: [1], rewards: [Number.NaN] }, 2), /rewards\[0\] is NaN/);
});
