import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { StreamBatcher } from "../../src/kernel/streamBatcher";

function recorded(): { batcher: StreamBatcher; sent: string[] } {
  const sent: string[] = [];
  return { batcher: new StreamBatcher((name, text) => sent.push(`${name}: ${text}`)), sent };
}

test("small writes to one stream are sent together, soon", async () => {
  const { batcher, sent } = recorded();
  for (const text of ["a", "b", "c"]) batcher.add("stdout", text);
  assert.deepEqual(sent, []);
  await sleep(60);
  assert.deepEqual(sent, ["stdout: abc"]);
});

test("the order of the two streams is kept", () => {
  const { batcher, sent } = recorded();
  batcher.add("stdout", "a");
  batcher.add("stderr", "b");
  batcher.add("stdout", "c");
  batcher.flush();
  assert.deepEqual(sent, ["stdout: a", "stderr: b", "stdout: c"]);
});

test("much text does not wait", () => {
  const { batcher, sent } = recorded();
  batcher.add("stdout", "x".repeat(100_000));
  assert.equal(sent.length, 1);
});

test("nothing is sent when there is nothing", () => {
  const { batcher, sent } = recorded();
  batcher.flush();
  assert.deepEqual(sent, []);
});
