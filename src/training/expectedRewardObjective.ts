import { tf } from "../tensor/backend";
import { expectedRewardLoss } from "./expectedRewardLoss";
import { klRegularisedRewardLoss } from "./klRegularisedRewardLoss";
import type { Objective, PolicyRun } from "./policyRun";

export interface ExpectedRewardOptions {
  objective: "expectedReward";
}

/** Expected reward minus β·KL, exactly: every answer to every prompt counts with its probability, nothing is sampled. */
export function expectedRewardObjective(run: PolicyRun): Objective {
  const rewards = tf.tensor2d(run.rewards as number[][]); // [prompts, answers]
  const referenceLogProbs = tf.tidy(() => run.reference.logProbs()); // [prompts, answers]

  return {
    step() {
      const { logits } = run.policy;
      const beta = run.klCoefficient;
      const loss = run.minimise(() => [
        beta === 0
          ? expectedRewardLoss({ logits, rewards })
          : klRegularisedRewardLoss({ logits, rewards, referenceLogProbs }, { beta }),
        run.entropyInLoss(),
      ]);
      return { loss };
    },
    dispose() {
      tf.dispose([rewards, referenceLogProbs]);
    },
  };
}
