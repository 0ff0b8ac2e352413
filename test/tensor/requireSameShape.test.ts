import assert from "node:assert/strict";
import test from "node:test";
import { tf } from "../../src/tensor/backend";
import { requireAxes, requireSameShape } from "../../src/tensor/requireSameShape";

test("requireSameShape names the argument whose shape differs, and both shapes", () => {
  const [a, b, empty] = [tf.zeros([2, 3]), tf.zeros([3, 2]), tf.zeros([0])];
  assert.throws(
    () => requireSameShape("someLoss", { a, b }),
    new RangeError("someLoss: b has shape [3, 2], but a has shape [2, 3]; they must be equal."),
  );
  assert.throws(
    () => requireSameShape("someLoss", { empty }),
    /someLoss: empty has shape \[0\], which is empty/,
  );
  requireSameShape("someLoss", { a, mask: undefined, again: a });
  tf.dispose([a, b, empty]);
});

test("requireAxes names the expected axes", () => {
  const a = tf.zeros([2]);
  assert.throws(
    () => requireAxes("someLoss", "a", a, ["batch", "time"]),
    /a has shape \[2\]; expected 2 axes \[batch, time\]/,
  );
  a.dispose();
});
