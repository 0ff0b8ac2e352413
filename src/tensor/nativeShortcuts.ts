import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";

import tf = require("@tensorflow/tfjs");

/** What these kernels use of tfjs-node's backend. */
interface Backend {
  incRef(dataId: object): void;
  executeSingleOutput(name: string, attributes: object[], inputs: TensorInfo[]): TensorInfo;
  readonly binding: Readonly<Record<string, number>>;
}

type Call = { inputs: Record<string, TensorInfo>; backend: Backend; attrs: Record<string, unknown> };

/**
 * Replaces four kernels of tfjs-node by ones that skip needless work. An operation of TensorFlow costs 20–50 µs however
 * small its tensors are, and half of those in a small model's backward pass do nothing: reshapes to the same shape, casts
 * to the same type, transpositions that keep the order. Values stay the same.
 */
export function installNativeShortcuts(): void {
  skipWhere("Reshape", ({ inputs, attrs }) => sameList(inputs.x!.shape, attrs.shape as number[]));
  skipWhere("Cast", ({ inputs, attrs }) => inputs.x!.dtype === attrs.dtype);
  skipWhere("Transpose", ({ attrs }) => (attrs.perm as number[]).every((from, to) => from === to));
  replace("Step", (call, original) => {
    const { inputs, backend, attrs } = call;
    const x = inputs.x!;
    if (attrs.alpha !== 0 || x.dtype !== "float32") return original(call);
    // sign(relu(x)) is 0 for x ≤ 0, 1 for x > 0 and NaN for NaN: two operations for tfjs-node's six.
    const float = [{ name: "T", type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT }];
    const positive = backend.executeSingleOutput("Relu", float, [x]);
    const step = backend.executeSingleOutput("Sign", float, [positive]);
    (positive as tf.Tensor).dispose();
    return step;
  });
}

/** Lets a kernel return its input's own data where `needless` says that the operation would only copy it. */
function skipWhere(kernelName: string, needless: (call: Call) => boolean): void {
  replace(kernelName, (call, original) => {
    if (!needless(call)) return original(call);
    const { dataId, shape, dtype } = call.inputs.x!;
    call.backend.incRef(dataId);
    return { dataId, shape, dtype };
  });
}

function replace(
  kernelName: string,
  kernel: (call: Call, original: (call: Call) => TensorInfo) => TensorInfo,
): void {
  const config = tf.getKernel(kernelName, "tensorflow");
  const original = config.kernelFunc as unknown as (call: Call) => TensorInfo;
  tf.unregisterKernel(kernelName, "tensorflow");
  const kernelFunc = ((call: Call) => kernel(call, original)) as unknown as KernelFunc;
  tf.registerKernel({ ...config, kernelFunc });
}

function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
