import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { nativeAddonFile } from "../../src/tensor/nativeAddon";

const run = promisify(execFile);

/** What a process said and how it ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs JavaScript in a fresh Node process with `RLHF_BACKEND` set (or unset), from the repository's root. */
export async function inProcess(
  script: string,
  {
    backend,
    cwd = process.cwd(),
    node = process.execPath,
  }: { backend?: string; cwd?: string; node?: string } = {},
): Promise<Ended> {
  const { RLHF_BACKEND: _, TF_CPP_MIN_LOG_LEVEL: __, ...env } = process.env;
  const options = { cwd, env: backend === undefined ? env : { ...env, RLHF_BACKEND: backend } };
  try {
    return { code: 0, ...(await run(node, ["-e", script], options)) };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

/** The backends that can run here. */
export const available: readonly string[] = nativeAddonFile() ? ["node", "wasm", "cpu"] : ["wasm", "cpu"];
