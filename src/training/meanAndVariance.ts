/** Mean and unbiased variance (divided by n − 1; 0 for a single number); equal numbers have a variance of exactly 0. */
export function meanAndVariance(numbers: ArrayLike<number>): { mean: number; variance: number } {
  const n = numbers.length;
  const first = numbers[0]!; // deviations from the first number: equal numbers give exact zeros
  let sum = 0;
  for (let i = 0; i < n; i++) sum += numbers[i]! - first;
  const mean = first + sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (numbers[i]! - mean) ** 2;
  return { mean, variance: n > 1 ? squares / (n - 1) : 0 };
}
