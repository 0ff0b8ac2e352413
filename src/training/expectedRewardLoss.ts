import { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";
import { entropyRegularisedExpectation } from "./entropyRegularisedExpectation";

export interface ExpectedRewardTensors {
  /** The policy's logits over all answers, [answers] or [prompts, answers]. */
  logits: tf.Tensor;
  /** The reward of each answer, same shape. */
  rewards: tf.Tensor;
}

/**
 * The negative expected reward of a categorical policy, exactly: no sampling, no variance.
 *
 *     L = mean over prompts of −Σ_i p_i·r_i,   p = softmax(logits)
 *
 * This is the objective J(θ) whose gradient REINFORCE estimates (Williams 1992; Sutton & Barto, 2nd ed., section 13.3), and the
 * policy loss of the course's first notebook. TRL has none, since it cannot enumerate all answers.
 *
 * @param tensors `logits` and `rewards`, [answers] or [prompts, answers]
 * @throws RangeError if the shapes differ, are empty or scalar
 */
export function expectedRewardLoss({ logits, rewards }: ExpectedRewardTensors): tf.Scalar {
  requireSameShape("expectedRewardLoss", { logits, rewards });
  if (logits.rank === 0)
    throw new RangeError("expectedRewardLoss: logits has shape []; expected [..., answers].");
  return tf.mean(tf.neg(entropyRegularisedExpectation({ logits, payoff: rewards }, 0)));
}
