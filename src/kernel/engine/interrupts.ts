import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Phase } from "./executor";
import { type InterruptMessage, phaseCode, type SharedState, sharedIndex } from "./interruptState";

/** The main thread's side of interrupts. */
export class Interrupts {
  private readonly state: SharedState = new Int32Array(new SharedArrayBuffer(8));

  /** @param onInterrupt - called when the running cell shall end; `byForce` if its code was terminated */
  constructor(onInterrupt: (byForce: boolean) => void) {
    const worker = new Worker(join(__dirname, "interruptWorker.js"), { workerData: this.state, env: {} });
    worker.on("message", ({ type, request }: InterruptMessage) => {
      const first = Atomics.load(this.state, sharedIndex.answered) < request;
      Atomics.store(this.state, sharedIndex.answered, request);
      // The question is in the mail too when the code was terminated.
      if (first || type === "terminated") onInterrupt(type === "terminated");
    });
    worker.unref();
  }

  /** Tells the worker what the main thread is about to do. */
  setPhase(phase: Phase): void {
    Atomics.store(this.state, sharedIndex.phase, phaseCode[phase]);
  }
}
