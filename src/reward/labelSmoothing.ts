/**
 * Checks a label smoothing ε: the probability that a preference label is flipped.
 *
 * @param where name of the loss that asks, for the error's message
 * @throws RangeError unless 0 ≤ ε < 0.5, the range in which a flipped label is the exception
 */
export function requireLabelSmoothing(where: string, labelSmoothing: number): void {
  if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) {
    throw new RangeError(
      `${where}: labelSmoothing is ${labelSmoothing}; expected 0 <= labelSmoothing < 0.5.`,
    );
  }
}
