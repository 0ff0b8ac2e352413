import { registerForwardedKernels } from "./forwardToCpu";
import { registerUnsortedSegmentSum } from "./unsortedSegmentSum";

/** Registers on the WASM backend every kernel that it lacks and that training needs. */
export function registerWasmKernels(): void {
  registerUnsortedSegmentSum();
  registerForwardedKernels();
}
