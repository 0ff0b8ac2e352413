/**
 * The one door to TensorFlow.js: `import { tf } from "…/tensor/backend"` chooses the fastest backend that works here
 * and starts it, so that operations work at once, without waiting, on every one of them.
 */
import tf = require("@tensorflow/tfjs");

import { type BackendName, forcedBackend } from "./backendChoice";
import { repairGradients } from "./gradientRepairs";
import { loadNativeBackend, nativeAddonFile } from "./nativeAddon";
import { installNativeShortcuts } from "./nativeShortcuts";
import { installTfjsNodeAlias } from "./tfjsNodeAlias";
import { startWasmBackend } from "./wasmBackend";
import { registerUnsortedSegmentSum } from "./wasmKernels/unsortedSegmentSum";

export type { BackendName };
export { tf };

/** tfjs's names of its backends, and ours. */
const nameOfTfjsBackend: Record<string, BackendName> = { tensorflow: "node", wasm: "wasm", cpu: "cpu" };

const cure = "`npm run setup` builds it";

/** The backend that operations run on now: "node" (native TensorFlow), "wasm" or "cpu". */
export function backendName(): BackendName {
  const name = nameOfTfjsBackend[tf.getBackend()];
  if (!name) throw new Error(`The TensorFlow.js backend "${tf.getBackend()}" is none of node, wasm, cpu.`);
  return name;
}

function startNode(forced: boolean): boolean {
  if (!nativeAddonFile()) {
    if (forced)
      throw new Error(
        `RLHF_BACKEND=node, but the native TensorFlow addon is not built. ${cure}; RLHF_BACKEND=wasm needs no addon.`,
      );
    return false;
  }
  try {
    loadNativeBackend();
    installNativeShortcuts();
    return tf.getBackend() === "tensorflow";
  } catch (error) {
    const message = `the native TensorFlow addon is there but does not load (${firstLine(error)})`;
    if (forced)
      throw new Error(
        `RLHF_BACKEND=node, but ${message}. ${cure} afresh; RLHF_BACKEND=wasm needs no addon.`,
        {
          cause: error,
        },
      );
    console.warn(`rlhf: ${message}; using the slower WASM backend. ${cure} afresh.`);
    return false;
  }
}

function startWasm(forced: boolean): boolean {
  try {
    startWasmBackend();
    return true;
  } catch (error) {
    const message = `the WASM backend does not start (${firstLine(error)})`;
    if (forced)
      throw new Error(`RLHF_BACKEND=wasm, but ${message}. \`npm ci\` installs the packages afresh.`, {
        cause: error,
      });
    console.warn(`rlhf: ${message}; using the slow CPU backend. \`npm ci\` installs the packages afresh.`);
    return false;
  }
}

function startCpu(): void {
  registerUnsortedSegmentSum();
  void tf.setBackend("cpu");
}

function start(): void {
  const forced = forcedBackend();
  // The CPU backend's first use prints a banner that recommends tfjs-node; WASM uses it for some kernels.
  (tf.findBackend("cpu") as unknown as { firstUse: boolean }).firstUse = false;
  if (forced !== "wasm" && forced !== "cpu" && startNode(forced === "node")) return;
  if (forced !== "cpu" && startWasm(forced === "wasm")) return;
  startCpu();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!.trim();
}

installTfjsNodeAlias();
start();
repairGradients();
