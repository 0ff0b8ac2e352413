import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { CategoricalPolicy } from "../../src/policy/categoricalPolicy";
import { RewardEnsemble } from "../../src/reward/rewardEnsemble";
import { RewardModel } from "../../src/reward/rewardModel";
import { TextRewardModel } from "../../src/reward/textRewardModel";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";

let root: string;
let directory: string;
let count = 0;
before(async () => {
  root = await mkdtemp(join(tmpdir(), "rlhf-saved-"));
});
beforeEach(() => {
  directory = join(root, String(count++), "deep");
});
after(() => rm(root, { recursive: true }));

const makeModel = () => new RewardModel({ vocabularySize: 6, embeddingSize: 4, generator: new Generator(1) });
const makeText = (hiddenSize: number) =>
  new TextRewardModel({
    buckets: 50,
    wordNgrams: 1,
    characterNgrams: 2,
    hiddenSize,
    readsPrompt: true,
    generator: new Generator(2),
  });

function valuesOf(tensor: tf.Tensor): number[] {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
}

test("a reward model, saved and loaded, gives the same scores", async () => {
  const tensors = tf.memory().numTensors;
  const model = makeModel();
  await model.save(directory);
  const loaded = await RewardModel.load(directory);
  assert.deepEqual(valuesOf(loaded.score([0, 5, 3])), valuesOf(model.score([0, 5, 3])));
  assert.deepEqual([loaded.vocabularySize, loaded.embeddingSize], [6, 4]);
  model.dispose();
  loaded.dispose();
  assert.equal(tf.memory().numTensors, tensors);
});

test("a model of texts, saved and loaded, gives the same scores", async () => {
  for (const hiddenSize of [0, 3]) {
    const model = makeText(hiddenSize);
    tf.tidy(() =>
      model.parameters[0]!.assign(
        tf.tensor(new Generator(3).randn(model.parameters[0]!.size), model.parameters[0]!.shape),
      ),
    );
    await model.save(directory);
    const loaded = await TextRewardModel.load(directory);
    const items = [{ prompt: "Who?", answer: "me" }, "you and me"];
    assert.deepEqual(valuesOf(loaded.score(items)), valuesOf(model.score(items)));
    assert.notEqual(valuesOf(model.score(items))[0], 0);
    model.dispose();
    loaded.dispose();
  }
});

test("an ensemble, saved and loaded, gives the same scores, whatever its members are", async () => {
  const ensemble = new RewardEnsemble([makeText(0), makeText(2)], {
    aggregate: "meanMinusDeviation",
    deviations: 2,
  });
  await ensemble.save(directory);
  const loaded = await RewardEnsemble.load<string>(directory);
  assert.deepEqual(valuesOf(loaded.score(["a b", "c"])), valuesOf(ensemble.score(["a b", "c"])));
  assert.equal(loaded.aggregate, "meanMinusDeviation");
  assert.equal(loaded.deviations, 2);
  ensemble.dispose();
  loaded.dispose();
});

test("a policy, saved and loaded, has the same prompts, answers and probabilities", async () => {
  const policy = new CategoricalPolicy({
    answers: ["yes", "no"],
    prompts: 2,
    logits: [
      [0.1, 2],
      [3, -1],
    ],
  });
  await policy.save(directory);
  const loaded = await CategoricalPolicy.load(directory);
  assert.deepEqual(loaded.probabilities(), policy.probabilities());
  assert.deepEqual(loaded.answers, ["yes", "no"]);
  assert.deepEqual(loaded.prompts, ["0", "1"]);
  policy.dispose();
  loaded.dispose();
});

test("a truncated weights file is refused, at whatever byte it ends, and leaves no tensors behind", async () => {
  const model = makeModel();
  await model.save(directory);
  const tensors = tf.memory().numTensors;
  const file = join(directory, "model.safetensors");
  const { size } = await stat(file);
  for (const length of [size - 1, size - 20, 40, 8, 3, 0]) {
    await truncate(file, length);
    await assert.rejects(RewardModel.load(directory), /model\.safetensors/);
  }
  assert.equal(tf.memory().numTensors, tensors);
  model.dispose();
});

test("another model's files are refused with what they are", async () => {
  const model = makeModel();
  await model.save(directory);
  await assert.rejects(
    TextRewardModel.load(directory),
    /describes type "RewardModel"; expected "TextRewardModel"/,
  );
  await assert.rejects(CategoricalPolicy.load(directory), /expected "CategoricalPolicy"/);
  await assert.rejects(RewardEnsemble.load(directory), /expected "RewardEnsemble"/);
  const other = join(directory, "other");
  const text = makeText(0);
  await text.save(other);
  await writeFile(join(directory, "model.safetensors"), await readFile(join(other, "model.safetensors")));
  await assert.rejects(RewardModel.load(directory), /has no tensor "embeddings.weight"; it has input/);
  model.dispose();
  text.dispose();
});

test("a configuration that does not fit the weights is refused, and leaves no tensors behind", async () => {
  const model = makeModel();
  await model.save(directory);
  const tensors = tf.memory().numTensors;
  const file = join(directory, "config.json");
  const config = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  const refuse = async (content: unknown, message: RegExp) => {
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    await assert.rejects(RewardModel.load(directory), message);
  };
  await refuse({ ...config, vocabularySize: 7 }, /shape \[6, 4\], but by config.json it has \[7, 4\]/);
  await refuse(
    { ...config, embeddingSize: "4" },
    /config\.json: RewardModel: embeddingSize is 4; expected an integer/,
  );
  await refuse({ ...config, vocabularySize: undefined }, /vocabularySize is undefined/);
  await refuse({ ...config, formatVersion: 99 }, /formatVersion 99; this version of rlhf reads 1/);
  await refuse([], /does not hold a JSON object/);
  await refuse('{"type": "Rew', /not valid JSON/);
  await rm(file);
  await assert.rejects(RewardModel.load(directory), /config\.json cannot be read \(ENOENT\)/);
  assert.equal(tf.memory().numTensors, tensors);
  model.dispose();
});

test("saving again replaces the older files and leaves no others", async () => {
  const model = makeModel();
  await model.save(directory);
  tf.tidy(() => model.bias.assign(tf.tensor1d([9])));
  await model.save(directory);
  const loaded = await RewardModel.load(directory);
  assert.equal(loaded.bias.dataSync()[0], 9);
  await assert.rejects(stat(join(directory, "model.safetensors.part")));
  model.dispose();
  loaded.dispose();
});
