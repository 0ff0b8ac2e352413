import type { tf } from "../tensor/backend";

/** The scores that a reward model gave to the two answers of each comparison. */
export interface ScorePair {
  /** Scores of the preferred answers, [pairs]. */
  better: tf.Tensor;
  /** Scores of the other answers, [pairs]. */
  worse: tf.Tensor;
}
