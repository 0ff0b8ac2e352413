import { requireLabelSmoothing } from "../reward/labelSmoothing";
import { tf } from "../tensor/backend";
import { logSigmoid } from "../tensor/logSigmoid";
import { type PreferenceLogProbs, preferenceMargin } from "./preferenceMargin";

export interface CdpoOptions {
  /** Inverse temperature β of the implicit reward. Default 0.1. */
  beta?: number;
  /** Probability ε that a label is flipped, 0 ≤ ε < 0.5. Default 0.1. */
  labelSmoothing?: number;
}

/**
 * Conservative DPO: cross-entropy against labels that are right with probability 1 − ε only, so that the best margin is finite.
 *
 *     L = mean( −(1−ε)·log σ(βΔ) − ε·log σ(−βΔ) )  =  mean( −log σ(βΔ) + ε·βΔ )
 *
 * The second form, DPO plus ε·βΔ, is the one computed. Its minimum is at σ(βΔ) = 1 − ε.
 * Source: Mitchell (2023), A note on DPO with noisy preferences, eq. 1–3. TRL: `loss_type="sigmoid"` with `label_smoothing`, the same.
 *
 * @param logProbs sequence log-probabilities, four tensors of one shape, e.g. [pairs]
 * @throws RangeError if the shapes differ or are empty, or ε is outside [0, 0.5)
 */
export function cdpoLoss(
  logProbs: PreferenceLogProbs,
  { beta = 0.1, labelSmoothing = 0.1 }: CdpoOptions = {},
): tf.Scalar {
  requireLabelSmoothing("cdpoLoss", labelSmoothing);
  const margin = tf.mul(preferenceMargin("cdpoLoss", logProbs), beta);
  return tf.mean(tf.sub(tf.mul(margin, labelSmoothing), logSigmoid(margin)));
}
