/**
 * Leave-one-out advantages: each reward minus the mean of the other rewards of its group, the answers to the same prompt.
 *
 *     A_i = r_i − 1/(K−1) · Σ_{j≠i} r_j  =  K/(K−1) · (r_i − mean)
 *
 * The baseline does not depend on answer i, so the policy gradient stays unbiased. Sources: Kool et al. (2019), Buy 4 REINFORCE Samples,
 * Get a Baseline for Free!, eq. 8; Ahmadian et al. (2024), Back to Basics, eq. 7. TRL (RLOOTrainer): the same.
 *
 * @param rewards [groups][answers], at least two answers per group
 * @throws RangeError naming a group with fewer than two rewards
 */
export function rlooAdvantages(rewards: readonly ArrayLike<number>[]): number[][] {
  return rewards.map((group, index) => {
    const count = group.length;
    if (count < 2) {
      throw new RangeError(
        `rlooAdvantages: group ${index} has shape [${count}]; a baseline needs at least two rewards.`,
      );
    }
    const first = group[0]!; // deviations from the first reward: equal rewards give exact zeros
    let sum = 0;
    for (let i = 0; i < count; i++) sum += group[i]! - first;
    return Array.from(group, (reward) => {
      const own = reward - first;
      return own - (sum - own) / (count - 1);
    });
  });
}
