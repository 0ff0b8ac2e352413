import assert from "node:assert/strict";
import { test } from "node:test";
import { backendName, tf } from "../../src/tensor/backend";
import { backendNames, forcedBackend } from "../../src/tensor/backendChoice";

test("RLHF_BACKEND forces one of three backends, and nothing when unset or blank", () => {
  for (const name of backendNames) assert.equal(forcedBackend({ RLHF_BACKEND: name }), name);
  assert.equal(forcedBackend({ RLHF_BACKEND: " wasm " }), "wasm");
  for (const environment of [{}, { RLHF_BACKEND: "" }, { RLHF_BACKEND: " " }])
    assert.equal(forcedBackend(environment), undefined);
});

test("an unknown RLHF_BACKEND is an error that lists the valid ones", () => {
  for (const value of ["tensorflow", "NODE", "toString"])
    assert.throws(() => forcedBackend({ RLHF_BACKEND: value }), {
      message: new RegExp(`RLHF_BACKEND is "${value}"; valid values are node .*, wasm and cpu`),
    });
});

test("backendName follows RLHF_BACKEND, and tfjs where someone switches", () => {
  const forced = forcedBackend();
  if (forced) assert.equal(backendName(), forced);
  const chosen = tf.getBackend();
  void tf.setBackend("cpu");
  assert.equal(backendName(), "cpu");
  void tf.setBackend(chosen);
});
