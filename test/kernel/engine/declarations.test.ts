import assert from "node:assert/strict";
import { test } from "node:test";
import { declarationsAfterFailure, selectDeclarations } from "../../../src/kernel/engine/declarations";

const declarations = `declare const a: number, b: string;
declare function f(): void;
declare class K { x: number; }
interface I { y: string }
import * as path from "path";
import fs, { readFileSync, existsSync as exists } from "fs";
`;

test("variables are taken out of a list one by one", () => {
  const kept = selectDeclarations(declarations, (name) => name !== "a");
  assert.match(kept, /declare const b: string;/);
  assert.doesNotMatch(kept, /\ba: number/);
});

test("imported names are taken out of an import one by one", () => {
  const kept = selectDeclarations(declarations, (name) => !["fs", "readFileSync"].includes(name));
  assert.match(kept, /import \{ existsSync as exists \} from "fs";/);
  assert.match(kept, /import \* as path from "path";/);
});

test("functions, classes, interfaces and whole imports go when they are not kept", () => {
  const kept = selectDeclarations(declarations, (name) => name === "a");
  assert.equal(kept.trim(), "declare const a: number;");
});

test("after a failure, names that were not reached keep their earlier meaning", () => {
  const merged = declarationsAfterFailure(
    "declare let x: number;\ndeclare let y: number;\n",
    "declare let x: string;\ndeclare let z: string;\ndeclare let y: number;\n",
    new Set(["x", "z"]),
  );
  assert.deepEqual(merged.trim().split("\n").sort(), ["declare let x: number;", "declare let y: number;"]);
});
