import { requireChoice, requireNotNegative } from "../reward/requireOption";
import { tf } from "../tensor/backend";
import { cdpoLoss } from "./cdpoLoss";
import { dpoLoss } from "./dpoLoss";
import { hingeDpoLoss } from "./hingeDpoLoss";
import { ipoLoss } from "./ipoLoss";
import { ktoLoss } from "./ktoLoss";
import { orpoLoss } from "./orpoLoss";
import type { PreferenceLogProbs } from "./preferenceMargin";
import { robustDpoLoss } from "./robustDpoLoss";
import { simpoLoss } from "./simpoLoss";

/** Losses that learn a policy from comparisons directly, without a reward model. */
export type DirectPreferenceLossName = "dpo" | "cdpo" | "robust" | "ipo" | "hinge" | "kto" | "orpo" | "simpo";

/** All of them, for messages and loops. */
export const DIRECT_PREFERENCE_LOSSES: readonly DirectPreferenceLossName[] = [
  "dpo",
  "cdpo",
  "robust",
  "ipo",
  "hinge",
  "kto",
  "orpo",
  "simpo",
];

export interface DirectPreferenceObjectiveOptions {
  /**
   * Default "dpo". With a reference: "dpo"; "cdpo" and "robust" for labels that may be flipped; "ipo", whose margin stays finite;
   * "hinge"; "kto", which takes each answer by itself as liked or disliked. Without one: "orpo", "simpo".
   */
  loss?: DirectPreferenceLossName;
  /** Inverse temperature β; its meaning is the loss's own. Default 0.1, for "simpo" 2. */
  beta?: number;
  /** Probability ε that a label is flipped, 0 ≤ ε < ½; "cdpo" and "robust" only. Default 0.1. */
  labelSmoothing?: number;
  /** Target margin γ of "simpo". Default 0.5. */
  gamma?: number;
  /** Weight of liked answers, "kto" only. Default 1. */
  desirableWeight?: number;
  /** Weight of disliked answers, "kto" only. Default 1. */
  undesirableWeight?: number;
}

/** What a direct preference loss may look at, [pairs] each. */
export interface DirectPreferenceTensors extends PreferenceLogProbs {
  /** Mean KL(policy ‖ reference) of the batch's prompts, nats; KTO's reference point. */
  kl: number;
}

/** Mean loss of a batch of comparisons. */
export type DirectPreferenceObjective = (tensors: DirectPreferenceTensors) => tf.Scalar;

/**
 * Checks the options of a direct preference loss and says what the loss of a batch is.
 *
 * An answer of a categorical policy is a sequence of length one: its log-probability is the sequence's sum and its mean per token at
 * once, so that "ipo", "orpo" and "simpo", which want means, get the same numbers as the others.
 *
 * KTO takes the chosen answers as liked and the rejected ones as disliked. Its reference point is the exact KL of the batch's prompts,
 * where the paper and TRL estimate it from mismatched answers.
 *
 * @throws RangeError for an unknown loss, an option that the loss does not have, or a value outside of its range
 */
export function directPreferenceObjective({
  loss = "dpo",
  beta = loss === "simpo" ? 2 : 0.1,
  ...own
}: DirectPreferenceObjectiveOptions = {}): DirectPreferenceObjective {
  const where = "DirectPreferenceTrainer";
  requireChoice(where, "loss", loss, DIRECT_PREFERENCE_LOSSES);
  const has: Partial<Record<DirectPreferenceLossName, readonly (keyof typeof own)[]>> = {
    cdpo: ["labelSmoothing"],
    robust: ["labelSmoothing"],
    simpo: ["gamma"],
    kto: ["desirableWeight", "undesirableWeight"],
  };
  for (const [name, value] of Object.entries(own)) {
    if (!(has[loss] ?? []).some((option) => option === name) && value !== undefined) {
      const known = ["beta", ...(has[loss] ?? [])].join(", ");
      throw new RangeError(`${where}: loss "${loss}" has no option ${name}; it has ${known}.`);
    }
  }
  const { labelSmoothing = 0.1, gamma = 0.5, desirableWeight = 1, undesirableWeight = 1 } = own;
  requireNotNegative(where, { beta, gamma, desirableWeight, undesirableWeight });
  if (beta === 0 && loss !== "orpo") throw new RangeError(`${where}: beta is 0; expected a positive number.`);
  if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) {
    throw new RangeError(
      `${where}: labelSmoothing is ${labelSmoothing}; expected 0 <= labelSmoothing < 0.5.`,
    );
  }

  switch (loss) {
    case "dpo":
      return (tensors) => dpoLoss(tensors, { beta });
    case "cdpo":
      return (tensors) => cdpoLoss(tensors, { beta, labelSmoothing });
    case "robust":
      return (tensors) => robustDpoLoss(tensors, { beta, labelSmoothing });
    case "ipo":
      return (tensors) => ipoLoss(tensors, { beta });
    case "hinge":
      return (tensors) => hingeDpoLoss(tensors, { beta });
    case "orpo":
      return (tensors) => orpoLoss(tensors, { beta });
    case "simpo":
      return (tensors) => simpoLoss(tensors, { beta, gamma });
    case "kto":
      return ({ kl, ...tensors }) => {
        const pairs = tensors.chosenLogProbs.size;
        return ktoLoss(
          {
            logProbs: tf.concat([tensors.chosenLogProbs, tensors.rejectedLogProbs]),
            referenceLogProbs: tf.concat([
              tensors.referenceChosenLogProbs,
              tensors.referenceRejectedLogProbs,
            ]),
            desirable: tf.concat([tf.ones([pairs]), tf.zeros([pairs])]),
          },
          { beta, desirableWeight, undesirableWeight, klReference: kl },
        );
      };
  }
}
