import assert from "node:assert/strict";
import { test } from "node:test";
import { CategoricalPolicy } from "../../src/policy/categoricalPolicy";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";

const softmax = (row: number[]) => {
  const weights = row.map(Math.exp);
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
};
const logits = [
  [0.5, -1, 2],
  [0, 3, 0.1],
];
const close = (actual: number, expected: number, tolerance = 1e-6) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} instead of ${expected}`);

test("a new policy is uniform over its answers", () => {
  const policy = new CategoricalPolicy({ answers: ["a", "b", "c", "d"] });
  assert.deepEqual(policy.probabilities(), [[0.25, 0.25, 0.25, 0.25]]);
  close(policy.entropy()[0]!, Math.log(4));
  policy.dispose();
});

test("probabilities, log-probabilities, entropy and KL are those of the softmax of the logits", () => {
  const policy = new CategoricalPolicy({ answers: 3, prompts: 2, logits });
  const other = new CategoricalPolicy({ answers: 3, prompts: 2 });
  logits.forEach((row, prompt) => {
    const p = softmax(row);
    p.forEach((probability, answer) => {
      close(policy.probabilities()[prompt]![answer]!, probability);
      close(policy.logProbTable()[prompt]![answer]!, Math.log(probability));
    });
    close(policy.entropy()[prompt]!, -p.reduce((sum, x) => sum + x * Math.log(x), 0));
    close(
      policy.klTo(other)[prompt]!,
      p.reduce((sum, x) => sum + x * Math.log(3 * x), 0),
    );
    close(
      other.klTo(policy)[prompt]!,
      p.reduce((sum, x) => sum - Math.log(3 * x) / 3, 0),
    );
  });
  close(policy.klTo(policy)[0]!, 0);
  policy.dispose();
  other.dispose();
});

test("log-probabilities of chosen answers can be differentiated by the logits", () => {
  const policy = new CategoricalPolicy({ answers: 3, prompts: 2, logits });
  const { value, grads } = tf.variableGrads(
    () => tf.sum(policy.logProbsOf([1, 1, 0], [2, 2, 0])) as tf.Scalar,
    policy.parameters as tf.Variable[],
  );
  const [first, second] = logits.map(softmax);
  close(value.dataSync()[0]!, 2 * Math.log(second![2]!) + Math.log(first![0]!), 1e-5);
  const gradient = Object.values(grads)[0]!.arraySync() as number[][];
  first!.forEach((p, answer) => {
    close(gradient[0]![answer]!, (answer === 0 ? 1 : 0) - p);
  });
  second!.forEach((p, answer) => {
    close(gradient[1]![answer]!, 2 * ((answer === 2 ? 1 : 0) - p));
  });
  tf.dispose([value, grads]);
  policy.dispose();
});

test("samples follow the probabilities, and a seed fixes them", () => {
  const policy = new CategoricalPolicy({ answers: 3, prompts: 2, logits });
  const count = 20_000;
  const drawn = policy.sample(count, new Generator(9));
  assert.equal(drawn.length, 2 * count);
  logits.forEach((row, prompt) => {
    const p = softmax(row);
    const counts = [0, 0, 0];
    for (const answer of drawn.subarray(prompt * count, (prompt + 1) * count)) counts[answer]!++;
    p.forEach((probability, answer) => {
      const deviation = Math.sqrt((probability * (1 - probability)) / count);
      close(counts[answer]! / count, probability, 4 * deviation);
    });
  });
  assert.deepEqual(policy.sample(count, new Generator(9)), drawn);
  assert.equal(policy.sample(2, new Generator(1), [1, 0, 1]).length, 6);
  policy.dispose();
});

test("a copy keeps its logits when the policy moves on", () => {
  const policy = new CategoricalPolicy({ answers: ["x", "y"], logits: [1, 2] });
  const copy = policy.copy();
  tf.tidy(() => policy.logits.assign(tf.tensor2d([[5, 6]])));
  assert.deepEqual(copy.logits.arraySync(), [[1, 2]]);
  assert.deepEqual(copy.answers, ["x", "y"]);
  copy.assign(policy);
  tf.tidy(() => policy.logits.assign(tf.tensor2d([[7, 8]])));
  assert.deepEqual(copy.logits.arraySync(), [[5, 6]]);
  policy.dispose();
  copy.dispose();
});

test("extreme logits give finite entropies and divergences", () => {
  const sure = new CategoricalPolicy({ answers: 2, logits: [1e4, -1e4] });
  const other = new CategoricalPolicy({ answers: 2, logits: [-1e4, 1e4] });
  close(sure.entropy()[0]!, 0);
  close(sure.klTo(other)[0]!, 2e4, 1);
  sure.dispose();
  other.dispose();
});

test("answers, prompts and logits that do not fit are refused", () => {
  const refuse = (make: () => unknown, message: RegExp) => assert.throws(make, message);
  refuse(() => new CategoricalPolicy({ answers: [] }), /answers must be a list of texts/);
  refuse(() => new CategoricalPolicy({ answers: 2, prompts: 0 }), /prompts is 0/);
  refuse(
    () => new CategoricalPolicy({ answers: 3, logits: [1, 2] }),
    /shape \[1, 2\]; expected \[prompts, answers\] = \[1, 3\]/,
  );
  refuse(() => new CategoricalPolicy({ answers: 2, logits: [1, Number.NaN] }), /finite/);
  const policy = new CategoricalPolicy({ answers: 2 });
  const other = new CategoricalPolicy({ answers: 3 });
  refuse(() => policy.klTo(other), /shape \[1, 3\], this one \[1, 2\]/);
  refuse(() => policy.logProbsOf([0], [2]), /answer 2 is not one of 0 … 1/);
  refuse(() => policy.logProbsOf([1], [0]), /prompt 1 is not one of 0 … 0/);
  refuse(() => policy.sample(0, new Generator(1)), /count is 0/);
  policy.dispose();
  other.dispose();
});

test("working with a policy leaves no tensors behind", () => {
  const before = tf.memory().numTensors;
  const policy = new CategoricalPolicy({ answers: 2, prompts: 3 });
  const copy = policy.copy();
  policy.probabilities();
  policy.entropy();
  policy.klTo(copy);
  copy.assign(policy);
  policy.sample(4, new Generator(1));
  policy.logProbsOf([0], [1]).dispose();
  copy.dispose();
  policy.dispose();
  assert.equal(tf.memory().numTensors, before);
});
