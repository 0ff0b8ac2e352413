import { registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import { allocate, heapArray, type KernelCall } from "./heap";

/**
 * Sums rows by segment: output[s] = Σ x[i] over all i with segmentIds[i] = s; it is the gradient of `gather`.
 * Rows with a segment id outside 0 … numSegments − 1 are dropped, as TensorFlow does with negative ones.
 */
function unsortedSegmentSum({ inputs, backend, attrs }: KernelCall): TensorInfo {
  const x = inputs.x!; // [rows…, rest…]
  const segmentIds = inputs.segmentIds!; // [rows…]
  const { numSegments } = attrs as { numSegments: number };
  const rest = x.shape.slice(segmentIds.shape.length);
  const output = allocate(backend, [numSegments, ...rest], x.dtype); // [numSegments, rest…]
  const sums = heapArray(backend, output);
  const values = heapArray(backend, x);
  const ids = heapArray(backend, segmentIds);
  const width = rest.reduce((product, size) => product * size, 1);
  sums.fill(0);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!;
    if (id < 0 || id >= numSegments) continue;
    const from = row * width;
    const to = id * width;
    for (let k = 0; k < width; k++) sums[to + k]! += values[from + k]!;
  }
  return output;
}

/** Registers `UnsortedSegmentSum` on the WASM backend. */
export function registerUnsortedSegmentSum(): void {
  registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc: unsortedSegmentSum as unknown as Parameters<typeof registerKernel>[0]["kernelFunc"],
  });
}
