import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

/** Runs `rlhf parity` in a process of its own. */
function parity(args: string[], backend?: string): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, ...(backend === undefined ? {} : { RLHF_BACKEND: backend }) };
  return spawnSync(process.execPath, ["dist/src/cli/main.js", "parity", ...args], { encoding: "utf8", env });
}

test("on WASM all shipped cases agree and the exit code is 0", () => {
  const { status, stdout } = parity(["test/fixtures"], "wasm");
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^case +value error +gradient error +tolerance +verdict$/m);
  assert.match(stdout, /^ {2}klRegularisedReward +\S+ +\S+ +1e-5 +agrees$/m);
  assert.match(stdout, /wasm backend: all 81 cases agree with the reference/);
});

test("a perturbed reference exits with 1 and says which case misses", async () => {
  const folder = await mkdtemp(join(tmpdir(), "parity-"));
  const content = JSON.parse(await readFile("test/fixtures/losses.json", "utf8"));
  content.losses[5].loss += 1e-3;
  content.losses.push({ name: "newLoss" });
  await writeFile(join(folder, "losses.json"), JSON.stringify(content));
  const { status, stdout } = parity([folder]);
  await rm(folder, { recursive: true });
  assert.equal(status, 1);
  assert.match(stdout, /^ {2}dpo .* MISSES$/m);
  assert.match(stdout, /^ {2}newLoss .* FAILS: unknown loss "newLoss"; known are /m);
  assert.match(stdout, /2 of 29 cases do not agree: dpo, newLoss/);
});

test("a folder without reference files exits with 1, missing arguments with 2", () => {
  const empty = parity(["src"]);
  assert.equal(empty.status, 1);
  assert.match(empty.stderr, /src holds none of the reference files/);
  const missing = parity([]);
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /expected one folder, got 0 arguments/);
});
