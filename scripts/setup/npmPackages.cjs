"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { inProject, cache } = require("./folders.cjs");
const { runProgram, lastLines, soundsOffline } = require("./runProgram.cjs");
const { fingerprint, fileText } = require("./stamp.cjs");
const { SetupError } = require("./setupError.cjs");

const name = "npm packages";

/** `npm ci` without install scripts: what needs compiling (tfjs-node) is compiled by a step of its own. */
const npmPackages = {
  name,
  needs: [],
  fingerprint: () => fingerprint(fileText(inProject("package-lock.json")), process.platform, process.arch),
  present: () => fs.existsSync(inProject("node_modules", ".package-lock.json")),
  doing: "downloading and unpacking",
  async run() {
    const npm = process.env.npm_execpath;
    const args = [
      "ci",
      "--ignore-scripts",
      "--include=dev",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      "--fetch-retries=2",
      "--fetch-retry-mintimeout=1000",
      "--fetch-retry-maxtimeout=5000",
    ];
    const { code, missing, output } =
      npm && fs.existsSync(npm) && /\.[cm]?js$/.test(npm)
        ? await runProgram(process.execPath, [npm, ...args])
        : await runProgram(process.platform === "win32" ? "npm.cmd" : "npm", args);
    if (code === 0) {
      // The cache has served: an interrupted download goes on from it, a finished one only takes up the disk.
      fs.rmSync(path.join(cache, "npm"), { recursive: true, force: true });
      return;
    }
    if (missing)
      throw new SetupError(
        name,
        "npm was not found",
        "Install npm (it comes with Node.js) and run the command again.",
      );
    if (soundsOffline(output))
      throw new SetupError(
        name,
        "the npm registry could not be reached",
        "Check the network, and `npm config get registry` and proxy settings; then run the same command again. It resumes.",
        lastLines(output),
      );
    throw new SetupError(
      name,
      `npm ci ended with code ${code}`,
      "Read what it says; then run `npm run setup` again.",
      // Its reason comes first, a page of usage after it.
      output.trim().split("\n").slice(0, 12).join("\n"),
    );
  },
};

module.exports = { npmPackages };
