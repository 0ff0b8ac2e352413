/** The engine process: converts cells, runs them, and reports over pipes (see `engineProtocol.ts`). */
import { existsSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import {
  type AnswerFrame,
  type EngineCommand,
  engineDescriptors,
  type QuestionCommand,
} from "../engineProtocol";
import { JsonLines } from "../jsonLines";
import { connectCellOutput } from "./cellOutput";
import { CellRunner } from "./cellRunner";
import { trackTimers } from "./cellTimers";
import { killEngine } from "./engineEnd";
import { Executor } from "./executor";
import { writeFrame } from "./frameWriter";
import { Interrupts } from "./interrupts";
import { guardProcess } from "./processGuards";
import { completenessOf } from "./questions";
import { installStackTraces } from "./stackTrace";

installStackTraces();
guardProcess();
trackTimers();
connectCellOutput();

const interrupts: Interrupts = new Interrupts((command, byForce) => runner.interrupt(command, byForce));
const executor: Executor = new Executor(process.cwd(), (phase) => interrupts.setPhase(phase));
const runner: CellRunner = new CellRunner(executor);

function answer({ type, id, code, cursor }: QuestionCommand): void {
  let found: AnswerFrame["answer"] = null;
  try {
    if (type === "complete") found = executor.complete(code, cursor);
    else if (type === "inspect") found = executor.inspect(code, cursor);
    else found = completenessOf(code);
  } catch {
    // TypeScript's services may stumble over half-written code; then there is nothing to say.
  }
  writeFrame({ type: "answer", id, answer: found });
}

const commands = new JsonLines<EngineCommand>((command) => {
  if (command.type === "execute") void runner.execute(command);
  else answer(command);
});
const pipe = new Socket({ fd: engineDescriptors.commands, readable: true, writable: false });
pipe.on("data", (chunk) => commands.push(chunk));
pipe.on("close", killEngine);

// Makes `import "@tensorflow/tfjs-node"` work where its native part is missing.
const tfjsNodeAlias = join(__dirname, "..", "..", "tensor", "tfjsNodeAlias.js");
if (existsSync(tfjsNodeAlias)) require(tfjsNodeAlias);
executor.warmUp();
writeFrame({ type: "ready" });
