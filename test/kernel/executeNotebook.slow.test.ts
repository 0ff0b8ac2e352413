import assert from "node:assert/strict";
import { test } from "node:test";
import { type ExecuteNotebookOptions, executeNotebook } from "../../src/kernel/executeNotebook";
import type { CodeCell } from "../../src/notebook/nbformat";
import { notebookOf } from "./notebookOf";

const options: ExecuteNotebookOptions = { cwd: process.cwd() };

test("cells run in order, the copy has outputs and counts, the original is untouched", async () => {
  const notebook = notebookOf("let x = 1", "", "x + 1");
  const progress: unknown[] = [];
  const { notebook: executed, error } = await executeNotebook(notebook, {
    ...options,
    onCell: ({ cellIndex, codeCells, done }) => progress.push([cellIndex, codeCells, done]),
  });
  assert.equal(error, undefined);
  const counts = executed.cells.map((cell) => (cell as CodeCell).execution_count);
  assert.deepEqual(counts, [1, null, 2]);
  assert.deepEqual((executed.cells[2] as CodeCell).outputs, [
    { output_type: "execute_result", execution_count: 2, data: { "text/plain": "2" }, metadata: {} },
  ]);
  assert.deepEqual(progress, [
    [0, 3, false],
    [0, 3, true],
    [2, 3, false],
    [2, 3, true],
  ]);
  assert.deepEqual(notebook, notebookOf("let x = 1", "", "x + 1"));
});

test("the first failing cell stops the run, with its index, its line and the error", async () => {
  const { notebook, error } = await executeNotebook(
    notebookOf("1", "\n\nthrow new RangeError('r')", "3"),
    options,
  );
  assert.deepEqual([error?.cellIndex, error?.line, error?.ename, error?.evalue], [1, 3, "RangeError", "r"]);
  assert.equal((notebook.cells[1] as CodeCell).outputs[0]?.output_type, "error");
  assert.equal((notebook.cells[2] as CodeCell).execution_count, null);
});

test("a type error gives its line, too", async () => {
  const { error } = await executeNotebook(notebookOf("1;\nconst n: number = 'x';"), options);
  assert.deepEqual([error?.ename, error?.line], ["TypeScriptError", 2]);
});

test("a cell that is tagged raises-exception may fail, and the run goes on", async () => {
  const notebook = notebookOf("throw new Error('meant')", "2");
  notebook.cells[0]!.metadata.tags = ["raises-exception"];
  const { notebook: executed, error } = await executeNotebook(notebook, options);
  assert.equal(error, undefined);
  assert.equal((executed.cells[1] as CodeCell).execution_count, 2);
});

for (const [kind, code] of [
  ["loops", "for (;;);"],
  ["waits", "await new Promise(() => {})"],
  ["blocks the process", "import { execFileSync } from 'child_process'; execFileSync('sleep', ['100']);"],
]) {
  test(`a cell that ${kind} for ever is stopped after its time`, async () => {
    const { notebook, error } = await executeNotebook(notebookOf(`console.log("first");\n${code}`), {
      ...options,
      timeoutMs: 2000,
    });
    assert.equal(error?.ename, "CellTimeout");
    assert.match(error!.evalue, /took longer than 2 s/);
    const outputs = (notebook.cells[0] as CodeCell).outputs;
    assert.deepEqual(
      outputs.map(({ output_type }) => output_type),
      ["stream", "error"],
    );
  });
}

test("environment variables reach the cells", async () => {
  const { notebook } = await executeNotebook(notebookOf("process.env.RLHF_TEST_VALUE"), {
    ...options,
    env: { RLHF_TEST_VALUE: "from outside" },
  });
  const [output] = (notebook.cells[0] as CodeCell).outputs;
  assert.deepEqual(output && "data" in output && output.data, { "text/plain": "'from outside'" });
});
