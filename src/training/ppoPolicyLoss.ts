import { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";
import { boundedExp } from "./boundedExp";
import { maskedMean } from "./maskedMean";

export interface PpoPolicyTensors {
  /** log π of the sampled actions under the policy that is trained, [batch, time] or [batch]. */
  logProbs: tf.Tensor;
  /** log π_old of the same actions under the policy that sampled them, same shape. */
  oldLogProbs: tf.Tensor;
  /** Advantages A of the actions, same shape. */
  advantages: tf.Tensor;
  /** 1 where there is an action, 0 in the padding, same shape. Default: no padding. */
  mask?: tf.Tensor;
}

export interface PpoPolicyOptions {
  /** How far below 1 the ratio may fall before it is clipped, ε. Default 0.2. */
  clipRange?: number;
  /** How far above 1 the ratio may rise; DAPO's clip-higher takes 0.28. Default: `clipRange`. */
  clipRangeHigh?: number;
}

/**
 * PPO's clipped surrogate: a policy gradient step that gains nothing from moving an action's probability further than ε.
 *
 *     ratio = exp(logProbs − oldLogProbs)
 *     L = masked mean of max( −A·ratio, −A·clip(ratio, 1−ε, 1+ε) )
 *
 * Source: Schulman et al. (2017), Proximal Policy Optimization, eq. 7 (negated, to be minimised). TRL (PPOTrainer, up to 0.x): the
 * same. Log-ratios beyond 20 nats continue linearly (see `boundedExp`).
 *
 * @param tensors all of one shape, [batch, time] or [batch]
 * @throws RangeError if the shapes differ or are empty
 */
export function ppoPolicyLoss(
  { logProbs, oldLogProbs, advantages, mask }: PpoPolicyTensors,
  { clipRange = 0.2, clipRangeHigh = clipRange }: PpoPolicyOptions = {},
): tf.Scalar {
  requireSameShape("ppoPolicyLoss", { logProbs, oldLogProbs, advantages, mask });
  const ratio = boundedExp(tf.sub(logProbs, oldLogProbs));
  const gain = tf.mul(advantages, ratio);
  const clippedGain = tf.mul(advantages, tf.clipByValue(ratio, 1 - clipRange, 1 + clipRangeHigh));
  return tf.neg(maskedMean(tf.minimum(gain, clippedGain), mask));
}
