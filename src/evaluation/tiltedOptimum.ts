import { logSumExp, requireDistribution, requireSameLength } from "./distribution";

export interface TiltedOptimumInputs {
  /** The reference policy's probabilities q, [answers]. */
  reference: ArrayLike<number>;
  /** Rewards r of the answers, [answers]. */
  rewards: ArrayLike<number>;
}

export interface TiltedOptimumOptions {
  /** Price β > 0 of one nat of KL to the reference. */
  beta: number;
}

export interface TiltedOptimum {
  /** The best policy p*, [answers]. */
  probabilities: number[];
  /** What it is worth: max_p E_p[r] − β·KL(p‖q) = β·log Z. */
  value: number;
  /** log Z = log Σ_i q_i·exp(r_i/β). */
  logPartition: number;
}

/**
 * The policy that KL-regularised training aims at: the reference, tilted towards reward.
 *
 *     p*_i = q_i·exp(r_i/β) / Z,   Z = Σ_j q_j·exp(r_j/β),   value = β·log Z
 *
 * Computed in log space, so that small β (r/β of thousands) does not overflow. Answers with q_i = 0 stay impossible.
 * Sources: Peters & Schaal (2007), eq. 4; Rafailov et al. (2023), DPO, eq. 4 (derived in appendix A.1).
 *
 * @throws RangeError if the lengths differ, `reference` is no distribution, β is not positive or a reward not finite
 */
export function tiltedOptimum(
  { reference, rewards }: TiltedOptimumInputs,
  { beta }: TiltedOptimumOptions,
): TiltedOptimum {
  requireSameLength("tiltedOptimum", ["reference", reference], ["rewards", rewards]);
  requireDistribution("tiltedOptimum", "reference", reference);
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(`tiltedOptimum: beta is ${beta}; expected a positive number.`);
  }
  const logWeights = Array.from(reference, (q, i) => {
    const reward = rewards[i]!;
    if (!Number.isFinite(reward)) {
      throw new RangeError(`tiltedOptimum: rewards[${i}] is ${reward}; expected a finite number.`);
    }
    return Math.log(q) + reward / beta;
  });
  const logPartition = logSumExp(logWeights);
  return {
    probabilities: logWeights.map((logWeight) => Math.exp(logWeight - logPartition)),
    value: beta * logPartition,
    logPartition,
  };
}
