import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { nodeBinary, otherNodeVersions, skipOtherNodeVersions } from "../nodeBinary";

/** Tests that depend on how Node runs, stops and describes code. */
const suites = ["cells.slow", "errors.slow", "interrupts.slow", "executeNotebook.slow"];

describe("on other versions of Node", { skip: skipOtherNodeVersions }, () => {
  for (const version of otherNodeVersions) {
    for (const suite of suites) {
      test(`${version} passes ${suite}`, async () => {
        // The runner tells its tests by this variable how to report; these report for themselves.
        const { NODE_TEST_CONTEXT, ...env } = process.env;
        const file = join(__dirname, `${suite}.test.js`);
        const node = await nodeBinary(version);
        const { status, stdout, stderr } = spawnSync(node, ["--test", file], { env, encoding: "utf8" });
        assert.match(stdout, /pass [1-9]/);
        assert.equal(status, 0, `${stdout}${stderr}`);
      });
    }
    test(`${version} loads ZeroMQ`, async () => {
      const node = await nodeBinary(version);
      const script =
        "const { Router } = require('zeromq'); new Router().close(); console.log(process.version)";
      const { stdout, stderr } = spawnSync(node, ["-e", script], { encoding: "utf8" });
      assert.equal(stdout.trim(), `v${version}`, stderr);
    });
  }
});
