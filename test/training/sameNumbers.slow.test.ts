import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { nativeAddonFile } from "../../src/tensor/nativeAddon";

/** Trains something with every trainer in a process of its own. */
async function run(backend: string): Promise<Record<string, number[]>> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, "trainEverything.js")], {
    env: { ...process.env, RLHF_BACKEND: backend },
  });
  return JSON.parse(stdout) as Record<string, number[]>;
}

function assertEqualWithin(
  tolerance: number,
  actual: Record<string, number[]>,
  expected: Record<string, number[]>,
): void {
  assert.deepEqual(Object.keys(actual), Object.keys(expected));
  for (const [name, numbers] of Object.entries(expected)) {
    assert.equal(actual[name]!.length, numbers.length, name);
    numbers.forEach((number, i) => {
      assert.ok(
        Math.abs(actual[name]![i]! - number) <= tolerance,
        `${name}[${i}]: ${actual[name]![i]} and ${number}`,
      );
    });
  }
}

test("the same seed gives the very same numbers in two processes", async () => {
  const backend = process.env.RLHF_BACKEND ?? "";
  assertEqualWithin(0, await run(backend), await run(backend));
});

test("native TensorFlow and WASM give the same numbers to 1e-4", async (t) => {
  if (nativeAddonFile() === undefined) return t.skip("the native addon is not built");
  assertEqualWithin(1e-4, await run("wasm"), await run("node"));
});
