import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { type Notebook, parseNotebook, serialiseNotebook } from "../../src/notebook/nbformat";

const files = readdirSync("notebooks", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ipynb") && !file.includes(".ipynb_checkpoints"))
  .map((file) => join("notebooks", file));

test("there are notebooks to look at", () => {
  assert.notEqual(files.length, 0);
});

for (const file of files) {
  const text = readFileSync(file, "utf8");
  const notebook = parseNotebook(text, file);

  test(`${file} is committed without outputs and execution counts`, () => {
    for (const cell of notebook.cells) {
      if (cell.cell_type !== "code") continue;
      assert.deepEqual([cell.outputs, cell.execution_count], [[], null], `cell ${cell.id}`);
    }
  });

  test(`${file} is written as Jupyter writes it, with an id for every cell`, () => {
    assert.equal(text, serialiseNotebook(notebook));
    const ids = notebook.cells.map((cell) => cell.id);
    assert.ok(ids.every((id) => id !== undefined && /^[\w-]{1,64}$/.test(id)));
    assert.equal(new Set(ids).size, ids.length);
  });

  test(`${file} is for the TypeScript kernel`, () => {
    const kernel = { display_name: "TypeScript", language: "typescript", name: "tslab" };
    assert.deepEqual(notebook.metadata.kernelspec, kernel);
  });

  test(`${file} has code cells of fewer than 25 lines`, () => {
    for (const cell of notebook.cells)
      if (cell.cell_type === "code") assert.ok(cell.source.split("\n").length < 25, `cell ${cell.id}`);
  });

  test(`${file} links to nothing that is not there`, () => {
    for (const target of linkedFiles(notebook)) assert.ok(existsSync(join(dirname(file), target)), target);
  });
}

/** The files that the text of a notebook links to, without addresses on the web and places on the same page. */
function linkedFiles(notebook: Notebook): string[] {
  return notebook.cells
    .filter((cell) => cell.cell_type === "markdown")
    .flatMap((cell) => [...cell.source.matchAll(/\]\(([^)\s]+)/g)])
    .map(([, target]) => decodeURIComponent(target!.split("#")[0]!))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}
