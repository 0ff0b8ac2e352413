import type { CodeCell, Notebook } from "../notebook/nbformat";
import { CellOutputs } from "./cellOutputs";
import type { ErrorReport } from "./engineProtocol";
import { languageInfo } from "./languageInfo";
import { type ExecuteResult, KernelSession } from "./session";

/** Options of `executeNotebook`. */
export interface ExecuteNotebookOptions {
  /** The notebook's folder: where its imports and relative paths start. */
  cwd: string;
  /** Environment variables for the cells beside those of this process. */
  env?: Record<string, string | undefined>;
  /** Longest time that one cell may take (default: 10 minutes). */
  timeoutMs?: number;
  /** Run the cells after a failing one too (default `false`). */
  allowErrors?: boolean;
  /** Called when a code cell begins (`done` false) and when it has ended (`done` true). */
  onCell?: (progress: { cellIndex: number; codeCells: number; done: boolean }) => void;
}

/** The first error of a notebook and its place; both indices count from 0, `line` from 1. */
export interface NotebookError extends ErrorReport {
  cellIndex: number;
  /** The line of the cell, if the error has one. */
  line?: number;
}

/** The executed copy of a notebook and the error that stopped it, if any. */
export interface ExecutedNotebook {
  notebook: Notebook;
  error?: NotebookError;
}

/** How long a cell that took too long may take to stop before its process is ended. */
const stopWithinMs = 5000;
/** What a cell's metadata may say about errors: nbclient's tag for cells that are meant to fail. */
const mayFailTag = "raises-exception";

/**
 * Runs a notebook's cells from top to bottom in a fresh engine, without Jupyter, and returns a copy with outputs.
 *
 * Stops at the first cell that fails, unless `allowErrors` or the cell's tag `raises-exception` says otherwise. Never
 * rejects for errors of the cells.
 */
export async function executeNotebook(
  notebook: Notebook,
  { cwd, env, timeoutMs = 600_000, allowErrors = false, onCell }: ExecuteNotebookOptions,
): Promise<ExecutedNotebook> {
  const executed = structuredClone(notebook);
  executed.metadata.language_info = languageInfo();
  const outputs = new CellOutputs();
  const codeCells = executed.cells.filter((cell) => cell.cell_type === "code").length;
  let error: NotebookError | undefined;
  const session = new KernelSession({ cwd, env });
  try {
    // A failure to start is reported by the first cell.
    await session.ready.catch(() => {});
    for (const [cellIndex, cell] of executed.cells.entries()) {
      if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
      onCell?.({ cellIndex, codeCells, done: false });
      const result = await executeCell(session, cell, outputs, timeoutMs);
      onCell?.({ cellIndex, codeCells, done: true });
      const { tags } = cell.metadata;
      if (!result.error || (Array.isArray(tags) && tags.includes(mayFailTag))) continue;
      error ??= { cellIndex, line: lineOf(result.error, result.executionCount), ...result.error };
      if (!allowErrors) break;
    }
  } finally {
    await session.shutdown();
  }
  return { notebook: executed, error };
}

async function executeCell(
  session: KernelSession,
  cell: CodeCell,
  outputs: CellOutputs,
  timeoutMs: number,
): Promise<ExecuteResult> {
  outputs.begin(cell);
  let timedOut = false;
  let running = true;
  let timer = setTimeout(() => {
    timedOut = true;
    void session.interrupt();
    timer = setTimeout(() => void session.kill(), stopWithinMs);
  }, timeoutMs);
  const result = await session.execute(cell.source, {
    onOutput: (output) => {
      if (running) outputs.add(cell, output);
    },
  });
  running = false;
  clearTimeout(timer);
  outputs.finish(cell);
  cell.execution_count = result.executionCount;
  if (timedOut && result.error) {
    const evalue = `the cell took longer than ${timeoutMs / 1000} s and was stopped`;
    result.error = { ename: "CellTimeout", evalue, traceback: [`CellTimeout: ${evalue}`] };
    cell.outputs.pop();
    cell.outputs.push({ output_type: "error", ...result.error });
  }
  return result;
}

/** The line in the cell, from the first place that the traceback names. */
function lineOf({ traceback }: ErrorReport, executionCount: number): number | undefined {
  const place = new RegExp(`\\bcell ${executionCount}:(\\d+):\\d+`).exec(traceback.join("\n"));
  return place ? Number(place[1]) : undefined;
}
