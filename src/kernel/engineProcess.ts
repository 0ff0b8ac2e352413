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

/** How long the output of an engine that ended may take to arrive. */
const lastOutputMs = 300;

/** One engine process and its pipes. */
export class EngineProcess {
  private readonly child: ChildProcess;
  private readonly nativeLogs = { stdout: new NativeLog(), stderr: new NativeLog() };
  private ended = false;
  private setGone: () => void = () => {};
  private readonly gone = new Promise<void>((resolve) => {
    this.setGone = resolve;
  });

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
        // A process group of its own, so that what cells start can be ended with it.
        detached: true,
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
    const reason = (code: number | null, signal: string | null) =>
      signal ? `signal ${signal}` : `exit code ${code}`;
    // After the last output was read; a process that a cell started may keep the pipes open, though.
    this.child.on("close", (code, signal) => this.end(reason(code, signal)));
    this.child.on("exit", (code, signal) => setTimeout(() => this.end(reason(code, signal)), lastOutputMs));
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
    const timer = setTimeout(() => this.killGroup(), graceMs);
    this.pipe("commands").end();
    await this.gone;
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
    this.killGroup();
    this.flushNativeText();
    this.listener.onExit(reason);
    this.setGone();
  }

  private killGroup(): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, "SIGKILL");
    } catch {
      // Nobody is left.
    }
  }
}
