/** Total variation distance ½·Σ|p − q| of two tables of distributions, [prompts][answers]; the largest of the prompts. */
export function totalVariation(p: readonly (readonly number[])[], q: readonly (readonly number[])[]): number {
  return Math.max(
    ...p.map((row, prompt) => row.reduce((sum, x, answer) => sum + Math.abs(x - q[prompt]![answer]!), 0) / 2),
  );
}
