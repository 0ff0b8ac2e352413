import assert from "node:assert/strict";
import { test } from "node:test";
import { CategoricalPolicy } from "../../src/policy/categoricalPolicy";
import { RewardModel } from "../../src/reward/rewardModel";
import { Generator } from "../../src/tensor/generator";
import { DirectPreferenceTrainer } from "../../src/training/directPreferenceTrainer";
import { metricGlossary } from "../../src/training/metricGlossary";
import { PolicyTrainer } from "../../src/training/policyTrainer";
import { RewardTrainer } from "../../src/training/rewardTrainer";

test("every list of every history is explained in the glossary, and the glossary explains no others", async () => {
  const generator = new Generator(1);
  const model = new RewardModel({ vocabularySize: 2, embeddingSize: 2, generator });
  const policy = new CategoricalPolicy({ answers: 2 });
  const rewardTrainer = new RewardTrainer(model, { epochs: 1 });
  const direct = new DirectPreferenceTrainer(policy, { epochs: 1 });
  const ppo = new PolicyTrainer(policy, { objective: "ppo", reward: [0, 1], generator, steps: 1 });
  const histories: object[] = [
    await rewardTrainer.train([[0, 1]]),
    await direct.train([{ chosen: 0, rejected: 1 }]),
    await ppo.train(),
  ];
  const names = new Set(
    histories.flatMap((history) =>
      Object.entries(history)
        .filter(([name, value]) => Array.isArray(value) && name !== "epoch" && name !== "step")
        .map(([name]) => name),
    ),
  );
  assert.deepEqual([...names].sort(), Object.keys(metricGlossary).sort());
  for (const { label, meaning } of Object.values(metricGlossary)) {
    assert.ok(label.length > 0);
    assert.match(meaning, /\.$/);
  }
  for (const owner of [model, policy, rewardTrainer, direct, ppo]) owner.dispose();
});
