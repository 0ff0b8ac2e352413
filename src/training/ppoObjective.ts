import { requireCount, requireNotNegative } from "../reward/requireOption";
import { tf } from "../tensor/backend";
import { epochOrder } from "./epochOrder";
import { gae } from "./gae";
import { countZeroVarianceGroups } from "./grpoAdvantages";
import { mean, type Objective, type PolicyRun } from "./policyRun";
import { ppoPolicyLoss } from "./ppoPolicyLoss";
import { ppoValueLoss } from "./ppoValueLoss";
import { ValueTable } from "./valueTable";
import { whiten } from "./whiten";

export interface PpoOptions {
  objective: "ppo";
  /** How often to go through the answers of one step. Default 4. */
  epochs?: number;
  /** Into how many mini-batches each pass is cut. Default 1. */
  miniBatches?: number;
  /** How far the probability ratio may move from 1 before it is clipped, ε. Default 0.2. */
  clipRange?: number;
  /** How far a value may move from its old one before it is clipped; Infinity turns that off. Default 0.2. */
  valueClipRange?: number;
  /** Weight of the value loss. Default 0.5. */
  valueCoefficient?: number;
  /** λ of generalised advantage estimation, 0 … 1; without effect on answers of length one. Default 0.95. */
  lambda?: number;
  /** Whether advantages are scaled to mean 0 and variance 1. Default true. */
  whitenAdvantages?: boolean;
}

/** PPO: several clipped steps on the same answers, with a learned value as the baseline. */
export function ppoObjective(
  run: PolicyRun,
  {
    epochs = 4,
    miniBatches = 1,
    clipRange = 0.2,
    valueClipRange = 0.2,
    valueCoefficient = 0.5,
    lambda = 0.95,
    whitenAdvantages = true,
  }: PpoOptions,
): Objective {
  requireCount("PolicyTrainer: ppo", { epochs, miniBatches });
  requireNotNegative("PolicyTrainer: ppo", { clipRange, valueCoefficient });
  if (!(valueClipRange > 0)) {
    throw new RangeError(
      `PolicyTrainer: ppo: valueClipRange is ${valueClipRange}; expected a positive number or Infinity.`,
    );
  }
  if (!(lambda >= 0 && lambda <= 1)) {
    throw new RangeError(`PolicyTrainer: ppo: lambda is ${lambda}; expected a number from 0 to 1.`);
  }
  const critic = new ValueTable(run.policy.prompts.length);

  return {
    step() {
      // 1. The policy answers; from here on it is the old policy, whose log-probabilities the rollout keeps.
      const rollout = run.sample();
      // 2. What the answers are worth, less the price of KL.
      const rewards = run.penalisedRewards(rollout).flat();
      // 3. What they are worth beyond their prompt's value.
      const oldValues = critic.read(rollout.prompts);
      const estimate = gae(
        { rewards: rewards.map((r) => [r]), values: oldValues.map((v) => [v]) },
        { lambda },
      );
      const advantages = (whitenAdvantages ? whiten(estimate.advantages) : estimate.advantages).flat();
      const returns = estimate.returns.flat();
      // 4. Some epochs of mini-batches on the same answers.
      const losses: number[] = [];
      const valueLosses: number[] = [];
      let clipped = 0;
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (const rows of epochOrder(
          rewards.length,
          Math.ceil(rewards.length / miniBatches),
          run.generator,
        )) {
          const pick = (list: ArrayLike<number>) => rows.map((row) => list[row]!);
          const prompts = pick(rollout.prompts);
          clipped += pick(run.ratios(rollout)).filter((ratio) => Math.abs(ratio - 1) > clipRange).length;
          let valueLoss: tf.Scalar | undefined;
          losses.push(
            run.minimise(() => {
              const logProbs = run.policy.logProbsOf(prompts, pick(rollout.answers));
              const oldLogProbs = tf.tensor1d(pick(rollout.logProbs));
              valueLoss = tf.keep(
                ppoValueLoss(
                  {
                    newValues: critic.of(prompts),
                    oldValues: tf.tensor1d(pick(oldValues)),
                    returns: tf.tensor1d(pick(returns)),
                  },
                  { clipRange: valueClipRange },
                ),
              );
              return [
                ppoPolicyLoss(
                  { logProbs, oldLogProbs, advantages: tf.tensor1d(pick(advantages)) },
                  { clipRange },
                ),
                run.klInLoss(logProbs, tf.tensor1d(pick(rollout.referenceLogProbs))),
                run.entropyInLoss(prompts),
                tf.mul(valueLoss, valueCoefficient),
              ];
            }, critic.parameters),
          );
          valueLosses.push(valueLoss!.dataSync()[0]!);
          valueLoss!.dispose();
        }
      }
      return {
        loss: mean(losses),
        sampledReward: mean(rollout.rewards),
        zeroVarianceGroups: countZeroVarianceGroups(run.grouped(rollout.rewards)),
        clipFraction: clipped / (epochs * rewards.length),
        valueLoss: mean(valueLosses),
      };
    },
    dispose() {
      critic.dispose();
    },
  };
}
