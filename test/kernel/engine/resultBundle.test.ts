import assert from "node:assert/strict";
import { test } from "node:test";
import { resultBundle } from "../../../src/kernel/engine/resultBundle";

const plain = async (value: unknown) => (await resultBundle(value)).data["text/plain"];

test("values are shown as Node's REPL shows them", async () => {
  assert.equal(await plain("text"), "'text'");
  assert.equal(await plain(null), "null");
  assert.equal(await plain({ a: [1, 2] }), "{ a: [ 1, 2 ] }");
  assert.equal(await plain(new Map([["k", 1]])), "Map(1) { 'k' => 1 }");
  assert.equal(await plain(new Date(0)), "1970-01-01T00:00:00.000Z");
});

test("a class with its own toString is shown by it", async () => {
  class Matrix {
    toString() {
      return "Matrix 2×2";
    }
  }
  assert.equal(await plain(new Matrix()), "Matrix 2×2");
});

test("if toString fails the fields are shown", async () => {
  class Disposed {
    id = 7;
    toString(): string {
      throw new Error("disposed");
    }
  }
  assert.equal(await plain(new Disposed()), "Disposed { id: 7 }");
});

test("a value that knows its MIME bundle is shown with it, bytes as base64", async () => {
  const chart = {
    [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>1</b>", "image/png": Buffer.from("png") }),
  };
  assert.deepEqual((await resultBundle(chart)).data, { "text/html": "<b>1</b>", "image/png": "cG5n" });
});

test("the MIME bundle may be promised", async () => {
  const chart = { [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "<i>2</i>" }) };
  assert.deepEqual((await resultBundle(chart)).data, { "text/html": "<i>2</i>" });
});
