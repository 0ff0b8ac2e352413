import assert from "node:assert/strict";
import { test } from "node:test";
import { available } from "./backendProcess";
import { assertSameRun, trainIn } from "./trainingProcess";

test("the same training run gives the same numbers on every backend, to 1e-4", async () => {
  const runs = [];
  for (const backend of available) runs.push(await trainIn({ backend }));
  for (const run of runs.slice(1)) assertSameRun(run, runs[0]!);
});

test("the same training run gives the same numbers twice on one backend, to the bit", async () => {
  const [first, second] = await Promise.all([trainIn({ backend: "wasm" }), trainIn({ backend: "wasm" })]);
  assert.deepEqual(first, second);
});
