import { tf } from "../tensor/backend";
import { logSigmoid } from "../tensor/logSigmoid";
import { requireSameShape } from "../tensor/requireSameShape";

export interface SimpoTensors {
  /** log π(chosen | prompt) / number of tokens, [pairs]. */
  chosenLogProbs: tf.Tensor;
  /** log π(rejected | prompt) / number of tokens, [pairs]. */
  rejectedLogProbs: tf.Tensor;
}

export interface SimpoOptions {
  /** Scale β of the implicit reward, the length-averaged log-probability. Default 2. */
  beta?: number;
  /** Target margin γ between the two rewards. Default 0.5. */
  gamma?: number;
}

/**
 * SimPO: DPO without a reference model, on length-averaged log-probabilities, with a target margin.
 *
 *     L = mean( −log σ( β·(chosen − rejected) − γ ) )
 *
 * Source: Meng et al. (2024), SimPO, eq. 6 (defaults: section 3). TRL: CPOTrainer's `loss_type="simpo"` takes γ/β and computes
 * β·(chosen − rejected − γ/β), the same number.
 *
 * @param tensors length-averaged log-probabilities of one shape, e.g. [pairs]
 * @throws RangeError if the shapes differ or are empty
 */
export function simpoLoss(
  { chosenLogProbs, rejectedLogProbs }: SimpoTensors,
  { beta = 2, gamma = 0.5 }: SimpoOptions = {},
): tf.Scalar {
  requireSameShape("simpoLoss", { chosenLogProbs, rejectedLogProbs });
  const margin = tf.sub(tf.mul(tf.sub(chosenLogProbs, rejectedLogProbs), beta), gamma);
  return tf.mean(tf.neg(logSigmoid(margin)));
}
