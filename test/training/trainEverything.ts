/**
 * A program of its own: trains something with every trainer and prints all resulting numbers as JSON, so that two processes, or two
 * backends, can be compared.
 */
import { CategoricalPolicy } from "../../src/policy/categoricalPolicy";
import { RewardModel } from "../../src/reward/rewardModel";
import { TextRewardModel } from "../../src/reward/textRewardModel";
import { Generator } from "../../src/tensor/generator";
import { DirectPreferenceTrainer } from "../../src/training/directPreferenceTrainer";
import { PolicyTrainer, type PolicyTrainerOptions } from "../../src/training/policyTrainer";
import { RewardTrainer } from "../../src/training/rewardTrainer";
import { objectives } from "./allObjectives";

async function main(): Promise<void> {
  const numbers: Record<string, number[]> = {};
  for (const gradients of ["byHand", "autodiff"] as const) {
    const model = new RewardModel({ vocabularySize: 9, embeddingSize: 4, generator: new Generator(7) });
    const trainer = new RewardTrainer(model, {
      epochs: 10,
      batchSize: 3,
      shuffle: new Generator(1),
      gradients,
    });
    const pairs = [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
      [1, 8],
    ] as const;
    const history = await trainer.train(pairs, { validation: [[2, 8]] });
    numbers[`RewardModel ${gradients}`] = [
      ...history.loss,
      ...history.validation!.margin,
      ...model.score([1, 2, 3]).dataSync(),
    ];
  }
  const text = new TextRewardModel({ buckets: 128, hiddenSize: 4, generator: new Generator(3) });
  await new RewardTrainer(text, { epochs: 10 }).train([
    { prompt: "p", chosen: "a good one", rejected: "bad" },
    { prompt: "q", chosen: "good enough", rejected: "another bad one" },
    { prompt: "r", chosen: "good", rejected: "a bad other" },
  ]);
  numbers.TextRewardModel = [...text.score(["good", "bad", "other"]).dataSync()];
  for (const [name, own] of objectives) {
    const policy = new CategoricalPolicy({ answers: 3, prompts: 2 });
    const trainer = new PolicyTrainer(policy, {
      reward: [
        [1, 0, 0.5],
        [0, 2, 1],
      ],
      generator: new Generator(5),
      steps: 12,
      kl: { coefficient: 0.2 },
      ...own,
    } as PolicyTrainerOptions);
    const { loss, reward } = await trainer.train();
    numbers[name] = [...loss, ...reward, ...policy.probabilities().flat()];
  }
  const policy = new CategoricalPolicy({ answers: 3 });
  const { loss } = await new DirectPreferenceTrainer(policy, { epochs: 10 }).train([
    { chosen: 2, rejected: 0 },
  ]);
  numbers.dpo = [...loss, ...policy.probabilities().flat()];
  console.log(JSON.stringify(numbers));
}

void main();
