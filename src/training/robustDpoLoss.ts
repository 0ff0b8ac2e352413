import { requireLabelSmoothing } from "../reward/labelSmoothing";
import { tf } from "../tensor/backend";
import { logSigmoid } from "../tensor/logSigmoid";
import { type PreferenceLogProbs, preferenceMargin } from "./preferenceMargin";

export interface RobustDpoOptions {
  /** Inverse temperature β of the implicit reward. Default 0.1. */
  beta?: number;
  /** Probability ε that a label is flipped, 0 ≤ ε < 0.5. Default 0.1. */
  labelSmoothing?: number;
}

/**
 * Robust DPO: corrects for flipped labels, so that its mean over the flips is the DPO loss of the true labels.
 *
 *     L = mean( (−(1−ε)·log σ(βΔ) + ε·log σ(−βΔ)) / (1 − 2ε) )  =  mean( −log σ(βΔ) − ε·βΔ / (1 − 2ε) )
 *
 * The second form is the one computed: where cDPO adds ε·βΔ, this subtracts ε·βΔ/(1−2ε); it can be negative and has no minimum
 * on a single pair. Source: Chowdhury et al. (2024), Provably Robust DPO, eq. 10. TRL: `loss_type="robust"`, the same.
 *
 * @param logProbs sequence log-probabilities, four tensors of one shape, e.g. [pairs]
 * @throws RangeError if the shapes differ or are empty, or ε is outside [0, 0.5)
 */
export function robustDpoLoss(
  logProbs: PreferenceLogProbs,
  { beta = 0.1, labelSmoothing = 0.1 }: RobustDpoOptions = {},
): tf.Scalar {
  requireLabelSmoothing("robustDpoLoss", labelSmoothing);
  const margin = tf.mul(preferenceMargin("robustDpoLoss", logProbs), beta);
  const correction = tf.mul(margin, labelSmoothing / (1 - 2 * labelSmoothing));
  return tf.mean(tf.neg(tf.add(logSigmoid(margin), correction)));
}
