import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { available, inProcess } from "./backendProcess";

/** tfjs's own names of the backends. */
const tfjsName: Record<string, string> = { node: "tensorflow", wasm: "wasm", cpu: "cpu" };

describe("the name @tensorflow/tfjs-node", { concurrency: 2 }, () => {
  for (const backend of available)
    test(`means the ${backend} backend for a student and for danfojs, which shows a table`, async () => {
      const script = `
        require("./dist/src/tensor/tfjsNodeAlias.js");
        const dfd = require("danfojs-node");
        const student = require("@tensorflow/tfjs-node");
        const { tf, backendName } = require("./dist/src/tensor/backend.js");
        const table = new dfd.DataFrame({ answer: ["Paris", "paris"], score: [0.806, 0.7] });
        console.log(JSON.stringify({
          shown: table.toString(),
          sum: table["score"].tensor.sum().dataSync()[0],
          backend: student.getBackend(),
          same: student.add === tf.add && student.engine() === tf.engine(),
          nodeOnly: student.node !== undefined,
          name: backendName(),
        }));`;
      const { stdout, stderr } = await inProcess(script, { backend });
      assert.equal(stderr, "");
      const { shown, sum, ...rest } = JSON.parse(stdout);
      assert.match(shown, /Paris.*0\.806/s);
      assert.ok(Math.abs(sum - 1.506) < 1e-6);
      assert.deepEqual(rest, {
        backend: tfjsName[backend],
        same: true,
        nodeOnly: backend === "node",
        name: backend,
      });
    });

  test("costs nothing to install: TensorFlow.js is loaded by the first import only", async () => {
    const script = `
      require("./dist/src/tensor/tfjsNodeAlias.js");
      require("./dist/src/tensor/tfjsNodeAlias.js").installTfjsNodeAlias();
      const loaded = () => Object.keys(require.cache).filter((file) => file.includes("@tensorflow")).length;
      const before = loaded();
      require("@tensorflow/tfjs-node");
      console.log(before, loaded() > 0);`;
    assert.equal((await inProcess(script, { backend: "cpu" })).stdout, "0 true\n");
  });
});
