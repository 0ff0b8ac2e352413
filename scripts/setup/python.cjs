"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { inProject, root, venvPython, windows } = require("./folders.cjs");
const { runProgram, lastLines, soundsOffline } = require("./runProgram.cjs");
const { fingerprint, fileText } = require("./stamp.cjs");
const { SetupError } = require("./setupError.cjs");

const oldest = [3, 10];
const install = windows
  ? "install Python from python.org"
  : "for example `sudo apt install python3 python3-venv`";

/** The first Python on the machine that is new enough, as `{ command, version }`; RLHF_PYTHON names one. */
async function findPython() {
  const named = process.env.RLHF_PYTHON;
  const candidates = named
    ? [named]
    : ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
  const tooOld = [];
  for (const command of candidates) {
    const { code, output } = await runProgram(command, [
      "-c",
      "import sys; print('%d.%d.%d' % sys.version_info[:3])",
    ]);
    const version = /^\d+\.\d+\.\d+/.exec(output.trim())?.[0];
    if (code !== 0 || !version) continue;
    const [major, minor] = version.split(".").map(Number);
    if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return { command, version };
    tooOld.push(`${command} is ${version}`);
  }
  const why = tooOld.length
    ? `Python is too old (${tooOld.join(", ")}; needed: ${oldest.join(".")} or newer)`
    : named
      ? `RLHF_PYTHON names "${named}", which does not run`
      : "no Python was found";
  throw new SetupError(
    "Python environment",
    why,
    `Install Python ${oldest.join(".")} or newer with its venv module (${install}), or name one with RLHF_PYTHON=/path/to/python3; then run the command again.`,
  );
}

/** `.venv`, made again when it is broken or when the project's folder was moved (its scripts hold absolute paths). */
const pythonEnvironment = {
  name: "Python environment",
  needs: [],
  optional: true,
  fingerprint: () => fingerprint(root, process.env.RLHF_PYTHON ?? ""),
  present: () => fs.existsSync(venvPython),
  doing: "creating .venv",
  async run() {
    const { command, version } = await findPython();
    const modules = await runProgram(command, ["-c", "import venv, ensurepip"]);
    if (modules.code !== 0)
      throw new SetupError(
        this.name,
        `Python ${version} has no venv module`,
        `Install it (Debian, Ubuntu: \`sudo apt install python3-venv\`) and run the command again.`,
        lastLines(modules.output, 3),
      );
    const { code, output } = await runProgram(command, ["-m", "venv", "--clear", inProject(".venv")]);
    if (code !== 0)
      throw new SetupError(
        this.name,
        `python -m venv ended with code ${code}`,
        "Read its last lines.",
        lastLines(output),
      );
    return `Python ${version}`;
  },
};

/** JupyterLab and its companions, pinned by requirements.txt. */
const jupyter = {
  name: "JupyterLab",
  needs: ["Python environment"],
  optional: true,
  fingerprint: () => fingerprint(root, fileText(inProject("requirements.txt"))),
  // A .venv that was made anew is empty, whatever an older stamp says.
  present: () =>
    fs.existsSync(path.join(path.dirname(venvPython), windows ? "jupyter-lab.exe" : "jupyter-lab")),
  doing: "installing from PyPI",
  async run() {
    const args = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--retries",
      "2",
      "--no-cache-dir",
      "-r",
      inProject("requirements.txt"),
    ];
    const { code, output } = await runProgram(venvPython, args);
    if (code === 0) return;
    if (soundsOffline(output))
      throw new SetupError(
        this.name,
        "PyPI could not be reached",
        "Check the network and `pip config list`; then run the same command again. It resumes.",
        lastLines(output, 4),
      );
    throw new SetupError(
      this.name,
      `pip ended with code ${code}`,
      "Read its last lines, then run `npm run setup`.",
      lastLines(output),
    );
  },
};

module.exports = { pythonEnvironment, jupyter };
