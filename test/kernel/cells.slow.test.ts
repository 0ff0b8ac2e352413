/** What TypeScript means when it is spread over the cells of a notebook. */
import assert from "node:assert/strict";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CellRecorder } from "./cellRecorder";

let cells: CellRecorder;
before(async () => {
  cells = await CellRecorder.start();
});
after(() => cells.stop());

test("the value of the last expression is the result, declarations and undefined have none", async () => {
  assert.equal(await cells.value("1 + 1"), "2");
  assert.equal(await cells.value("const unused = 1"), undefined);
  assert.equal(await cells.value("undefined"), undefined);
  assert.equal(await cells.value("null"), "null");
  assert.equal(await cells.value("'text';"), "'text'");
});

test("a promise as last expression is awaited, other values are not", async () => {
  assert.equal(await cells.value("Promise.resolve([1, 2])"), "[ 1, 2 ]");
  const { error } = await cells.run("Promise.reject(new RangeError('late'))");
  assert.equal(error?.ename, "RangeError");
  assert.match(`${await cells.value("({ then() {} })")}`, /then/);
});

test("cells that hold only comments, types or nothing run", async () => {
  for (const code of [
    "// a comment",
    "/* a\n comment */",
    "interface Point { x: number }",
    "type Id = string;",
    "",
  ]) {
    assert.equal((await cells.run(code)).status, "ok", code);
  }
  assert.equal(await cells.value("const point: Point = { x: 1 }; const id: Id = 'i'; point.x"), "1");
});

test("earlier variables can be used in shorthand properties, also as targets", async () => {
  await cells.value("let left = 1; const right = 'r';");
  assert.equal(await cells.value("({ left, right, ...{ left } })"), "{ left: 1, right: 'r' }");
  assert.equal(await cells.value("({ left } = { left: 5 }); left"), "5");
  assert.equal(await cells.value("({ left = 6 } = {} as { left?: number }); left"), "6");
  assert.equal(
    await cells.value("const nest = () => { const left = 9; return { left, right } }; nest()"),
    "{ left: 9, right: 'r' }",
  );
});

test("const, let, class, function, interface, type and enum can be declared again with another type", async () => {
  await cells.value(
    "const a = 1; let b = 'x'; class C { one = 1 } function d() { return 1 } enum E { A } type T = number; interface I { i: number }",
  );
  await cells.value(
    "const a = 'x'; let b = 1; class C { two = 2 } function d(x: string) { return x } enum E { B = 'b' } type T = string; interface I { j: string }",
  );
  assert.equal(
    await cells.value(
      "const t: T = a.toUpperCase(); const i: I = { j: d('j') }; [t, b + 1, new C().two, E.B, i.j]",
    ),
    "[ 'X', 2, 2, 'b', 'j' ]",
  );
  assert.equal((await cells.run("new C().one")).error?.ename, "TypeScriptError");
});

test("destructuring declares and assigns earlier variables", async () => {
  await cells.value(
    "const [p, { q = 3, ...rest }] = [1, { q: undefined as number | undefined, r: 4 }]; let m = 1, n = 2;",
  );
  assert.equal(await cells.value("[m, n] = [n, m]; [p, q, rest.r, m, n]"), "[ 1, 3, 4, 2, 1 ]");
});

test("functions see what later cells assign to the variables that they use, and the other way round", async () => {
  await cells.value("let count = 0; function increase() { count++; return count }");
  assert.equal(await cells.value("count = 10; increase()"), "11");
  assert.equal(await cells.value("count"), "11");
  assert.equal(await cells.value("count += 1; count++; increase()"), "14");
});

test("functions of earlier cells are called without a receiver, also optionally", async () => {
  await cells.value(
    "function receiver(this: unknown) { return this === globalThis } const maybe = undefined as (() => 1) | undefined;",
  );
  assert.equal(await cells.value("[receiver(), maybe?.(), receiver?.()]"), "[ true, undefined, true ]");
});

test("variables without a first value can be filled later", async () => {
  await cells.value("let later: number | undefined;");
  assert.equal(await cells.value("later"), undefined);
  assert.equal(await cells.value("later = 4; later"), "4");
  await cells.value("let later: number | undefined;");
  assert.equal(await cells.value("later"), undefined);
});

test("constants of earlier cells cannot be assigned", async () => {
  await cells.value("const fixed = 1;");
  const { error } = await cells.run("fixed = 2");
  assert.match(error!.evalue, /Cannot assign to 'fixed' because it is a constant/);
});

test("await and for await work outside of functions, in every statement", async () => {
  assert.equal(await cells.value("const one = await Promise.resolve(1); one"), "1");
  const { stdout } = await cells.run("for await (const x of [1, Promise.resolve(2)]) { console.log(x) }");
  assert.equal(stdout, "1\n2\n");
  assert.equal(
    await cells.value("let sum = 0; if (true) { for (const x of [1, 2]) sum += await x } sum"),
    "3",
  );
});

test("await in a function that is not async is an error", async () => {
  const { error } = await cells.run("function wrong() { await null }");
  assert.match(error!.evalue, /'await' expressions are only allowed within async functions/);
});

test("names may be exported, which means nothing", async () => {
  await cells.value(
    "export const ex = 3; export function g() { return ex } const inner = 1; export { inner as renamed };",
  );
  assert.equal(await cells.value("g() + ex + inner"), "7");
});

test("generics, overloads, abstract and private members work across cells", async () => {
  await cells.value(
    "class Stack<T> { #items: T[] = []; push(x: T) { this.#items.push(x); return this } get size() { return this.#items.length } }",
  );
  await cells.value(
    "function first<T>(items: T[]): T | undefined { return items[0] }\nabstract class Shape { abstract area(): number }",
  );
  await cells.value(
    "class Square extends Shape { constructor(private readonly side: number) { super() } area() { return this.side ** 2 } }",
  );
  assert.equal(
    await cells.value("[new Stack<number>().push(1).size, first(['a']), new Square(3).area()]"),
    "[ 1, 'a', 9 ]",
  );
});

test("all forms of import work, can be repeated and need not be used", async () => {
  await cells.value(
    "import * as path from 'path'; import fs from 'node:fs'; import { join as glue, sep } from 'path'; import type { Stats } from 'fs';",
  );
  await cells.value("import * as path from 'path';");
  assert.equal(
    await cells.value(
      "const stats: Stats = fs.statSync('/'); [path.join('a', 'b'), glue('c', 'd'), sep, stats.isDirectory()]",
    ),
    "[ 'a/b', 'c/d', '/', true ]",
  );
  await cells.value("const path = 5;");
  assert.equal(await cells.value("path + 1"), "6");
});

test("an import in the middle of a cell and a dynamic import work", async () => {
  assert.equal(
    await cells.value("const before = 1;\nimport { posix } from 'path';\nposix.join('a', '' + before)"),
    "'a/1'",
  );
  assert.equal(await cells.value("const os = await import('node:os'); typeof os.cpus"), "'function'");
});

test("a local TypeScript file can be imported, and is read again when it changed", async () => {
  const file = join(cells.folder, "local.ts");
  writeFileSync(
    file,
    "import { two } from './two';\nexport interface Box { n: number }\nexport const box: Box = { n: 1 + two };\n",
  );
  writeFileSync(join(cells.folder, "two.ts"), "export const two = 2;\n");
  assert.equal(
    await cells.value("import { box, type Box } from './local'; const copy: Box = { ...box }; copy"),
    "{ n: 3 }",
  );
  writeFileSync(file, "export const box = { n: 'changed' };\n");
  utimesSync(file, new Date(), new Date(Date.now() + 5000));
  assert.equal(await cells.value("import { box } from './local'; box.n"), "'changed'");
});

test("a changed file is also seen by the files that import it", async () => {
  const inner = join(cells.folder, "inner.ts");
  writeFileSync(inner, "export const inner = 1;\n");
  writeFileSync(
    join(cells.folder, "outer.ts"),
    "import { inner } from './inner';\nexport const outer = inner * 10;\n",
  );
  assert.equal(await cells.value("import { outer } from './outer'; outer"), "10");
  writeFileSync(inner, "export const inner = 2;\n");
  utimesSync(inner, new Date(), new Date(Date.now() + 5000));
  assert.equal(await cells.value("import { outer } from './outer'; outer"), "20");
});

test("files above the notebook's folder and JSON can be imported", async () => {
  mkdirSync(join(cells.folder, "below"));
  writeFileSync(join(cells.folder, "above.ts"), "export const above: string = 'above';\n");
  writeFileSync(join(cells.folder, "below", "data.json"), '{ "rows": [1, 2] }');
  const below = await CellRecorder.start(join(cells.folder, "below"));
  const code = "import { above } from '../above'; import data from './data.json'; [above, data.rows.length]";
  assert.equal(await below.value(code), "[ 'above', 2 ]");
  await below.stop();
});

test("a local file that did not exist is found once it does", async () => {
  const { error } = await cells.run("import { late } from './lateFile'");
  assert.match(error!.evalue, /Cannot find module '.\/lateFile'/);
  writeFileSync(join(cells.folder, "lateFile.ts"), "export const late = true;\n");
  assert.equal(await cells.value("import { late } from './lateFile'; late"), "true");
});

test("an error in a local file names the file and its line", async () => {
  writeFileSync(
    join(cells.folder, "broken.ts"),
    "interface A {}\n\nexport function fail(): never {\n  throw new Error('in file');\n}\n",
  );
  const { traceback } = await cells.run("import { fail } from './broken';\n\nfail()");
  assert.match(traceback, /at fail \(.*broken\.ts:4:9\)\n {4}at cell \d+:3:\d/);
});

test("a cell that fails half-way keeps what it had assigned and leaves the rest as it was", async () => {
  await cells.value("let kept = 'old'; let other = 'old'; class Old { v = 1 }");
  const failed = await cells.run(
    "const reached = 1; let kept = 2; JSON.parse('{'); let other = 3; class Old { w = 1 } const nowhere = 4;",
  );
  assert.equal(failed.error?.ename, "SyntaxError");
  assert.equal(await cells.value("[reached, kept + 1, other.length, new Old().v]"), "[ 1, 3, 3, 1 ]");
  assert.match((await cells.run("nowhere")).error!.evalue, /Cannot find name 'nowhere'/);
});

test("a cell with type errors runs nothing", async () => {
  const { stdout, error } = await cells.run("console.log('ran');\nconst wrong: number = 'x';");
  assert.equal(stdout, "");
  assert.equal(error?.evalue, "2:7 - Type 'string' is not assignable to type 'number'.");
});

test("cells can be displayed through tslab and through the seam of rlhf, and displays updated", async () => {
  const { outputs } = await cells.run(`import * as tslab from "tslab";
tslab.display.html("<b>1</b>");
const show = (globalThis as any)[Symbol.for("rlhf.display")];
show({ data: { "text/plain": "0 %", "image/png": Buffer.from("x") }, transient: { display_id: "bar" } });
show({ data: { "text/plain": "100 %" }, transient: { display_id: "bar" } }, true);`);
  assert.deepEqual(
    outputs.map((output) => [output.output_type, "data" in output && output.data]),
    [
      ["display_data", { "text/html": "<b>1</b>" }],
      ["display_data", { "text/plain": "0 %", "image/png": "eA==" }],
      ["update_display_data", { "text/plain": "100 %" }],
    ],
  );
});

test("text, displays and results keep their order", async () => {
  const { outputs } = await cells.run(`console.log("a"); console.error("b"); process.stdout.write("c");
(globalThis as any)[Symbol.for("rlhf.display")]({ data: { "text/plain": "d" } });
console.log("e"); 1`);
  const order = outputs.map((output) => (output.output_type === "stream" ? output.text : output.output_type));
  assert.deepEqual(order, ["a\n", "b\n", "c", "display_data", "e\n", "execute_result"]);
});

test("what a child process prints is shown", async () => {
  const { stdout } = await cells.run(
    "import { execFileSync } from 'child_process'; execFileSync('echo', ['from child'], { stdio: 'inherit' }); 0",
  );
  assert.equal(stdout, "from child\n");
});
