import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { available, inProcess } from "./backendProcess";

/** Uses the backend in the very statement after its import, and a gradient that WASM lacks a kernel for. */
const useAtOnce = `
  const { tf, backendName } = require("./dist/src/tensor/backend.js");
  const sum = tf.sum(tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]))).dataSync()[0];
  const gradient = tf.grad((x) => tf.sum(tf.gather(x, tf.tensor1d([1, 1], "int32"))))(tf.ones([3]));
  const left = ["uncaughtException", "unhandledRejection"].map((event) => process.listenerCount(event));
  console.log(JSON.stringify({ name: backendName(), sum, gradient: Array.from(gradient.dataSync()), left }));`;

describe("the backend", { concurrency: 2 }, () => {
  for (const backend of available)
    test(`${backend} works at once when it is forced, says nothing, and leaves no error handlers`, async () => {
      const { code, stdout, stderr } = await inProcess(useAtOnce, { backend });
      assert.equal(stderr, "");
      assert.equal(code, 0);
      assert.deepEqual(JSON.parse(stdout), { name: backend, sum: 12, gradient: [0, 2, 0], left: [0, 0] });
    });

  test("is the fastest that is there when none is forced", async () => {
    for (const backend of [undefined, ""]) {
      const { stdout, stderr } = await inProcess(useAtOnce, { backend });
      assert.equal(stderr, "");
      assert.equal(JSON.parse(stdout).name, available[0]);
    }
  });

  test("refuses an unknown name and lists the valid ones", async () => {
    const { code, stderr } = await inProcess(useAtOnce, { backend: "gpu" });
    assert.notEqual(code, 0);
    assert.match(stderr, /RLHF_BACKEND is "gpu"; valid values are node \(native TensorFlow\), wasm and cpu/);
  });
});

/** A copy of this room beside packages of which tfjs-node is a made-up one. */
function room(tfjsNode: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "rlhf-backend-")));
  after(() => rmSync(root, { recursive: true }));
  cpSync("dist/src/tensor", join(root, "dist/src/tensor"), { recursive: true });
  const scope = join(root, "node_modules/@tensorflow");
  mkdirSync(scope, { recursive: true });
  for (const name of ["tfjs", "tfjs-core", "tfjs-backend-wasm", "tfjs-backend-cpu"])
    symlinkSync(join(process.cwd(), "node_modules/@tensorflow", name), join(scope, name));
  for (const [file, text] of Object.entries(tfjsNode)) {
    const path = join(scope, "tfjs-node", file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  }
  return root;
}

describe("without a working native addon, the backend", { concurrency: 2 }, () => {
  const packageJson = { "package.json": '{ "name": "@tensorflow/tfjs-node", "main": "dist/index.js" }' };
  const missing = room(packageJson);
  const absent = room({});
  const broken = room({
    ...packageJson,
    "lib/napi-v8/tfjs_binding.node": "no addon",
    "dist/index.js": 'throw new Error("libtensorflow.so.2: cannot open shared object file\\nand more");',
  });

  for (const [what, cwd] of [
    ["was never built", missing],
    ["has no package either", absent],
  ] as const) {
    test(`is WASM without a word where the addon ${what}`, async () => {
      const { stdout, stderr } = await inProcess(useAtOnce, { cwd });
      assert.equal(stderr, "");
      assert.equal(JSON.parse(stdout).name, "wasm");
    });

    test(`names the cure where it is forced and the addon ${what}`, async () => {
      const { code, stderr } = await inProcess(useAtOnce, { cwd, backend: "node" });
      assert.notEqual(code, 0);
      assert.match(
        stderr,
        /RLHF_BACKEND=node, but the native TensorFlow addon is not built. `npm run setup` builds it/,
      );
    });
  }

  test("is WASM with one line of warning where the addon does not load, naming reason and cure", async () => {
    const { stdout, stderr } = await inProcess(useAtOnce, { cwd: broken });
    assert.equal(JSON.parse(stdout).name, "wasm");
    assert.equal(
      stderr,
      "rlhf: the native TensorFlow addon is there but does not load (libtensorflow.so.2: cannot open shared object " +
        "file); using the slower WASM backend. `npm run setup` builds it afresh.\n",
    );
  });

  test("is an error where it is forced and the addon does not load", async () => {
    const { code, stderr } = await inProcess(useAtOnce, { cwd: broken, backend: "node" });
    assert.notEqual(code, 0);
    assert.match(
      stderr,
      /RLHF_BACKEND=node, but the native TensorFlow addon is there but does not load \(libtensorflow/,
    );
  });

  test("lets tfjs-node's name mean WASM, whatever is wrong with the addon", async () => {
    for (const cwd of [missing, absent, broken]) {
      const script = `require("./dist/src/tensor/tfjsNodeAlias.js");
        const tf = require("@tensorflow/tfjs-node");
        console.log(tf.getBackend(), tf.add(1, 2).dataSync()[0]);`;
      assert.equal((await inProcess(script, { cwd })).stdout, "wasm 3\n");
    }
  });
});
