/** TensorFlow.js in cells. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CellRecorder } from "./cellRecorder";

let cells: CellRecorder;
before(async () => {
  cells = await CellRecorder.start(process.cwd());
});
after(() => cells.stop());

test("TensorFlow.js without its native part says nothing, either", async () => {
  const { stderr, error } = await cells.run(
    'import * as plain from "@tensorflow/tfjs";\nplain.tidy(() => plain.ones([2, 2]).sum().dataSync()[0])',
  );
  assert.equal(error, undefined);
  assert.equal(stderr, "");
});

test("TensorFlow's start-up noise does not reach a cell", async () => {
  const { stderr, error } = await cells.run(
    'import * as tf from "@tensorflow/tfjs-node";\ntf.tidy(() => tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).sum().dataSync()[0])',
  );
  assert.equal(error, undefined);
  assert.equal(stderr, "");
});

test("deprecations that libraries cause are not shown, warnings of the cell are", async () => {
  const { stderr } = await cells.run(
    "process.emitWarning('old', 'DeprecationWarning'); process.emitWarning('own', 'CustomWarning'); await new Promise((resolve) => setTimeout(resolve, 20))",
  );
  assert.doesNotMatch(stderr, /old/);
  assert.match(stderr, /CustomWarning: own/);
});

test("a tensor as a cell's value shows its numbers", async () => {
  assert.equal(await cells.value("tf.tensor2d([[1, 2], [3, 4]])"), "Tensor\n    [[1, 2],\n     [3, 4]]");
});
