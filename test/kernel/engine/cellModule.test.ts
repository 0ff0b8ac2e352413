import assert from "node:assert/strict";
import { test } from "node:test";
import { readCellModule, withoutExports } from "../../../src/kernel/engine/cellModule";

test("imports and own variables are told apart", () => {
  const module = readCellModule(
    'import * as path from "path";\nimport fs, { readFileSync as read } from "fs";\nconst a = 1;\nexport { path, fs, read, a };\n',
  );
  assert.deepEqual(module.imported, ["path", "fs", "read"]);
  assert.deepEqual(module.declared, ["a"]);
  assert.match(module.code, /export \{ path, fs, read \};/);
});

test("await outside of functions makes a cell asynchronous", () => {
  assert.equal(readCellModule("await null;\nexport {};").awaits, true);
  assert.equal(readCellModule("for await (const x of y) { }\nexport {};").awaits, true);
  assert.equal(readCellModule("if (a) { try { b(await c) } finally { } }\nexport {};").awaits, true);
});

test("await inside of functions, methods and field initialisers does not", () => {
  const code =
    "const f = async () => await 1;\nclass A { async m() { for await (const x of y) { } } p = async () => await 2; }";
  assert.equal(readCellModule(`${code}\nexport { f, A };`).awaits, false);
});

test("dynamic imports are led through the kernel", () => {
  assert.match(readCellModule('const m = await import("m");\nexport { m };').code, /await \$import\("m"\)/);
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
