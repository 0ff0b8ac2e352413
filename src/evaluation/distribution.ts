/** How far the sum of given probabilities may be from 1: float32 rounding of many terms, not a mistake. */
const SUM_TOLERANCE = 1e-4;

/**
 * Checks that an array is a probability distribution.
 *
 * @throws RangeError naming the first bad entry, or the sum
 */
export function requireDistribution(where: string, name: string, probabilities: ArrayLike<number>): void {
  if (probabilities.length === 0)
    throw new RangeError(`${where}: ${name} has shape [0]; give at least one probability.`);
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i]!;
    if (!(p >= 0 && p <= 1 + SUM_TOLERANCE)) {
      throw new RangeError(`${where}: ${name}[${i}] is ${p}; expected a probability from 0 to 1.`);
    }
    sum += p;
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw new RangeError(`${where}: ${name} sums to ${sum}; expected 1.`);
  }
}

/** @throws RangeError unless both arrays have the same length, which is not 0 */
export function requireSameLength(
  where: string,
  [nameA, a]: readonly [name: string, values: ArrayLike<unknown>],
  [nameB, b]: readonly [name: string, values: ArrayLike<unknown>],
): void {
  if (a.length === 0) throw new RangeError(`${where}: ${nameA} has shape [0]; give at least one element.`);
  if (a.length !== b.length) {
    throw new RangeError(`${where}: ${nameB} has shape [${b.length}], but ${nameA} has shape [${a.length}].`);
  }
}

/**
 * log softmax: the logarithms of the probabilities that belong to the logits, in double precision.
 *
 * @param logits unnormalised log-probabilities, −∞ allowed, [categories]
 */
export function logSoftmax(logits: ArrayLike<number>): number[] {
  const total = logSumExp(logits);
  return Array.from(logits, (logit) => logit - total);
}

/** log Σ exp(x_i), without overflow; −∞ for an empty array. */
export function logSumExp(x: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, x[i]!);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += Math.exp(x[i]! - largest);
  return largest + Math.log(sum);
}
