import { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";
import { maskedMean } from "./maskedMean";

export interface PpoValueTensors {
  /** Values V of the value model that is trained, [batch, time] or [batch]. */
  newValues: tf.Tensor;
  /** Values of the model at sampling time, same shape. */
  oldValues: tf.Tensor;
  /** Returns (advantage + old value), same shape. */
  returns: tf.Tensor;
  /** 1 where there is an action, 0 in the padding, same shape. Default: no padding. */
  mask?: tf.Tensor;
}

export interface PpoValueOptions {
  /** How far a value may move from its old one, c; `Infinity` turns the clip off. Default 0.2. */
  clipRange?: number;
}

/**
 * PPO's clipped value loss: squared error, where moving a value further than c from its old one gains nothing.
 *
 *     L = ½ · masked mean of max( (V − R)², (clip(V, V_old − c, V_old + c) − R)² )
 *
 * Source: Schulman et al. (2017), PPO's reference implementation (baselines ppo2); the paper's eq. 9 has the plain square. TRL
 * (PPOTrainer, up to 0.x): the same, ½ included.
 *
 * @param tensors all of one shape, [batch, time] or [batch]
 * @throws RangeError if the shapes differ or are empty
 */
export function ppoValueLoss(
  { newValues, oldValues, returns, mask }: PpoValueTensors,
  { clipRange = 0.2 }: PpoValueOptions = {},
): tf.Scalar {
  requireSameShape("ppoValueLoss", { newValues, oldValues, returns, mask });
  let losses = tf.square(tf.sub(newValues, returns));
  if (Number.isFinite(clipRange)) {
    const clipped = tf.maximum(
      tf.minimum(newValues, tf.add(oldValues, clipRange)),
      tf.sub(oldValues, clipRange),
    );
    losses = tf.maximum(losses, tf.square(tf.sub(clipped, returns)));
  }
  return tf.mul(maskedMean(losses, mask), 0.5);
}
