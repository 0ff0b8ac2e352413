import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { tf } from "../../src/tensor/backend";
import { startWasmBackend } from "../../src/tensor/wasmBackend";
import { type Operation, operationTable } from "./operationTable";

const chosen = tf.getBackend();
if (chosen !== "wasm") startWasmBackend();
const backends = chosen === "tensorflow" ? ["tensorflow", "wasm"] : ["wasm"];
after(() => tf.setBackend(chosen));

interface Outcome {
  dtype: string;
  shape: number[];
  value: number[];
  gradients: { shape: number[]; values: number[] }[];
}

/** Value, and gradients of a weighted sum of it, on one backend; checks that nothing leaks. */
function evaluate(backend: string, { inputs, apply, differentiable }: Operation): Outcome {
  void tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const given = tf.tidy(inputs);
  const result = tf.tidy(() => apply(...given));
  const outcome: Outcome = {
    dtype: result.dtype,
    shape: result.shape,
    value: Array.from(result.dataSync()),
    gradients: [],
  };
  const kept: tf.Tensor[] = [...given, result];
  if (differentiable) {
    // Uneven weights, so that an error that a plain sum would cancel shows.
    const weights = tf.tensor(
      Array.from({ length: result.size }, (_, i) => Math.cos(i + 1)),
      result.shape,
    );
    const gradients = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(apply(...xs), weights)))(given);
    outcome.gradients = gradients.map((gradient) => ({
      shape: gradient.shape,
      values: Array.from(gradient.dataSync()),
    }));
    kept.push(weights, ...gradients);
  }
  tf.dispose(kept);
  assert.equal(tf.memory().numTensors, before, `${backend} leaks tensors`);
  return outcome;
}

function assertClose(actual: number[], expected: number[], where: string): void {
  assert.equal(actual.length, expected.length, where);
  actual.forEach((value, i) => {
    const wanted = expected[i]!;
    if (Object.is(value, wanted) || (Number.isNaN(value) && Number.isNaN(wanted))) return;
    assert.ok(
      Math.abs(value - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted)),
      `${where}: element ${i} is ${value}, on cpu ${wanted}`,
    );
  });
}

for (const backend of backends)
  describe(`on ${backend}, value and gradient equal those on cpu`, () => {
    for (const operation of operationTable)
      test(`of ${operation.name}`, () => {
        const expected = evaluate("cpu", operation);
        const actual = evaluate(backend, operation);
        assert.equal(actual.dtype, expected.dtype);
        assert.deepEqual(actual.shape, expected.shape);
        assertClose(actual.value, expected.value, "value");
        assert.equal(actual.gradients.length, expected.gradients.length);
        expected.gradients.forEach((gradient, i) => {
          assert.deepEqual(actual.gradients[i]!.shape, gradient.shape);
          assertClose(actual.gradients[i]!.values, gradient.values, `gradient ${i}`);
        });
      });
  });

describe("on cpu, the gradient equals the slope between neighbouring values", () => {
  const distance = 1e-2;
  for (const operation of operationTable.filter(({ differentiable }) => differentiable))
    test(`of ${operation.name}`, () => {
      void tf.setBackend("cpu");
      const given = tf.tidy(operation.inputs);
      const weightedSum = (...xs: tf.Tensor[]) =>
        tf.tidy(() => {
          const result = operation.apply(...xs);
          const weights = Array.from({ length: result.size }, (_, i) => Math.cos(i + 1));
          return tf.sum(tf.mul(result, tf.tensor(weights, result.shape))) as tf.Scalar;
        });
      const gradients = tf.grads(weightedSum)(given);
      const valueAt = (which: number, element: number, shift: number) => {
        const moved = given.map((tensor, i) => {
          const values = Float32Array.from(tensor.dataSync());
          if (i === which) values[element]! += shift;
          return tf.tensor(values, tensor.shape);
        });
        const value = weightedSum(...moved);
        const number = value.dataSync()[0]!;
        tf.dispose([...moved, value]);
        return number;
      };
      gradients.forEach((gradient, which) => {
        const values = gradient.dataSync();
        for (let element = 0; element < Math.min(values.length, 12); element++) {
          const slope =
            (valueAt(which, element, distance) - valueAt(which, element, -distance)) / (2 * distance);
          assert.ok(
            Math.abs(values[element]! - slope) <= 5e-3 * Math.max(1, Math.abs(slope)),
            `input ${which}, element ${element}: gradient ${values[element]}, slope ${slope}`,
          );
        }
      });
      tf.dispose([...given, ...gradients]);
    });
});
