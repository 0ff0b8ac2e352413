import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";

/** What a kernel is called with; `backend` is the WASM backend for every kernel in this folder. */
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
