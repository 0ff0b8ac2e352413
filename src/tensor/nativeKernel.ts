import { tf } from "./backend";

/** An attribute of a TensorFlow operation, as tfjs-node's binding takes it. */
export interface KernelAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** The part of tfjs-node's backend that runs TensorFlow's operations by their names. */
export interface NativeBackend {
  readonly binding: Readonly<Record<string, number>>;
  executeSingleOutput(name: string, attributes: KernelAttribute[], inputs: tf.Tensor[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: KernelAttribute[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/** The current backend, which must be native TensorFlow. @throws Error if it is another one. */
export function nativeBackend(): NativeBackend {
  if (tf.getBackend() !== "tensorflow")
    throw new Error(
      `This needs the native TensorFlow backend (RLHF_BACKEND=node), not "${tf.getBackend()}".`,
    );
  return tf.backend() as unknown as NativeBackend;
}

/** The attribute that gives an operation's element type as float32. */
export function floatType(name: string): KernelAttribute {
  return { name, type: nativeBackend().binding.TF_ATTR_TYPE!, value: nativeBackend().binding.TF_FLOAT };
}
