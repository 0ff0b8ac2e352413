import { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";
import type { ScorePair } from "./scorePair";

export interface MarginRankingOptions {
  /** By how much the better score must exceed the worse one before the loss is 0. Default 0.1. */
  margin?: number;
}

/**
 * Margin ranking loss: a hinge that is 0 once the better answer leads by the margin.
 *
 *     L = mean( max(0, margin − (better − worse)) )
 *
 * Equal to `torch.nn.MarginRankingLoss` with target 1; like PyTorch's, its gradient at the kink itself is the one of the active
 * side. TRL has no such loss; it is the one of the course's first reward model. Source: Joachims (2002), Optimizing Search
 * Engines using Clickthrough Data, eq. 12–14 (the ranking SVM's slack).
 *
 * @param pair `better` and `worse`: scores of one shape, e.g. [pairs]
 * @throws RangeError if the shapes differ or are empty
 */
export function marginRankingLoss(
  { better, worse }: ScorePair,
  { margin = 0.1 }: MarginRankingOptions = {},
): tf.Scalar {
  requireSameShape("marginRankingLoss", { better, worse });
  return tf.mean(tf.maximum(tf.sub(margin, tf.sub(better, worse)), 0));
}
