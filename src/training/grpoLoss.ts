import { tf } from "../tensor/backend";
import { requireAxes, requireSameShape } from "../tensor/requireSameShape";
import { boundedExp } from "./boundedExp";
import { type KlEstimator, klEstimate } from "./klEstimators";

/** How the token losses are averaged. */
export type GrpoLossType = "grpo" | "bnpo" | "drGrpo";

export interface GrpoTensors {
  /** log π of the sampled tokens under the policy that is trained, [batch, time]. */
  logProbs: tf.Tensor2D;
  /** log π_old of the same tokens under the policy that sampled them, [batch, time]. */
  oldLogProbs: tf.Tensor2D;
  /** log π_ref of the same tokens, [batch, time]; needed if β is not 0. */
  referenceLogProbs?: tf.Tensor2D;
  /** One advantage for each answer, [batch]; see `grpoAdvantages`. */
  advantages: tf.Tensor1D;
  /** 1 where there is a token, 0 in the padding, [batch, time]. Default: no padding. */
  mask?: tf.Tensor2D;
}

export interface GrpoOptions {
  /** Default "grpo". */
  lossType?: GrpoLossType;
  /** How far below 1 the ratio may fall before it is clipped, ε. Default 0.2. */
  clipRange?: number;
  /** How far above 1 the ratio may rise. Default: `clipRange`. */
  clipRangeHigh?: number;
  /** Weight β of the KL penalty in the loss. Default 0.04 (DeepSeekMath's). */
  beta?: number;
  /** Estimator of the KL penalty. Default "k3". */
  klEstimator?: KlEstimator;
  /** The constant by which "drGrpo" divides instead of each answer's length. Default: the time axis of `logProbs`. */
  maxLength?: number;
}

/**
 * GRPO: PPO's clipped surrogate with one group-relative advantage per answer, and a KL penalty in the loss.
 *
 *     l = −min( ratio·A, clip(ratio, 1−ε, 1+ε)·A ) + β·k3,   ratio = exp(logProbs − oldLogProbs)
 *     "grpo"    mean over answers of the mean over their tokens      (long wrong answers are punished less per token)
 *     "bnpo"    Σ l / number of tokens in the batch
 *     "drGrpo"  Σ l / (batch · maxLength)                            (no length bias)
 *
 * Sources: Shao et al. (2024), DeepSeekMath, eq. 3 and 4; Liu et al. (2025), Understanding R1-Zero-Like Training, section 3 (Dr. GRPO).
 * TRL (GRPOTrainer): `loss_type` "grpo", "bnpo", "dr_grpo"; its default β is 0 and its default type "dapo", which is "bnpo" over
 * all processes. An answer without tokens counts as 0, as there.
 *
 * @param tensors [batch, time] each, but `advantages` [batch]
 * @throws RangeError if a shape does not fit, or β is not 0 and `referenceLogProbs` is missing
 */
export function grpoLoss(
  { logProbs, oldLogProbs, referenceLogProbs, advantages, mask }: GrpoTensors,
  {
    lossType = "grpo",
    clipRange = 0.2,
    clipRangeHigh = clipRange,
    beta = 0.04,
    klEstimator = "k3",
    maxLength,
  }: GrpoOptions = {},
): tf.Scalar {
  requireAxes("grpoLoss", "logProbs", logProbs, ["batch", "time"]);
  requireSameShape("grpoLoss", { logProbs, oldLogProbs, referenceLogProbs, mask });
  const [batch, time] = logProbs.shape;
  if (advantages.rank !== 1 || advantages.shape[0] !== batch) {
    throw new RangeError(
      `grpoLoss: advantages has shape [${advantages.shape.join(", ")}]; expected [batch] = [${batch}].`,
    );
  }
  const ratio = boundedExp(tf.sub(logProbs, oldLogProbs));
  const perAnswer = tf.expandDims(advantages, 1); // [batch, 1]
  const clippedRatio = tf.clipByValue(ratio, 1 - clipRange, 1 + clipRangeHigh);
  let losses: tf.Tensor = tf.neg(tf.minimum(tf.mul(ratio, perAnswer), tf.mul(clippedRatio, perAnswer)));
  if (beta !== 0) {
    if (referenceLogProbs === undefined) {
      throw new RangeError(
        `grpoLoss: beta is ${beta}, but referenceLogProbs is missing; give it, or set beta to 0.`,
      );
    }
    losses = tf.add(losses, tf.mul(klEstimate({ logProbs, referenceLogProbs }, klEstimator), beta));
  }
  if (mask !== undefined) losses = tf.mul(losses, mask);
  switch (lossType) {
    case "grpo": {
      const lengths = mask === undefined ? time : tf.maximum(tf.sum(mask, 1), 1); // [batch]
      return tf.mean(tf.div(tf.sum(losses, 1), lengths));
    }
    case "bnpo":
      return tf.div(tf.sum(losses), mask === undefined ? batch * time : tf.maximum(tf.sum(mask), 1));
    case "drGrpo":
      return tf.div(tf.sum(losses), batch * (maxLength ?? time));
    default:
      throw new RangeError(`grpoLoss: unknown lossType "${lossType}"; expected one of grpo, bnpo, drGrpo.`);
  }
}
