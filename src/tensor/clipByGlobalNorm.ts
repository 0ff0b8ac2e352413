import { tf } from "./backend";

/**
 * Scales gradients down so that their joint Euclidean norm is at most `maxNorm`: each is multiplied by
 * min(1, maxNorm / (norm + 1e-6)), as `torch.nn.utils.clip_grad_norm_` does.
 *
 * Source: Pascanu et al. (2013), "On the difficulty of training recurrent neural networks", algorithm 1.
 *
 * @param gradients of any shapes; undefined ones stay undefined. They are not disposed.
 * @param maxNorm above 0
 * @returns the scaled gradients, and their norm before scaling; the caller disposes both
 * @throws RangeError if maxNorm is not above 0
 */
export function clipByGlobalNorm(
  gradients: readonly (tf.Tensor | undefined)[],
  maxNorm: number,
): { gradients: (tf.Tensor | undefined)[]; norm: tf.Scalar } {
  if (!(maxNorm > 0)) throw new RangeError(`clipByGlobalNorm: maxNorm must be above 0, got ${maxNorm}.`);
  return tf.tidy(() => {
    const squares = gradients.flatMap((gradient) =>
      gradient ? [tf.sum<tf.Scalar>(tf.square(gradient))] : [],
    );
    const norm = squares.length === 0 ? tf.scalar(0) : tf.sqrt(tf.addN(squares));
    const factor = tf.minimum(1, tf.div(maxNorm, tf.add(norm, 1e-6)));
    return { gradients: gradients.map((gradient) => gradient && tf.mul(gradient, factor)), norm };
  });
}
