import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import {
  type Cell,
  type JsonObject,
  type Notebook,
  parseNotebook,
  serialiseNotebook,
} from "../notebook/nbformat";
import { courseFolder, findNotebooks, notebooksFromArguments, shownPath } from "./notebookFiles";

export const usage = `Usage: npm run notebooks:clean -- [notebooks or folders…] [--check]

Takes outputs, execution counts and what depends on the last run out of notebooks; default: all in notebooks/.
Cell ids and other metadata stay. Cleaning twice is the same as cleaning once.

  --check   change nothing; exit with 1 and name the notebooks that need cleaning`;

/** Metadata of a cell that records a run or a reader's view of it. */
const volatileOfCell = ["execution", "ExecuteTime", "collapsed", "scrolled", "trusted"];
/** Metadata of a notebook that one machine or one program left behind. */
const volatileOfNotebook = [
  "signature",
  "widgets",
  "toc-autonumbering",
  "vscode",
  "orig_nbformat",
  "varInspector",
];

/** Cleans the committed notebooks, or names those that need it; exit code 1 with `--check` if there are any. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { check: { type: "boolean", default: false } },
  });
  let files: string[];
  try {
    files = positionals.length > 0 ? notebooksFromArguments(positionals) : findNotebooks(courseFolder);
  } catch (error) {
    console.error(`rlhf notebooks:clean: ${(error as Error).message}`);
    return 1;
  }
  const dirty: string[] = [];
  let failures = 0;
  for (const file of files) {
    const name = shownPath(file);
    try {
      const before = readFileSync(file, "utf8");
      const notebook = parseNotebook(before, name);
      const after = serialiseNotebook(cleanNotebook(notebook));
      if (after === before) continue;
      dirty.push(name);
      if (!values.check) replaceFile(file, after);
      console.log(`${name}: ${values.check ? "has" : "removed"} ${describeChange(notebook)}`);
    } catch (error) {
      failures += 1;
      console.error((error as Error).message);
    }
  }
  const count = `${files.length} notebook${files.length === 1 ? "" : "s"}`;
  if (values.check && dirty.length > 0) {
    console.error(
      `${dirty.length} of ${count} must be cleaned before they are committed: npm run notebooks:clean`,
    );
  } else if (dirty.length > 0) console.log(`${dirty.length} of ${count} cleaned.`);
  else if (failures === 0) console.log(`${count}, all clean.`);
  return failures > 0 || (values.check && dirty.length > 0) ? 1 : 0;
}

/** The notebook as it should be committed; the argument is not changed. */
export function cleanNotebook(notebook: Notebook): Notebook {
  const metadata = without(notebook.metadata, volatileOfNotebook);
  const language = metadata.language_info;
  // The version is that of the kernel on one machine.
  if (isObject(language)) metadata.language_info = without(language, ["version"]);
  return { ...notebook, metadata, cells: notebook.cells.map(cleanCell) };
}

function cleanCell(cell: Cell): Cell {
  const metadata = without(cell.metadata, volatileOfCell);
  if (isObject(metadata.jupyter)) {
    const jupyter = without(metadata.jupyter, ["outputs_hidden"]);
    if (Object.keys(jupyter).length > 0) metadata.jupyter = jupyter;
    else delete metadata.jupyter;
  }
  if (cell.cell_type !== "code") return { ...cell, metadata };
  return { ...cell, metadata, outputs: [], execution_count: null };
}

function describeChange(notebook: Notebook): string {
  let [outputs, counts] = [0, 0];
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") continue;
    outputs += cell.outputs.length;
    if (cell.execution_count !== null) counts += 1;
  }
  const parts = [
    ...(outputs > 0 ? [`${outputs} output${outputs === 1 ? "" : "s"}`] : []),
    ...(counts > 0 ? [`${counts} execution count${counts === 1 ? "" : "s"}`] : []),
  ];
  return parts.length > 0
    ? parts.join(" and ")
    : "metadata of a run or a layout that Jupyter would not write";
}

/** Writes beside the file and renames, so that an interruption leaves the old notebook or the new one. */
function replaceFile(file: string, text: string): void {
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.new`);
  try {
    writeFileSync(draft, text, { mode: statSync(file).mode });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
