import { tf } from "../tensor/backend";

/** Beyond this many nats the exponential goes on as its tangent; e²⁰ is already a probability ratio of 5·10⁸. */
export const EXP_LINEAR_FROM = 20;

/**
 * exp(x) up to x = 20, its tangent e²⁰·(1 + x − 20) beyond: ratios of probabilities that can neither overflow nor lose their slope.
 *
 * TRL takes exp as it is, which is ∞ from 88.7 on and then NaN; other trainers clamp x to ±20, where the gradient vanishes.
 *
 * @param x differences of log-probabilities, any shape
 */
export function boundedExp(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.exp(tf.minimum(x, EXP_LINEAR_FROM)), tf.add(1, tf.relu(tf.sub(x, EXP_LINEAR_FROM))));
}
