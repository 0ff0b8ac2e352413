import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nodeBinary, otherNodeVersions, skipOtherNodeVersions } from "../nodeBinary";
import { available, inProcess } from "./backendProcess";
import { assertSameRun, trainIn } from "./trainingProcess";

describe("on other versions of Node", { skip: skipOtherNodeVersions }, () => {
  for (const version of otherNodeVersions)
    test(`${version} trains to the same numbers on every backend`, async () => {
      const node = await nodeBinary(version);
      const reported = await inProcess("console.log(process.versions.node)", { node });
      assert.equal(reported.stdout.trim(), version);
      const reference = await trainIn({ backend: "wasm" });
      for (const backend of available.filter((name) => name !== "cpu"))
        assertSameRun(await trainIn({ backend, node }), reference);
    });
});
