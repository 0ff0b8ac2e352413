import { readFileSync } from "node:fs";
import * as path from "node:path";

import tf = require("@tensorflow/tfjs");

import { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { registerWasmKernels } from "./wasmKernels/register";

/** What Emscripten's module offers once it runs; it fills the very object that its factory is given. */
interface EmscriptenModule {
  cwrap(name: string, returns: string | null, parameters: string[]): (...values: number[]) => number;
  calledRun?: boolean;
  tfjs?: Record<string, (...values: number[]) => number>;
}

type InstantiateWasm = (
  imports: WebAssembly.Imports,
  receive: (instance: WebAssembly.Instance) => void,
) => WebAssembly.Exports;

type Factory = (options: { instantiateWasm: InstantiateWasm }) => Promise<unknown>;

/**
 * Registers the WASM backend so that it starts without waiting, adds the kernels that training needs, and makes it
 * the current backend: afterwards operations work at once.
 *
 * The package's own start is asynchronous although nothing in Node needs it to be; this one compiles the same binary
 * synchronously and makes the same bridge (`init` in the package's dist/backend_wasm.js).
 *
 * @throws Error where the binary is missing or WebAssembly refuses it.
 */
export function startWasmBackend(): void {
  tf.removeBackend("wasm");
  // Started before it is registered: tfjs swallows the errors of a backend's factory.
  const backend = new BackendWasm(instantiate() as unknown as ConstructorParameters<typeof BackendWasm>[0]);
  tf.registerBackend("wasm", () => backend, 2);
  registerWasmKernels();
  // Returns a promise, but has done its work by then because the factory is synchronous.
  void tf.setBackend("wasm");
}

function instantiate(): EmscriptenModule {
  const folder = path.dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json"));
  const binaryFile = path.join(folder, "wasm-out", `tfjs-backend-wasm${simdSupported() ? "-simd" : ""}.wasm`);
  const binary = readFileSync(binaryFile);
  // This glue serves both binaries; that of the SIMD one fails in CommonJS.
  const factory = require(path.join(folder, "wasm-out", "tfjs-backend-wasm.js")) as Factory;
  const options = {
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), imports);
      receive(instance);
      return instance.exports;
    },
  };
  const removeHandlers = rememberErrorHandlers();
  // Not awaited: the object of options is the module, and it is complete once the factory returns.
  factory(options).catch(() => {});
  removeHandlers();
  const module = options as unknown as EmscriptenModule;
  if (!module.calledRun) throw new Error(`${binaryFile} did not start`);
  module.tfjs = {
    init: module.cwrap("init", null, []),
    initWithThreadsCount: module.cwrap("init_with_threads_count", null, ["number"]),
    getThreadsCount: module.cwrap("get_threads_count", "number", []),
    registerTensor: module.cwrap("register_tensor", null, ["number", "number", "number"]),
    disposeData: module.cwrap("dispose_data", null, ["number"]),
    dispose: module.cwrap("dispose", null, []),
  };
  return module;
}

/** Validates a module that holds one SIMD instruction, as the package's own flag does. */
function simdSupported(): boolean {
  return WebAssembly.validate(
    Uint8Array.of(
      ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11],
    ),
  );
}

/**
 * Emscripten's glue adds handlers that rethrow every uncaught exception and rejection of the whole process; the
 * function that this returns takes them away again.
 */
function rememberErrorHandlers(): () => void {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => process.rawListeners(event));
  return () => {
    events.forEach((event, i) => {
      for (const listener of process.rawListeners(event))
        if (!before[i]!.includes(listener)) process.removeListener(event, listener as () => void);
    });
  };
}
