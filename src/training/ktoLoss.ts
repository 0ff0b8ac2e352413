import { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";

export interface KtoTensors {
  /** log π(answer | prompt), [answers]. */
  logProbs: tf.Tensor;
  /** log π_ref(answer | prompt), [answers]. */
  referenceLogProbs: tf.Tensor;
  /** true (or 1) where the answer was liked, false (or 0) where it was disliked, [answers]. */
  desirable: tf.Tensor;
}

export interface KtoOptions {
  /** Risk aversion β: how soon the value of a log-ratio saturates. Default 0.1. */
  beta?: number;
  /** Weight of liked answers. Default 1. */
  desirableWeight?: number;
  /** Weight of disliked answers. Default 1. */
  undesirableWeight?: number;
  /** Reference point z, an estimate of KL(π‖π_ref); no gradient flows through it. Default 0. See `ktoReferencePoint`. */
  klReference?: number;
}

/**
 * KTO: learns from single answers with a thumb up or down, valued as by prospect theory's people.
 *
 *     r = logProbs − referenceLogProbs
 *     L = mean( w_D·(1 − σ(β(r − z))) if desirable,  w_U·(1 − σ(β(z − r))) otherwise )
 *
 * Computed as w·σ(±β(z − r)), since 1 − σ(x) = σ(−x). Source: Ethayarajh et al. (2024), KTO, eq. 8. TRL (KTOTrainer): the same;
 * it averages over the concatenated liked and disliked answers too.
 *
 * @param tensors sequence log-probabilities and labels of one shape, e.g. [answers]
 * @throws RangeError if the shapes differ or are empty
 */
export function ktoLoss(
  { logProbs, referenceLogProbs, desirable }: KtoTensors,
  { beta = 0.1, desirableWeight = 1, undesirableWeight = 1, klReference = 0 }: KtoOptions = {},
): tf.Scalar {
  requireSameShape("ktoLoss", { logProbs, referenceLogProbs, desirable });
  const liked = tf.cast(desirable, "float32");
  const direction = tf.sub(tf.mul(liked, 2), 1); // +1 liked, −1 disliked
  const weight = tf.add(tf.mul(liked, desirableWeight - undesirableWeight), undesirableWeight);
  const shortfall = tf.sub(klReference, tf.sub(logProbs, referenceLogProbs)); // z − r
  return tf.mean(tf.mul(weight, tf.sigmoid(tf.mul(tf.mul(shortfall, direction), beta))));
}

/**
 * KTO's reference point z = max(0, mean(log π − log π_ref)) over answers that belong to other prompts of the batch.
 *
 * Source: Ethayarajh et al. (2024), KTO, section 4.1; TRL pairs each prompt with the next one's answer, as the paper does.
 *
 * @param logProbs log π of the mismatched answers, [answers]
 * @param referenceLogProbs log π_ref of the same, [answers]
 * @throws RangeError if the lengths differ or are 0
 */
export function ktoReferencePoint(logProbs: ArrayLike<number>, referenceLogProbs: ArrayLike<number>): number {
  if (logProbs.length === 0 || logProbs.length !== referenceLogProbs.length) {
    throw new RangeError(
      `ktoReferencePoint: logProbs has shape [${logProbs.length}], referenceLogProbs has shape [${referenceLogProbs.length}]; they must be equal and not empty.`,
    );
  }
  let sum = 0;
  for (let i = 0; i < logProbs.length; i++) sum += (logProbs[i] as number) - (referenceLogProbs[i] as number);
  return Math.max(0, sum / logProbs.length);
}
