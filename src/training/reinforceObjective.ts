import { requireChoice, requireNotNegative } from "../reward/requireOption";
import { tf } from "../tensor/backend";
import { countZeroVarianceGroups } from "./grpoAdvantages";
import { mean, type Objective, type PolicyRun } from "./policyRun";
import { ppoValueLoss } from "./ppoValueLoss";
import { reinforceLoss } from "./reinforceLoss";
import { ValueTable } from "./valueTable";

export interface ReinforceOptions {
  objective: "reinforce";
  /**
   * What is subtracted from the rewards: "none"; "mean", the mean reward of the step's answers, which contains the answer itself and so
   * shrinks the gradient by 1 − 1/answers; or "value", a learned value per prompt. Default "mean".
   */
  baseline?: "none" | "mean" | "value";
  /** Weight of the value loss. Default 0.5. Only for baseline "value". */
  valueCoefficient?: number;
}

/** REINFORCE: make each sampled answer more likely in proportion to how far its reward lies above the baseline. */
export function reinforceObjective(
  run: PolicyRun,
  { baseline = "mean", valueCoefficient = 0.5 }: ReinforceOptions,
): Objective {
  requireChoice("PolicyTrainer: reinforce", "baseline", baseline, ["none", "mean", "value"]);
  requireNotNegative("PolicyTrainer: reinforce", { valueCoefficient });
  const critic = baseline === "value" ? new ValueTable(run.policy.prompts.length) : undefined;

  return {
    step() {
      // 1. The policy answers.
      const rollout = run.sample();
      // 2. What the answers are worth, less the price of KL.
      const rewards = run.penalisedRewards(rollout).flat();
      // 3. What they are worth beyond the baseline.
      const constant = baseline === "mean" ? mean(rewards) : 0;
      const values = critic?.read(rollout.prompts) ?? rewards.map(() => constant);
      const advantages = rewards.map((reward, i) => reward - values[i]!);
      // 4. One step.
      let valueLoss: tf.Scalar | undefined;
      const loss = run.minimise(() => {
        const logProbs = run.policy.logProbsOf(rollout.prompts, rollout.answers);
        if (critic !== undefined) {
          const newValues = critic.of(rollout.prompts);
          const targets = { newValues, oldValues: newValues, returns: tf.tensor1d(rewards) };
          valueLoss = tf.keep(ppoValueLoss(targets, { clipRange: Infinity }));
        }
        return [
          reinforceLoss({ logProbs, advantages: tf.tensor1d(advantages) }),
          run.klInLoss(logProbs, tf.tensor1d(rollout.referenceLogProbs)),
          run.entropyInLoss(rollout.prompts),
          valueLoss && tf.mul(valueLoss, valueCoefficient),
        ];
      }, critic?.parameters);
      return {
        loss,
        sampledReward: mean(rollout.rewards),
        zeroVarianceGroups: countZeroVarianceGroups(run.grouped(rollout.rewards)),
        ...(valueLoss !== undefined && { valueLoss: readOnce(valueLoss) }),
      };
    },
    dispose() {
      critic?.dispose();
    },
  };
}

function readOnce(scalar: tf.Scalar): number {
  const value = scalar.dataSync()[0]!;
  scalar.dispose();
  return value;
}
