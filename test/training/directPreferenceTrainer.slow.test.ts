import assert from "node:assert/strict";
import { test } from "node:test";
import { CategoricalPolicy } from "../../src/policy/categoricalPolicy";
import { tf } from "../../src/tensor/backend";
import { DIRECT_PREFERENCE_LOSSES } from "../../src/training/directPreferenceObjective";
import {
  DirectPreferenceTrainer,
  type DirectPreferenceTrainerOptions,
} from "../../src/training/directPreferenceTrainer";

const pairs = [
  { chosen: 1, rejected: 0 },
  { chosen: 1, rejected: 2 },
  { prompt: 1, chosen: 2, rejected: 1 },
];
const make = () =>
  new CategoricalPolicy({
    answers: 3,
    prompts: 2,
    logits: [
      [0.3, -0.2, 0.1],
      [0, 0.5, -0.5],
    ],
  });

test("every loss separates chosen from rejected answers, and a hundred steps leave no tensors behind", async () => {
  for (const loss of DIRECT_PREFERENCE_LOSSES) {
    const before = tf.memory().numTensors;
    const policy = make();
    const trainer = new DirectPreferenceTrainer(policy, {
      loss,
      epochs: 25,
      batchSize: 2,
      learningRate: 0.02,
    });
    const history = await trainer.train(pairs); // the optimiser's state is made at the first step
    const afterFirst = tf.memory().numTensors;
    await trainer.train(pairs);
    assert.equal(tf.memory().numTensors, afterFirst, loss);
    assert.equal(history.accuracy.at(-1), 1, loss);
    assert.ok(history.margin.at(-1)! > 0.3, `${loss}: ${history.margin.at(-1)}`);
    assert.ok(history.loss.at(-1)! < history.loss[0]!, loss);
    assert.ok(history.kl.at(-1)! > 0, loss);
    for (const values of Object.values(history)) assert.equal(values.length, 25);
    trainer.dispose();
    policy.dispose();
    assert.equal(tf.memory().numTensors, before, loss);
  }
});

test("IPO's margin settles at 1/(2β), cDPO's where σ(βΔ) = 1 − ε", async () => {
  const end = async (options: DirectPreferenceTrainerOptions) => {
    const policy = new CategoricalPolicy({ answers: 2 });
    const trainer = new DirectPreferenceTrainer(policy, { learningRate: 0.05, epochs: 600, ...options });
    const { margin } = await trainer.train([{ chosen: 0, rejected: 1 }]);
    trainer.dispose();
    policy.dispose();
    return margin.at(-1)!;
  };
  assert.ok(Math.abs((await end({ loss: "ipo", beta: 0.2 })) - 2.5) < 1e-3);
  assert.ok(
    Math.abs((await end({ loss: "cdpo", beta: 0.5, labelSmoothing: 0.2 })) - Math.log(4) / 0.5) < 1e-2,
  );
});
