import assert from "node:assert/strict";
import { test } from "node:test";
import {
  expectedInformation,
  type FeaturePair,
  linearRewardLead,
  linearRewardPosterior,
} from "../../src/reward/linearRewardPosterior";
import { Generator } from "../../src/tensor/generator";

function judged(weights: number[], count: number, seed: number): FeaturePair[] {
  const generator = new Generator(seed);
  return Array.from({ length: count }, () => {
    const [a, b] = [0, 1].map(() => Array.from(generator.randn(weights.length))) as [number[], number[]];
    const lead = weights.reduce((sum, w, k) => sum + w * (a[k]! - b[k]!), 0);
    return generator.rand(1)[0]! < 1 / (1 + Math.exp(-lead))
      ? { better: a, worse: b }
      : { better: b, worse: a };
  });
}

test("the weights behind many judgements are found, within their own uncertainty", () => {
  const weights = [2, -1, 0];
  const { mean, covariance } = linearRewardPosterior(judged(weights, 2_000, 1), { priorDeviation: 10 });
  mean.forEach((value, k) => {
    const deviation = Math.sqrt(covariance[k]![k]!);
    assert.ok(deviation < 0.1 && Math.abs(value - weights[k]!) < 3 * deviation, `${value} ± ${deviation}`);
  });
});

test("the mean is where the slope of the log-posterior is zero", () => {
  const pairs = judged([1, 1], 50, 2).map((pair, i) => ({ ...pair, weight: (i % 3) / 2 }));
  const { mean } = linearRewardPosterior(pairs, { priorDeviation: 2 });
  for (const k of [0, 1]) {
    const slope = pairs.reduce((sum, { better, worse, weight }) => {
      const difference = better.map((value, i) => value - worse[i]!);
      const lead = difference.reduce((total, value, i) => total + value * mean[i]!, 0);
      return sum + (weight * difference[k]!) / (1 + Math.exp(lead));
    }, -mean[k]! / 4);
    assert.ok(Math.abs(slope) < 1e-8, String(slope));
  }
});

test("without judgements the posterior is the prior, and a weight counts as repetition", () => {
  assert.deepEqual(linearRewardPosterior([], { features: 2, priorDeviation: 3 }), {
    mean: [0, 0],
    covariance: [
      [9, 0],
      [0, 9],
    ],
  });
  const [pair] = judged([1], 1, 3);
  const twice = linearRewardPosterior([pair!, pair!]);
  const weighted = linearRewardPosterior([{ ...pair!, weight: 2 }]);
  assert.ok(Math.abs(twice.mean[0]! - weighted.mean[0]!) < 1e-9);
});

test("judgements that agree perfectly and lie far apart still give a finite mode", () => {
  const { mean } = linearRewardPosterior([{ better: [1000], worse: [0] }], { priorDeviation: 100 });
  assert.ok(Number.isFinite(mean[0]!) && mean[0]! > 0);
});

test("the lead of one thing over another has the mean and the variance of the weights", () => {
  const posterior = {
    mean: [1, 2],
    covariance: [
      [1, 0.5],
      [0.5, 4],
    ],
  };
  assert.deepEqual(linearRewardLead(posterior, [1, 1], [0, 0]), { mean: 3, variance: 6 });
});

test("a question teaches most where the answer is open because the weights are", () => {
  const posterior = {
    mean: [5, 0, 0],
    covariance: [
      [0.01, 0, 0],
      [0, 4, 0],
      [0, 0, 0.0001],
    ],
  };
  const nothing = [0, 0, 0];
  const known = expectedInformation(posterior, [1, 0, 0], nothing);
  const open = expectedInformation(posterior, [0, 1, 0], nothing);
  const coin = expectedInformation(posterior, [0, 0, 1], nothing);
  assert.ok(open > 0.1 && open < Math.LN2, String(open));
  assert.ok(known < 0.01 && coin < 0.001, `${known}, ${coin}`);
});

test("what does not fit together is refused", () => {
  assert.throws(() => linearRewardPosterior([]), /say how many features/);
  assert.throws(() => linearRewardPosterior([{ better: [1], worse: [1, 2] }]), /pair 0 has 1 and 2/);
  assert.throws(() => linearRewardPosterior([{ better: [Number.NaN], worse: [1] }]), /not a finite number/);
  assert.throws(() => linearRewardPosterior([{ better: [1], worse: [0], weight: -1 }]), /weight -1/);
  assert.throws(() => linearRewardPosterior([], { features: 1, priorDeviation: 0 }), /priorDeviation is 0/);
});
