import { writeSync } from "node:fs";
import { type EngineFrame, engineDescriptors, type KernelOutput } from "../engineProtocol";

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Sends a frame to the front and returns when it is in the pipe, so that the outputs of a synchronous loop are seen
 * while it runs and all outputs keep their order.
 *
 * A frame begins with a line end too: if an interrupt tears a frame, only that one is lost.
 */
export function writeFrame(frame: EngineFrame): void {
  const bytes = Buffer.from(`\n${JSON.stringify(frame, asJson)}\n`);
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(engineDescriptors.frames, bytes, offset);
    } catch (error) {
      // The pipe is full: let the front read.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

/** Sends an output to the cell that runs, or ran last. */
export function writeOutput(output: KernelOutput): void {
  writeFrame({ type: "output", output });
}

function asJson(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
