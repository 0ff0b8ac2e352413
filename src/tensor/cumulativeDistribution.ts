/**
 * Running sums of weights divided by their total, in float32 where the weights are float32: the rounding PyTorch has.
 *
 * @param where name of the function that asks; it begins the error's message
 * @throws RangeError for an empty list, a negative or non-finite weight, or a sum of zero
 */
export function cumulativeDistribution(
  probabilities: ArrayLike<number>,
  where: string,
): Float32Array | Float64Array {
  const count = probabilities.length;
  if (count === 0) throw new RangeError(`${where}: there is nothing to draw from (0 probabilities).`);
  const cumulative =
    probabilities instanceof Float32Array ? new Float32Array(count) : new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const weight = probabilities[i]!;
    if (!(weight >= 0 && weight < Infinity))
      throw new RangeError(
        `${where}: probability ${i} of ${count} is ${weight}; each must be finite and not negative.`,
      );
    cumulative[i] = sum + weight;
    sum = cumulative[i]!;
  }
  if (!(sum > 0 && sum < Infinity))
    throw new RangeError(`${where}: the ${count} probabilities sum to ${sum}; it must be positive.`);
  for (let i = 0; i < count; i++) cumulative[i] = cumulative[i]! / sum;
  cumulative[count - 1] = 1;
  return cumulative;
}
