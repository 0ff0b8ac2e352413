import { meanAndVariance } from "./meanAndVariance";

/** By which standard deviation the advantages are divided. */
export type AdvantageScaling = "group" | "batch" | "none";

export interface GrpoAdvantagesOptions {
  /** Default "group". */
  scaling?: AdvantageScaling;
  /** Added to the standard deviation. Default 1e-4. */
  epsilon?: number;
}

/**
 * Group-relative advantages: how much better an answer is than the mean of its group, the answers to the same prompt.
 *
 *     "group"  (r − mean) / (std of the group + ε)        std unbiased (n − 1)
 *     "batch"  (r − mean) / (std of all rewards + ε)
 *     "none"    r − mean                                   (Dr. GRPO)
 *
 * Since the mean contains the answer itself, the expected gradient without scaling is (K−1)/K of the policy gradient; see
 * `rlooAdvantages`. Sources: Shao et al. (2024), DeepSeekMath, section 4.1.2; Liu et al. (2025), Dr. GRPO, section 3. TRL:
 * `scale_rewards` "group", "batch", "none". A group of equal rewards gives exact zeros: it teaches nothing, see
 * `countZeroVarianceGroups`.
 *
 * @param rewards [groups][answers]
 * @throws RangeError if a group is empty or the scaling is unknown
 */
export function grpoAdvantages(
  rewards: readonly ArrayLike<number>[],
  { scaling = "group", epsilon = 1e-4 }: GrpoAdvantagesOptions = {},
): number[][] {
  const batchDeviation =
    scaling === "batch"
      ? Math.sqrt(meanAndVariance(rewards.flatMap((group) => Array.from(group))).variance)
      : 0;
  return rewards.map((group, index) => {
    if (group.length === 0)
      throw new RangeError(`grpoAdvantages: group ${index} has shape [0]; give it at least one reward.`);
    const { mean, variance } = meanAndVariance(group);
    const divisor = divisorOf(scaling, Math.sqrt(variance), batchDeviation, epsilon);
    return Array.from(group, (reward) => (reward - mean) / divisor);
  });
}

function divisorOf(scaling: AdvantageScaling, group: number, batch: number, epsilon: number): number {
  switch (scaling) {
    case "group":
      return group + epsilon;
    case "batch":
      return batch + epsilon;
    case "none":
      return 1;
    default:
      throw new RangeError(
        `grpoAdvantages: unknown scaling "${scaling}"; expected one of group, batch, none.`,
      );
  }
}

/**
 * How many groups have equal rewards throughout, so that their advantages are all 0 and they teach nothing.
 *
 * DAPO (Yu et al. 2025, section 3.2) samples such prompts again; TRL logs `frac_reward_zero_std`.
 *
 * @param rewards [groups][answers]
 */
export function countZeroVarianceGroups(rewards: readonly ArrayLike<number>[]): number {
  return rewards.filter((group) => Array.from(group).every((reward) => reward === group[0])).length;
}
