import { tf } from "./backend";

/**
 * log σ(x) = −log(1 + exp(−x)), exact to float32 for every x and finite with finite gradient for x of any size.
 *
 * `tf.logSigmoid` computes the same value, but its gradient reads its input without having saved it, and so fails on any
 * intermediate tensor. The gradient is written by hand: σ(−x).
 *
 * @param x any shape
 */
export function logSigmoid(x: tf.Tensor): tf.Tensor {
  return logSigmoidWithGradient(x);
}

const logSigmoidWithGradient = tf.customGrad((input, save) => {
  const negated = tf.neg(input as tf.Tensor);
  (save as tf.GradSaveFunc)([negated]);
  return {
    value: tf.neg(tf.softplus(negated)),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.sigmoid(saved[0] as tf.Tensor)),
  };
});
