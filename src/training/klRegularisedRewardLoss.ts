import { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";
import { entropyRegularisedExpectation } from "./entropyRegularisedExpectation";

export interface KlRegularisedRewardTensors {
  /** The policy's logits over all answers, [answers] or [prompts, answers]. */
  logits: tf.Tensor;
  /** The reward of each answer, same shape. */
  rewards: tf.Tensor;
  /** The reference policy's log-probabilities or logits (they are normalised), same shape. */
  referenceLogProbs: tf.Tensor;
}

export interface KlRegularisedRewardOptions {
  /** Price β of one nat of KL to the reference. Default 0.1. */
  beta?: number;
}

/**
 * RLHF's objective, exactly: the negative expected reward minus β times the KL divergence from the reference.
 *
 *     L = mean over prompts of −( Σ_i p_i·r_i − β·Σ_i p_i·(log p_i − log q_i) ),   p = softmax(logits), q = softmax(referenceLogProbs)
 *
 * Its minimum is at p ∝ q·exp(r/β), see `tiltedOptimum`. Sources: Ziegler et al. (2019), eq. 2; Rafailov et al. (2023), DPO, eq. 3 and 4.
 * TRL estimates it from samples.
 *
 * @param tensors `logits`, `rewards`, `referenceLogProbs`, [answers] or [prompts, answers]
 * @throws RangeError if the shapes differ, are empty or scalar
 */
export function klRegularisedRewardLoss(
  { logits, rewards, referenceLogProbs }: KlRegularisedRewardTensors,
  { beta = 0.1 }: KlRegularisedRewardOptions = {},
): tf.Scalar {
  requireSameShape("klRegularisedRewardLoss", { logits, rewards, referenceLogProbs });
  if (logits.rank === 0) {
    throw new RangeError("klRegularisedRewardLoss: logits has shape []; expected [..., answers].");
  }
  // r − β·(log p − log q): what comes from the reference is a fixed bonus on the rewards, what is left is an entropy bonus.
  const payoff = tf.add(rewards, tf.mul(tf.logSoftmax(referenceLogProbs), beta));
  return tf.mean(tf.neg(entropyRegularisedExpectation({ logits, payoff }, beta)));
}
