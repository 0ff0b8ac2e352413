import { requireSameLength } from "./distribution";
import { normalQuantile } from "./normalQuantile";

/** Outcomes of comparing answers of one system with answers of another one. */
export interface WinCounts {
  wins: number;
  losses: number;
  /** Default 0. */
  ties?: number;
}

export interface WinRateOptions {
  /** Coverage of the interval, between 0 and 1. Default 0.95. */
  confidence?: number;
}

export interface WinRate {
  /** (wins + ties/2) / count. */
  rate: number;
  /** Lower end of the confidence interval. */
  low: number;
  /** Upper end of the confidence interval. */
  high: number;
  wins: number;
  losses: number;
  ties: number;
  count: number;
}

/**
 * Win rate with Wilson's confidence interval; a tie counts as half a win.
 *
 *     p = (wins + ties/2) / n
 *     ( p + z²/2n ± z·√(p(1−p)/n + z²/4n²) ) / (1 + z²/n)
 *
 * Unlike p ± z·√(p(1−p)/n) it stays within [0, 1] and does not shrink to a point at 0 or 1 wins of few. With ties it is
 * conservative: half-wins vary less than the wins and losses which the formula assumes. Source: Wilson (1927), Probable Inference, the
 * Law of Succession, and Statistical Inference.
 *
 * @throws RangeError if a count is negative or not whole, all are 0, or `confidence` is not between 0 and 1
 */
export function winRate(
  { wins, losses, ties = 0 }: WinCounts,
  { confidence = 0.95 }: WinRateOptions = {},
): WinRate {
  for (const [name, value] of Object.entries({ wins, losses, ties })) {
    if (!(Number.isInteger(value) && value >= 0)) {
      throw new RangeError(`winRate: ${name} is ${value}; expected a whole number of at least 0.`);
    }
  }
  const count = wins + losses + ties;
  if (count === 0)
    throw new RangeError("winRate: wins, losses and ties are all 0; there is nothing to rate.");
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`winRate: confidence is ${confidence}; expected a number between 0 and 1.`);
  }
  const z = normalQuantile(0.5 + confidence / 2);
  const rate = (wins + ties / 2) / count;
  const shrink = 1 + z ** 2 / count;
  const centre = (rate + z ** 2 / (2 * count)) / shrink;
  const halfWidth = (z * Math.sqrt((rate * (1 - rate)) / count + z ** 2 / (4 * count ** 2))) / shrink;
  // At 0 and 1 the interval's end is the rate itself; rounding must not put it on the wrong side.
  const low = rate === 0 ? 0 : Math.max(0, centre - halfWidth);
  const high = rate === 1 ? 1 : Math.min(1, centre + halfWidth);
  return { rate, low, high, wins, losses, ties, count };
}

/**
 * Counts how often the first system's answer scores higher than the second one's, pair by pair.
 *
 * @param scores scores of the first system, [pairs]
 * @param opponentScores scores of the second system, [pairs]
 * @param tolerance scores that differ by no more than this are a tie; default 0
 * @throws RangeError if the lengths differ or are 0, or a score is NaN
 */
export function countWins(
  scores: ArrayLike<number>,
  opponentScores: ArrayLike<number>,
  tolerance = 0,
): Required<WinCounts> {
  requireSameLength("countWins", ["scores", scores], ["opponentScores", opponentScores]);
  const counts = { wins: 0, losses: 0, ties: 0 };
  for (let i = 0; i < scores.length; i++) {
    const own = scores[i]!;
    const other = opponentScores[i]!;
    if (Number.isNaN(own) || Number.isNaN(other)) {
      throw new RangeError(
        `countWins: pair ${i} has the scores ${own} and ${other}; NaN cannot be compared.`,
      );
    }
    if (own === other || Math.abs(own - other) <= tolerance) counts.ties += 1;
    else if (own > other) counts.wins += 1;
    else counts.losses += 1;
  }
  return counts;
}
