import { setImmediate } from "node:timers";
import { isPromise } from "node:util/types";
import vm from "node:vm";
import type { Completion, ErrorReport, UserExpressionResult } from "../engineProtocol";
import { CellConverter, type ConvertedCell } from "./cellConverter";
import { CellPrograms } from "./cellProgram";
import { parameterNames } from "./cellTransformer";
import { followingDeclarations } from "./declarations";
import { reportDiagnostics } from "./diagnosticReport";
import { KernelInterrupted, reportError } from "./errorReport";
import { ModuleLoader } from "./moduleLoader";
import { Questions } from "./questions";
import { resultBundle } from "./resultBundle";
import { CellBinding, NotebookScope } from "./scope";
import { registerSource } from "./stackTrace";

/** How a piece of code ended. */
export type Outcome = { value: unknown } | { error: ErrorReport };

/** What the engine is doing, as the interrupter must know it. */
export type Phase = "idle" | "compiling" | "running";

type CellFunction = (
  exports: CellBinding["exports"],
  require: ModuleLoader["require"],
  scope: NotebookScope["variables"],
  result: (value: unknown) => void,
  load: ModuleLoader["import"],
  declare: CellBinding["declare"],
) => unknown;

interface RunningCell {
  settle(outcome: Outcome): void;
}

/** Converts and runs cells, one after the other, in one shared scope. */
export class Executor {
  private readonly programs: CellPrograms;
  private readonly converter: CellConverter;
  private readonly questions: Questions;
  private readonly modules: ModuleLoader;
  private readonly scope = new NotebookScope();
  private declarations = "";
  private running: RunningCell | undefined;
  private expressions = 0;

  constructor(
    folder: string,
    private readonly onPhase: (phase: Phase) => void,
  ) {
    this.programs = new CellPrograms(folder);
    this.converter = new CellConverter(folder, this.programs);
    this.questions = new Questions(this.programs);
    this.modules = new ModuleLoader(folder);
  }

  /** Loads TypeScript's and Node's types, so that the first cell need not wait for them. */
  warmUp(): void {
    this.compiling(() => this.converter.convert("", "const warm: string = process.version;\nwarm"));
  }

  /**
   * Runs a cell to its end, awaiting what it awaits, and its value if that is a promise.
   *
   * @param title - what errors call the cell, such as `cell 3`
   */
  async execute(source: string, title: string): Promise<Outcome> {
    let cell: ConvertedCell;
    let run: CellFunction;
    try {
      const conversion = this.compiling(() => this.converter.convert(this.declarations, source));
      if ("diagnostics" in conversion) {
        return { error: reportDiagnostics(conversion.diagnostics, source, title) };
      }
      cell = conversion.cell;
      this.modules.add(cell.sideModules);
      run = compile(cell, source, title);
    } catch (error) {
      return { error: reportError(error) };
    }
    return await this.run(run, cell);
  }

  /** Evaluates an expression for a client. */
  async evaluate(expression: string): Promise<UserExpressionResult> {
    this.expressions += 1;
    const outcome = await this.execute(`(${expression}\n)`, `expression ${this.expressions}`);
    if ("error" in outcome) return { status: "error", ...outcome.error };
    try {
      return { status: "ok", ...(await resultBundle(outcome.value)) };
    } catch (error) {
      return { status: "error", ...reportError(error) };
    }
  }

  /** Ends the running cell with an error, at an interrupt. Returns whether a cell was running. */
  abandon(): boolean {
    const cell = this.running;
    this.running = undefined;
    cell?.settle({ error: reportError(new KernelInterrupted()) });
    return cell !== undefined;
  }

  /** Names that fit at `cursor` of unfinished code. */
  complete(source: string, cursor: number): Completion {
    return this.compiling(() => this.questions.complete(this.declarations, source, cursor));
  }

  /** Type and documentation of what stands at `cursor`, or `null`. */
  inspect(source: string, cursor: number): string | null {
    return this.compiling(() => this.questions.inspect(this.declarations, source, cursor));
  }

  /** TypeScript must not be terminated in the middle; it is done soon enough. */
  private compiling<T>(work: () => T): T {
    this.onPhase("compiling");
    try {
      return work();
    } finally {
      this.onPhase(this.running ? "running" : "idle");
    }
  }

  private async run(run: CellFunction, cell: ConvertedCell): Promise<Outcome> {
    const binding = new CellBinding();
    let value: unknown;
    const result = (last: unknown): void => {
      value = last;
    };
    const { require, import: load } = this.modules;
    const start = () => run(binding.exports, require, this.scope.variables, result, load, binding.declare);
    const outcome = await new Promise<Outcome>((settle) => {
      const running: RunningCell = { settle };
      this.running = running;
      // In a turn of its own: an interrupt tears down the whole stack, and nothing but the cell should be on it.
      setImmediate(() => {
        if (this.running !== running) return;
        this.onPhase("running");
        void finish(start, () => value).then(settle);
      });
    });
    this.onPhase("idle");
    this.running = undefined;
    const unreached = this.scope.commit(binding, cell);
    this.declarations = followingDeclarations(
      this.declarations,
      cell.declarations,
      cell.meanings,
      "error" in outcome ? unreached : new Set(),
    );
    return outcome;
  }
}

async function finish(start: () => unknown, result: () => unknown): Promise<Outcome> {
  try {
    await start();
    const value = result();
    return { value: isPromise(value) ? await value : value };
  } catch (error) {
    return { error: reportError(error) };
  }
}

function compile(cell: ConvertedCell, source: string, title: string): CellFunction {
  const { scope, result, load } = parameterNames;
  const accessors = cell.declared.map((name) => `${name}:[()=>${name},($value$)=>{${name}=$value$}]`);
  const keyword = cell.awaits ? "async function" : "function";
  const parameters = ["exports", "require", scope, result, load, "$declare"].join(", ");
  const head = `(${keyword} (${parameters}) { $declare({${accessors.join(",")}}); `;
  registerSource(title, {
    title,
    source,
    toSource: ({ line, column }) =>
      cell.toSource({ line, column: line === 0 ? Math.max(0, column - head.length) : column }),
  });
  return vm.runInThisContext(`${head}${cell.code}\n})`, { filename: title }) as CellFunction;
}
