import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KernelOutput } from "../../src/kernel/engineProtocol";
import { type ExecuteOptions, type ExecuteResult, KernelSession } from "../../src/kernel/session";

/** What a cell did, for assertions. */
export interface Recording extends ExecuteResult {
  outputs: KernelOutput[];
  stdout: string;
  stderr: string;
  /** The plain text of the cell's value. */
  value: unknown;
  traceback: string;
}

/** A session whose cells record what they show. */
export class CellRecorder {
  private constructor(
    readonly session: KernelSession,
    readonly folder: string,
  ) {}

  static of(session: KernelSession): CellRecorder {
    return new CellRecorder(session, process.cwd());
  }

  /** Starts an engine in `folder` (default: an empty one). */
  static async start(folder = mkdtempSync(join(tmpdir(), "rlhf-session-"))): Promise<CellRecorder> {
    return new CellRecorder(await KernelSession.start({ cwd: folder }), folder);
  }

  async run(code: string, options: ExecuteOptions = {}): Promise<Recording> {
    const outputs: KernelOutput[] = [];
    const result = await this.session.execute(code, {
      ...options,
      onOutput: (output) => outputs.push(output),
    });
    const text = (name: string) =>
      outputs
        .map((output) => (output.output_type === "stream" && output.name === name ? output.text : ""))
        .join("");
    const shown = outputs.find((output) => output.output_type === "execute_result");
    const value = shown && "data" in shown ? shown.data["text/plain"] : undefined;
    const traceback = result.error?.traceback.join("\n") ?? "";
    return { ...result, outputs, stdout: text("stdout"), stderr: text("stderr"), value, traceback };
  }

  /** Runs code that must succeed and returns its value as text. */
  async value(code: string): Promise<unknown> {
    const recording = await this.run(code);
    if (recording.error) throw new Error(recording.traceback);
    return recording.value;
  }

  stop(): Promise<void> {
    return this.session.shutdown();
  }
}
