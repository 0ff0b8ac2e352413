/** The names that `RLHF_BACKEND` takes and `backendName` gives. */
export type BackendName = "node" | "wasm" | "cpu";

/** All backends, fastest first. */
export const backendNames: readonly BackendName[] = ["node", "wasm", "cpu"];

/**
 * The backend that the environment variable `RLHF_BACKEND` forces, or undefined where it is unset or empty.
 *
 * @throws Error for any other value, naming the valid ones.
 */
export function forcedBackend(environment: NodeJS.ProcessEnv = process.env): BackendName | undefined {
  const value = environment.RLHF_BACKEND?.trim();
  if (!value) return undefined;
  const name = backendNames.find((candidate) => candidate === value);
  if (!name)
    throw new Error(
      `RLHF_BACKEND is "${value}"; valid values are node (native TensorFlow), wasm and cpu. ` +
        "Leave it unset for the fastest one that is there.",
    );
  return name;
}
