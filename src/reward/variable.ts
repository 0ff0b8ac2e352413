import { tf } from "../tensor/backend";

/** A trainable tensor that starts with the given values. */
export function variable<R extends tf.Rank>(values: Float32Array, shape: tf.ShapeMap[R]): tf.Variable<R> {
  return tf.tidy(() => tf.variable(tf.tensor(values, shape))) as tf.Variable<R>;
}
