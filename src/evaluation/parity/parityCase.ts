/** How one case of a reference file came out. */
export interface ParityCase {
  /** The file that it is from, e.g. "losses.json". */
  file: string;
  /** Its name in that file. */
  name: string;
  /** Largest error of a value; undefined if there is none. */
  valueError?: number;
  /** Largest error of a gradient; undefined if there is none. */
  gradientError?: number;
  /** What the errors may be at most; 0 means equal to the last bit. */
  tolerance: number;
  /** Why the case could not be evaluated: an unknown name, a missing or garbled field. */
  problem?: string;
}

/** Whether a case was evaluated and all its errors are within the tolerance. */
export function agrees({ valueError, gradientError, tolerance, problem }: ParityCase): boolean {
  const errors = [valueError, gradientError].filter((error): error is number => error !== undefined);
  return problem === undefined && errors.length > 0 && errors.every((error) => error <= tolerance); // NaN is not
}

/** A case's errors, without its name. */
export type ParityErrors = Pick<ParityCase, "valueError" | "gradientError">;

/** Evaluates one case; whatever it throws becomes the case's problem, so that the other cases are still evaluated. */
export async function evaluateCase(
  file: string,
  name: string,
  tolerance: number,
  evaluate: () => ParityErrors | Promise<ParityErrors>,
): Promise<ParityCase> {
  try {
    return { file, name, tolerance, ...(await evaluate()) };
  } catch (error) {
    return { file, name, tolerance, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Runs what gives several cases; if it throws, its one case is the problem. */
export async function evaluateCases(
  file: string,
  name: string,
  evaluate: () => Promise<ParityCase[]>,
): Promise<ParityCase[]> {
  try {
    return await evaluate();
  } catch (error) {
    return [{ file, name, tolerance: 0, problem: error instanceof Error ? error.message : String(error) }];
  }
}
