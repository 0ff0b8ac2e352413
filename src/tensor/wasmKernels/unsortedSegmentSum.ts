import type { TensorInfo, TypedArray } from "@tensorflow/tfjs-core";
import { allocate, heapArray, type KernelCall, setKernel } from "./kernel";

interface Sizes {
  numSegments: number;
  /** Elements in one row. */
  width: number;
}

/**
 * Sums rows by segment: output[s] = Σ x[i] over all i with segmentIds[i] = s; it is the gradient of `gather`.
 * Rows with a segment id outside 0 … numSegments − 1 are dropped, as TensorFlow does with negative ones.
 *
 * @param sums [numSegments, width], all zero; receives the result
 */
function sumSegments(
  sums: TypedArray,
  x: TypedArray,
  segmentIds: TypedArray,
  { numSegments, width }: Sizes,
): void {
  for (let row = 0; row < segmentIds.length; row++) {
    const id = segmentIds[row]!;
    if (id < 0 || id >= numSegments) continue;
    const from = row * width;
    const to = id * width;
    for (let k = 0; k < width; k++) sums[to + k]! += x[from + k]!;
  }
}

function shapes({ inputs, attrs }: KernelCall) {
  const x = inputs.x!; // [rows…, rest…]
  const segmentIds = inputs.segmentIds!; // [rows…]
  const { numSegments } = attrs as { numSegments: number };
  const rest = x.shape.slice(segmentIds.shape.length);
  const width = rest.reduce((product, size) => product * size, 1);
  return { x, segmentIds, shape: [numSegments, ...rest], sizes: { numSegments, width } };
}

function onWasm(call: KernelCall): TensorInfo {
  const { x, segmentIds, shape, sizes } = shapes(call);
  const output = allocate(call.backend, shape, x.dtype); // [numSegments, rest…]
  const sums = heapArray(call.backend, output).fill(0);
  sumSegments(sums, heapArray(call.backend, x), heapArray(call.backend, segmentIds), sizes);
  return output;
}

/** The part of the CPU backend that holds values. */
interface CpuBackend {
  data: { get(dataId: object): { values: TypedArray } };
  makeTensorInfo(shape: number[], dtype: string, values: TypedArray): TensorInfo;
}

function onCpu(call: KernelCall): TensorInfo {
  const backend = call.backend as CpuBackend;
  const { x, segmentIds, shape, sizes } = shapes(call);
  const values = backend.data.get(x.dataId).values;
  const sums = new (x.dtype === "float32" ? Float32Array : Int32Array)(sizes.numSegments * sizes.width);
  sumSegments(sums, values, backend.data.get(segmentIds.dataId).values, sizes);
  return backend.makeTensorInfo(shape, x.dtype, sums);
}

/** Registers `UnsortedSegmentSum` on WASM, which has none, and on CPU, whose own compares every row with every segment. */
export function registerUnsortedSegmentSum(): void {
  setKernel("UnsortedSegmentSum", "wasm", onWasm);
  setKernel("UnsortedSegmentSum", "cpu", onCpu);
}
