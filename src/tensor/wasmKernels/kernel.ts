import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  type DataType,
  getKernel,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from "@tensorflow/tfjs-core";

/** What a kernel is called with; `backend` is the one that it is registered for. */
export interface KernelCall {
  inputs: Record<string, TensorInfo>;
  backend: unknown;
  attrs?: object;
}

/** A typed array that lies in the WASM heap. */
export type HeapArray = Float32Array | Int32Array | Uint8Array;

/** An uninitialised tensor on the WASM heap. */
export function allocate(backend: unknown, shape: number[], dtype: DataType): TensorInfo {
  return (backend as BackendWasm).makeOutput(shape, dtype);
}

/**
 * The tensor's own memory. Valid only until the next allocation, which may move the heap: allocate outputs first.
 */
export function heapArray(backend: unknown, tensor: TensorInfo): HeapArray {
  return (backend as BackendWasm).typedArrayFromHeap(
    tensor as Parameters<BackendWasm["typedArrayFromHeap"]>[0],
  );
}

/** Registers a kernel, in place of the backend's own if it has one. */
export function setKernel(
  kernelName: string,
  backendName: string,
  kernel: (call: KernelCall) => TensorInfo,
): void {
  if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName);
  registerKernel({ kernelName, backendName, kernelFunc: kernel as unknown as KernelFunc });
}
