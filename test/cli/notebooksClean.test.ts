import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, mock, test } from "node:test";
import { cleanNotebook, run } from "../../src/cli/notebooksClean";
import { type Notebook, parseNotebook, serialiseNotebook } from "../../src/notebook/nbformat";

const folder = mkdtempSync(join(tmpdir(), "rlhf-clean-"));
process.once("exit", () => rmSync(folder, { recursive: true }));
const file = join(folder, "run.ipynb");

const executed: Notebook = {
  cells: [
    {
      cell_type: "markdown",
      id: "a",
      source: "# T",
      metadata: { tags: ["keep"] },
      attachments: { "x.png": { "image/png": "AAAA" } },
    },
    {
      cell_type: "code",
      id: "b",
      source: "1 + 1\n2",
      execution_count: 7,
      metadata: {
        collapsed: true,
        execution: { "shell.execute_reply": "now" },
        jupyter: { outputs_hidden: true, source_hidden: true },
        rlhf: { grade: "x" },
        scrolled: false,
      },
      outputs: [
        { output_type: "execute_result", execution_count: 7, data: { "text/plain": "2" }, metadata: {} },
      ],
    },
    {
      cell_type: "code",
      id: "c",
      source: "",
      execution_count: null,
      metadata: { jupyter: { outputs_hidden: true } },
      outputs: [],
    },
  ],
  metadata: {
    kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
    language_info: { name: "typescript", version: "5.0.4" },
    widgets: {},
    rlhf: { minutes: 10 },
  },
  nbformat: 4,
  nbformat_minor: 5,
};

/** Runs the command and returns its exit code with what it printed. */
async function clean(...args: string[]): Promise<{ code: number; printed: string }> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  mock.method(console, "log", print);
  mock.method(console, "error", print);
  const code = await run(args);
  mock.restoreAll();
  return { code, printed: lines.join("\n") };
}

afterEach(() => rmSync(file, { force: true }));

test("cleaning removes what a run left and keeps ids, attachments and other metadata", () => {
  const before = structuredClone(executed);
  const { cells, metadata } = cleanNotebook(executed);
  assert.deepEqual(executed, before, "the argument is not changed");
  assert.deepEqual(cells[0], executed.cells[0]);
  assert.deepEqual(cells[1], {
    cell_type: "code",
    id: "b",
    source: "1 + 1\n2",
    execution_count: null,
    metadata: { jupyter: { source_hidden: true }, rlhf: { grade: "x" } },
    outputs: [],
  });
  assert.deepEqual(cells[2]!.metadata, {});
  assert.deepEqual(metadata, {
    kernelspec: executed.metadata.kernelspec,
    language_info: { name: "typescript" },
    rlhf: { minutes: 10 },
  });
});

test("cleaning a second time changes nothing", async () => {
  writeFileSync(file, serialiseNotebook(executed), { mode: 0o640 });
  const first = await clean(file);
  assert.equal(first.code, 0);
  assert.match(first.printed, /run\.ipynb: removed 1 output and 1 execution count/);
  const text = readFileSync(file, "utf8");
  const { mtimeMs, mode } = statSync(file);
  assert.equal(mode & 0o777, 0o640);
  const second = await clean(file);
  assert.equal(second.code, 0);
  assert.match(second.printed, /1 notebook, all clean\./);
  assert.equal(readFileSync(file, "utf8"), text);
  assert.equal(statSync(file).mtimeMs, mtimeMs);
  assert.deepEqual(readdirSync(folder), ["run.ipynb"]);
});

test("--check names the notebooks that need cleaning and leaves them alone", async () => {
  const text = serialiseNotebook(executed);
  writeFileSync(file, text);
  const { code, printed } = await clean(folder, "--check");
  assert.equal(code, 1);
  assert.match(printed, /run\.ipynb: has 1 output and 1 execution count/);
  assert.match(printed, /npm run notebooks:clean/);
  assert.equal(readFileSync(file, "utf8"), text);
});

test("a file that is no notebook is named, and others are cleaned all the same", async () => {
  const broken = join(folder, "broken.ipynb");
  writeFileSync(broken, "{");
  writeFileSync(file, serialiseNotebook(executed));
  const { code, printed } = await clean(broken, file);
  rmSync(broken);
  assert.equal(code, 1);
  assert.match(printed, /broken\.ipynb is not a notebook: it is not JSON/);
  assert.deepEqual(parseNotebook(readFileSync(file, "utf8"), file), cleanNotebook(executed));
});

test("paths that cannot be meant are errors", async () => {
  assert.match((await clean(join(folder, "absent.ipynb"))).printed, /There is no notebook .*absent\.ipynb/);
  assert.match((await clean("package.json")).printed, /does not end in \.ipynb/);
  await assert.rejects(run(["--chek"]), { code: "ERR_PARSE_ARGS_UNKNOWN_OPTION" });
});

test("the committed notebooks are clean", async () => {
  const { code, printed } = await clean("--check");
  assert.equal(code, 0, printed);
});
