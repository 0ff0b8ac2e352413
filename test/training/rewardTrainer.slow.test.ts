import assert from "node:assert/strict";
import { test } from "node:test";
import { RewardModel } from "../../src/reward/rewardModel";
import { TextRewardModel } from "../../src/reward/textRewardModel";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";
import { RewardTrainer, type RewardTrainerOptions } from "../../src/training/rewardTrainer";

const make = () => new RewardModel({ vocabularySize: 5, embeddingSize: 3, generator: new Generator(1) });
/** All pairs of 4 > 3 > 2 > 1 > 0. */
const pairs = [0, 1, 2, 3].flatMap((worse) =>
  Array.from({ length: 4 - worse }, (_, i) => [worse + 1 + i, worse] as const),
);

test("a hundred steps leave no tensors behind but the optimiser's, and disposing frees those", async () => {
  const comparisons = [
    { prompt: "p", chosen: "a good answer", rejected: "bad" },
    { prompt: "p", chosen: "good", rejected: "a bad one", tie: true },
  ];
  const setups: [string, () => { train(): Promise<unknown>; dispose(): void }][] = [];
  for (const options of [
    { gradients: "byHand" },
    { gradients: "autodiff", strengthMargin: 0.1 },
    { loss: "plackettLuce" },
    { shuffle: new Generator(1), gradients: "autodiff" },
  ] satisfies RewardTrainerOptions[]) {
    setups.push([
      JSON.stringify(options),
      () => {
        const model = make();
        const trainer = new RewardTrainer(model, { ...options, epochs: 34, batchSize: 4 });
        const data = [...pairs, [0, 1] as const];
        return {
          train: () => trainer.train(data, { validation: data }),
          dispose: () => {
            trainer.dispose();
            model.dispose();
          },
        };
      },
    ]);
  }
  for (const hiddenSize of [0, 3]) {
    setups.push([
      `text model, ${hiddenSize} hidden units`,
      () => {
        const model = new TextRewardModel({ buckets: 64, hiddenSize, generator: new Generator(1) });
        const trainer = new RewardTrainer(model, { epochs: 100 });
        return {
          train: () => trainer.train(comparisons),
          dispose: () => {
            trainer.dispose();
            model.dispose();
          },
        };
      },
    ]);
  }
  for (const [name, setup] of setups) {
    const before = tf.memory().numTensors;
    const { train, dispose } = setup();
    await train(); // the optimiser's state is made at the first step
    const afterFirst = tf.memory().numTensors;
    await train();
    assert.equal(tf.memory().numTensors, afterFirst, name);
    dispose();
    assert.equal(tf.memory().numTensors, before, name);
  }
});
