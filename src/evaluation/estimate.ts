import { meanAndVariance } from "../training/meanAndVariance";

/** A mean over samples, and how sure it is. */
export interface Estimate {
  mean: number;
  /** Standard deviation of the mean: √(unbiased variance / count); NaN for a single sample. */
  standardError: number;
  /** Number of samples. */
  count: number;
}

/**
 * Mean of independent samples with its standard error.
 *
 * @throws RangeError if there are none
 */
export function meanEstimate(samples: ArrayLike<number>): Estimate {
  const count = samples.length;
  if (count === 0) throw new RangeError("meanEstimate: samples has shape [0]; give at least one.");
  const { mean, variance } = meanAndVariance(samples);
  return { mean, standardError: count > 1 ? Math.sqrt(variance / count) : Number.NaN, count };
}
