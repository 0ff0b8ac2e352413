import { setImmediate } from "node:timers/promises";
import type { ErrorReport, ExecuteCommand, UserExpressionResult } from "../engineProtocol";
import { clearTimers, forgetTimers } from "./cellTimers";
import { KernelInterrupted, reportError } from "./errorReport";
import type { Executor, Outcome } from "./executor";
import { writeFrame, writeOutput } from "./frameWriter";
import { resultBundle } from "./resultBundle";

/** Carries out `execute` commands from their beginning to their `done` frame, and interrupts. */
export class CellRunner {
  /** The id of the command that began last. */
  private last = 0;
  /** The command that has begun and is not done. */
  private current: ExecuteCommand | undefined;
  /** Commands that were interrupted before they began. */
  private readonly cancelled = new Set<number>();

  constructor(private readonly executor: Executor) {}

  /** Runs the code of a command and shows its value or its error. */
  async execute(command: ExecuteCommand): Promise<void> {
    this.last = command.id;
    this.current = command;
    forgetTimers();
    if (this.cancelled.delete(command.id)) {
      this.finish(command, reportError(new KernelInterrupted()));
      return;
    }
    try {
      const outcome = await this.executor.execute(command.code, command.title);
      const error = await this.showValue(command, outcome);
      // Rejections that nobody handles are announced when all promises have settled; they belong to this cell.
      await setImmediate();
      const userExpressions = error ? {} : await this.evaluate(command.userExpressions);
      this.finish(command, error, userExpressions);
    } catch (error) {
      // A mistake of the kernel must not leave the client waiting.
      this.finish(command, reportError(error));
    }
  }

  /**
   * Ends the command with the id `id`, also if it has not begun.
   *
   * @param byForce - whether code had to be terminated
   */
  interrupt(id: number, byForce: boolean): void {
    if (id > this.last) {
      this.cancelled.add(id);
    } else {
      clearTimers();
      if (!this.executor.abandon()) this.interruptAround(byForce);
    }
    writeFrame({ type: "interrupted" });
  }

  /** An interrupt when no cell's own code is running: its value is being shown, or a background task is at work. */
  private interruptAround(byForce: boolean): void {
    if (this.current) {
      this.finish(this.current, reportError(new KernelInterrupted()));
    } else if (byForce) {
      const text = "KernelInterrupted: code that ran in the background was stopped.\n";
      writeOutput({ output_type: "stream", name: "stderr", text });
    }
  }

  private async showValue(command: ExecuteCommand, outcome: Outcome): Promise<ErrorReport | undefined> {
    if ("error" in outcome) return outcome.error;
    if (outcome.value === undefined || command.silent) return undefined;
    try {
      const bundle = await resultBundle(outcome.value);
      if (this.current !== command) return undefined;
      writeOutput({ output_type: "execute_result", execution_count: command.executionCount, ...bundle });
      return undefined;
    } catch (error) {
      return reportError(error);
    }
  }

  private async evaluate(expressions: Record<string, string>): Promise<Record<string, UserExpressionResult>> {
    const results: Record<string, UserExpressionResult> = {};
    for (const [name, expression] of Object.entries(expressions)) {
      results[name] = await this.executor.evaluate(expression);
    }
    return results;
  }

  private finish(
    command: ExecuteCommand,
    error: ErrorReport | undefined,
    userExpressions: Record<string, UserExpressionResult> = {},
  ): void {
    // An interrupt may have ended it already.
    if (this.current !== command) return;
    this.current = undefined;
    if (error && !command.silent) writeOutput({ output_type: "error", ...error });
    writeFrame({ type: "done", id: command.id, error, userExpressions });
  }
}
