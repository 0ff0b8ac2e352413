import { tf } from "../tensor/backend";
import { logSigmoid } from "../tensor/logSigmoid";
import { requireSameShape } from "../tensor/requireSameShape";

export interface OrpoTensors {
  /** log π(chosen | prompt) / number of tokens, at most 0, [pairs]. */
  chosenLogProbs: tf.Tensor;
  /** log π(rejected | prompt) / number of tokens, at most 0, [pairs]. */
  rejectedLogProbs: tf.Tensor;
}

export interface OrpoOptions {
  /** Weight β of the odds-ratio term (λ in the paper). Default 0.1. */
  beta?: number;
}

/** Log-probabilities above this count as this: float32 cannot tell their probabilities from 1, whose odds are infinite. */
const NEAREST_TO_CERTAIN = -(2 ** -24);

/** log( p / (1 − p) ) of p = exp(logProbs), of any shape; finite and with finite gradient everywhere. */
export function logOdds(logProbs: tf.Tensor): tf.Tensor {
  const bounded = tf.minimum(logProbs, NEAREST_TO_CERTAIN);
  // 1 − p as −expm1(log p): exp would lose all digits of 1 − p where p is near 1.
  return tf.sub(logProbs, tf.log(tf.neg(tf.expm1(bounded))));
}

/**
 * ORPO: supervised loss on the chosen answer plus a preference for it by the odds ratio; no reference model.
 *
 *     L = mean( −chosen ) − β·mean( log σ( logOdds(chosen) − logOdds(rejected) ) ),   logOdds(c) = c − log(1 − exp(c))
 *
 * Source: Hong et al. (2024), ORPO, eq. 6 and 7. TRL (ORPOTrainer): the same, with log1p(−exp(c)), which is −∞ at c = 0;
 * here c above −2⁻²⁴ counts as −2⁻²⁴ inside of log(1 − exp(c)).
 *
 * @param tensors length-averaged log-probabilities of one shape, e.g. [pairs]
 * @throws RangeError if the shapes differ or are empty
 */
export function orpoLoss(
  { chosenLogProbs, rejectedLogProbs }: OrpoTensors,
  { beta = 0.1 }: OrpoOptions = {},
): tf.Scalar {
  requireSameShape("orpoLoss", { chosenLogProbs, rejectedLogProbs });
  const preference = logSigmoid(tf.sub(logOdds(chosenLogProbs), logOdds(rejectedLogProbs)));
  return tf.neg(tf.mean<tf.Scalar>(tf.add(chosenLogProbs, tf.mul(preference, beta))));
}
