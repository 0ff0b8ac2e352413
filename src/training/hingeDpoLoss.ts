import { tf } from "../tensor/backend";
import { type PreferenceLogProbs, preferenceMargin } from "./preferenceMargin";

export interface HingeDpoOptions {
  /** Inverse of the margin Δ from which on a pair costs nothing. Default 0.1. */
  beta?: number;
}

/**
 * Hinge loss on the margin (SLiC's calibration loss, with DPO's reference): pairs with Δ ≥ 1/β no longer pull.
 *
 *     L = mean( max(0, 1 − β·Δ) )
 *
 * Sources: Zhao et al. (2023), SLiC-HF, eq. 1 (without the reference); Liu et al. (2024), RSO, eq. 11 (hinge-norm). TRL:
 * `loss_type="hinge"`, the same.
 *
 * @param logProbs sequence log-probabilities, four tensors of one shape, e.g. [pairs]
 * @throws RangeError if the shapes differ or are empty
 */
export function hingeDpoLoss(logProbs: PreferenceLogProbs, { beta = 0.1 }: HingeDpoOptions = {}): tf.Scalar {
  const margin = tf.mul(preferenceMargin("hingeDpoLoss", logProbs), beta);
  return tf.mean(tf.relu(tf.sub(1, margin)));
}
