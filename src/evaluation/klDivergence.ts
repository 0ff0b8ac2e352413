import type { KlEstimator } from "../training/klEstimators";
import { logSoftmax, requireDistribution, requireSameLength } from "./distribution";
import { type Estimate, meanEstimate } from "./estimate";

/**
 * Kullback–Leibler divergence of two categorical distributions, in nats.
 *
 *     KL(p‖q) = Σ_i p_i·log(p_i / q_i)
 *
 * Terms with p_i = 0 are 0; it is ∞ where p_i > 0 = q_i. Source: Kullback & Leibler (1951), eq. 2.4.
 *
 * @param p probabilities, [categories]
 * @param q probabilities, [categories]
 * @throws RangeError if the lengths differ or one is no distribution
 */
export function klDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireSameLength("klDivergence", ["p", p], ["q", q]);
  requireDistribution("klDivergence", "p", p);
  requireDistribution("klDivergence", "q", q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum += p[i]! * Math.log(p[i]! / q[i]!);
  return Math.max(0, sum);
}

/**
 * KL(softmax(logits)‖softmax(referenceLogits)) in nats, computed in log space: right even where probabilities underflow.
 *
 * @param logits logits or log-probabilities, [categories]
 * @param referenceLogits logits or log-probabilities, [categories]
 * @throws RangeError if the lengths differ or are 0
 */
export function klDivergenceOfLogits(logits: ArrayLike<number>, referenceLogits: ArrayLike<number>): number {
  requireSameLength("klDivergenceOfLogits", ["logits", logits], ["referenceLogits", referenceLogits]);
  const logP = logSoftmax(logits);
  const logQ = logSoftmax(referenceLogits);
  let sum = 0;
  logP.forEach((logProb, i) => {
    const p = Math.exp(logProb);
    if (p > 0) sum += p * (logProb - logQ[i]!);
  });
  return Math.max(0, sum);
}

/**
 * Half the sum of the absolute differences of two categorical distributions: 0 if they are equal, 1 if they never overlap.
 *
 * @param p probabilities, [categories]
 * @param q probabilities, [categories]
 * @throws RangeError if the lengths differ or one is no distribution
 */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireSameLength("totalVariation", ["p", p], ["q", q]);
  requireDistribution("totalVariation", "p", p);
  requireDistribution("totalVariation", "q", q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs(p[i]! - q[i]!);
  return sum / 2;
}

export interface SampledLogProbs {
  /** log π of answers that were sampled from π, [samples]. */
  logProbs: ArrayLike<number>;
  /** log π_ref of the same answers, [samples]. */
  referenceLogProbs: ArrayLike<number>;
}

export interface SampledKlOptions {
  /** Default "k3", unbiased and never negative. */
  estimator?: KlEstimator;
}

/**
 * Estimates KL(π‖π_ref) from samples of π, with the standard error of the estimate; nats.
 *
 * The estimators are those of `klEstimate` (Schulman 2020), here in double precision. The standard error says how far the sample's
 * mean is from the estimator's; k2's bias is not in it.
 *
 * @throws RangeError if the lengths differ or are 0, or the estimator is unknown
 */
export function sampledKl(
  { logProbs, referenceLogProbs }: SampledLogProbs,
  { estimator = "k3" }: SampledKlOptions = {},
): Estimate {
  requireSameLength("sampledKl", ["logProbs", logProbs], ["referenceLogProbs", referenceLogProbs]);
  return meanEstimate(
    Array.from(logProbs, (logProb, i) => estimateOf(logProb - referenceLogProbs[i]!, estimator)),
  );
}

function estimateOf(logRatio: number, estimator: KlEstimator): number {
  switch (estimator) {
    case "k1":
      return logRatio;
    case "k2":
      return logRatio ** 2 / 2;
    case "k3":
      return Math.expm1(-logRatio) + logRatio;
    default:
      throw new RangeError(`sampledKl: unknown estimator "${estimator}"; expected one of k1, k2, k3.`);
  }
}
