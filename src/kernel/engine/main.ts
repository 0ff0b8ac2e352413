/** The engine process: converts cells, runs them, and reports over pipes (see `engineProtocol.ts`). */
import { existsSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type EngineCommand, type ExecuteCommand, engineDescriptors } from "../engineProtocol";
import { JsonLines } from "../jsonLines";
import { connectCellOutput } from "./cellOutput";
import { clearTimers, forgetTimers, trackTimers } from "./cellTimers";
import { reportError } from "./errorReport";
import { Executor } from "./executor";
import { writeFrame, writeOutput } from "./frameWriter";
import { Interrupts } from "./interrupts";
import { exitEngine, guardProcess } from "./processGuards";
import { completenessOf } from "./questions";
import { resultBundle } from "./resultBundle";
import { installStackTraces } from "./stackTrace";

installStackTraces();
guardProcess();
trackTimers();
connectCellOutput();

const interrupts = new Interrupts((byForce) => {
  clearTimers();
  const stoppedCell = executor.abandon();
  if (byForce && !stoppedCell) {
    const text = "KernelInterrupted: code that ran in the background was stopped.\n";
    writeOutput({ output_type: "stream", name: "stderr", text });
  }
  writeFrame({ type: "interrupted" });
});
const executor = new Executor(process.cwd(), (phase) => interrupts.setPhase(phase));

async function execute(command: ExecuteCommand): Promise<void> {
  const { id, code, title, executionCount, silent } = command;
  forgetTimers();
  const outcome = await executor.execute(code, title);
  let error = "error" in outcome ? outcome.error : undefined;
  if ("value" in outcome && outcome.value !== undefined && !silent) {
    try {
      const bundle = await resultBundle(outcome.value);
      writeOutput({ output_type: "execute_result", execution_count: executionCount, ...bundle });
    } catch (thrown) {
      error = reportError(thrown);
    }
  }
  // Rejections that nobody handles are announced when all promises have settled; they belong to this cell.
  await setImmediate();
  if (error && !silent) writeOutput({ output_type: "error", ...error });
  const userExpressions: Record<string, Awaited<ReturnType<Executor["evaluate"]>>> = {};
  if (!error) {
    for (const [name, expression] of Object.entries(command.userExpressions)) {
      userExpressions[name] = await executor.evaluate(expression);
    }
  }
  writeFrame({ type: "done", id, error, userExpressions });
}

function answer(command: Exclude<EngineCommand, ExecuteCommand>): void {
  const { id, code, cursor } = command;
  const ask = () => {
    if (command.type === "complete") return executor.complete(code, cursor);
    if (command.type === "inspect") return executor.inspect(code, cursor);
    return completenessOf(code);
  };
  let result: ReturnType<typeof ask> = null;
  try {
    result = ask();
  } catch {
    // TypeScript's services may stumble over half-written code; then there is nothing to say.
  }
  writeFrame({ type: "answer", id, answer: result });
}

const commands = new JsonLines<EngineCommand>((command) => {
  if (command.type === "execute") void execute(command);
  else answer(command);
});
const pipe = new Socket({ fd: engineDescriptors.commands, readable: true, writable: false });
pipe.on("data", (chunk) => commands.push(chunk));
pipe.on("close", () => exitEngine(0));

// Makes `import "@tensorflow/tfjs-node"` work where its native part is missing.
const tfjsNodeAlias = join(__dirname, "..", "..", "tensor", "tfjsNodeAlias.js");
if (existsSync(tfjsNodeAlias)) require(tfjsNodeAlias);
executor.warmUp();
writeFrame({ type: "ready" });
