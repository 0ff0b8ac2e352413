import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs, stripVTControlCharacters } from "node:util";
import { executeNotebook } from "../kernel/executeNotebook";
import { type CodeCell, type Notebook, parseNotebook } from "../notebook/nbformat";
import { publishFolder, whyNotReplace } from "../site/publishFolder";
import { type SiteNotebook, type SiteReport, writeSite } from "../site/writeSite";
import { CourseProgress } from "./courseProgress";
import {
  assignmentsFolder,
  commonFolder,
  courseFolder,
  findNotebooks,
  notebooksFromArguments,
  projectFolder,
  shownPath,
} from "./notebookFiles";

export const usage = `Usage: npm run course -- [notebooks or folders…] [--out build/site] [--jobs n] [--timeout s]

Runs notebooks without Jupyter and builds a static site from them; default: all in notebooks/ but the assignments.
The executed notebooks are in the site's folder notebooks/. Exit code 1 when a cell fails.

  --out <folder>   where the site goes; it is replaced as a whole (default: build/site)
  --jobs <n>       how many notebooks run at once (default: the number of cores, ${availableParallelism()} here)
  --timeout <s>    seconds that one cell may take (default: 600)`;

const defaultOutFolder = join(projectFolder, "build", "site");

interface Options {
  files: string[];
  outFolder: string;
  jobs: number;
  timeoutMs: number;
}

interface Failure {
  /** Execution count of the failed cell; absent when the notebook did not run at all. */
  cell?: number | undefined;
  line?: number | undefined;
  /** "TypeError: x is not a function" */
  message: string;
  traceback: string[];
}

interface Result extends SiteNotebook {
  name: string;
  seconds: number;
  problem?: Failure | undefined;
}

/** Runs the course and builds its site. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: "string" }, jobs: { type: "string" }, timeout: { type: "string" } },
  });
  const jobs = values.jobs === undefined ? availableParallelism() : Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) {
    console.error(`rlhf course: --jobs takes a whole number from 1, not "${values.jobs}".`);
    return 2;
  }
  const timeoutSeconds = values.timeout === undefined ? 600 : Number(values.timeout);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 2_000_000)) {
    console.error(`rlhf course: --timeout takes a number of seconds above 0, not "${values.timeout}".`);
    return 2;
  }
  const outFolder = resolve(values.out ?? defaultOutFolder);
  try {
    const files =
      positionals.length > 0
        ? notebooksFromArguments(positionals)
        : findNotebooks(courseFolder, [assignmentsFolder]);
    if (files.length === 0) throw new Error(`There are no notebooks in ${shownPath(courseFolder)}.`);
    const obstacle = await whyNotReplace(outFolder);
    if (obstacle !== undefined) throw new Error(`--out: ${obstacle}`);
    return await runCourse({ files, outFolder, jobs, timeoutMs: timeoutSeconds * 1000 });
  } catch (error) {
    console.error(`rlhf course: ${(error as Error).message}`);
    return 1;
  }
}

async function runCourse({ files, outFolder, jobs, timeoutMs }: Options): Promise<number> {
  // A notebook that cannot be read is found before any other has taken its time.
  const notebooks = files.map((file) => ({
    file,
    name: shownPath(file),
    notebook: parseNotebook(readFileSync(file, "utf8"), shownPath(file)),
  }));
  const atOnce = Math.min(jobs, notebooks.length);
  console.log(`Running ${count(notebooks.length, "notebook")}${atOnce > 1 ? `, ${atOnce} at a time` : ""}.`);
  const begin = performance.now();
  const progress = new CourseProgress(notebooks.map(({ name }) => name));
  const interrupt = () => {
    progress.end();
    console.error(`\nInterrupted. ${shownPath(outFolder)} is as it was.`);
    // The engines end when this process does: even an endless loop, when the pipes to us close.
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interrupt);
  const results: Result[] = [];
  const queue = [...notebooks];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results.push(await runNotebook(next, timeoutMs, progress));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  progress.end();
  const report = await publishFolder(outFolder, (draft) =>
    writeSite(results, draft, {
      notebookFolder: commonFolder(files),
      projectFolder: files.every((file) => file.startsWith(courseFolder))
        ? projectFolder
        : commonFolder(files),
      privateFolders: [assignmentsFolder],
    }),
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupt);
  return summarise(results, report, outFolder, (performance.now() - begin) / 1000);
}

async function runNotebook(
  { file, name, notebook }: { file: string; name: string; notebook: Notebook },
  timeoutMs: number,
  progress: CourseProgress,
): Promise<Result> {
  const codeCells = notebook.cells.filter((cell) => cell.cell_type === "code").length;
  const begin = performance.now();
  progress.started(name, codeCells);
  let reached = 0;
  let executed = notebook;
  let problem: Failure | undefined;
  try {
    const result = await executeNotebook(notebook, {
      cwd: dirname(file),
      timeoutMs,
      onCell: ({ done }) => progress.reached(name, done ? reached : ++reached),
    });
    executed = result.notebook;
    const { error } = result;
    if (error) {
      const { cellIndex, line, ename, evalue, traceback } = error;
      const cell = executed.cells[cellIndex] as CodeCell;
      const message = evalue === "" ? ename : `${ename}: ${evalue}`;
      problem = { cell: cell.execution_count ?? undefined, line, message, traceback };
    }
  } catch (error) {
    const { message, stack } = error as Error;
    problem = { message, traceback: (stack ?? "").split("\n") };
  }
  const seconds = (performance.now() - begin) / 1000;
  const remark = problem === undefined ? count(codeCells, "code cell") : place(problem);
  progress.finished(name, problem === undefined, seconds, remark);
  const failure = problem && `${place(problem)}: ${firstLine(problem.message)}`;
  return { file, name, notebook: executed, seconds, problem, failure };
}

function summarise(
  results: readonly Result[],
  report: SiteReport,
  outFolder: string,
  seconds: number,
): number {
  const failed = results.filter(({ problem }) => problem !== undefined);
  const colours = process.stderr.isTTY && !process.env.NO_COLOR;
  for (const { name, problem } of failed) {
    const description = describeFailure(name, problem!);
    console.error(`\n${colours ? description : stripVTControlCharacters(description)}`);
  }
  if (report.warnings.length > 0) {
    console.error(`\n${count(report.warnings.length, "warning")} about the pages:`);
    for (const warning of report.warnings) console.error(`  ${warning}`);
  }
  const index = shownPath(join(outFolder, "index.html"));
  const ran = results.length - failed.length;
  const verdict =
    failed.length === 0
      ? `${count(ran, "notebook")} ran`
      : `${failed.length} of ${count(results.length, "notebook")} failed`;
  const serve = outFolder === defaultOutFolder ? "npx rlhf serve" : `npx rlhf serve ${shownPath(outFolder)}`;
  console.log(`\n${verdict} in ${seconds.toFixed(1)} s. The site is ${index}; open it, or: ${serve}`);
  return failed.length === 0 ? 0 : 1;
}

function describeFailure(name: string, { cell, line, message, traceback }: Failure): string {
  const details = traceback.join("\n");
  const isTold = details.includes(firstLine(message));
  return [
    `${name}, ${place({ cell, line })}:${isTold ? "" : ` ${message}`}`,
    ...(details === "" ? [] : [details.replace(/^/gm, "    ")]),
  ].join("\n");
}

/** Cells are named as Jupyter and tracebacks name them, by their execution count. */
function place({ cell, line }: Pick<Failure, "cell" | "line">): string {
  if (cell === undefined) return "not run";
  return line === undefined ? `cell [${cell}]` : `cell [${cell}], line ${line}`;
}

const firstLine = (text: string): string => text.split("\n", 1)[0]!;

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
