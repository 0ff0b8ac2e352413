import assert from "node:assert/strict";
import test from "node:test";
import { bradleyTerryLoss } from "../../src/reward/bradleyTerryLoss";
import { plackettLuceLoss } from "../../src/reward/plackettLuceLoss";
import { tf } from "../../src/tensor/backend";
import { numbersOf } from "../finiteDifferences";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-5, `${actual} is not ${expected}`);

test("the probabilities of all rankings of three answers sum to one", () => {
  const scores = [0.3, -1.2, 2];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const total = orders
    .map((order) =>
      Math.exp(
        -numbersOf(() => plackettLuceLoss({ scores: tf.tensor2d([order.map((i) => scores[i]!)]) }))[0]!,
      ),
    )
    .reduce((sum, p) => sum + p, 0);
  near(total, 1);
});

test("for two answers Plackett–Luce is Bradley–Terry", () => {
  const pair = numbersOf(() =>
    bradleyTerryLoss({ better: tf.tensor1d([1, -2]), worse: tf.tensor1d([0.5, 3]) }),
  );
  const ranking = numbersOf(() =>
    plackettLuceLoss({
      scores: tf.tensor2d([
        [1, 0.5],
        [-2, 3],
      ]),
    }),
  );
  near(ranking[0]!, pair[0]!);
});

test("padding behind the mask changes neither the loss nor the gradient, whatever stands there", () => {
  const mask = [
    [1, 1, 1, 1],
    [1, 1, 0, 0],
  ];
  const evaluate = (padding: number) => {
    const scores = [
      [1, 0.5, -1, 2],
      [0.25, 1.5, padding, padding],
    ];
    const loss = (x: tf.Tensor) => plackettLuceLoss({ scores: x as tf.Tensor2D, mask: tf.tensor2d(mask) });
    return [
      ...numbersOf(() => loss(tf.tensor2d(scores))),
      ...numbersOf(() => tf.grad(loss)(tf.tensor2d(scores))),
    ];
  };
  const [loss, ...gradient] = evaluate(0);
  const alone = [[1, 0.5, -1, 2]] as const;
  const first = numbersOf(() => plackettLuceLoss({ scores: tf.tensor2d(alone.map((row) => [...row])) }))[0]!;
  const second = numbersOf(() => plackettLuceLoss({ scores: tf.tensor2d([[0.25, 1.5]]) }))[0]!;
  near(loss!, (first + second) / 2);
  assert.deepEqual(gradient.slice(6), [0, 0]);
  assert.deepEqual(evaluate(9999), [loss, ...gradient]);
});

test("plackettLuceLoss refuses scores that are no table", () => {
  assert.throws(
    () => plackettLuceLoss({ scores: tf.zeros([4]) as unknown as tf.Tensor2D }),
    /plackettLuceLoss: scores has shape \[4\]; expected 2 axes \[rankings, answers\]/,
  );
});
