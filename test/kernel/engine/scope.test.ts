import assert from "node:assert/strict";
import { test } from "node:test";
import { CellBinding, NotebookScope } from "../../../src/kernel/engine/scope";

/** Runs a cell that declares `x` as `value` and returns a way to read and write its own variable. */
function declareX(scope: NotebookScope, value: unknown): { read(): unknown; write(value: unknown): void } {
  let x = value;
  const write = (next: unknown) => {
    x = next;
  };
  const binding = new CellBinding();
  binding.declare({ x: [() => x, write] });
  scope.commit(binding, { declared: ["x"], imported: [] });
  return { read: () => x, write };
}

test("a later cell reads and writes the very variable of the cell that declared it", () => {
  const scope = new NotebookScope();
  const own = declareX(scope, 1);
  assert.equal(scope.variables.x, 1);
  own.write(2);
  assert.equal(scope.variables.x, 2);
  scope.variables.x = 3;
  assert.equal(own.read(), 3);
});

test("a name that is declared again means the new variable for the cells that follow", () => {
  const scope = new NotebookScope();
  const first = declareX(scope, 1);
  declareX(scope, "new");
  assert.equal(scope.variables.x, "new");
  scope.variables.x = "changed";
  assert.equal(first.read(), 1);
});

test("a variable that was not reached keeps its earlier meaning and is named", () => {
  const scope = new NotebookScope();
  declareX(scope, 1);
  const unreachable = (): never => {
    throw new ReferenceError("Cannot access 'x' before initialization");
  };
  const binding = new CellBinding();
  binding.declare({ x: [unreachable, unreachable], y: [() => 2, () => {}] });
  binding.exports.fs = undefined;
  const unreached = scope.commit(binding, { declared: ["x", "y"], imported: ["fs"] });
  assert.deepEqual([...unreached].sort(), ["fs", "x"]);
  assert.deepEqual({ ...scope.variables }, { x: 1, y: 2 });
});

test("importing a name that was a variable does not write to that variable", () => {
  const scope = new NotebookScope();
  const own = declareX(scope, 1);
  const binding = new CellBinding();
  binding.exports.x = "module";
  scope.commit(binding, { declared: [], imported: ["x"] });
  assert.equal(own.read(), 1);
  assert.equal(scope.variables.x, "module");
});

test("an import that a getter defines stays live", () => {
  const scope = new NotebookScope();
  const binding = new CellBinding();
  let value = 1;
  Object.defineProperty(binding.exports, "value", { enumerable: true, get: () => value });
  scope.commit(binding, { declared: [], imported: ["value"] });
  value = 2;
  assert.equal(scope.variables.value, 2);
});
