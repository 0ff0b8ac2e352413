import { meanAndVariance } from "./meanAndVariance";
import { requireRows } from "./requireRows";

export interface WhitenOptions {
  /** Added to the variance. Default 1e-8. */
  epsilon?: number;
  /** false keeps the mean and only scales. Default true. */
  shiftMean?: boolean;
}

/**
 * Scales numbers to mean 0 and variance 1, both taken where the mask is 1.
 *
 *     out = (x − mean) / √(variance + ε)        variance unbiased, i.e. divided by n − 1
 *
 * Positions outside of the mask are scaled alike, as TRL's `masked_whiten` does. A single number has variance 0 here and so
 * comes out as 0; TRL throws. PPO whitens advantages over a batch (Andrychowicz et al. 2021, section 3.5, finds little effect).
 *
 * @param x [batch][time]
 * @param mask 1 or 0, [batch][time]; default: all count
 * @throws RangeError if the mask's rows differ from those of x, or nothing is left by the mask
 */
export function whiten(
  x: readonly ArrayLike<number>[],
  mask?: readonly ArrayLike<number>[],
  { epsilon = 1e-8, shiftMean = true }: WhitenOptions = {},
): number[][] {
  if (mask !== undefined) requireRows("whiten", "mask", mask, x);
  const kept: number[] = [];
  x.forEach((row, sequence) => {
    for (let t = 0; t < row.length; t++) if (mask === undefined || mask[sequence]![t]) kept.push(row[t]!);
  });
  if (kept.length === 0)
    throw new RangeError("whiten: no number is left; x is empty or the mask is 0 everywhere.");
  const { mean, variance } = meanAndVariance(kept);
  const scale = 1 / Math.sqrt(variance + epsilon);
  const centre = shiftMean ? 0 : mean;
  return x.map((row) => Array.from(row, (value) => (value - mean) * scale + centre));
}
