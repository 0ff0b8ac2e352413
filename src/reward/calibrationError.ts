/**
 * Expected calibration error of predicted probabilities that one answer beats another.
 *
 *     ECE = Σ_bins (n_bin / n) · | accuracy(bin) − mean confidence(bin) |
 *
 * A prediction's confidence is max(p, 1 − p), it is right if p > ½ (p = ½ counts half), and the bins split ½ … 1 evenly. 0 is
 * perfect; a model that is always sure and right half of the time has ½. Source: Guo et al. (2017), On Calibration of Modern
 * Neural Networks, eq. 3.
 *
 * @param probabilities predicted probability that the answer which people preferred wins, one per comparison
 * @param bins default 10
 * @returns NaN if there are no comparisons
 */
export function pairCalibrationError(probabilities: ArrayLike<number>, bins = 10): number {
  const count = new Float64Array(bins);
  const right = new Float64Array(bins);
  const confidence = new Float64Array(bins);
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i]!;
    const sure = Math.max(p, 1 - p);
    const bin = Math.min(bins - 1, Math.floor((sure - 0.5) * 2 * bins));
    count[bin]! += 1;
    right[bin]! += p > 0.5 ? 1 : p === 0.5 ? 0.5 : 0;
    confidence[bin]! += sure;
  }
  let error = 0;
  for (let bin = 0; bin < bins; bin++) error += Math.abs(right[bin]! - confidence[bin]!);
  return error / probabilities.length;
}
