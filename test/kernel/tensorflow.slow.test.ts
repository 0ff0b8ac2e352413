/** TensorFlow.js in cells. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CellRecorder } from "./cellRecorder";

let cells: CellRecorder;
before(async () => {
  cells = await CellRecorder.start(process.cwd());
});
after(() => cells.stop());

test("TensorFlow's start-up noise does not reach a cell", async () => {
  const { stderr, error } = await cells.run(
    'import * as tf from "@tensorflow/tfjs-node";\ntf.tidy(() => tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).sum().dataSync()[0])',
  );
  assert.equal(error, undefined);
  assert.equal(stderr, "");
});

test("a tensor as a cell's value shows its numbers", async () => {
  assert.equal(await cells.value("tf.tensor2d([[1, 2], [3, 4]])"), "Tensor\n    [[1, 2],\n     [3, 4]]");
});
