import { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";

/** Log-probabilities of the two answers of each comparison, under the policy that is trained and under the frozen reference. */
export interface PreferenceLogProbs {
  /** log π(chosen | prompt), [pairs]. */
  chosenLogProbs: tf.Tensor;
  /** log π(rejected | prompt), [pairs]. */
  rejectedLogProbs: tf.Tensor;
  /** log π_ref(chosen | prompt), [pairs]. */
  referenceChosenLogProbs: tf.Tensor;
  /** log π_ref(rejected | prompt), [pairs]. */
  referenceRejectedLogProbs: tf.Tensor;
}

/**
 * How much further than the reference the policy separates chosen from rejected, in nats; all losses of the DPO family are
 * functions of it.
 *
 *     Δ = (log π(chosen) − log π_ref(chosen)) − (log π(rejected) − log π_ref(rejected))
 *
 * β·Δ is the difference of the implicit rewards β·log(π/π_ref) (Rafailov et al. 2023, DPO, eq. 5 and 6).
 *
 * @param where name of the loss that asks, for its error messages
 * @param logProbs four tensors of one shape, e.g. [pairs]
 * @returns Δ, of the same shape
 * @throws RangeError if the shapes differ or are empty
 */
export function preferenceMargin(
  where: string,
  {
    chosenLogProbs,
    rejectedLogProbs,
    referenceChosenLogProbs,
    referenceRejectedLogProbs,
  }: PreferenceLogProbs,
): tf.Tensor {
  requireSameShape(where, {
    chosenLogProbs,
    rejectedLogProbs,
    referenceChosenLogProbs,
    referenceRejectedLogProbs,
  });
  return tf.sub(
    tf.sub(chosenLogProbs, referenceChosenLogProbs),
    tf.sub(rejectedLogProbs, referenceRejectedLogProbs),
  );
}
