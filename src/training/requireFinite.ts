/** A training step made a number that is NaN or infinite. */
export class NonFiniteError extends Error {
  override readonly name = "NonFiniteError";
  constructor(
    message: string,
    /** The step that made it; 1 is the first one. */
    readonly step: number,
    /** Name of the metric, as in the history. */
    readonly metric: string,
    readonly value: number,
  ) {
    super(message);
  }
}

/** @throws NonFiniteError for the first metric that is NaN or infinite */
export function requireFinite(where: string, step: number, metrics: Readonly<Record<string, number>>): void {
  for (const [metric, value] of Object.entries(metrics)) {
    if (!Number.isFinite(value)) {
      throw new NonFiniteError(
        `${where}: step ${step} made ${metric} ${value}. Training stopped; the weights are those after that step. ` +
          "A smaller learning rate is the usual cure; also check the rewards and scores that went in.",
        step,
        metric,
        value,
      );
    }
  }
}
