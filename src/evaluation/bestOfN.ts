import { requireDistribution, requireSameLength } from "./distribution";
import { klDivergence } from "./klDivergence";

/**
 * Upper bound of the KL divergence that best-of-n sampling has from the reference policy, in nats.
 *
 *     KL(best-of-n ‖ reference) ≤ log n − (n − 1)/n
 *
 * Equality holds if no two answers ever have the same probability mass and reward, i.e. in the limit of many unlikely answers.
 * Sources: Stiennon et al. (2020), appendix G.3 (as an equality); Beirami et al. (2024), Theoretical guarantees on the best-of-n
 * alignment policy, theorem 1 (as a bound).
 *
 * @param n how many answers the best is picked from, at least 1
 * @throws RangeError if n is not a whole number of at least 1
 */
export function bestOfNKlBound(n: number): number {
  requireN("bestOfNKlBound", n);
  return Math.log(n) - (n - 1) / n;
}

export interface BestOfNInputs {
  /** Probabilities of the answers under the policy that is sampled, [answers]. */
  probabilities: ArrayLike<number>;
  /** Rewards by which the best is picked, [answers]; the first drawn wins among equals. */
  rewards: ArrayLike<number>;
}

export interface BestOfN {
  /** Probability of each answer to be the best of n, [answers]. */
  probabilities: number[];
  /** Its KL divergence from the sampled policy, nats; at most `bestOfNKlBound(n)`. */
  kl: number;
  /** Expected reward of the best of n. */
  expectedReward: number;
}

/**
 * The exact distribution of the best of n independent samples of a categorical policy.
 *
 *     P(reward of the best ≤ x) = F(x)^n,   F(x) = P(reward of one sample ≤ x)
 *
 * Answers of equal reward share F(x)^n − F(x−)^n in proportion to their probabilities. Source: Beirami et al. (2024), lemma 1.
 *
 * @throws RangeError if the lengths differ, `probabilities` is no distribution, a reward is NaN, or n is not a whole number ≥ 1
 */
export function bestOfN({ probabilities, rewards }: BestOfNInputs, n: number): BestOfN {
  requireN("bestOfN", n);
  requireSameLength("bestOfN", ["probabilities", probabilities], ["rewards", rewards]);
  requireDistribution("bestOfN", "probabilities", probabilities);
  const order = Array.from(rewards, (reward, answer) => {
    if (Number.isNaN(reward))
      throw new RangeError(`bestOfN: rewards[${answer}] is NaN; it cannot be compared.`);
    return answer;
  }).sort((a, b) => (rewards[a]! < rewards[b]! ? -1 : rewards[a]! > rewards[b]! ? 1 : 0));
  const result = new Array<number>(probabilities.length).fill(0);
  const total = order.reduce((sum, answer) => sum + probabilities[answer]!, 0);
  let below = 0; // probability of all answers with a smaller reward
  for (let start = 0, end = 0; start < order.length; start = end) {
    let mass = 0;
    while (end < order.length && rewards[order[end]!] === rewards[order[start]!]) {
      mass += probabilities[order[end]!]!;
      end += 1;
    }
    if (mass === 0) continue;
    const upTo = Math.min(1, (below + mass) / total);
    // F^n − (F − mass)^n, written so that a small mass keeps its digits.
    const share = upTo ** n * -Math.expm1(n * Math.log1p(-Math.min(1, mass / (below + mass))));
    for (let i = start; i < end; i++) result[order[i]!] = (share * probabilities[order[i]!]!) / mass;
    below += mass;
  }
  const normaliser = result.reduce((sum, p) => sum + p, 0); // 1 up to rounding
  const best = result.map((p) => p / normaliser);
  const sampled = Array.from(probabilities, (p) => p / total);
  return {
    probabilities: best,
    kl: klDivergence(best, sampled),
    expectedReward: best.reduce((sum, p, i) => (p === 0 ? sum : sum + p * rewards[i]!), 0),
  };
}

function requireN(where: string, n: number): void {
  if (!(Number.isInteger(n) && n >= 1)) {
    throw new RangeError(`${where}: n is ${n}; expected a whole number of at least 1.`);
  }
}
