import type { Generator } from "./generator";

/** Starting weights of `torch.nn.Embedding(count, size)`: standard normal, [count, size] row by row. */
export function embeddingWeights(generator: Generator, count: number, size: number): Float32Array {
  requirePositive("embeddingWeights", { count, size });
  return generator.randn(count * size);
}

/** Starting weights of one linear layer, in PyTorch's layout. */
export interface LinearWeights {
  /** [outputs, inputs] row by row */
  weight: Float32Array;
  /** [outputs] */
  bias: Float32Array;
}

/**
 * Starting weights of `torch.nn.Linear(inputs, outputs)`: weight and bias uniform in ±1/√inputs.
 *
 * PyTorch calls it Kaiming-uniform with a = √5: the bound is gain · √(3 / fan_in) with gain √(2 / (1 + a²)),
 * which is 1/√fan_in. Source: He et al. (2015), "Delving deep into rectifiers", eq. 10; torch/nn/modules/linear.py.
 */
export function linearWeights(generator: Generator, inputs: number, outputs: number): LinearWeights {
  requirePositive("linearWeights", { inputs, outputs });
  const gain = Math.sqrt(2 / (1 + Math.sqrt(5) ** 2));
  const weightBound = Math.sqrt(3) * (gain / Math.sqrt(inputs));
  const biasBound = 1 / Math.sqrt(inputs);
  const weight = generator.uniform(-weightBound, weightBound, outputs * inputs);
  const bias = generator.uniform(-biasBound, biasBound, outputs);
  return { weight, bias };
}

function requirePositive(name: string, sizes: Record<string, number>): void {
  for (const [key, value] of Object.entries(sizes))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name}: ${key} must be a whole number of at least 1, got ${value}.`);
}
