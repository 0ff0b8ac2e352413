import { tf } from "../tensor/backend";
import { requireAxes, requireSameShape } from "../tensor/requireSameShape";

export interface PlackettLuceTensors {
  /** Scores of each ranking's answers, sorted from best to worst, [rankings, answers]. */
  scores: tf.Tensor2D;
  /** 1 where there is an answer, 0 in the padding behind the last one, [rankings, answers]. Default: no padding. */
  mask?: tf.Tensor2D;
}

/** Far below any score, yet finite, so that 0 · EXCLUDED is 0. */
const EXCLUDED = -1e30;

/**
 * Plackett–Luce loss: the negative log-likelihood of whole rankings, each drawn by picking the best of what is left, again and again.
 *
 *     L = mean over rankings of −Σ_i [ s_i − log Σ_{j≥i} exp(s_j) ]
 *
 * With two answers it is the Bradley–Terry loss. Sources: Plackett (1975); Luce (1959); as a reward loss Rafailov et al. (2023),
 * DPO, eq. 18. TRL has none: InstructGPT's and TRL's way is to split a ranking into pairs.
 *
 * @param tensors `scores` [rankings, answers] from best to worst; `mask` of the same shape
 * @throws RangeError if `scores` does not have two axes, is empty, or `mask` has another shape
 */
export function plackettLuceLoss({ scores, mask }: PlackettLuceTensors): tf.Scalar {
  requireAxes("plackettLuceLoss", "scores", scores, ["rankings", "answers"]);
  requireSameShape("plackettLuceLoss", { scores, mask });
  const answers = scores.shape[1];
  // Row i of this triangle hides the answers that were picked before the i-th choice.
  const picked = tf.tidy(() => {
    const position = tf.range(0, answers);
    return tf.cast(tf.less(tf.expandDims(position, 0), tf.expandDims(position, 1)), "float32"); // [choice, answer]
  });
  let hidden: tf.Tensor = tf.mul(tf.expandDims(picked, 0), EXCLUDED); // [1, choice, answer]
  if (mask !== undefined) {
    hidden = tf.minimum(hidden, tf.mul(tf.expandDims(tf.sub(1, mask), 1), EXCLUDED)); // [rankings, choice, answer]
  }
  const choices = tf.logSoftmax(tf.add(tf.expandDims(scores, 1), hidden)); // [rankings, choice, answer]
  let chosen: tf.Tensor = tf.mul(choices, tf.expandDims(tf.eye(answers), 0)); // the diagonal: the i-th choice is answer i
  if (mask !== undefined) chosen = tf.mul(chosen, tf.expandDims(mask, 1));
  return tf.neg(tf.div(tf.sum(chosen), scores.shape[0])) as tf.Scalar;
}
