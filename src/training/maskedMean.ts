import { tf } from "../tensor/backend";

/**
 * Mean of the values where the mask is 1; without a mask the mean of all.
 *
 *     Σ(values·mask) / max(1, Σ mask)
 *
 * An all-zero mask gives 0 (as TRL's GRPOTrainer, whose divisor is clamped to 1), not NaN.
 *
 * @param values any shape, e.g. [batch, time]
 * @param mask 1 or 0 per value, same shape
 */
export function maskedMean(values: tf.Tensor, mask?: tf.Tensor): tf.Scalar {
  if (mask === undefined) return tf.mean(values);
  return tf.div(tf.sum(tf.mul(values, mask)), tf.maximum(tf.sum(mask), 1));
}
