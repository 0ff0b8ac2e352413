import { tf } from "../tensor/backend";
import { countZeroVarianceGroups } from "./grpoAdvantages";
import { mean, type Objective, type PolicyRun } from "./policyRun";
import { reinforceLoss } from "./reinforceLoss";
import { rlooAdvantages } from "./rlooAdvantages";

export interface RlooOptions {
  objective: "rloo";
}

/** RLOO: REINFORCE whose baseline for an answer is the mean reward of the other answers to the same prompt. */
export function rlooObjective(run: PolicyRun): Objective {
  if (run.samplesPerPrompt < 2) {
    throw new RangeError(
      `PolicyTrainer: rloo: samplesPerPrompt is ${run.samplesPerPrompt}; leaving one out needs at least 2.`,
    );
  }

  return {
    step() {
      // 1. The policy answers.
      const rollout = run.sample();
      // 2. What the answers are worth, less the price of KL.
      const rewards = run.penalisedRewards(rollout);
      // 3. What they are worth beyond the others of their group.
      const advantages = rlooAdvantages(rewards).flat();
      // 4. One step.
      const loss = run.minimise(() => {
        const logProbs = run.policy.logProbsOf(rollout.prompts, rollout.answers);
        return [
          reinforceLoss({ logProbs, advantages: tf.tensor1d(advantages) }),
          run.klInLoss(logProbs, tf.tensor1d(rollout.referenceLogProbs)),
          run.entropyInLoss(rollout.prompts),
        ];
      });
      return {
        loss,
        sampledReward: mean(rollout.rewards),
        zeroVarianceGroups: countZeroVarianceGroups(run.grouped(rollout.rewards)),
      };
    },
    dispose() {},
  };
}
