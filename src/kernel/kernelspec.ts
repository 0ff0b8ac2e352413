#!/usr/bin/env node
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The content of a `kernel.json`. */
export interface Kernelspec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: "message";
  env: Record<string, string>;
  metadata: { debugger: boolean };
}

/** The kernel's name in notebooks' metadata and its folder's name. */
export const kernelName = "tslab";

/** How Jupyter starts this kernel, with the Node that runs now. */
export function kernelspec(): Kernelspec {
  return {
    argv: [process.execPath, join(__dirname, "main.js"), "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "message",
    env: {},
    metadata: { debugger: false },
  };
}

/**
 * Writes the kernelspec into a Python environment.
 *
 * @param environment - folder of the environment, such as `.venv`
 * @returns the path of the `kernel.json`
 */
export function installKernelspec(environment: string): string {
  const folder = join(resolve(environment), "share", "jupyter", "kernels", kernelName);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "kernel.json");
  writeFileSync(path, `${JSON.stringify(kernelspec(), null, 1)}\n`);
  return path;
}

if (require.main === module) {
  const environment = process.argv[2];
  if (environment === undefined) {
    console.error("Usage: node kernelspec.js <folder of the Python environment>");
    process.exit(2);
  }
  console.log(`Wrote ${installKernelspec(environment)}`);
}
