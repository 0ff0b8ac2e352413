import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { type CodeCell, parseNotebook } from "../../src/notebook/nbformat";

const main = resolve("dist/src/cli/main.js");
const fixtures = resolve("test/fixtures/notebooks");
const folder = mkdtempSync(join(tmpdir(), "rlhf-course-"));
after(() => rmSync(folder, { recursive: true }));

interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `rlhf course`, and presses Ctrl-C as soon as the file `interruptAt` exists. */
function course(args: string[], interruptAt?: string, env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [main, "course", ...args], { env: { ...process.env, ...env } });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (piece: Buffer) => {
      stdout += piece;
    });
    child.stderr.on("data", (piece: Buffer) => {
      stderr += piece;
    });
    const watch = setInterval(() => {
      if (interruptAt !== undefined && existsSync(interruptAt)) child.kill("SIGINT");
    }, 100);
    child.once("close", (code) => {
      clearInterval(watch);
      done({ code, stdout, stderr });
    });
  });
}

/** Writes a notebook of code cells and returns its path. */
function notebook(path: string, ...sources: (string | { source: string; tags: string[] })[]): string {
  const cells = sources.map((cell, index) => {
    const { source, tags } = typeof cell === "string" ? { source: cell, tags: undefined } : cell;
    const metadata = tags ? { tags } : {};
    return { cell_type: "code", id: `c${index}`, source, metadata, execution_count: null, outputs: [] };
  });
  const file = join(folder, path);
  writeFileSync(file, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return file;
}

/** Processes that inherited the environment of the run under test; only Linux tells. */
function processesOfRun(): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").filter((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      return environment.split("\0").includes(`RLHF_TEST_COURSE=${folder}`);
    } catch {
      return false;
    }
  });
}

test("notebooks are executed and become a site, and a failing cell is named with exit code 1", {
  timeout: 120_000,
}, async () => {
  const out = join(folder, "site");
  const { code, stdout, stderr } = await course([
    join(fixtures, "ok.ipynb"),
    join(fixtures, "failing.ipynb"),
    "--out",
    out,
    "--jobs",
    "2",
  ]);
  assert.equal(code, 1, stderr);
  assert.match(stdout, /Running 2 notebooks, 2 at a time\./);
  assert.match(stdout, /ok {6}\S*ok\.ipynb +\d+\.\d s {2}3 code cells/);
  assert.match(stdout, /FAILED {2}\S*failing\.ipynb +\d+\.\d s {2}cell \[2\], line 3/);
  assert.match(stdout, /1 of 2 notebooks failed in \d+\.\d s\./);
  assert.match(
    stderr,
    /failing\.ipynb, cell \[2\], line 3:\n {4}TypeError: Cannot read properties of undefined/,
  );

  const ok = parseNotebook(readFileSync(join(out, "notebooks", "ok.ipynb"), "utf8"), "ok");
  const [sum, product, chart] = ok.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
  assert.deepEqual(sum!.outputs, [{ output_type: "stream", name: "stdout", text: "s = 5\n" }]);
  assert.equal(sum!.execution_count, 1);
  assert.equal(product!.outputs[0]?.output_type, "execute_result");
  assert.equal(chart!.outputs[0]?.output_type, "display_data");
  const page = readFileSync(join(out, "ok.html"), "utf8");
  assert.match(page, /<pre class="stream" tabindex="0">s = 5<\/pre>/);
  assert.match(page, /<figure class="chart" aria-label="Chart: three points that rise from 2 to 6">/);

  const failing = parseNotebook(readFileSync(join(out, "notebooks", "failing.ipynb"), "utf8"), "failing");
  const outputs = failing.cells.flatMap((cell) =>
    cell.cell_type === "code" ? [cell.outputs.map((o) => o.output_type)] : [],
  );
  assert.deepEqual(outputs, [["stream"], ["error"], []]);
  assert.match(
    readFileSync(join(out, "failing.html"), "utf8"),
    /<a href="#cell-2">cell \[2\]<\/a>, line 3: TypeError/,
  );
  assert.match(readFileSync(join(out, "failing.html"), "utf8"), /id="cell-2"/);
  assert.deepEqual(
    JSON.parse(readFileSync(join(fixtures, "ok.ipynb"), "utf8")).cells[2].outputs,
    [],
    "the committed notebook is not changed",
  );
});

test("a cell that is tagged as failing does not fail the course, a later one does", {
  timeout: 120_000,
}, async () => {
  const expected = { source: 'throw new Error("on purpose")', tags: ["raises-exception"] };
  const good = notebook("expected.ipynb", expected, "1 + 1");
  const bad = notebook("unexpected.ipynb", expected, 'throw new Error("by mistake")');
  const { code, stdout, stderr } = await course([good, bad, "--out", join(folder, "tagged")]);
  assert.equal(code, 1);
  assert.match(stdout, /ok {6}\S*[^n]expected\.ipynb/);
  assert.match(stderr, /unexpected\.ipynb, cell \[2\].*:\n.*by mistake/);
  assert.doesNotMatch(stderr, /on purpose/);
});

test("a cell that takes too long is stopped and named", { timeout: 120_000 }, async () => {
  // The first cell also waits for the engine; on a busy machine that alone may take longer than allowed.
  const endless = notebook("endless.ipynb", "1 + 1", "for (;;) {}");
  const { code, stderr } = await course([endless, "--out", join(folder, "late"), "--timeout", "10"]);
  assert.equal(code, 1);
  assert.match(stderr, /endless\.ipynb, cell \[[12]\].*:\n.*took longer than 10 s/);
});

test("Ctrl-C stops every engine and leaves the old site", { timeout: 120_000 }, async () => {
  const out = join(folder, "interrupted");
  mkdirSync(out);
  writeFileSync(join(out, ".rlhf-site"), "");
  writeFileSync(join(out, "index.html"), "old");
  const looping = join(folder, "looping");
  const files = [
    notebook(
      "loop.ipynb",
      `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(looping)}, ""); for (;;) {}`,
    ),
    notebook("wait.ipynb", "await new Promise(() => {});"),
  ];
  const args = [...files, "--out", out, "--jobs", "2", "--timeout", "60"];
  const { code, stderr } = await course(args, looping, { RLHF_TEST_COURSE: folder });
  assert.equal(code, 130);
  assert.match(stderr, /Interrupted\. .* is as it was\./);
  assert.equal(readFileSync(join(out, "index.html"), "utf8"), "old");
  for (let waitedMs = 0; processesOfRun().length > 0 && waitedMs < 8000; waitedMs += 100) {
    await new Promise((resume) => setTimeout(resume, 100));
  }
  assert.deepEqual(processesOfRun(), []);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith(".")),
    [],
  );
});

test("mistakes on the command line are found before anything runs", { timeout: 120_000 }, async () => {
  const broken = join(folder, "broken.ipynb");
  writeFileSync(broken, '{"cells": [');
  const taken = join(folder, "taken");
  mkdirSync(taken);
  writeFileSync(join(taken, "thesis.txt"), "");
  const ok = join(fixtures, "ok.ipynb");
  const cases: [args: string[], code: number, message: RegExp][] = [
    [[join(folder, "absent.ipynb")], 1, /There is no notebook .*absent\.ipynb/],
    [[ok, broken], 1, /broken\.ipynb is not a notebook: it is not JSON/],
    [["package.json"], 1, /does not end in \.ipynb/],
    [[ok, "--out", taken], 1, /holds files that this command did not make/],
    [["--jobs", "0"], 2, /--jobs takes a whole number from 1, not "0"/],
    [["--jobs", "two"], 2, /not "two"/],
    [["--timeout", "-1"], 2, /--timeout/],
    [["--timeout=-1"], 2, /--timeout takes a number of seconds above 0, not "-1"/],
    [["--job", "2"], 2, /Unknown option '--job'/],
  ];
  for (const [args, code, message] of cases) {
    const finished = await course(args);
    assert.match(finished.stderr, message);
    assert.equal(finished.code, code, args.join(" "));
    assert.doesNotMatch(finished.stdout, /Running/);
  }
});
