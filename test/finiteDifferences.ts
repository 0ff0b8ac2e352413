import assert from "node:assert/strict";
import { tf } from "../src/tensor/backend";

/**
 * Asserts that the gradient of Σ weights·f(x) agrees with central differences.
 *
 * The weights differ, so that a gradient which mixes up elements or ignores its upstream gradient is found out.
 *
 * @param step large enough that float32 rounding (1e-7 / step) stays below the tolerance
 */
export function assertGradient(
  f: (x: tf.Tensor) => tf.Tensor,
  points: number[],
  {
    shape = [points.length],
    step = 1e-2,
    tolerance = 2e-3,
  }: { shape?: number[]; step?: number; tolerance?: number } = {},
): void {
  const weighted = (x: tf.Tensor): tf.Scalar => {
    const y = f(x);
    const weights = tf.tensor(
      Array.from({ length: y.size }, (_, i) => 1 + i / 3),
      y.shape,
    );
    return tf.sum(tf.mul(y, weights));
  };
  const gradient = tf.tidy(() => tf.grad(weighted)(tf.tensor(points, shape)));
  const actual = gradient.dataSync();
  gradient.dispose();
  const at = (i: number, shift: number): number => {
    const moved = tf.tensor(
      points.map((value, j) => (j === i ? value + shift : value)),
      shape,
    );
    const y = tf.tidy(() => weighted(moved));
    const [value] = y.dataSync();
    tf.dispose([moved, y]);
    return value!;
  };
  points.forEach((point, i) => {
    const expected = (at(i, step) - at(i, -step)) / (2 * step);
    const error = Math.abs(actual[i]! - expected) / Math.max(1, Math.abs(expected));
    assert.ok(error < tolerance, `at ${point}: gradient ${actual[i]}, finite difference ${expected}`);
  });
}

/** The numbers of a tensor that a function makes; everything is disposed. */
export function numbersOf(make: () => tf.Tensor): number[] {
  const tensor = tf.tidy(make);
  const values = Array.from(tensor.dataSync(), (value) => value + 0); // −0 becomes 0
  tensor.dispose();
  return values;
}
