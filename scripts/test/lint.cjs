"use strict";

const { spawnSync } = require("node:child_process");
const { inProject, root } = require("../setup/folders.cjs");

/** Biome over the whole project; resolves to the exit code. */
async function lint(args = []) {
  const biome = inProject("node_modules", "@biomejs", "biome", "bin", "biome");
  const { status } = spawnSync(
    process.execPath,
    [biome, "check", "--error-on-warnings", "--max-diagnostics=50", ...args],
    {
      cwd: root,
      stdio: "inherit",
    },
  );
  return status ?? 1;
}

module.exports = { lint };
