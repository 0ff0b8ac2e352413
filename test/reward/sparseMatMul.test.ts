import assert from "node:assert/strict";
import { test } from "node:test";
import { sparseMatMul, sparseRows } from "../../src/reward/sparseMatMul";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";

test("a sparse product and its gradient equal those of the dense matrix", () => {
  const generator = new Generator(5);
  const vectors = [
    { indices: Int32Array.from([0, 3]), values: Float32Array.from([1.5, -2]) },
    { indices: Int32Array.from([]), values: Float32Array.from([]) },
    { indices: Int32Array.from([3, 4, 1]), values: Float32Array.from([0.5, 1, -1]) },
  ];
  const dense = vectors.map(({ indices, values }) => {
    const row = [0, 0, 0, 0, 0];
    indices.forEach((index, i) => {
      row[index] = values[i]!;
    });
    return row;
  });
  for (const outputs of [1, 3]) {
    tf.tidy(() => {
      const rows = sparseRows(vectors);
      const weights = tf.tensor2d(generator.randn(5 * outputs), [5, outputs]);
      const dy = tf.tensor2d(generator.randn(3 * outputs), [3, outputs]);
      const gradientOf = (product: (w: tf.Tensor2D) => tf.Tensor) =>
        tf.grad((w) => tf.sum(tf.mul(product(w as tf.Tensor2D), dy)))(weights);
      const close = (actual: tf.Tensor, expected: tf.Tensor) => {
        assert.deepEqual(actual.shape, expected.shape);
        assert.ok(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]! < 1e-6);
      };
      close(sparseMatMul(rows, weights), tf.matMul(tf.tensor2d(dense), weights));
      close(
        gradientOf((w) => sparseMatMul(rows, w)),
        gradientOf((w) => tf.matMul(tf.tensor2d(dense), w)),
      );
    });
  }
});
