/**
 * Worker thread that receives interrupts while the main thread may be in an endless loop.
 *
 * It asks the main thread first; if that does not answer, V8's inspector terminates what runs there.
 */
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { engineDescriptors } from "../engineProtocol";
import { JsonLines } from "../jsonLines";
import { killEngine } from "./engineEnd";
import { type InterruptMessage, phaseCode, type SharedState, sharedIndex } from "./interruptState";

/** How long a busy main thread may take to answer before it is stopped. */
const answerWithinMs = 100;
/** How long the engine may take to end by itself when nobody listens any more. */
const exitWithinMs = 2000;

const state = workerData as SharedState;
let asked = 0;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const isAnswered = (): boolean => Atomics.load(state, sharedIndex.answered) >= asked;

async function interrupt(command: number): Promise<void> {
  asked += 1;
  const message: InterruptMessage = { request: asked, command };
  // A busy main thread finds this when it has been stopped.
  parentPort!.postMessage(message);
  for (let waitedMs = 0; !isAnswered(); ) {
    await sleep(10);
    // The compiler must not be torn; it ends soon, and the executor then sees that the cell was interrupted.
    const compiling = Atomics.load(state, sharedIndex.phase) === phaseCode.compiling;
    waitedMs = compiling ? 0 : waitedMs + 10;
    if (waitedMs < answerWithinMs || isAnswered()) continue;
    Atomics.store(state, sharedIndex.forced, asked);
    await terminate();
    waitedMs = 0;
  }
}

async function terminate(): Promise<void> {
  const session = new Session();
  session.connectToMainThread();
  const terminated = new Promise<void>((resolve) => {
    session.post("Runtime.terminateExecution", () => resolve());
  });
  // If the main thread finished in the meantime, the order is only carried out when it next runs something.
  await Promise.race([terminated, sleep(1000)]);
  session.disconnect();
}

let queue = Promise.resolve();
const requests = new JsonLines<number>((command) => {
  queue = queue.then(() => interrupt(command));
});
const pipe = new Socket({ fd: engineDescriptors.interrupts, readable: true, writable: false });
pipe.on("data", (chunk) => requests.push(chunk));
const orphaned = (): void => {
  setTimeout(killEngine, exitWithinMs);
};
pipe.on("end", orphaned);
pipe.on("error", orphaned);
