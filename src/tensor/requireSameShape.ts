import type { tf } from "./backend";

/**
 * Checks that all given tensors have one shape and at least one element.
 *
 * @param where name of the function that asks, e.g. `"dpoLoss"`; it begins the error's message
 * @param tensors the tensors by their argument names; the first one gives the expected shape, undefined ones are skipped
 * @throws RangeError naming the offending argument and both shapes
 */
export function requireSameShape(
  where: string,
  tensors: Readonly<Record<string, tf.Tensor | undefined>>,
): void {
  let first: [name: string, shape: number[]] | undefined;
  for (const [name, tensor] of Object.entries(tensors)) {
    if (tensor === undefined) continue;
    const { shape } = tensor;
    if (first === undefined) {
      if (tensor.size === 0) {
        throw new RangeError(
          `${where}: ${name} has shape [${shape.join(", ")}], which is empty; give at least one element.`,
        );
      }
      first = [name, shape];
    } else if (shape.length !== first[1].length || shape.some((size, axis) => size !== first?.[1][axis])) {
      throw new RangeError(
        `${where}: ${name} has shape [${shape.join(", ")}], but ${first[0]} has shape [${first[1].join(", ")}]; they must be equal.`,
      );
    }
  }
}

/**
 * Checks that a tensor has the given number of axes.
 *
 * @param axes the meaning of the axes, e.g. `["batch", "time"]`; their number is the expected rank
 * @throws RangeError naming the argument, its shape and the expected axes
 */
export function requireAxes(where: string, name: string, tensor: tf.Tensor, axes: readonly string[]): void {
  if (tensor.rank !== axes.length) {
    throw new RangeError(
      `${where}: ${name} has shape [${tensor.shape.join(", ")}]; expected ${axes.length} axes [${axes.join(", ")}].`,
    );
  }
}
