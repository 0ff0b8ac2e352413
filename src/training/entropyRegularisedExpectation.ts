import { tf } from "../tensor/backend";

export interface EntropyRegularisedExpectationTensors {
  /** The policy's logits, [..., answers]. */
  logits: tf.Tensor;
  /** What each answer is worth, same shape. Default: 0 everywhere. */
  payoff?: tf.Tensor;
}

/**
 * Expected payoff of categorical policies plus τ times their entropy: what the exact objectives of this room have in common.
 *
 *     V = Σ_i p_i·a_i,   a_i = payoff_i − τ·log p_i,   p = softmax(logits)
 *     ∂V/∂logits_i = p_i·(a_i − V)
 *
 * The gradient is written by hand: the policy gradient with the policy's own value as the baseline. τ's part of a_i needs no term of
 * its own, since Σ p_i·∂log p_i = 0; the chain rule through softmax would add τ·p_i and subtract it again, and lose float32
 * digits over it. Source: Sutton & Barto, 2nd ed., section 13.2; with entropy Williams & Peng (1991).
 *
 * @param tensors `logits` and `payoff`, [..., answers]
 * @param temperature τ, the worth of one nat of entropy
 * @returns V, [...]
 */
export function entropyRegularisedExpectation(
  { logits, payoff }: EntropyRegularisedExpectationTensors,
  temperature: number,
): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const save = args.pop() as tf.GradSaveFunc;
    const [logitsInput, payoffInput] = args as tf.Tensor[];
    const probabilities = tf.softmax(logitsInput!);
    let worth: tf.Tensor | undefined = payoffInput;
    if (temperature !== 0 || worth === undefined) {
      const surprise = tf.mul(tf.logSoftmax(logitsInput!), -temperature);
      worth = worth === undefined ? surprise : tf.add(worth, surprise);
    }
    // The mean is taken twice: the second time over what the first left, so that it is exact where all worths are nearly equal.
    const roughMean = tf.sum(tf.mul(probabilities, worth), -1, true);
    const centred = tf.sub(worth, roughMean);
    const rest = tf.sum(tf.mul(probabilities, centred), -1, true);
    save([probabilities, centred, rest]);
    return {
      value: tf.squeeze(tf.add(roughMean, rest), [-1]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [p, a, mean] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const weighted = tf.mul(p, tf.expandDims(dy, -1));
        const gradient = tf.mul(weighted, tf.sub(a, mean));
        return payoffInput === undefined ? gradient : [gradient, weighted];
      },
    };
  });
  return payoff === undefined ? operation(logits) : operation(logits, payoff);
}
