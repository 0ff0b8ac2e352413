import type { Phase } from "./executor";

/** Memory that the main thread and the interrupt worker share. */
export type SharedState = Int32Array;

/** What stands where in the shared memory. */
export const sharedIndex = {
  phase: 0,
  /** Number of the last interrupt that the main thread has seen. */
  answered: 1,
  /** Number of the last interrupt for which code had to be terminated. */
  forced: 2,
} as const;

/** Phases as numbers in the shared memory. */
export const phaseCode: Record<Phase, number> = { idle: 0, compiling: 1, running: 2 };

/** From the worker to the main thread: interrupt number `request` is for the command with the id `command`. */
export interface InterruptMessage {
  request: number;
  command: number;
}
