import { tf } from "../tensor/backend";
import type { SparseVector } from "./textFeatures";

/** The rows of a sparse matrix, one entry after another. */
export interface SparseRows {
  rows: number;
  /** Row of each entry, [entries]. */
  row: tf.Tensor1D;
  /** Column of each entry, [entries]. */
  column: tf.Tensor1D;
  /** What stands there, [entries, 1]. */
  value: tf.Tensor2D;
}

/** Puts sparse vectors on the backend, as the rows of a matrix. The caller disposes the three tensors. */
export function sparseRows(vectors: readonly SparseVector[]): SparseRows {
  const entries = vectors.reduce((sum, { indices }) => sum + indices.length, 0);
  const row = new Int32Array(entries);
  const column = new Int32Array(entries);
  const value = new Float32Array(entries);
  let at = 0;
  vectors.forEach(({ indices, values }, i) => {
    row.fill(i, at, at + indices.length);
    column.set(indices, at);
    value.set(values, at);
    at += indices.length;
  });
  return {
    rows: vectors.length,
    row: tf.tensor1d(row, "int32"),
    column: tf.tensor1d(column, "int32"),
    value: tf.tensor2d(value, [entries, 1]),
  };
}

/**
 * Product of a sparse matrix and a dense one that is differentiable by the latter: out = X · W.
 *
 *     out[row]     Σ over the row's entries of value · W[column]
 *     ∂L/∂W[c]     Σ over the column's entries of value · ∂L/∂out[row]
 *
 * Work and memory grow with the number of entries, not with the width of X. The gradient is written by hand, since the
 * automatic one goes through several times as many operations.
 *
 * @param matrix X, [rows, inputs]
 * @param weights W, [inputs, outputs]
 * @returns [rows, outputs]
 */
export function sparseMatMul({ rows, row, column, value }: SparseRows, weights: tf.Tensor2D): tf.Tensor2D {
  const product = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const dense = inputs[0] as tf.Tensor2D;
    return {
      value: tf.unsortedSegmentSum(tf.mul(tf.gather(dense, column), value), row, rows),
      gradFunc: (dy: tf.Tensor) =>
        tf.unsortedSegmentSum(tf.mul(tf.gather(dy, row), value), column, dense.shape[0]),
    };
  });
  return product(weights) as tf.Tensor2D;
}
