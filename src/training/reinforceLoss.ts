import { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";
import { maskedMean } from "./maskedMean";

export interface ReinforceTensors {
  /** log π of the sampled actions, [batch] or [batch, time]. */
  logProbs: tf.Tensor;
  /** What each action was worth: reward minus baseline, same shape. */
  advantages: tf.Tensor;
  /** 1 where there is an action, 0 in the padding, same shape. Default: no padding. */
  mask?: tf.Tensor;
}

/**
 * REINFORCE's surrogate, whose gradient is the negative policy gradient estimate (its value means nothing).
 *
 *     L = masked mean of −A·logProbs
 *
 * Source: Williams (1992), Simple statistical gradient-following algorithms, eq. 11; with leave-one-out baselines (`rlooAdvantages`)
 * it is RLOO, Ahmadian et al. (2024), Back to Basics, eq. 7. TRL (RLOOTrainer) multiplies by a clipped ratio instead, which is 1 at
 * the first step after sampling.
 *
 * @param tensors all of one shape, [batch] or [batch, time]
 * @throws RangeError if the shapes differ or are empty
 */
export function reinforceLoss({ logProbs, advantages, mask }: ReinforceTensors): tf.Scalar {
  requireSameShape("reinforceLoss", { logProbs, advantages, mask });
  return tf.neg(maskedMean(tf.mul(logProbs, advantages), mask));
}
