"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { inProject, root, venvPython } = require("./folders.cjs");
const { runProgram, lastLines } = require("./runProgram.cjs");
const { fingerprint, fileText, treeText } = require("./stamp.cjs");
const { SetupError } = require("./setupError.cjs");

const typescriptBuild = {
  name: "TypeScript build",
  needs: ["npm packages"],
  fingerprint: () =>
    fingerprint(
      fileText(inProject("tsconfig.json")),
      fileText(inProject("package-lock.json")),
      treeText(inProject("src"), inProject("test"), inProject("bench")),
    ),
  present: () => fs.existsSync(inProject("dist", "src", "index.js")),
  doing: "compiling src/, test/ and bench/ into dist/",
  async run() {
    const tsc = inProject("node_modules", "typescript", "bin", "tsc");
    const { code, output } = await runProgram(process.execPath, [tsc, "-p", root]);
    if (code !== 0)
      throw new SetupError(
        this.name,
        "there are type errors",
        "Mend them and run the command again.",
        lastLines(output, 30),
      );
    for (const room of ["src", "test", "bench"]) removeOrphans(inProject("dist", room), inProject(room));
  },
};

/** A source that is gone must not live on in dist. */
function removeOrphans(compiled, sources) {
  if (!fs.existsSync(compiled)) return;
  for (const entry of fs.readdirSync(compiled, { withFileTypes: true })) {
    const output = path.join(compiled, entry.name);
    if (entry.isDirectory()) removeOrphans(output, path.join(sources, entry.name));
    else if (!fs.existsSync(path.join(sources, entry.name.replace(/(\.d\.ts|\.js(\.map)?)$/, ".ts"))))
      fs.rmSync(output);
  }
  if (fs.readdirSync(compiled).length === 0) fs.rmdirSync(compiled);
}

const kernelspecFile = inProject(".venv", "share", "jupyter", "kernels", "tslab", "kernel.json");

/** Tells the JupyterLab in .venv how to start the TypeScript kernel. */
const kernelspec = {
  name: "TypeScript kernel",
  needs: ["TypeScript build", "JupyterLab"],
  optional: true,
  fingerprint: () =>
    fingerprint(root, process.execPath, fileText(inProject("src", "kernel", "kernelspec.ts"))),
  present: () => fs.existsSync(kernelspecFile),
  doing: "registering with JupyterLab",
  async run() {
    const { code, output } = await runProgram(process.execPath, [
      inProject("dist", "src", "kernel", "kernelspec.js"),
      inProject(".venv"),
    ]);
    if (code !== 0)
      throw new SetupError(
        this.name,
        "the kernelspec was not written",
        "Run npm run setup again.",
        lastLines(output),
      );
  },
};

module.exports = { typescriptBuild, kernelspec, venvPython };
