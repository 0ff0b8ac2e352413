/** Which of two things was preferred; each is a list of as many features. */
export interface FeaturePair {
  better: readonly number[];
  worse: readonly number[];
  /** How often this judgement counts, 0 or more. Default 1. */
  weight?: number;
}

export interface LinearRewardPosteriorOptions {
  /** Standard deviation τ of each weight before any judgement, around 0. Default 1. */
  priorDeviation?: number;
  /** How many features there are; needed only where there are no judgements yet. */
  features?: number;
}

/** What is believed of the weights w of a reward w · x: a normal distribution. */
export interface LinearRewardPosterior {
  /** [features] */
  mean: number[];
  /** [features][features] */
  covariance: number[][];
}

/**
 * Learns what each feature is worth, and how sure that is, from comparisons.
 *
 *     P(better ≻ worse) = σ(w · (x_better − x_worse)),   w ~ N(0, τ²·I)
 *
 * The posterior is approximated by the normal distribution at its mode (Laplace; MacKay 1992, Bishop 2006, section 4.4), found by
 * Newton's method; the posterior is log-concave, so that the mode is the only one. For a handful of features: it solves a system of
 * that many equations a step.
 *
 * @throws RangeError if lists of features differ in length, hold a number that is not finite, a weight is negative, τ is not positive,
 *   or there are neither judgements nor a number of features
 */
export function linearRewardPosterior(
  pairs: readonly FeaturePair[],
  { priorDeviation = 1, features = pairs[0]?.better.length ?? 0 }: LinearRewardPosteriorOptions = {},
): LinearRewardPosterior {
  const where = "linearRewardPosterior";
  if (!(Number.isInteger(features) && features >= 1))
    throw new RangeError(`${where}: there are no judgements; say how many features there are.`);
  if (!(priorDeviation > 0 && Number.isFinite(priorDeviation)))
    throw new RangeError(`${where}: priorDeviation is ${priorDeviation}; expected a positive number.`);
  const judgements = pairs.map(({ better, worse, weight = 1 }, i) => {
    if (better.length !== features || worse.length !== features)
      throw new RangeError(
        `${where}: pair ${i} has ${better.length} and ${worse.length} features; expected ${features}.`,
      );
    if (![...better, ...worse].every(Number.isFinite))
      throw new RangeError(`${where}: pair ${i} holds a feature that is not a finite number.`);
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new RangeError(`${where}: pair ${i} has weight ${weight}; expected 0 or more.`);
    return { difference: better.map((value, k) => value - worse[k]!), weight };
  });
  const precision = 1 / priorDeviation ** 2;
  const logPosterior = (w: readonly number[]) =>
    judgements.reduce((sum, { difference, weight }) => sum - weight * softplus(-dot(w, difference)), 0) -
    (precision / 2) * dot(w, w);

  let mean = new Array<number>(features).fill(0);
  for (let round = 0; round < 100; round++) {
    const { gradient, curvature } = derivatives(judgements, mean, precision);
    const step = multiply(inverse(curvature), gradient);
    let length = 1;
    const moved = () => mean.map((value, k) => value + length * step[k]!);
    while (length > 1e-6 && logPosterior(moved()) < logPosterior(mean)) length /= 2;
    mean = moved();
    if (step.every((value) => Math.abs(value) < 1e-10)) break;
  }
  return { mean, covariance: inverse(derivatives(judgements, mean, precision).curvature) };
}

/** Mean and variance of the lead w · (a − b) of `a` over `b`. */
export function linearRewardLead(
  { mean, covariance }: LinearRewardPosterior,
  a: readonly number[],
  b: readonly number[],
): { mean: number; variance: number } {
  const difference = a.map((value, k) => value - b[k]!);
  return { mean: dot(mean, difference), variance: dot(difference, multiply(covariance, difference)) };
}

/**
 * How much the answer to "a or b?" is expected to say about the weights, in nats: 0 where the answer is known beforehand, or is known
 * to be a coin toss; at most log 2.
 *
 *     I = H(E[p]) − E[H(p)],   p = σ(w · (a − b))
 *
 * (Houlsby et al. 2011, Bayesian active learning for classification and preference learning, eq. 2.) The mean over the normal
 * distribution of w · (a − b) is taken on a grid.
 */
export function expectedInformation(
  posterior: LinearRewardPosterior,
  a: readonly number[],
  b: readonly number[],
): number {
  const { mean, variance } = linearRewardLead(posterior, a, b);
  let total = 0;
  let meanP = 0;
  let meanEntropy = 0;
  for (let i = -20; i <= 20; i++) {
    const z = i / 5;
    const density = Math.exp((-z * z) / 2);
    const p = 1 / (1 + Math.exp(-(mean + z * Math.sqrt(variance))));
    total += density;
    meanP += density * p;
    meanEntropy += density * coinEntropy(p);
  }
  return Math.max(0, coinEntropy(meanP / total) - meanEntropy / total);
}

function derivatives(
  judgements: readonly { difference: number[]; weight: number }[],
  w: readonly number[],
  precision: number,
): { gradient: number[]; curvature: number[][] } {
  const gradient = w.map((value) => -precision * value);
  const curvature = w.map((_, k) => w.map((_, l) => (k === l ? precision : 0)));
  for (const { difference, weight } of judgements) {
    const surprise = 1 / (1 + Math.exp(dot(w, difference))); // 1 − P(the judgement that was made)
    const spread = weight * surprise * (1 - surprise);
    difference.forEach((value, k) => {
      gradient[k]! += weight * surprise * value;
      difference.forEach((other, l) => {
        curvature[k]![l]! += spread * value * other;
      });
    });
  }
  return { gradient, curvature };
}

/** The inverse of a positive definite matrix, by Gauss–Jordan elimination (no pivoting needed). */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, k) => (i === k ? 1 : 0))]);
  for (let i = 0; i < size; i++) {
    const pivot = rows[i]![i]!;
    rows[i] = rows[i]!.map((value) => value / pivot);
    for (let j = 0; j < size; j++) {
      const factor = rows[j]![i]!;
      if (j !== i) rows[j] = rows[j]!.map((value, k) => value - factor * rows[i]![k]!);
    }
  }
  return rows.map((row) => row.slice(size));
}

function multiply(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function coinEntropy(p: number): number {
  return -[p, 1 - p].reduce((sum, q) => (q === 0 ? sum : sum + q * Math.log(q)), 0);
}
