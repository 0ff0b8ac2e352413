import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Phase } from "./executor";
import { type InterruptMessage, phaseCode, type SharedState, sharedIndex } from "./interruptState";

/** The main thread's side of interrupts. */
export class Interrupts {
  private readonly state: SharedState = new Int32Array(new SharedArrayBuffer(12));

  /**
   * @param onInterrupt - called when the command with the id `command` shall end, whether or not it has begun;
   *   `byForce` if code was terminated for it
   */
  constructor(onInterrupt: (command: number, byForce: boolean) => void) {
    // Nothing may be terminated while the engine starts.
    this.setPhase("compiling");
    const worker = new Worker(join(__dirname, "interruptWorker.js"), { workerData: this.state, env: {} });
    worker.on("message", ({ request, command }: InterruptMessage) => {
      Atomics.store(this.state, sharedIndex.answered, request);
      onInterrupt(command, Atomics.load(this.state, sharedIndex.forced) === request);
    });
    worker.unref();
  }

  /** Tells the worker what the main thread is about to do. */
  setPhase(phase: Phase): void {
    Atomics.store(this.state, sharedIndex.phase, phaseCode[phase]);
  }
}
