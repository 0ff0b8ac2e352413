import { engine, getKernel, type TensorInfo, type TypedArray } from "@tensorflow/tfjs-core";
import { allocate, heapArray, type KernelCall, setKernel } from "./kernel";

/** The part of the CPU backend that holds values. */
interface CpuBackend {
  data: { get(dataId: object): { values: TypedArray } };
  makeTensorInfo(shape: number[], dtype: string, values: TypedArray): TensorInfo;
  disposeIntermediateTensorInfo(tensor: TensorInfo): void;
}

/**
 * Kernels that WASM lacks and that are too rare in this library to deserve code of their own: the gradients of
 * convolutions by their filters, and `einsum` (which has no gradient in tfjs on any backend).
 */
export const forwardedKernels: readonly string[] = [
  "Conv2DBackpropFilter",
  "DepthwiseConv2dNativeBackpropFilter",
  "DepthwiseConv2dNativeBackpropInput",
  "Einsum",
];

/** Registers them on the WASM backend: inputs are copied to the CPU backend, its kernel runs, the result is copied back. */
export function registerForwardedKernels(): void {
  for (const kernelName of forwardedKernels)
    setKernel(kernelName, "wasm", (call) => forward(kernelName, call));
}

function forward(kernelName: string, { inputs, backend, attrs }: KernelCall): TensorInfo {
  const cpu = engine().findBackend("cpu") as unknown as CpuBackend;
  const copy = (tensor: TensorInfo) =>
    cpu.makeTensorInfo(tensor.shape, tensor.dtype, heapArray(backend, tensor).slice());
  // A list of inputs (einsum's) stays a list.
  const copies: KernelCall["inputs"] = Array.isArray(inputs) ? ([] as unknown as KernelCall["inputs"]) : {};
  for (const [name, tensor] of Object.entries(inputs)) copies[name] = copy(tensor);
  const kernel = getKernel(kernelName, "cpu").kernelFunc as unknown as (call: KernelCall) => TensorInfo;
  const result = kernel({ inputs: copies, backend: cpu, attrs });
  const output = allocate(backend, result.shape, result.dtype);
  heapArray(backend, output).set(cpu.data.get(result.dataId).values);
  for (const tensor of [...Object.values(copies), result]) cpu.disposeIntermediateTensorInfo(tensor);
  return output;
}
