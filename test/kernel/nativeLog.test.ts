import assert from "node:assert/strict";
import { test } from "node:test";
import { NativeLog } from "../../src/kernel/nativeLog";

const startUpNoise = [
  "2026-01-05 10:11:12.131415: I tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized …",
  "To enable the following instructions: AVX2 AVX512F FMA, in other operations, rebuild TensorFlow with the appropriate compiler flags.",
  "2026-01-05 10:11:12.131415: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on. You may see …",
  "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
  "I0000 00:00:1767607872.131415   12345 cpu_utils.cc:120] something",
  "2026-01-05 10:11:12.131415: W external/local_xla/xla/tsl/framework/cpu_allocator_impl.cc:83] Allocation of 1 exceeds 10% of free system memory.",
];

test("TensorFlow's start-up lines are dropped and everything else is kept in order", () => {
  const log = new NativeLog();
  const text = ["before", ...startUpNoise, "after"].map((line) => `${line}\n`).join("");
  assert.equal(log.push(Buffer.from(text)), "before\nafter\n");
});

test("errors of TensorFlow are kept", () => {
  const line = "2026-01-05 10:11:12.131415: E tensorflow/core/framework/op_kernel.cc:1] out of memory\n";
  assert.equal(new NativeLog().push(Buffer.from(line)), line);
});

test("a line that arrives in pieces is judged when it is whole", () => {
  const log = new NativeLog();
  const [line] = startUpNoise;
  assert.equal(log.push(Buffer.from(`ok\n${line!.slice(0, 30)}`)), "ok\n");
  assert.equal(log.push(Buffer.from(`${line!.slice(30)}\nend`)), "");
  assert.equal(log.flush(), "end");
  assert.equal(log.flush(), "");
});
