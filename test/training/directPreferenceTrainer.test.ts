import assert from "node:assert/strict";
import { test } from "node:test";
import { CategoricalPolicy } from "../../src/policy/categoricalPolicy";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";
import { adam } from "../../src/tensor/optimiser";
import {
  DIRECT_PREFERENCE_LOSSES,
  type DirectPreferenceTensors,
  directPreferenceObjective,
} from "../../src/training/directPreferenceObjective";
import {
  DirectPreferenceTrainer,
  type DirectPreferenceTrainerOptions,
} from "../../src/training/directPreferenceTrainer";
import { NonFiniteError } from "../../src/training/requireFinite";

const logits = [
  [0.3, -0.2, 0.1],
  [0, 0.5, -0.5],
];
const pairs = [
  { chosen: 1, rejected: 0 },
  { chosen: 1, rejected: 2 },
  { prompt: 1, chosen: 2, rejected: 1 },
];
const make = () => new CategoricalPolicy({ answers: 3, prompts: 2, logits });

test("a step of every loss is one of Adam on the pure loss", async () => {
  for (const loss of DIRECT_PREFERENCE_LOSSES) {
    const reference = new CategoricalPolicy({
      answers: 3,
      prompts: 2,
      logits: [
        [0, 0.2, 0.4],
        [1, 0, 0],
      ],
    });
    const policy = make();
    const trainer = new DirectPreferenceTrainer(policy, { loss, reference, learningRate: 0.1, epochs: 1 });
    const history = await trainer.train(pairs);

    const expected = make();
    const frozen = reference.logProbTable();
    const divergences = expected.klTo(reference);
    const kl = (2 * divergences[0]! + divergences[1]!) / 3;
    const at = (which: "chosen" | "rejected") =>
      tf.tensor1d(pairs.map((pair) => frozen[pair.prompt ?? 0]![pair[which]]!));
    const optimiser = adam({ learningRate: 0.1 });
    const value = optimiser.minimise(() => {
      const tensors: DirectPreferenceTensors = {
        chosenLogProbs: expected.logProbsOf([0, 0, 1], [1, 1, 2]),
        rejectedLogProbs: expected.logProbsOf([0, 0, 1], [0, 2, 1]),
        referenceChosenLogProbs: at("chosen"),
        referenceRejectedLogProbs: at("rejected"),
        kl,
      };
      return directPreferenceObjective({ loss })(tensors);
    }, expected.parameters);
    assert.ok(Math.abs(history.loss[0]! - value.dataSync()[0]!) < 1e-5, loss);
    const actual = policy.logits.dataSync();
    expected.logits.dataSync().forEach((logit, i) => {
      assert.ok(Math.abs(actual[i]! - logit) < 1e-5, `${loss}: logit ${i}`);
    });
    value.dispose();
    for (const owner of [reference, policy, trainer, expected, optimiser]) owner.dispose();
  }
});

test("training stops with the step when the loss is no longer finite, and at an abort", async () => {
  const policy = make();
  const trainer = new DirectPreferenceTrainer(policy, { epochs: 10, batchSize: 3 });
  const broken = trainer.train(pairs, {
    onEpoch: ({ epoch }) => {
      if (epoch === 2) tf.tidy(() => policy.logits.assign(tf.fill([2, 3], Number.NaN)));
    },
  });
  await assert.rejects(broken, (error: NonFiniteError) => {
    assert.ok(error instanceof NonFiniteError);
    assert.match(error.message, /step 3 made loss NaN/);
    return true;
  });
  await assert.rejects(trainer.train(pairs, { signal: AbortSignal.abort(new Error("enough")) }), /enough/);
  trainer.dispose();
  policy.dispose();
});

test("unknown and misplaced options are refused with what is valid", () => {
  const policy = make();
  const refuse = (options: unknown, message: RegExp) =>
    assert.throws(
      () => new DirectPreferenceTrainer(policy, options as DirectPreferenceTrainerOptions),
      message,
    );
  refuse(
    { loss: "sft" },
    /unknown loss "sft"; expected one of dpo, cdpo, robust, ipo, hinge, kto, orpo, simpo/,
  );
  refuse({ loss: "dpo", gamma: 1 }, /loss "dpo" has no option gamma; it has beta/);
  refuse(
    { loss: "simpo", labelSmoothing: 0.1 },
    /loss "simpo" has no option labelSmoothing; it has beta, gamma/,
  );
  refuse({ loss: "cdpo", labelSmoothing: 0.5 }, /labelSmoothing is 0.5; expected 0 <= labelSmoothing < 0.5/);
  refuse({ beta: 0 }, /beta is 0; expected a positive number/);
  policy.dispose();
});

test("judgements that the policy cannot learn from are named", async () => {
  const policy = make();
  const trainer = new DirectPreferenceTrainer(policy, { shuffle: new Generator(1) });
  await assert.rejects(trainer.train([]), /no judgements/);
  await assert.rejects(
    trainer.train([pairs[0]!, { chosen: 3, rejected: 0 }]),
    /judgement 1: chosen is 3; expected one of 0 … 2/,
  );
  await assert.rejects(trainer.train([{ prompt: 2, chosen: 1, rejected: 0 }]), /prompt is 2/);
  await assert.rejects(trainer.train([{ chosen: 1, rejected: 1 }]), /prefers answer 1 to itself/);
  trainer.dispose();
  policy.dispose();
});
