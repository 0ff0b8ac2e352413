import { setImmediate } from "node:timers";
import { isPromise } from "node:util/types";
import vm from "node:vm";
import type { Completeness, Completion, ErrorReport, UserExpressionResult } from "../engineProtocol";
import { CellConverter, type ConvertedCell } from "./cellConverter";
import { declarationsAfterFailure } from "./declarations";
import { reportDiagnostics } from "./diagnosticReport";
import { KernelInterrupted, reportError } from "./errorReport";
import { ModuleLoader } from "./moduleLoader";
import { resultBundle } from "./resultBundle";
import { type Accessor, NotebookScope } from "./scope";
import { registerSource } from "./stackTrace";

/** How a piece of code ended. */
export type Outcome = { value: unknown } | { error: ErrorReport };

type CellFunction = (
  exports: Record<string, unknown>,
  require: unknown,
  load: (id: string) => Promise<unknown>,
  declare: (accessors: Record<string, Accessor>) => void,
) => unknown;

/** What the engine is doing, as the interrupter must know it. */
export type Phase = "idle" | "compiling" | "running";

interface RunningCell {
  settle(outcome: Outcome): void;
}

/** Converts and runs cells, one after the other, in one shared scope. */
export class Executor {
  private readonly converter: CellConverter;
  private readonly modules: ModuleLoader;
  private readonly scope = new NotebookScope();
  private declarations = "";
  private running: RunningCell | undefined;
  private hiddenRuns = 0;

  constructor(
    folder: string,
    private readonly onPhase: (phase: Phase) => void,
  ) {
    this.converter = new CellConverter(folder);
    this.modules = new ModuleLoader(folder);
  }

  /** Loads TypeScript and Node's types, so that the first cell need not wait for them. */
  warmUp(): void {
    this.converter.convert("", "const warm = 1;\nwarm");
  }

  /**
   * Runs a cell to its end, awaiting what it awaits, and its value if that is a promise.
   *
   * @param title - what errors call the cell, such as `cell 3`
   */
  async execute(source: string, title: string): Promise<Outcome> {
    this.onPhase("compiling");
    let script: CellFunction;
    let converted: ConvertedCell;
    try {
      const conversion = this.converter.convert(this.declarations, source);
      if ("diagnostics" in conversion) {
        return { error: reportDiagnostics(conversion.diagnostics, source, title) };
      }
      converted = conversion.cell;
      this.modules.add(converted.sideModules);
      script = compile(converted, source, title);
    } catch (error) {
      this.converter.forget();
      return { error: reportError(error) };
    } finally {
      this.onPhase("idle");
    }
    return await this.run(script, converted);
  }

  /** Evaluates an expression for a client, without leaving a trace in the scope. */
  async evaluate(expression: string): Promise<UserExpressionResult> {
    const declarations = this.declarations;
    const outcome = await this.execute(`(${expression}\n)`, `expression ${++this.hiddenRuns}`);
    this.declarations = declarations;
    if ("error" in outcome) return { status: "error", ...outcome.error };
    return { status: "ok", ...(await resultBundle(outcome.value)) };
  }

  /** Ends the running cell with an error, at an interrupt. Returns whether a cell was running. */
  abandon(): boolean {
    const cell = this.running;
    this.running = undefined;
    cell?.settle({ error: reportError(new KernelInterrupted()) });
    return cell !== undefined;
  }

  complete(source: string, cursor: number): Completion {
    return this.converter.complete(this.declarations, source, cursor);
  }

  inspect(source: string, cursor: number): string | null {
    return this.converter.inspect(this.declarations, source, cursor);
  }

  isComplete(source: string): Completeness {
    return this.converter.isComplete(source);
  }

  private async run(script: CellFunction, converted: ConvertedCell): Promise<Outcome> {
    const binding = this.scope.bind(converted.imported);
    const outcome = await new Promise<Outcome>((settle) => {
      const cell: RunningCell = { settle };
      this.running = cell;
      // In a turn of its own: an interrupt tears down the whole stack, and nothing but the cell should be on it.
      setImmediate(() => {
        if (this.running !== cell) return;
        this.onPhase("running");
        void finish(converted, binding.exports, () =>
          script.call(
            globalThis as never,
            binding.exports,
            this.modules.require,
            this.modules.import,
            binding.declare,
          ),
        ).then(settle);
      });
    });
    this.onPhase("idle");
    this.running = undefined;
    const unreached = this.scope.commit(binding, converted);
    this.declarations =
      "error" in outcome
        ? declarationsAfterFailure(this.declarations, converted.declarations, unreached)
        : converted.declarations;
    return outcome;
  }
}

async function finish(
  converted: ConvertedCell,
  exports: Record<string, unknown>,
  run: () => unknown,
): Promise<Outcome> {
  try {
    await run();
    const value = converted.lastExpression === undefined ? undefined : exports[converted.lastExpression];
    return { value: isPromise(value) ? await value : value };
  } catch (error) {
    return { error: reportError(error) };
  }
}

function compile(converted: ConvertedCell, source: string, title: string): CellFunction {
  const accessors = converted.declared.map((name) => `${name}:[()=>${name},($value$)=>{${name}=$value$}]`);
  const keyword = converted.awaits ? "async function" : "function";
  const head = `(${keyword} (exports, require, $import, $declare) { $declare({${accessors.join(",")}}); `;
  registerSource(title, {
    title,
    source,
    toSource: ({ line, column }) =>
      converted.toSource({ line, column: line === 0 ? Math.max(0, column - head.length) : column }),
  });
  return vm.runInThisContext(`${head}${converted.code}\n})`, { filename: title }) as CellFunction;
}
