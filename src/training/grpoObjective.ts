import { requireChoice, requireCount, requireNotNegative } from "../reward/requireOption";
import { tf } from "../tensor/backend";
import { type AdvantageScaling, countZeroVarianceGroups, grpoAdvantages } from "./grpoAdvantages";
import { type GrpoLossType, grpoLoss } from "./grpoLoss";
import { mean, type Objective, type PolicyRun } from "./policyRun";

export interface GrpoObjectiveOptions {
  objective: "grpo";
  /** How token losses are averaged; all the same here, where an answer is one token. Default "grpo". */
  lossType?: GrpoLossType;
  /** By which standard deviation advantages are divided. Default "group"; "none" for Dr. GRPO. */
  scaling?: AdvantageScaling;
  /** How often the same answers are learned from. Default 1; beyond 1 the clip begins to matter. */
  iterations?: number;
  /** How far the probability ratio may move from 1 before it is clipped, ε. Default 0.2. */
  clipRange?: number;
}

/** GRPO: PPO's clipped ratio without a critic; advantages are rewards standardised within each prompt's group of answers. */
export function grpoObjective(
  run: PolicyRun,
  {
    lossType = "grpo",
    scaling = lossType === "drGrpo" ? "none" : "group",
    iterations = 1,
    clipRange = 0.2,
  }: GrpoObjectiveOptions,
): Objective {
  requireChoice("PolicyTrainer: grpo", "lossType", lossType, ["grpo", "bnpo", "drGrpo"]);
  requireChoice("PolicyTrainer: grpo", "scaling", scaling, ["group", "batch", "none"]);
  requireCount("PolicyTrainer: grpo", { iterations });
  requireNotNegative("PolicyTrainer: grpo", { clipRange });

  return {
    step() {
      // 1. The policy answers.
      const rollout = run.sample();
      // 2. What the answers are worth, less the price of KL if it is placed here.
      const rewards = run.penalisedRewards(rollout);
      // 3. What they are worth relative to their group.
      const advantages = grpoAdvantages(rewards, { scaling }).flat();
      // 4. Some steps on the same answers.
      const beta = run.kl.placement === "loss" ? run.klCoefficient : 0;
      const losses: number[] = [];
      let clipped = 0;
      for (let iteration = 0; iteration < iterations; iteration++) {
        const ratios = run.ratios(rollout);
        clipped += ratios.filter((ratio) => Math.abs(ratio - 1) > clipRange).length;
        losses.push(
          run.minimise(() => {
            const logProbs = run.policy.logProbsOf(rollout.prompts, rollout.answers);
            const tensors = {
              logProbs: column(logProbs),
              oldLogProbs: column(tf.tensor1d(rollout.logProbs)),
              referenceLogProbs: column(tf.tensor1d(rollout.referenceLogProbs)),
              advantages: tf.tensor1d(advantages),
            };
            return [
              grpoLoss(tensors, { lossType, clipRange, beta, klEstimator: run.kl.estimator }),
              run.entropyInLoss(rollout.prompts),
            ];
          }),
        );
      }
      return {
        loss: mean(losses),
        sampledReward: mean(rollout.rewards),
        zeroVarianceGroups: countZeroVarianceGroups(run.grouped(rollout.rewards)),
        clipFraction: clipped / (iterations * rollout.answers.length),
      };
    },
    dispose() {},
  };
}

/** Answers of length one, [batch] → [batch, time = 1]. */
function column(values: tf.Tensor1D): tf.Tensor2D {
  return tf.expandDims(values, 1);
}
