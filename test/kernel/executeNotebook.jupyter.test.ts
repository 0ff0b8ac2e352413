/** The headless executor against Jupyter's own. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { executeNotebook } from "../../src/kernel/executeNotebook";
import { parseNotebook, serialiseNotebook } from "../../src/notebook/nbformat";
import { notebookOf } from "./notebookOf";

const show = `const show = (globalThis as any)[Symbol.for("rlhf.display")];
const clear = (globalThis as any)[Symbol.for("rlhf.clearOutput")];`;

const cells = [
  `console.log("one"); console.log("two"); console.error("three"); console.log("four"); process.stdout.write("five");`,
  show,
  `show({ data: { "text/html": "<b>1</b>\\n<i>2</i>", "text/plain": "1" }, metadata: { "text/html": { isolated: true } } });
show({ data: { "application/vnd.plotly.v1+json": { data: [{ y: [1, 2] }], layout: {} }, "text/plain": "figure" } });`,
  `show({ data: { "text/plain": "0 %" }, transient: { display_id: "bar" } });
console.log("between");
show({ data: { "text/plain": "again 0 %" }, transient: { display_id: "bar" } });
for (const percent of [50, 100]) show({ data: { "text/plain": percent + " %" }, transient: { display_id: "bar" } }, true);`,
  `show({ data: { "text/plain": "from a later cell" }, transient: { display_id: "bar" } }, true); 1 + 1`,
  `({ text: "two\\nlines", list: [1, 2] })`,
  `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<table>\\n</table>", "text/plain": "table" }) })`,
  `console.log("gone"); clear(); console.log("stays"); clear(true); console.log("new");`,
  `console.log("goes when there is more"); clear(true);`,
  `for (let i = 0; i <= 3; i++) process.stdout.write("\\r" + i + " of 3"); console.log();`,
  `interface Shape { area: number }\nconst shape: Shape = { area: "x" };`,
  `const later = () => { throw new TypeError("thrown", { cause: new Error("cause") }) };\n\nlater();`,
  `await Promise.reject("text")`,
  ``,
  `// only a comment`,
  `setTimeout(() => { throw new Error("late") }, 1); await new Promise((resolve) => setTimeout(resolve, 50)); "after"`,
  `null`,
  `for (let i = 0; i < 3000; i++) console.log("line " + i);`,
  `import { execFileSync } from "child_process"; execFileSync("echo", ["child"], { stdio: "inherit" }); undefined`,
  `process.exit(1)`,
  `"the end"`,
];

test("what the headless executor writes equals what nbclient gets from the kernel, output by output", async () => {
  const notebook = notebookOf(...cells);
  const folder = mkdtempSync(join(tmpdir(), "rlhf-equal-"));
  const { stdout, stderr, status } = spawnSync(
    ".venv/bin/python",
    ["test/kernel/executeWithNbclient.py", folder],
    {
      input: serialiseNotebook(notebook),
      encoding: "utf8",
      maxBuffer: 1 << 26,
    },
  );
  assert.equal(status, 0, stderr);
  const expected = parseNotebook(stdout, "nbclient's notebook");
  const { notebook: executed, error } = await executeNotebook(notebook, { cwd: folder, allowErrors: true });
  assert.equal(executed.cells.length, expected.cells.length);
  for (const [index, cell] of executed.cells.entries()) {
    assert.deepEqual(cell, expected.cells[index], `cell ${index + 1}: ${cell.source}`);
  }
  assert.deepEqual(executed.metadata.language_info, expected.metadata.language_info);
  assert.equal(serialiseNotebook(executed), stdout);
  assert.equal(error?.ename, "TypeScriptError");
});
