import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { type EngineCommand, type EngineFrame, engineDescriptors } from "./engineProtocol";
import { JsonLines } from "./jsonLines";
import { NativeLog } from "./nativeLog";

/** Where the engine runs. */
export interface EngineOptions {
  /** Folder in which relative imports and paths of cells start. */
  cwd: string;
  /** Environment variables beside those of this process. */
  env?: Record<string, string | undefined>;
}

/** What an engine process tells its owner. */
export interface EngineListener {
  onFrame(frame: EngineFrame): void;
  /** Text that bypassed JavaScript's streams, such as the output of a child process. */
  onNativeText(name: "stdout" | "stderr", text: string): void;
  /** The process ended, by itself or not; `reason` is for people, such as "signal SIGSEGV". */
  onExit(reason: string): void;
}

/** One engine process and its pipes. */
export class EngineProcess {
  private readonly child: ChildProcess;
  private readonly nativeLogs = { stdout: new NativeLog(), stderr: new NativeLog() };
  private ended = false;

  constructor(
    { cwd, env }: EngineOptions,
    private readonly listener: EngineListener,
  ) {
    this.child = spawn(
      process.execPath,
      // Terminating code in the middle leaves Node's bookkeeping of asynchronous calls unbalanced, which is harmless.
      ["--no-force-async-hooks-checks", join(__dirname, "engine", "main.js")],
      {
        cwd,
        env: { TF_CPP_MIN_LOG_LEVEL: "2", ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
      },
    );
    const frames = new JsonLines<EngineFrame>((frame) => listener.onFrame(frame));
    (this.child.stdio[engineDescriptors.frames] as Readable).on("data", (chunk: Buffer) =>
      frames.push(chunk),
    );
    for (const name of ["stdout", "stderr"] as const) {
      this.child[name]!.on("data", (chunk: Buffer) => this.passOn(name, this.nativeLogs[name].push(chunk)));
    }
    for (const pipe of [this.pipe("commands"), this.pipe("interrupts")]) {
      pipe.on("error", () => {
        // The engine is gone; its exit is reported below.
      });
    }
    this.child.on("error", (error) => this.end(error.message));
    // After the last output was read.
    this.child.on("close", (code, signal) => this.end(signal ? `signal ${signal}` : `exit code ${code}`));
  }

  send(command: EngineCommand): void {
    this.pipe("commands").write(`${JSON.stringify(command)}\n`);
  }

  /** Asks to stop the command with the id `command`; answered by a frame `interrupted`. */
  interrupt(command: number): void {
    this.pipe("interrupts").write(`${command}\n`);
  }

  /** Hands over unfinished lines of native output. */
  flushNativeText(): void {
    for (const name of ["stdout", "stderr"] as const) this.passOn(name, this.nativeLogs[name].flush());
  }

  /** Ends the process: politely, and after `graceMs` by force. Resolves when it is gone. */
  async stop(graceMs = 1000): Promise<void> {
    if (this.ended) return;
    const gone = new Promise<void>((resolve) => this.child.once("close", () => resolve()));
    const timer = setTimeout(() => this.child.kill("SIGKILL"), graceMs);
    this.pipe("commands").end();
    await gone;
    clearTimeout(timer);
  }

  private pipe(name: "commands" | "interrupts"): Writable {
    return (this.child.stdio as unknown as Writable[])[engineDescriptors[name]]!;
  }

  private passOn(name: "stdout" | "stderr", text: string): void {
    if (text !== "") this.listener.onNativeText(name, text);
  }

  private end(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.flushNativeText();
    this.listener.onExit(reason);
  }
}
