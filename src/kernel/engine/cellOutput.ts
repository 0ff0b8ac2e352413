import type { DisplayDataOutput, MimeBundle } from "../../notebook/nbformat";
import type { Transient } from "../engineProtocol";
import { writeOutput } from "./frameWriter";
import { encodeBundle } from "./resultBundle";

interface DisplayMessage {
  data: MimeBundle;
  metadata?: DisplayDataOutput["metadata"];
  transient?: Transient;
}

/** TensorFlow.js says so whenever it is loaded without its native part. */
const tensorflowBanner = /^\n=+\nHi, looks like you are running TensorFlow\.js in Node\.js\./;

type Write = typeof process.stdout.write;

/**
 * Leads everything that code can show to the notebook: what is written to stdout and stderr, tslab's displays, and
 * the displays of `rlhf` (`globalThis[Symbol.for("rlhf.display")]`, `…("rlhf.clearOutput")`).
 */
export function connectCellOutput(): void {
  process.stdout.write = streamWriter("stdout");
  process.stderr.write = streamWriter("stderr");
  const seams = globalThis as unknown as Record<symbol, unknown>;
  seams[Symbol.for("rlhf.display")] = display;
  seams[Symbol.for("rlhf.clearOutput")] = (wait = false) => {
    writeOutput({ output_type: "clear_output", wait });
  };
  const tslab = require("tslab/dist/jupyter") as { lastWriteDisplayData: typeof display };
  tslab.lastWriteDisplayData = display;
}

function display({ data, metadata = {}, transient = {} }: DisplayMessage, update = false): void {
  const content = { data: encodeBundle(data), metadata, transient };
  if (update) writeOutput({ output_type: "update_display_data", ...content });
  else writeOutput({ output_type: "display_data", ...content });
}

function streamWriter(name: "stdout" | "stderr"): Write {
  const decoder = new TextDecoder();
  return ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    if (text !== "" && !tensorflowBanner.test(text)) writeOutput({ output_type: "stream", name, text });
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof done === "function") process.nextTick(done as () => void);
    return true;
  }) as Write;
}
