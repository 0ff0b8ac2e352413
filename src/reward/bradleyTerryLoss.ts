import { tf } from "../tensor/backend";
import { logSigmoid } from "../tensor/logSigmoid";
import { requireSameShape } from "../tensor/requireSameShape";
import { requireLabelSmoothing } from "./labelSmoothing";
import type { ScorePair } from "./scorePair";

export interface BradleyTerryTensors extends ScorePair {
  /** By how much each better answer should lead (Llama 2: larger where people were surer), [pairs]. Default 0. */
  margins?: tf.Tensor;
}

export interface BradleyTerryOptions {
  /** Weight of mean((better + worse)²), which fixes the free constant of the scores near 0. Default 0. */
  centering?: number;
  /** Share ε of labels believed to be flipped, 0 ≤ ε < 0.5. Default 0. */
  labelSmoothing?: number;
}

/**
 * Bradley–Terry loss: the negative log-likelihood of the choices if P(better wins) = σ(better − worse − margin).
 *
 *     d = better − worse − margins
 *     L = mean( −(1−ε)·log σ(d) − ε·log σ(−d) ) + centering · mean( (better + worse)² )
 *
 * It is computed as −log σ(d) + ε·d, which is the same because log σ(−d) = log σ(d) − d; scores of any size stay finite.
 * Sources: Bradley & Terry (1952); as a reward loss Ouyang et al. (2022), InstructGPT, eq. 1; margins Touvron et al. (2023),
 * Llama 2, eq. 2; centring Eisenstein et al. (2023), Helping or Herding?, section 2. TRL's RewardTrainer computes the same with
 * `center_rewards_coefficient` and margins, but has no label smoothing.
 *
 * @param tensors `better`, `worse`, `margins`: one shape, e.g. [pairs]
 * @throws RangeError if the shapes differ or are empty, or ε is outside [0, 0.5)
 */
export function bradleyTerryLoss(
  { better, worse, margins }: BradleyTerryTensors,
  { centering = 0, labelSmoothing = 0 }: BradleyTerryOptions = {},
): tf.Scalar {
  requireSameShape("bradleyTerryLoss", { better, worse, margins });
  requireLabelSmoothing("bradleyTerryLoss", labelSmoothing);
  let lead = tf.sub(better, worse);
  if (margins !== undefined) lead = tf.sub(lead, margins);
  let losses = tf.neg(logSigmoid(lead));
  if (labelSmoothing > 0) losses = tf.add(losses, tf.mul(lead, labelSmoothing));
  if (centering !== 0) losses = tf.add(losses, tf.mul(tf.square(tf.add(better, worse)), centering));
  return tf.mean(losses);
}
