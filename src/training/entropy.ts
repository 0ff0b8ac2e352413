import type { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";
import { entropyRegularisedExpectation } from "./entropyRegularisedExpectation";
import { maskedMean } from "./maskedMean";

export interface EntropyTensors {
  /** Unnormalised log-probabilities, [..., categories]. */
  logits: tf.Tensor;
  /** 1 for the distributions that count, 0 for padding; the shape of `logits` without its last axis. Default: all count. */
  mask?: tf.Tensor;
}

/**
 * Mean entropy of categorical distributions, in nats.
 *
 *     H = mean over distributions of −Σ_i p_i·log p_i,   p = softmax(logits)
 *
 * As a bonus (Williams & Peng 1991; Schulman et al. 2017, PPO, eq. 9) it is subtracted from a loss: `loss − c·entropy({ logits })`.
 *
 * @param tensors `logits` [..., categories] and `mask` [...]
 * @throws RangeError if `logits` is empty or a scalar, or the mask's shape does not fit
 */
export function entropy({ logits, mask }: EntropyTensors): tf.Scalar {
  requireSameShape("entropy", { logits });
  if (logits.rank === 0) throw new RangeError("entropy: logits has shape []; expected [..., categories].");
  const entropies = entropyRegularisedExpectation({ logits }, 1);
  requireSameShape("entropy", { "logits without its last axis": entropies, mask });
  return maskedMean(entropies, mask);
}
