import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { AdamOnKernel } from "../../src/tensor/adamOnKernel";
import { backendName, tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";
import { type AdamOptions, adam } from "../../src/tensor/optimiser";

interface Step {
  loss: number;
  weight: number[];
}

interface Case {
  name: string;
  options: AdamOptions;
  schedule?: number[];
  w: number[];
  a: number[];
  y: number[];
  steps: Step[];
}

const { cases } = JSON.parse(readFileSync("test/tensor/torchAdam.json", "utf8")) as { cases: Case[] };
const fixture = JSON.parse(readFileSync("test/fixtures/adamw.json", "utf8"));
cases.push({
  name: "AdamW of test/fixtures/adamw.json",
  options: {
    learningRate: fixture.lr,
    beta1: fixture.betas[0],
    beta2: fixture.betas[1],
    epsilon: fixture.eps,
    weightDecay: fixture.weightDecay,
  },
  w: fixture.w.flat(),
  a: fixture.A.flat(),
  y: fixture.y.flat(),
  steps: fixture.steps.map((step: { loss: number; weight: number[][] }) => ({
    ...step,
    weight: step.weight.flat(),
  })),
});

/** Relative to the largest weight, as float32 rounds sums relative to their terms. */
function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  where: string,
): void {
  assert.equal(actual.length, expected.length, where);
  const scale = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++)
    assert.ok(
      Math.abs(actual[i]! - expected[i]!) <= tolerance * Math.max(scale, 1e-3),
      `${where}: element ${i} is ${actual[i]}, expected ${expected[i]}`,
    );
}

/** Mean squared error of a linear map, the problem of every case. */
function problem({ w, a, y }: Pick<Case, "w" | "a" | "y">) {
  const weight = tf.tidy(() => tf.variable(tf.tensor2d(w, [4, 3])));
  const inputs = tf.tensor2d(a, [5, 4]);
  const targets = tf.tensor2d(y, [5, 3]);
  return {
    weight,
    loss: () => tf.mean(tf.square(tf.sub(tf.matMul(inputs, weight), targets))) as tf.Scalar,
    dispose: () => tf.dispose([weight, inputs, targets]),
  };
}

describe("adam", () => {
  for (const computeBy of ["fastest", "operations"] as const)
    for (const example of cases)
      test(`computed by ${computeBy}, follows PyTorch for ten steps: ${example.name}`, () => {
        const { weight, loss, dispose } = problem(example);
        const optimiser = adam({ ...example.options, computeBy });
        example.steps.forEach((step, i) => {
          if (example.schedule) optimiser.learningRate = example.schedule[i]!;
          const value = optimiser.minimise(loss, [weight]);
          assertClose(value.dataSync(), [step.loss], 2e-6, `loss of step ${i}`);
          assertClose(weight.dataSync(), step.weight, 1e-6, `weight after step ${i}`);
          value.dispose();
        });
        optimiser.dispose();
        dispose();
      });

  test("gives the same numbers by arrays, by operations and by the fused kernel, below and above its threshold", () => {
    const options = { learningRate: 0.02, weightDecay: 0.1, l2WeightDecay: 0.01 };
    for (const size of [100, 20_000]) {
      const results = (["fastest", "operations"] as const).map((computeBy) => {
        const generator = new Generator(1);
        const weight = tf.tidy(() => tf.variable(tf.tensor1d(generator.randn(size))));
        const optimiser = adam({ ...options, computeBy });
        for (let i = 0; i < 5; i++) {
          const gradient = tf.tensor1d(generator.randn(size));
          optimiser.applyGradients([weight], [gradient]);
          gradient.dispose();
        }
        const values = weight.dataSync();
        tf.dispose(weight);
        optimiser.dispose();
        return values;
      });
      assertClose(results[0]!, results[1]!, 1e-6, `${size} elements`);
    }
  });

  test("TensorFlow's fused kernel follows PyTorch too", {
    skip: backendName() !== "node" && "no native backend",
  }, () => {
    for (const example of cases) {
      const { weight, loss, dispose } = problem(example);
      const rule = new AdamOnKernel(weight);
      example.steps.forEach((step, i) => {
        const { learningRate = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = example.options;
        const { weightDecay = 0, l2WeightDecay = 0 } = example.options;
        const { value, grads } = tf.variableGrads(loss, [weight]);
        rule.update(grads[weight.name]!, {
          learningRate: example.schedule?.[i] ?? learningRate,
          ...{ beta1, beta2, epsilon, weightDecay, l2WeightDecay },
        });
        assertClose(weight.dataSync(), step.weight, 1e-6, `${example.name}: weight after step ${i}`);
        tf.dispose([value, grads]);
      });
      rule.dispose();
      dispose();
    }
  });

  test("goes on from a value that was assigned from outside", () => {
    for (const size of [3, 20_000]) {
      const weight = tf.tidy(() => tf.variable(tf.zeros([size])));
      const gradient = tf.ones([size]);
      const optimiser = adam({ learningRate: 0.1 });
      optimiser.applyGradients([weight], [gradient]);
      tf.tidy(() => weight.assign(tf.fill([size], 5)));
      optimiser.applyGradients([weight], [gradient]);
      assertClose(weight.dataSync().slice(0, 3), [4.9, 4.9, 4.9], 1e-6, `${size} elements`);
      tf.dispose([weight, gradient]);
      optimiser.dispose();
    }
  });

  test("leaves a clone of the variable as it was", () => {
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, 2, 3])));
    const gradient = tf.ones([3]);
    const optimiser = adam({ learningRate: 0.1 });
    optimiser.applyGradients([weight], [gradient]);
    const snapshot = weight.clone();
    const before = Array.from(snapshot.dataSync());
    optimiser.applyGradients([weight], [gradient]);
    assert.deepEqual(Array.from(snapshot.dataSync()), before);
    assert.notDeepEqual(Array.from(weight.dataSync()), before);
    optimiser.dispose();
    tf.dispose([weight, gradient, snapshot]);
  });

  test("leaves a variable alone that the loss does not depend on", () => {
    const [used, unused] = tf.tidy(() => [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(7))]);
    const optimiser = adam({ learningRate: 0.5, weightDecay: 0.1 });
    optimiser.minimise(() => tf.square(used!) as tf.Scalar, [used!, unused!]).dispose();
    assert.equal(unused!.dataSync()[0], 7);
    assert.notEqual(used!.dataSync()[0], 2);
    optimiser.dispose();
    tf.dispose([used!, unused!]);
  });

  test("leaks no tensor in a hundred steps and frees its state", () => {
    for (const computeBy of ["fastest", "operations"] as const) {
      const before = tf.memory().numTensors;
      const weights = tf.tidy(() => [tf.variable(tf.ones([3])), tf.variable(tf.ones([20_000]))]);
      const optimiser = adam({ learningRate: 0.01, weightDecay: 0.1, l2WeightDecay: 0.1, computeBy });
      const step = () =>
        optimiser
          .minimise(() => tf.addN(weights.map((weight) => tf.sum(tf.square(weight)))) as tf.Scalar, weights)
          .dispose();
      step();
      const running = tf.memory().numTensors;
      for (let i = 0; i < 100; i++) step();
      assert.equal(tf.memory().numTensors, running);
      optimiser.dispose();
      tf.dispose(weights);
      assert.equal(tf.memory().numTensors, before);
    }
  });

  test("refuses options out of range, naming them", () => {
    for (const options of [
      { learningRate: -1 },
      { learningRate: Number.NaN },
      { beta1: 1 },
      { beta2: -0.1 },
      { epsilon: -1e-8 },
      { weightDecay: -1 },
      { l2WeightDecay: Infinity },
    ] as AdamOptions[])
      assert.throws(() => adam(options), new RegExp(`${Object.keys(options)[0]} must be`));
    assert.throws(() => adam({ computeBy: "magic" as "fastest" }), /"fastest" or "operations", got "magic"/);
    const optimiser = adam();
    assert.throws(() => {
      optimiser.learningRate = -1;
    }, /learningRate must be/);
    optimiser.dispose();
  });

  test("refuses gradients that do not fit, naming the shapes", () => {
    const weight = tf.tidy(() => tf.variable(tf.ones([2, 3])));
    const gradient = tf.ones([3, 2]);
    const optimiser = adam();
    assert.throws(
      () => optimiser.applyGradients([weight], [gradient]),
      /shape \[3,2\], the variable \[2,3\]/,
    );
    assert.throws(() => optimiser.applyGradients([weight], []), /0 gradients for 1 variables/);
    optimiser.dispose();
    tf.dispose([weight, gradient]);
  });
});
