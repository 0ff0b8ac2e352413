import assert from "node:assert/strict";
import { test } from "node:test";
import { followingDeclarations, type Meaning } from "../../../src/kernel/engine/declarations";

const earlier = `declare const a: number, b: string;
declare function f(): void;
declare class K { x: number; }
interface I { y: string }
import * as path from "path";
import fs, { readFileSync, existsSync as exists } from "fs";
`;

const value: Meaning = { value: true, type: false };
const type: Meaning = { value: false, type: true };
const both: Meaning = { value: true, type: true };

/** The lines that follow `earlier` when a cell declares `meanings` and emits `own`. */
function following(meanings: Record<string, Meaning>, own = "", unreached: string[] = []): string[] {
  const text = followingDeclarations(earlier, own, new Map(Object.entries(meanings)), new Set(unreached));
  return text.trim().split("\n");
}

test("a cell without names leaves everything as it was", () => {
  assert.deepEqual(following({}).join("\n"), earlier.trim());
});

test("variables are taken out of a list one by one", () => {
  const lines = following({ a: value }, "declare let a: boolean;\nexport { a };\n");
  assert.deepEqual(lines.slice(0, 2), ["declare let a: boolean;", "declare const b: string;"]);
});

test("imported names are taken out of an import one by one", () => {
  const lines = following({ fs: value, readFileSync: value });
  assert.ok(lines.includes('import { existsSync as exists } from "fs";'));
  assert.ok(lines.includes('import * as path from "path";'));
});

test("a type replaces types, a value replaces values, a class both", () => {
  assert.ok(following({ I: value }).includes("interface I { y: string }"));
  assert.ok(!following({ I: type }).includes("interface I { y: string }"));
  assert.ok(following({ f: type }).includes("declare function f(): void;"));
  assert.ok(!following({ f: both }).includes("declare function f(): void;"));
  assert.ok(!following({ K: value }).some((line) => line.includes("class K")));
});

test("lists of exports are left out", () => {
  assert.ok(!following({}, "export {};\nexport { a };\n").some((line) => line.includes("export")));
});

test("names that a failing cell did not reach keep their earlier meaning, the others have the new one", () => {
  const own = "declare let a: boolean, b: boolean;\n";
  const lines = following({ a: value, b: value }, own, ["b"]);
  assert.deepEqual(lines.slice(0, 2), ["declare let a: boolean;", "declare const b: string;"]);
});
