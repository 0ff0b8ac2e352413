import assert from "node:assert/strict";
import { test } from "node:test";
import { TextRewardModel } from "../../src/reward/textRewardModel";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";
import { RewardTrainer } from "../../src/training/rewardTrainer";

const subjects = [
  "the train",
  "my answer",
  "this film",
  "her garden",
  "the soup",
  "our plan",
  "that song",
  "a letter",
];
const polite = [
  "thank you, happy to help",
  "please take your time",
  "you are very welcome",
  "happy to explain it, thank you",
];
const rude = ["that is a stupid question", "go away, stupid", "no, find it yourself", "i hate this, go away"];

/** Comparisons in which the polite answer is preferred; the sentences around it are drawn at random. */
function comparisons(count: number, seed: number) {
  const generator = new Generator(seed);
  const one = (kind: string[]) => `About ${generator.choice(subjects)}: ${generator.choice(kind)}.`;
  return Array.from({ length: count }, () => ({
    prompt: `Tell me about ${generator.choice(subjects)}.`,
    chosen: one(polite),
    rejected: one(rude),
  }));
}

for (const hiddenSize of [0, 8]) {
  test(`a model of texts learns politeness and finds it in sentences it has not seen (${hiddenSize} hidden units)`, async () => {
    const model = new TextRewardModel({ buckets: 4096, hiddenSize, generator: new Generator(1) });
    const trainer = new RewardTrainer(model, { epochs: 20, learningRate: 0.02, batchSize: 16 });
    const history = await trainer.train(comparisons(64, 1), { validation: comparisons(200, 2) });
    assert.ok(history.validation!.accuracy.at(-1)! > 0.98, `${history.validation!.accuracy.at(-1)}`);
    assert.ok(history.loss.at(-1)! < history.loss[0]! / 2);
    const scores = model.score(["Thank you so much, I am happy.", "Stupid. Go away!"]);
    const [kind, unkind] = scores.dataSync();
    assert.ok(kind! > unkind! + 0.5);
    scores.dispose();
    trainer.dispose();
    model.dispose();
  });
}

test("a preference for long answers is learned through the length feature, given an L2 penalty on the rest", async () => {
  const generator = new Generator(4);
  const words = Array.from({ length: 400 }, (_, i) => `w${i}`);
  const text = (length: number) => Array.from({ length }, () => generator.choice(words)).join(" ");
  const pairs = (count: number) =>
    Array.from({ length: count }, () => ({ prompt: "", chosen: text(14), rejected: text(7) }));
  const model = new TextRewardModel({ buckets: 1024 });
  const trainer = new RewardTrainer(model, { epochs: 40, learningRate: 0.05, l2: 0.001 });
  const history = await trainer.train(pairs(80), { validation: pairs(100) });
  assert.ok(history.validation!.accuracy.at(-1)! > 0.9, `${history.validation!.accuracy.at(-1)}`);
  trainer.dispose();
  model.dispose();
});

test("a linear model does not read the prompt, one with a hidden layer does", () => {
  const linear = new TextRewardModel({ buckets: 64 });
  const deep = new TextRewardModel({ buckets: 64, hiddenSize: 2, generator: new Generator(1) });
  const withPrompt = (model: TextRewardModel, prompt: string) => model.encode({ prompt, answer: "yes" });
  assert.deepEqual(withPrompt(linear, "a"), withPrompt(linear, "b"));
  assert.notDeepEqual(withPrompt(deep, "a"), withPrompt(deep, "b"));
  assert.deepEqual(linear.encode("yes"), withPrompt(linear, "a"));
  linear.dispose();
  deep.dispose();
});

test("a linear model's score is the sum of its weights at the text's features", () => {
  const model = new TextRewardModel({ buckets: 32 });
  const weights = new Generator(3).randn(33);
  tf.tidy(() => model.parameters[0]!.assign(tf.tensor2d(weights, [33, 1])));
  const { indices, values } = model.encode("one two two");
  const expected = indices.reduce((sum, index, i) => sum + weights[index]! * values[i]!, 0);
  const scores = model.score(["one two two"]);
  assert.ok(Math.abs(scores.dataSync()[0]! - expected) < 1e-5);
  scores.dispose();
  model.dispose();
});

test("what cannot be scored or built is refused", () => {
  const model = new TextRewardModel({ buckets: 8 });
  assert.throws(() => model.encode(3 as never), /an answer is a text or \{ prompt, answer \}/);
  assert.throws(() => new TextRewardModel({ hiddenSize: 2 }), /a hidden layer needs a generator/);
  assert.throws(() => new TextRewardModel({ hiddenSize: -1 }), /hiddenSize is -1/);
  model.dispose();
});
