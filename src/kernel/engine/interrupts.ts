import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Phase } from "./executor";
import { phaseCode, type SharedState, sharedIndex } from "./interruptState";

/** The main thread's side of interrupts. */
export class Interrupts {
  private readonly state: SharedState = new Int32Array(new SharedArrayBuffer(12));

  /** @param onInterrupt - called when the running cell shall end; `byForce` if code was terminated for it */
  constructor(onInterrupt: (byForce: boolean) => void) {
    const worker = new Worker(join(__dirname, "interruptWorker.js"), { workerData: this.state, env: {} });
    worker.on("message", (request: number) => {
      Atomics.store(this.state, sharedIndex.answered, request);
      onInterrupt(Atomics.load(this.state, sharedIndex.forced) === request);
    });
    worker.unref();
  }

  /** Tells the worker what the main thread is about to do. */
  setPhase(phase: Phase): void {
    Atomics.store(this.state, sharedIndex.phase, phaseCode[phase]);
  }
}
