import assert from "node:assert/strict";
import { test } from "node:test";
import { bradleyTerryLoss } from "../../src/reward/bradleyTerryLoss";
import { RewardModel } from "../../src/reward/rewardModel";
import { TextRewardModel } from "../../src/reward/textRewardModel";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";
import { adam } from "../../src/tensor/optimiser";
import { NonFiniteError } from "../../src/training/requireFinite";
import { RewardTrainer, type RewardTrainerOptions } from "../../src/training/rewardTrainer";

const make = (seed = 1) =>
  new RewardModel({ vocabularySize: 5, embeddingSize: 3, generator: new Generator(seed) });
const weightsOf = (model: RewardModel) => model.parameters.flatMap((parameter) => [...parameter.dataSync()]);
/** All pairs of 4 > 3 > 2 > 1 > 0. */
const pairs = [0, 1, 2, 3].flatMap((worse) =>
  Array.from({ length: 4 - worse }, (_, i) => [worse + 1 + i, worse] as const),
);

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(
      Math.abs(actual[i]! - expected[i]!) <= tolerance,
      `[${i}]: ${actual[i]} instead of ${expected[i]}`,
    );
  }
}

test("a step is one of Adam on the pure loss, by hand and by automatic differentiation", async () => {
  const expected = make();
  const optimiser = adam({ learningRate: 0.05, weightDecay: 0.1, l2WeightDecay: 0.02 });
  const losses: number[] = [];
  for (const batch of [pairs.slice(0, 4), pairs.slice(4, 8), pairs.slice(8)]) {
    const loss = optimiser.minimise(
      () =>
        bradleyTerryLoss(
          { better: expected.score(batch.map(([b]) => b)), worse: expected.score(batch.map(([, w]) => w)) },
          { labelSmoothing: 0.1 },
        ),
      expected.parameters,
    );
    losses.push(loss.dataSync()[0]! * batch.length);
    loss.dispose();
  }
  for (const gradients of ["byHand", "autodiff"] as const) {
    const model = make();
    const trainer = new RewardTrainer(model, {
      loss: "bradleyTerry",
      labelSmoothing: 0.1,
      learningRate: 0.05,
      weightDecay: 0.1,
      l2: 0.01,
      batchSize: 4,
      epochs: 1,
      gradients,
    });
    const history = await trainer.train(pairs);
    assertClose(weightsOf(model), weightsOf(expected), 1e-5);
    assert.ok(Math.abs(history.totalLoss[0]! - losses.reduce((sum, loss) => sum + loss)) < 1e-4);
    assert.ok(Math.abs(history.loss[0]! - history.totalLoss[0]! / pairs.length) < 1e-9);
    trainer.dispose();
    model.dispose();
  }
  optimiser.dispose();
  expected.dispose();
});

test("training raises accuracy and margin, and lowers the loss, for every loss", async () => {
  for (const loss of ["marginRanking", "bradleyTerry", "plackettLuce"] as const) {
    const model = make(2);
    const trainer = new RewardTrainer(model, { loss, epochs: 60, learningRate: 0.05, batchSize: 5 });
    const { accuracy, margin, loss: losses } = await trainer.train(pairs);
    assert.equal(accuracy.at(-1), 1, loss);
    assert.ok(margin.at(-1)! > margin[0]!, loss);
    assert.ok(losses.at(-1)! < losses[0]!, loss);
    trainer.dispose();
    model.dispose();
  }
});

test("whole rankings of different lengths can be learned from, with the Plackett–Luce loss or as their pairs", async () => {
  for (const loss of ["plackettLuce", "bradleyTerry"] as const) {
    const model = make(3);
    const trainer = new RewardTrainer(model, { loss, epochs: 150, learningRate: 0.05, batchSize: 3 });
    await trainer.train([
      [4, 3, 2, 1, 0],
      [4, 2, 0],
      [3, 1],
    ]);
    const scores = model.score([0, 1, 2, 3, 4]);
    const values = [...scores.dataSync()];
    assert.deepEqual(
      [...values].sort((a, b) => a - b),
      values,
      loss,
    );
    scores.dispose();
    trainer.dispose();
    model.dispose();
  }
});

test("a tie draws the scores together, and is left out of the accuracy", async () => {
  const model = make(4);
  const trainer = new RewardTrainer(model, { epochs: 300, learningRate: 0.02, batchSize: 8 });
  const history = await trainer.train([
    { chosen: 0, rejected: 1, tie: true },
    { chosen: 2, rejected: 0 },
  ]);
  const scores = model.score([0, 1, 2]);
  const [first, second, third] = scores.dataSync();
  assert.ok(Math.abs(first! - second!) < 0.02);
  assert.ok(third! > first! + 1);
  assert.equal(history.accuracy.at(-1), 1);
  scores.dispose();
  trainer.dispose();
  model.dispose();
});

test("shuffling follows its generator: equal seeds give equal weights, another seed others", async () => {
  const run = async (seed: number) => {
    const model = make(5);
    const trainer = new RewardTrainer(model, { epochs: 3, batchSize: 2, shuffle: new Generator(seed) });
    await trainer.train(pairs);
    const weights = weightsOf(model);
    trainer.dispose();
    model.dispose();
    return weights;
  };
  const first = await run(1);
  assert.deepEqual(await run(1), first);
  assert.notDeepEqual(await run(2), first);
});

test("early stopping ends the training and restores the weights of the best epoch", async () => {
  const model = make(6);
  const trainer = new RewardTrainer(model, {
    epochs: 500,
    learningRate: 0.05,
    earlyStopping: { patience: 5, metric: "loss" },
  });
  // The validation pair contradicts the training pairs: what generalises at first is unlearned later.
  const validation = [
    [4, 0],
    [0, 3],
  ] as const;
  const weightsAfter: number[][] = [];
  const history = await trainer.train(pairs, {
    validation,
    onEpoch: () => {
      weightsAfter.push(weightsOf(model));
    },
  });
  const losses = history.validation!.loss;
  assert.ok(history.stoppedEarly);
  assert.equal(losses.length, history.bestEpoch + 5);
  assert.equal(history.bestEpoch - 1, losses.indexOf(Math.min(...losses)));
  assert.deepEqual(weightsOf(model), weightsAfter[history.bestEpoch - 1]);
  assert.notDeepEqual(weightsOf(model), weightsAfter.at(-1));
  const measured = await trainer.evaluate(validation);
  assert.ok(Math.abs(measured.loss - Math.min(...losses)) < 1e-6);
  trainer.dispose();
  model.dispose();
});

test("early stopping without a validation set is refused", async () => {
  const model = make();
  const trainer = new RewardTrainer(model, { earlyStopping: {} });
  await assert.rejects(trainer.train(pairs), /earlyStopping needs a validation set/);
  trainer.dispose();
  model.dispose();
});

test("an abort stops between two steps, rejects with the signal's reason and leaves no tensors behind", async () => {
  for (const gradients of ["byHand", "autodiff"] as const) {
    const before = tf.memory().numTensors;
    const model = make();
    const trainer = new RewardTrainer(model, { epochs: 1000, gradients, earlyStopping: {} });
    const controller = new AbortController();
    let epochs = 0;
    const run = trainer.train(pairs, {
      validation: pairs,
      signal: controller.signal,
      onEpoch: ({ epoch }) => {
        epochs = epoch;
        if (epoch === 3) controller.abort(new Error("enough"));
      },
    });
    await assert.rejects(run, /enough/);
    assert.equal(epochs, 3);
    trainer.dispose();
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  }
});

test("timers run while a long training goes on", async () => {
  const model = make();
  const trainer = new RewardTrainer(model, { epochs: 100_000, batchSize: 1 });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  await assert.rejects(trainer.train(pairs, { signal: controller.signal }), { name: "AbortError" });
  trainer.dispose();
  model.dispose();
});

test("training stops with the step and the metric when a number is no longer finite", async () => {
  for (const gradients of ["byHand", "autodiff"] as const) {
    const before = tf.memory().numTensors;
    const model = make();
    const trainer = new RewardTrainer(model, { batchSize: 5, gradients });
    tf.tidy(() => model.bias.assign(tf.tensor1d([Number.NaN])));
    await assert.rejects(trainer.train(pairs), (error: NonFiniteError) => {
      assert.ok(error instanceof NonFiniteError);
      assert.equal(error.step, 1);
      assert.equal(error.metric, "loss");
      assert.match(error.message, /step 1 made loss NaN/);
      return true;
    });
    trainer.dispose();
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  }
});

test("unknown and misplaced options are refused with what is valid", () => {
  const model = make();
  const text = new TextRewardModel({ buckets: 8 });
  const refuse = (options: unknown, message: RegExp) =>
    assert.throws(() => new RewardTrainer(model, options as RewardTrainerOptions), message);
  refuse({ loss: "mse" }, /unknown loss "mse"; expected one of marginRanking, bradleyTerry, plackettLuce/);
  refuse({ gradients: "numeric" }, /unknown gradients "numeric"; expected one of auto, autodiff, byHand/);
  refuse({ epochs: 0 }, /epochs is 0; expected an integer of 1 or more/);
  refuse({ learningRate: Number.NaN }, /learningRate is NaN/);
  refuse({ earlyStopping: { metric: "kl" } }, /unknown metric "kl"; expected one of loss, accuracy/);
  assert.throws(
    () => new RewardTrainer(text, { gradients: "byHand" }),
    /need a model with a hand-written gradient/,
  );
  model.dispose();
  text.dispose();
});

test("judgements that a loss or the model cannot use are named", async () => {
  const model = make();
  const trainer = new RewardTrainer(model, { loss: "plackettLuce" });
  await assert.rejects(trainer.train([]), /no judgements/);
  await assert.rejects(trainer.train([[0, 1], { chosen: 0, rejected: 1, tie: true }]), /Example 1 is a tie/);
  await assert.rejects(trainer.train([[0, 9]]), /id 9 is not one of 0 … 4/);
  trainer.dispose();
  model.dispose();
});
