import assert from "node:assert/strict";
import { inProcess } from "./backendProcess";
import type { TrainingResult } from "./trainingRun";

/** Runs trainingRun.ts in a process of its own. */
export async function trainIn(options: { backend: string; node?: string }): Promise<TrainingResult> {
  const { code, stdout, stderr } = await inProcess(
    'console.log(JSON.stringify(require("./dist/test/tensor/trainingRun.js").trainingRun()));',
    options,
  );
  assert.equal(stderr, "", `${options.backend} printed`);
  assert.equal(code, 0);
  const result = JSON.parse(stdout) as TrainingResult;
  assert.equal(result.backend, options.backend);
  return result;
}

/** Asserts that two runs agree to 1e-4 in every loss and weight, and that they learnt something. */
export function assertSameRun(actual: TrainingResult, expected: TrainingResult): void {
  const names = `${actual.backend} on Node ${actual.node} against ${expected.backend} on Node ${expected.node}`;
  assert.equal(actual.losses.length, 100);
  assert.ok(
    actual.losses[99]! < actual.losses[0]! / 10,
    `loss fell from ${actual.losses[0]} to ${actual.losses[99]}`,
  );
  for (const key of ["losses", "weights"] as const) {
    assert.equal(actual[key].length, expected[key].length);
    expected[key].forEach((value, i) => {
      assert.ok(
        Math.abs(actual[key][i]! - value) <= 1e-4,
        `${names}: ${key}[${i}] is ${actual[key][i]}, not ${value}`,
      );
    });
  }
}
