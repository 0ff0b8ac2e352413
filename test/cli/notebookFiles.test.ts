import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  commonFolder,
  courseFolder,
  findNotebooks,
  notebooksFromArguments,
} from "../../src/cli/notebookFiles";

const folder = mkdtempSync(join(tmpdir(), "rlhf-files-"));
after(() => rmSync(folder, { recursive: true }));
const files = [
  "10-b.ipynb",
  "2-a.ipynb",
  "labs/l.ipynb",
  "assignments/1.ipynb",
  ".ipynb_checkpoints/2-a.ipynb",
  "x.txt",
];
for (const file of files) {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  writeFileSync(join(folder, file), "");
}
const at = (...names: string[]) => names.map((name) => join(folder, name));

test("notebooks are found in subfolders, numbers in order, checkpoints and excepted folders left out", () => {
  assert.deepEqual(findNotebooks(folder, at("assignments")), at("2-a.ipynb", "10-b.ipynb", "labs/l.ipynb"));
  assert.deepEqual(
    findNotebooks(folder),
    at("2-a.ipynb", "10-b.ipynb", "assignments/1.ipynb", "labs/l.ipynb"),
  );
});

test("arguments are files or folders, each taken once", () => {
  assert.deepEqual(
    notebooksFromArguments(at("labs", "labs/l.ipynb", "2-a.ipynb")),
    at("labs/l.ipynb", "2-a.ipynb"),
  );
  assert.throws(() => notebooksFromArguments(at("absent.ipynb")), /There is no notebook/);
  assert.throws(() => notebooksFromArguments(at("x.txt")), /does not end in \.ipynb/);
  mkdirSync(join(folder, "empty"));
  assert.throws(() => notebooksFromArguments(at("empty")), /holds no notebooks/);
});

test("pages are named relative to the course, or else to the folder that holds them all", () => {
  assert.equal(commonFolder([join(courseFolder, "labs", "l.ipynb")]), courseFolder);
  assert.equal(commonFolder(at("labs/l.ipynb")), join(folder, "labs"));
  assert.equal(commonFolder(at("labs/l.ipynb", "2-a.ipynb")), folder);
});
