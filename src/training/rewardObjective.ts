import { bradleyTerryLoss } from "../reward/bradleyTerryLoss";
import { marginRankingLoss } from "../reward/marginRankingLoss";
import { plackettLuceLoss } from "../reward/plackettLuceLoss";
import { requireChoice, requireNotNegative } from "../reward/requireOption";
import { tf } from "../tensor/backend";
import type { PairLossSettings } from "./pairLossByHand";

/** What a reward model can be trained on. */
export type RewardLossName = "marginRanking" | "bradleyTerry" | "plackettLuce";

/** All of them, for messages and loops. */
export const REWARD_LOSSES: readonly RewardLossName[] = ["marginRanking", "bradleyTerry", "plackettLuce"];

export interface RewardObjectiveOptions {
  /**
   * - "bradleyTerry" (default): −log σ(better − worse − margin), the loss of InstructGPT and Llama 2;
   * - "marginRanking": max(0, margin − (better − worse)), the hinge of the course's first example;
   * - "plackettLuce": the likelihood of whole rankings; for pairs it equals Bradley–Terry.
   */
  loss?: RewardLossName;
  /** By how much the better answer should lead. Default 0.1 for "marginRanking", 0 for "bradleyTerry"; not for "plackettLuce". */
  margin?: number;
  /**
   * What one unit of a judgement's strength adds to its margin: a pair should lead by margin + strengthMargin · strength.
   * Default 0: strengths are ignored.
   */
  strengthMargin?: number;
  /**
   * Share ε of labels believed to be flipped, 0 ≤ ε < ½: (1−ε)·loss + ε·(loss of the opposite judgement). Default 0.
   * Not for "plackettLuce".
   */
  labelSmoothing?: number;
  /** Weight c of c·mean((better + worse)²), which fixes the free constant of the scores. Default 0. "bradleyTerry" only. */
  centering?: number;
}

/** The scores of one batch of pairs, in the order in which {@link rewardObjective} expects them. */
export interface PairScores {
  /** [pairs]; pairs that are ties come last. */
  better: tf.Tensor1D;
  /** [pairs] */
  worse: tf.Tensor1D;
  /** How many of the pairs, at the end, are ties. */
  ties: number;
  /** Strengths of the pairs that are no ties, [pairs − ties]; needed if `strengthMargin` is not 0. */
  strengths?: tf.Tensor1D;
}

/** The options of a reward loss, checked, together with the loss of a batch. */
export interface RewardObjective {
  readonly loss: RewardLossName;
  readonly strengthMargin: number;
  /** The settings that `pairLossByHand` takes; undefined for "plackettLuce", which it does not know. */
  readonly pairSettings?: PairLossSettings;
  /** Mean loss of a batch of pairs; a tie counts as half a judgement in each direction, without margin. */
  ofPairs(scores: PairScores): tf.Scalar;
  /** Mean loss of a batch of rankings, [rankings, answers] with a mask where their lengths differ. */
  ofRankings(scores: tf.Tensor2D, mask?: tf.Tensor2D): tf.Scalar;
}

/**
 * Checks the options of a reward loss and says what the loss of a batch is.
 *
 * A tie is a coin toss: ½·loss(a, b) + ½·loss(b, a) with margin 0, which for Bradley–Terry is the cross-entropy against the label ½
 * and for the margin ranking loss |a − b| / 2. Both pull tied scores together.
 *
 * @throws RangeError for an unknown loss, an option that the loss does not have, or a value outside of its range
 */
export function rewardObjective({
  loss = "bradleyTerry",
  margin = loss === "marginRanking" ? 0.1 : 0,
  strengthMargin = 0,
  labelSmoothing = 0,
  centering = 0,
}: RewardObjectiveOptions = {}): RewardObjective {
  requireChoice("RewardTrainer", "loss", loss, REWARD_LOSSES);
  requireNotNegative("RewardTrainer", { margin, strengthMargin, labelSmoothing, centering });
  if (labelSmoothing >= 0.5) {
    throw new RangeError(
      `RewardTrainer: labelSmoothing is ${labelSmoothing}; expected 0 <= labelSmoothing < 0.5.`,
    );
  }
  if (centering > 0 && loss !== "bradleyTerry") {
    throw new RangeError(`RewardTrainer: loss "${loss}" has no centering; "bradleyTerry" has.`);
  }
  if (loss === "plackettLuce" && (margin > 0 || strengthMargin > 0 || labelSmoothing > 0)) {
    throw new RangeError(
      'RewardTrainer: loss "plackettLuce" has no margin, strengthMargin or labelSmoothing.',
    );
  }

  const decided = (better: tf.Tensor1D, worse: tf.Tensor1D, strengths?: tf.Tensor1D): tf.Scalar => {
    if (loss === "bradleyTerry") {
      const margins =
        strengths !== undefined
          ? tf.add(tf.mul(strengths, strengthMargin), margin)
          : margin > 0
            ? tf.fill(better.shape, margin)
            : undefined;
      return bradleyTerryLoss({ better, worse, margins }, { centering, labelSmoothing });
    }
    // max(0, margin + extra − (better − worse)) is the loss of a worse answer that scores `extra` more.
    const handicap = (scores: tf.Tensor1D) =>
      strengths === undefined ? scores : tf.add(scores, tf.mul(strengths, strengthMargin));
    const right = marginRankingLoss({ better, worse: handicap(worse) }, { margin });
    if (labelSmoothing === 0) return right;
    const flipped = marginRankingLoss({ better: worse, worse: handicap(better) }, { margin });
    return tf.add(tf.mul(right, 1 - labelSmoothing), tf.mul(flipped, labelSmoothing));
  };

  const tied = (one: tf.Tensor1D, other: tf.Tensor1D): tf.Scalar => {
    const oneWay = (better: tf.Tensor1D, worse: tf.Tensor1D) =>
      loss === "bradleyTerry"
        ? bradleyTerryLoss({ better, worse }, { centering })
        : marginRankingLoss({ better, worse }, { margin: 0 });
    return tf.mul(tf.add(oneWay(one, other), oneWay(other, one)), 0.5);
  };

  return {
    loss,
    strengthMargin,
    pairSettings:
      loss === "plackettLuce" ? undefined : { loss, margin, strengthMargin, labelSmoothing, centering },
    ofPairs({ better, worse, ties, strengths }) {
      const pairs = better.size;
      if (ties === 0) return decided(better, worse, strengths);
      if (ties === pairs) return tied(better, worse);
      const clear = pairs - ties;
      const clearLoss = decided(tf.slice(better, 0, clear), tf.slice(worse, 0, clear), strengths);
      const tiedLoss = tied(tf.slice(better, clear, ties), tf.slice(worse, clear, ties));
      return tf.add(tf.mul(clearLoss, clear / pairs), tf.mul(tiedLoss, ties / pairs));
    },
    ofRankings: (scores, mask) => plackettLuceLoss({ scores, mask }),
  };
}
