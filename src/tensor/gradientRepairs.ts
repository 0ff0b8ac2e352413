import tf = require("@tensorflow/tfjs");

type Gradients = Record<string, () => tf.Tensor>;
type GradientFunction = (
  dy: tf.Tensor | tf.Tensor[],
  saved: tf.Tensor[],
  attributes: Attributes,
) => Gradients;
type Attributes = Record<string, unknown>;

/**
 * Puts right the gradients that TensorFlow.js 4.22 has wrong or lacks, on every backend; each throws without this.
 *
 * - `minimum`, `maximum`, `squaredDifference`, `matMul`: an input that was broadcast gets its own shape back.
 * - `unstack`, `split`: into a single part.
 * - `prod` along a negative axis; `cumsum` along any axis but the last.
 * - `gatherND`, and comparisons on the way to a `where` (their gradient is zero).
 */
export function repairGradients(): void {
  for (const kernelName of ["Minimum", "Maximum", "SquaredDifference", "BatchMatMul"])
    wrap(kernelName, (original) => (dy, saved, attributes) => {
      const gradients = original(dy, saved, attributes);
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      return { a: () => sumTo(gradients.a!(), a.shape), b: () => sumTo(gradients.b!(), b.shape) };
    });
  for (const kernelName of ["Unpack", "SplitV"])
    wrap(
      kernelName,
      (original) =>
        (dy, ...rest) =>
          original(Array.isArray(dy) ? dy : [dy], ...rest),
    );
  wrap("Prod", (original) => (dy, saved, attributes) => {
    const axis = tf.util.parseAxisParam(attributes.axis as number | number[], saved[0]!.shape);
    return original(dy, saved, { ...attributes, axis });
  });
  wrap("Cumsum", () => (dy, _, attributes) => {
    const { axis, exclusive, reverse } = attributes as { axis: number; exclusive: boolean; reverse: boolean };
    return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) };
  });
  register("GatherNd", ["params", "indices"], (dy, [params, indices]) => ({
    params: () => tf.scatterND(indices!, dy as tf.Tensor, params!.shape),
    indices: () => tf.zerosLike(indices!),
  }));
  for (const kernelName of ["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual"])
    register(kernelName, ["a", "b"], (_, [a, b]) => ({
      a: () => tf.zerosLike(a!),
      b: () => tf.zerosLike(b!),
    }));
}

function wrap(kernelName: string, change: (original: GradientFunction) => GradientFunction): void {
  const config = tf.getGradient(kernelName);
  const gradFunc = change(config.gradFunc as unknown as GradientFunction);
  tf.unregisterGradient(kernelName);
  tf.registerGradient({ ...config, gradFunc: gradFunc as unknown as typeof config.gradFunc });
}

function register(kernelName: string, inputsToSave: string[], gradFunc: GradientFunction): void {
  if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
  type Config = Parameters<typeof tf.registerGradient>[0];
  tf.registerGradient({ kernelName, inputsToSave, gradFunc: gradFunc as unknown as Config["gradFunc"] });
}

/** Sums a gradient over the axes along which its input was broadcast. */
function sumTo(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return axes.length === 0 ? gradient : tf.reshape(tf.sum(gradient, axes), shape);
}
