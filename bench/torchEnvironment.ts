import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The project's root, seen from dist/bench. */
export const root: string = join(__dirname, "..", "..");

/**
 * The Python of `bench/.venv`, with PyTorch; made at the first call, and made again when `bench/requirements.txt` has changed.
 * Nothing is written outside of the project: pip's cache and temporary files go to `.cache`.
 *
 * @param say told what takes a while
 * @throws Error saying what is missing: Python, its `venv` module, or the packages
 */
export async function torchPython(say: (line: string) => void): Promise<string> {
  const folder = join(root, "bench", ".venv");
  const python = join(
    folder,
    ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
  );
  const requirements = join(root, "bench", "requirements.txt");
  const stamp = join(folder, "requirements.done");
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(stamp) && existsSync(python) && readFileSync(stamp, "utf8") === wanted) return python;

  const system = await systemPython();
  const cache = join(root, ".cache");
  const environment = { ...process.env, PIP_CACHE_DIR: join(cache, "pip"), TMPDIR: join(cache, "tmp") };
  mkdirSync(environment.PIP_CACHE_DIR, { recursive: true });
  mkdirSync(environment.TMPDIR, { recursive: true });
  rmSync(stamp, { force: true });
  say("Installing PyTorch into bench/.venv (once; it takes a few minutes) …");
  await run(system, ["-m", "venv", folder]).catch((cause: Error) => {
    throw new Error(
      `bench/.venv could not be made: ${lastLine(cause)}. Install Python's venv module (Debian: python3-venv).`,
      {
        cause,
      },
    );
  });
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
  await run(python, install, { env: environment, maxBuffer: 1e8 }).catch((cause: Error) => {
    throw new Error(`PyTorch could not be installed: ${lastLine(cause)}. Is a package index reachable?`, {
      cause,
    });
  });
  writeFileSync(stamp, wanted);
  return python;
}

async function systemPython(): Promise<string> {
  for (const name of ["python3", "python"]) {
    const version = await run(name, ["-c", "import sys; print(sys.version_info >= (3, 10))"]).catch(
      () => undefined,
    );
    if (version?.stdout.trim() === "True") return name;
  }
  throw new Error(
    "Python 3.10 or newer is needed for the comparison with PyTorch, and was not found on the PATH.",
  );
}

function lastLine(error: Error & { stderr?: string }): string {
  return (error.stderr || error.message).trim().split("\n").at(-1) ?? "";
}
