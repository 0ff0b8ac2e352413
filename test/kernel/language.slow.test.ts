/** Rarer uses of earlier cells' variables. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CellRecorder } from "./cellRecorder";

let cells: CellRecorder;
before(async () => {
  cells = await CellRecorder.start();
  await cells.value(`let x = 1; const key = "k"; const obj = { x: 10, deep: { key: 5 } };
function tag(parts: TemplateStringsArray, ...values: unknown[]) { return parts.join("_") + values.join("") }
function id<T>(value: T): T { return value }
class Base<T> { constructor(readonly base: T) {} static made = 0; describe() { return "base " + this.base } }
const list = [1, 2, 3];`);
});
after(() => cells.stop());

const uses: [code: string, value: string][] = [
  ["const { x: renamed, deep: { key: inner } } = obj; [renamed, inner]", "[ 10, 5 ]"],
  ["[obj.x, obj?.deep?.key, obj['x']]", "[ 10, 5, 10 ]"],
  [
    "({ x: 5, [key]: x, key() { return 1 }, get obj() { return x } })",
    "{ x: 5, k: 1, key: [Function: key], obj: [Getter] }",
  ],
  ["tag`ab`", "'ab'"],
  ["id<number>(x) + id(x)!", "2"],
  [
    "class Derived extends Base<string> { x = x; override describe() { return super.describe() + this.x } } new Derived('d').describe()",
    "'base d1'",
  ],
  ["Base.made += 2; Base.made", "2"],
  ["((a = x, { b = x } = {} as { b?: number }) => a + b)()", "2"],
  ["((x: number) => x)(9) + x", "10"],
  ["let total = 0; for (const x of list) total += x; total + x", "7"],
  ["for (x of list) {} x", "3"],
  ["x = 1; x++; ++x; x **= 2; x", "9"],
  ["(x as number) + (x satisfies number) + x!", "27"],
  ["type Keys = keyof typeof obj; const k2: Keys = 'deep'; k2", "'deep'"],
  ["x: for (;;) { break x } typeof x", "'number'"],
  [
    "namespace Space { export const inside = x; export namespace Sub { export const more = 2 } } Space.inside",
    "9",
  ],
  ["Space.Sub.more", "2"],
  ["const enum Size { S = 1, L = 2 } Size.L", "2"],
  ["Size.S", "1"],
  ["function* numbers() { yield* list } [...numbers()]", "[ 1, 2, 3 ]"],
  ["[...numbers()].map(id)", "[ 1, 2, 3 ]"],
  ["const weird = { toString: 1, constructor: 2 }; [weird.toString, x]", "[ 1, 9 ]"],
  ["let toString = 5, hasOwnProperty = 6, __proto__x = 7; toString", "5"],
  ["[toString, hasOwnProperty, __proto__x]", "[ 5, 6, 7 ]"],
  ["let shadow = 1; { let shadow = 2; shadow++ } shadow", "1"],
  ["if (true) { var hoisted = 'v' } hoisted", "'v'"],
  ["const fn = function named() { return typeof named }; fn()", "'function'"],
  [
    "const asynchronous = async () => { const value = await id(Promise.resolve(x)); return value }; await asynchronous()",
    "9",
  ],
  ["const [first, ...others] = list, { length } = list; [first, others, length]", "[ 1, [ 2, 3 ], 3 ]"],
  ["[first, others, length]", "[ 1, [ 2, 3 ], 3 ]"],
  [
    "class Counter { static #count = 0; static next() { return ++Counter.#count } static { Counter.next() } } Counter.next()",
    "2",
  ],
  ["Counter.next()", "3"],
  ["import data = require('os'); typeof data.cpus", "'function'"],
  ["interface Both { a: number } const Both = { make: (): Both => ({ a: 1 }) }; Both.make()", "{ a: 1 }"],
  ["const made: Both = Both.make(); made.a", "1"],
  ["'use strict'", "'use strict'"],
  ["`multi\nline`", "'multi\\nline'"],
  ["// trailing comment follows\n5 // here", "5"],
  ["const $ = 1, _ = 2, é = 3; $ + _ + é", "6"],
  ["$ + _ + é", "6"],
];

for (const [code, value] of uses) {
  test(`${JSON.stringify(code)} is ${value}`, async () => {
    assert.equal(await cells.value(code), value);
  });
}

test("a type that cannot be named where it is used still lets its value be used", async () => {
  await cells.value(
    "const hidden = (() => { class Secret { private part = 1; open = 2 } return new Secret() })()",
  );
  assert.equal(await cells.value("hidden.open"), "2");
});

test("a cell can be run many times", async () => {
  for (let run = 1; run <= 3; run += 1) {
    const code =
      "import { sep } from 'path'; const again = sep; interface Again { a: string } class Once { again: Again = { a: again } } new Once().again.a";
    assert.equal(await cells.value(code), "'/'");
  }
});
