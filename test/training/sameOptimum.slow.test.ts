import assert from "node:assert/strict";
import { test } from "node:test";
import { tiltedOptimum } from "../../src/evaluation/tiltedOptimum";
import { CategoricalPolicy } from "../../src/policy/categoricalPolicy";
import { RewardModel } from "../../src/reward/rewardModel";
import { Generator } from "../../src/tensor/generator";
import { DirectPreferenceTrainer } from "../../src/training/directPreferenceTrainer";
import { PolicyTrainer } from "../../src/training/policyTrainer";
import { RewardTrainer } from "../../src/training/rewardTrainer";
import { totalVariation } from "./totalVariation";

/*
 * Strengths of four answers under Bradley–Terry: P(a beats b) = strength(a) / (strength(a) + strength(b)), so that a population of
 * judgements with exactly these frequencies can be written down: strength(a) times "a beats b" for every ordered pair.
 */
const strengths = [1, 2, 3, 5];
const population = strengths.flatMap((strength, chosen) =>
  strengths.flatMap((_, rejected) =>
    chosen === rejected ? [] : Array.from({ length: strength }, () => ({ chosen, rejected })),
  ),
);
const rewards = strengths.map(Math.log);
const logits = [0.4, 0, -0.3, -0.8];
const beta = 0.7;

function optimum(): number[][] {
  const start = new CategoricalPolicy({ answers: 4, logits });
  const [reference] = start.probabilities();
  start.dispose();
  return [tiltedOptimum({ reference: reference!, rewards }, { beta }).probabilities];
}

test("DPO on population Bradley–Terry labels reaches the tilted optimum, without ever seeing a reward", async () => {
  const policy = new CategoricalPolicy({ answers: 4, logits });
  const trainer = new DirectPreferenceTrainer(policy, {
    beta,
    learningRate: 0.02,
    epochs: 600,
    batchSize: 64,
  });
  await trainer.train(population);
  assert.ok(totalVariation(policy.probabilities(), optimum()) < 1e-3);
  trainer.dispose();
  policy.dispose();
});

test("a reward model fitted to the same labels, and exact training on its scores, reaches it too", async () => {
  const model = new RewardModel({ vocabularySize: 4, embeddingSize: 4, generator: new Generator(1) });
  const rewardTrainer = new RewardTrainer(model, { learningRate: 0.02, epochs: 600, batchSize: 64 });
  await rewardTrainer.train(population);
  const scores = model.score([0, 1, 2, 3]);
  const policy = new CategoricalPolicy({ answers: 4, logits });
  const policyTrainer = new PolicyTrainer(policy, {
    objective: "expectedReward",
    reward: scores.dataSync<"float32">(),
    kl: { coefficient: beta },
    learningRate: 0.02,
    steps: 800,
  });
  await policyTrainer.train();
  assert.ok(totalVariation(policy.probabilities(), optimum()) < 2e-3);
  scores.dispose();
  for (const owner of [model, rewardTrainer, policy, policyTrainer]) owner.dispose();
});
