import assert from "node:assert/strict";
import { test } from "node:test";
import { readCellSource, withoutExports } from "../../../src/kernel/engine/cellSource";

const read = (source: string) => readCellSource(source, {});

test("the names of a cell are all that it declares or imports at its top level", () => {
  const source = `import fs, { join as glue } from "path"; import * as all from "fs"; import type { Stats } from "fs";
const [a, { b, c: d = 1, ...e }] = f(); let g, h: number; var i; if (a) { var j = 1; let inner = 2; }
function k(parameter: number) { const local = 1; } class L { m = 1 } interface N {} type O = 1; enum P { Q }`;
  assert.deepEqual(read(source).names.sort(), "L N O P Stats a all b d e fs g glue h i j k".split(" "));
});

test("await outside of functions is noticed, in every statement", () => {
  for (const code of [
    "await null",
    "for await (const x of y) {}",
    "if (a) { try { b(await c) } finally {} }",
    "await [1]",
    "await (x)",
  ]) {
    assert.equal(read(code).awaits, true, code);
  }
});

test("await inside of functions, methods and initialisers of fields is not meant", () => {
  const code =
    "const f = async () => await 1; class A { async m() { for await (const x of y) {} } p = async () => await 2; }";
  assert.equal(read(code).awaits, false);
});

test("syntax errors are found where they are and nothing is invented at the end", () => {
  const errors = read("let b = ;\nfunction (").syntaxErrors;
  const places = errors.map(({ file, start }) => file.getLineAndCharacterOfPosition(start));
  // One line stands before the cell.
  assert.deepEqual(places[0], { line: 1, character: 8 });
  assert.ok(places.every(({ line }) => line <= 2));
});

test("the word export is taken off declarations without moving anything", () => {
  const source =
    "export const a = 1;\nexport function f() {}\nexport default 3;\nexport { a as b };\nconst text = 'export';";
  const stripped = withoutExports(source);
  assert.equal(stripped.length, source.length);
  assert.deepEqual(
    stripped.split("\n").map((line) => line.trim()),
    ["const a = 1;", "function f() {}", "export default 3;", "", "const text = 'export';"],
  );
});
