import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonLines } from "../../src/kernel/jsonLines";

function read(...chunks: (string | Buffer)[]): unknown[] {
  const values: unknown[] = [];
  const lines = new JsonLines<unknown>((value) => values.push(value));
  for (const chunk of chunks) lines.push(Buffer.from(chunk as string));
  return values;
}

test("values arrive whole however the pipe cuts them, even inside a character", () => {
  const bytes = Buffer.from('{"text":"naïve 😀"}\n[1]\n');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    assert.deepEqual(read(bytes.subarray(0, cut), bytes.subarray(cut)), [{ text: "naïve 😀" }, [1]]);
  }
});

test("a torn line is left out and the next one is read", () => {
  assert.deepEqual(read('\n{"torn": "li', '\n{"whole": 1}\n'), [{ whole: 1 }]);
});

test("an unfinished line waits for its end", () => {
  assert.deepEqual(read("12"), []);
  assert.deepEqual(read("12", "3\n"), [123]);
});
