import { requireSameLength } from "./distribution";

/**
 * Kendall's rank correlation τ-b, which allows ties: 1 for the same order, −1 for the reverse one, 0 for none.
 *
 *     τ_b = (concordant − discordant) / √( (pairs − ties in a)·(pairs − ties in b) )
 *
 * In O(n log n) by counting the swaps of a merge sort. Sources: Kendall (1945), The treatment of ties in ranking problems; Knight (1966).
 *
 * @param a numbers, [items]
 * @param b numbers, [items]
 * @returns NaN if all numbers of `a` or all of `b` are equal (also for a single item)
 * @throws RangeError if the lengths differ or are 0, or a number is NaN
 */
export function kendallTau(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireComparable("kendallTau", a, b);
  const n = a.length;
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => compare(a[i]!, a[j]!) || compare(b[i]!, b[j]!),
  );
  const sortedB = order.map((i) => b[i]!);
  const pairs = (n * (n - 1)) / 2;
  const tiesInBoth = tiedPairs(order, (i, j) => a[i] === a[j] && b[i] === b[j]);
  const tiesInA = tiedPairs(order, (i, j) => a[i] === a[j]);
  const discordant = sortCountingSwaps(sortedB); // sorts in place, so that ties in b lie together
  const tiesInB = tiedPairs(sortedB, (x, y) => x === y);
  const difference = pairs - tiesInA - tiesInB + tiesInBoth - 2 * discordant; // concordant − discordant
  return clampToUnit(difference / (Math.sqrt(pairs - tiesInA) * Math.sqrt(pairs - tiesInB)));
}

/**
 * Spearman's rank correlation ρ: the linear correlation of the ranks, tied numbers sharing their mean rank.
 *
 * Source: Spearman (1904), The Proof and Measurement of Association between Two Things.
 *
 * @param a numbers, [items]
 * @param b numbers, [items]
 * @returns NaN if all numbers of `a` or all of `b` are equal (also for a single item)
 * @throws RangeError if the lengths differ or are 0, or a number is NaN
 */
export function spearmanRho(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireComparable("spearmanRho", a, b);
  const ranksA = averageRanks(a);
  const ranksB = averageRanks(b);
  const mean = (a.length + 1) / 2;
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = ranksA[i]! - mean;
    const y = ranksB[i]! - mean;
    covariance += x * y;
    varianceA += x * x;
    varianceB += y * y;
  }
  return clampToUnit(covariance / (Math.sqrt(varianceA) * Math.sqrt(varianceB)));
}

/**
 * The rank of each number, from 1 for the smallest; equal numbers get the mean of their ranks.
 *
 * @param numbers [items]
 * @throws RangeError if a number is NaN
 */
export function averageRanks(numbers: ArrayLike<number>): number[] {
  requireComparable("averageRanks", numbers, numbers);
  const order = Array.from({ length: numbers.length }, (_, i) => i).sort((i, j) =>
    compare(numbers[i]!, numbers[j]!),
  );
  const ranks = new Array<number>(numbers.length).fill(0);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && numbers[order[end]!] === numbers[order[start]!]) end += 1;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
  }
  return ranks;
}

/** Difference without ∞ − ∞. */
function compare(x: number, y: number): number {
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Number of pairs within the runs of equal neighbours. */
function tiedPairs<T>(sorted: readonly T[], equal: (x: T, y: T) => boolean): number {
  let pairs = 0;
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && equal(sorted[start]!, sorted[end]!)) end += 1;
    pairs += ((end - start) * (end - start - 1)) / 2;
  }
  return pairs;
}

/** Bottom-up merge sort in place; returns by how many exchanges of neighbours a bubble sort would have done it. */
function sortCountingSwaps(values: number[]): number {
  const buffer = new Array<number>(values.length);
  let swaps = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let left = start;
      let right = middle;
      for (let i = start; i < end; i++) {
        if (left < middle && (right >= end || values[left]! <= values[right]!)) {
          buffer[i] = values[left++]!;
        } else {
          buffer[i] = values[right++]!;
          swaps += middle - left;
        }
      }
      for (let i = start; i < end; i++) values[i] = buffer[i]!;
    }
  }
  return swaps;
}

function requireComparable(where: string, a: ArrayLike<number>, b: ArrayLike<number>): void {
  requireSameLength(where, ["the first argument", a], ["the second argument", b]);
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) {
      throw new RangeError(`${where}: item ${i} is NaN; it cannot be ranked.`);
    }
  }
}

/** Rounding may carry a perfect correlation just beyond ±1; NaN stays NaN. */
function clampToUnit(correlation: number): number {
  return Math.min(1, Math.max(-1, correlation));
}
