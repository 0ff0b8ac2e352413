import { tf } from "../tensor/backend";
import { logSigmoid } from "../tensor/logSigmoid";
import { type PreferenceLogProbs, preferenceMargin } from "./preferenceMargin";

export interface DpoOptions {
  /** Inverse temperature β of the implicit reward: small values allow the policy to move far from the reference. Default 0.1. */
  beta?: number;
}

/**
 * Direct preference optimisation: Bradley–Terry on the implicit rewards β·log(π/π_ref).
 *
 *     L = mean( −log σ(β·Δ) ),   Δ = (chosen − referenceChosen) − (rejected − referenceRejected)
 *
 * Source: Rafailov et al. (2023), Direct Preference Optimization, eq. 7. TRL: `loss_type="sigmoid"`, the same.
 *
 * @param logProbs sequence log-probabilities (summed over tokens), four tensors of one shape, e.g. [pairs]
 * @throws RangeError if the shapes differ or are empty
 */
export function dpoLoss(logProbs: PreferenceLogProbs, { beta = 0.1 }: DpoOptions = {}): tf.Scalar {
  const margin = tf.mul(preferenceMargin("dpoLoss", logProbs), beta);
  return tf.mean(tf.neg(logSigmoid(margin)));
}
