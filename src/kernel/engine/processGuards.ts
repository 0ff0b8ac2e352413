import { ProcessExit, reportError } from "./errorReport";
import { writeOutput } from "./frameWriter";

type GuardedProcess = NodeJS.Process & { reallyExit(code?: number): never };

const guarded = process as GuardedProcess;

/**
 * Keeps a cell from ending the process in which all cells live: `process.exit` and its kin throw, and errors that
 * nobody caught are shown instead of being fatal.
 */
export function guardProcess(): void {
  process.exit = (code) => refuse(`process.exit(${code ?? ""})`);
  guarded.reallyExit = (code) => refuse(`process.reallyExit(${code ?? ""})`);
  process.abort = () => refuse("process.abort()");
  process.on("uncaughtException", (error) => showUncaught("Uncaught exception", error));
  process.on("unhandledRejection", (reason) => showUncaught("Unhandled promise rejection", reason));
  silenceNode();
  // Ctrl-C in a terminal reaches every process; the front turns it into an interrupt.
  process.on("SIGINT", () => {});
}

/** Node's remarks on old or new functions that libraries use are nothing that a student could act on. */
function silenceNode(): void {
  const emitWarning = process.emitWarning as (warning: string | Error, ...rest: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    const [options] = rest;
    const type = typeof options === "object" ? (options as { type?: unknown } | null)?.type : options;
    if (type === "ExperimentalWarning" || type === "DeprecationWarning") return;
    emitWarning.call(process, warning, ...rest);
  };
}

function refuse(call: string): never {
  throw new ProcessExit(`${call} was called; the kernel goes on.`);
}

function showUncaught(what: string, error: unknown): void {
  const { traceback } = reportError(error);
  writeOutput({ output_type: "stream", name: "stderr", text: `${what}: ${traceback.join("\n")}\n` });
}
