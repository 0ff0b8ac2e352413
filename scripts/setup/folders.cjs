"use strict";

const fs = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..", "..");
const inProject = (...parts) => path.join(root, ...parts);

/** Everything that set-up downloads or writes for a while stays in the project: caches and temporary files included. */
const cache = inProject(".cache");
const temporary = path.join(cache, "tmp");

/** The environment for programs that set-up starts. */
function environment() {
  fs.mkdirSync(temporary, { recursive: true });
  return {
    ...process.env,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    PIP_CACHE_DIR: path.join(cache, "pip"),
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_NO_INPUT: "1",
    PYTHONNOUSERSITE: "1",
    npm_config_cache: path.join(cache, "npm"),
  };
}

const windows = process.platform === "win32";
const venvPython = windows
  ? inProject(".venv", "Scripts", "python.exe")
  : inProject(".venv", "bin", "python");

module.exports = { root, inProject, cache, environment, venvPython, windows };
