import { requireRows } from "./requireRows";

export interface GaeInputs {
  /** Reward of each step, [batch][time]. */
  rewards: readonly ArrayLike<number>[];
  /** Value estimate of the state before each step, [batch][time]. */
  values: readonly ArrayLike<number>[];
  /** 1 where there is a step, 0 in the padding; what lies there is ignored and comes out as 0. Default: no padding. */
  mask?: readonly ArrayLike<number>[];
  /** Value of the state after each sequence's last step, [batch]; 0 (the default) if the sequence ended there. */
  finalValues?: ArrayLike<number>;
}

export interface GaeOptions {
  /** Discount per step, 0…1. Default 1, as usual for language. */
  gamma?: number;
  /** Trade of bias (0: one-step error) for variance (1: Monte Carlo), 0…1. Default 0.95. */
  lambda?: number;
}

export interface GaeResult {
  /** Advantage of each step, [batch][time]. */
  advantages: number[][];
  /** advantage + value, the target of the value model, [batch][time]. */
  returns: number[][];
}

/**
 * Generalised advantage estimation, backwards through each sequence.
 *
 *     δ_t = r_t + γ·V_{t+1} − V_t
 *     A_t = δ_t + γ·λ·A_{t+1},   returns_t = A_t + V_t
 *
 * Source: Schulman et al. (2016), High-Dimensional Continuous Control Using GAE, eq. 16. TRL (PPOTrainer, up to 0.x): the same.
 *
 * @throws RangeError if the inputs' shapes differ, or γ or λ lie outside of [0, 1]
 */
export function gae(
  { rewards, values, mask, finalValues }: GaeInputs,
  { gamma = 1, lambda = 0.95 }: GaeOptions = {},
): GaeResult {
  requireRows("gae", "values", values, rewards);
  if (mask !== undefined) requireRows("gae", "mask", mask, rewards);
  if (finalValues !== undefined && finalValues.length !== rewards.length) {
    throw new RangeError(
      `gae: finalValues has shape [${finalValues.length}]; expected [batch] = [${rewards.length}].`,
    );
  }
  for (const [name, value] of Object.entries({ gamma, lambda })) {
    if (!(value >= 0 && value <= 1))
      throw new RangeError(`gae: ${name} is ${value}; expected a number from 0 to 1.`);
  }
  const advantages: number[][] = [];
  const returns: number[][] = [];
  rewards.forEach((row, sequence) => {
    const rowAdvantages = new Array<number>(row.length).fill(0);
    const rowReturns = new Array<number>(row.length).fill(0);
    let nextValue = finalValues?.[sequence] ?? 0;
    let nextAdvantage = 0;
    for (let t = row.length - 1; t >= 0; t--) {
      if (mask !== undefined && !mask[sequence]![t]) continue;
      const value = values[sequence]![t]!;
      const error = row[t]! + gamma * nextValue - value;
      nextAdvantage = error + gamma * lambda * nextAdvantage;
      nextValue = value;
      rowAdvantages[t] = nextAdvantage;
      rowReturns[t] = nextAdvantage + value;
    }
    advantages.push(rowAdvantages);
    returns.push(rowReturns);
  });
  return { advantages, returns };
}
