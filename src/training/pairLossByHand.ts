import type { RewardLossName } from "./rewardObjective";

/** The settings of a pairwise reward loss; see `RewardObjectiveOptions`. */
export interface PairLossSettings {
  loss: Exclude<RewardLossName, "plackettLuce">;
  margin: number;
  strengthMargin: number;
  labelSmoothing: number;
  centering: number;
}

/** The mean loss of some pairs and its derivative by each score, [2 · pairs] as the scores. */
export interface PairLossGradient {
  loss: number;
  slopes: Float32Array;
}

/**
 * The same loss as `rewardObjective(…).ofPairs`, with its derivative written out, in plain numbers.
 *
 * With d = better − worse every pairwise loss is a function f(d − margin), and the chain rule gives f′ for the better score and
 * −f′ for the worse one:
 *
 *     margin ranking    f = max(0, margin − d)        f′ = −1 while d ≤ margin, then 0
 *     Bradley–Terry     f = log(1 + exp(margin − d))  f′ = −σ(margin − d)
 *
 * A tie is ½·f(d) + ½·f(−d) without margin; label smoothing ε mixes f(d) and f(−d) as 1 − ε to ε.
 *
 * @param scores of the better answers, then of the worse ones, [2 · pairs]
 * @param ties how many of the last pairs are ties
 * @param strengths of the pairs that are no ties; only read if strengthMargin is not 0
 */
export function pairLossByHand(
  scores: Float32Array,
  ties: number,
  strengths: readonly number[],
  { loss, margin, strengthMargin, labelSmoothing, centering }: PairLossSettings,
): PairLossGradient {
  const pairs = scores.length / 2;
  const slopes = new Float32Array(scores.length);
  const [value, slope] = loss === "marginRanking" ? [hinge, hingeSlope] : [softplus, sigmoid];
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const better = scores[pair]!;
    const worse = scores[pairs + pair]!;
    const lead = Math.fround(better - worse);
    let pull: number; // derivative by the lead
    if (pair >= pairs - ties) {
      sum += (value(-lead) + value(lead)) / 2;
      pull = (slope(lead) - slope(-lead)) / 2;
    } else {
      const wanted = strengthMargin === 0 ? margin : margin + strengthMargin * strengths[pair]!;
      const shortfall = Math.fround(wanted - lead);
      if (loss === "marginRanking") {
        const opposite = Math.fround(wanted + lead);
        sum += (1 - labelSmoothing) * value(shortfall) + labelSmoothing * value(opposite);
        pull = labelSmoothing * slope(opposite) - (1 - labelSmoothing) * slope(shortfall);
      } else {
        // log σ(−x) = log σ(x) − x turns the flipped label into a linear term.
        sum += value(shortfall) - labelSmoothing * shortfall;
        pull = labelSmoothing - slope(shortfall);
      }
    }
    const centre = better + worse;
    sum += centering * centre * centre;
    slopes[pair] = (pull + 2 * centering * centre) / pairs;
    slopes[pairs + pair] = (2 * centering * centre - pull) / pairs;
  }
  return { loss: sum / pairs, slopes };
}

function hinge(x: number): number {
  return Math.max(0, x);
}

/** At 0 the slope of the active side, as in PyTorch. */
function hingeSlope(x: number): number {
  return x >= 0 ? 1 : 0;
}

/** log(1 + exp(x)) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}
