"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { inProject, venvPython, cache } = require("./folders.cjs");
const { runProgram, lastLines, soundsOffline } = require("./runProgram.cjs");
const { fingerprint, fileText } = require("./stamp.cjs");
const { SetupError } = require("./setupError.cjs");

// tfjs-node's own install script fetches libtensorflow from a storage bucket that many cannot reach. The same two
// libraries, and newer, are inside TensorFlow's wheels on PyPI; the addon then compiles in seconds against Node-API's
// stable interface, so that one build serves every version of Node.js.
const version = "2.21.0";
const wheels = {
  "linux-x64": {
    project: "tensorflow-cpu",
    platform: "manylinux_2_27_x86_64",
    sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
  },
  "linux-arm64": {
    project: "tensorflow",
    platform: "manylinux_2_27_aarch64",
    sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
  },
};
const wheel = wheels[`${process.platform}-${process.arch}`];
const native = inProject(".native");
const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const fallback = "WASM is used instead: everything works, training is slower.";

/** The two libraries and the dozen headers that the addon includes, taken out of TensorFlow's wheel. */
const tensorflowLibrary = {
  name: "TensorFlow library",
  needs: ["Python environment"],
  optional: true,
  wanted: () => !["wasm", "cpu"].includes(process.env.RLHF_BACKEND),
  remembersFailure: true,
  fingerprint: () => fingerprint(version, process.platform, process.arch),
  present: () =>
    [...libraries, "include/tensorflow/c/c_api.h"].every((file) => fs.existsSync(path.join(native, file))),
  doing: "downloading 260 MB from PyPI and unpacking",
  async run() {
    if (!wheel)
      throw new SetupError(
        this.name,
        `no native backend is prepared for ${process.platform} on ${process.arch}`,
        fallback,
      );
    await compiler(this.name);
    const download = path.join(cache, "wheel");
    const requirement = path.join(cache, "tensorflow.txt");
    fs.rmSync(download, { recursive: true, force: true });
    fs.mkdirSync(download, { recursive: true });
    fs.writeFileSync(requirement, `${wheel.project}==${version} --hash=sha256:${wheel.sha256}\n`);
    const pip = [
      "-m",
      "pip",
      "download",
      "--quiet",
      "--no-deps",
      "--no-cache-dir",
      "--retries",
      "2",
      "--only-binary=:all:",
    ];
    const target = [
      "--python-version",
      "3.12",
      "--implementation",
      "cp",
      "--abi",
      "cp312",
      "--platform",
      wheel.platform,
    ];
    const fetched = await runProgram(venvPython, [
      ...pip,
      ...target,
      "--require-hashes",
      "-r",
      requirement,
      "-d",
      download,
    ]);
    if (fetched.code !== 0)
      throw new SetupError(
        this.name,
        soundsOffline(fetched.output)
          ? "PyPI could not be reached"
          : `pip download ended with code ${fetched.code}`,
        `${fallback} To try again: npm run setup.`,
        lastLines(fetched.output, 4),
      );
    const unpacked = path.join(native, "partial");
    fs.rmSync(unpacked, { recursive: true, force: true });
    const script = path.join(__dirname, "unpackTensorflow.py");
    const unpack = await runProgram(venvPython, [
      script,
      path.join(download, fs.readdirSync(download)[0]),
      unpacked,
    ]);
    if (unpack.code !== 0)
      throw new SetupError(
        this.name,
        "the wheel could not be unpacked",
        `${fallback} To try again: npm run setup.`,
        lastLines(unpack.output, 4),
      );
    for (const file of fs.readdirSync(unpacked)) {
      fs.rmSync(path.join(native, file), { recursive: true, force: true });
      fs.renameSync(path.join(unpacked, file), path.join(native, file));
    }
    fs.rmSync(unpacked, { recursive: true, force: true });
    fs.rmSync(download, { recursive: true, force: true });
    return `TensorFlow ${version}`;
  },
};

/** The C++ compiler to use, or a SetupError. */
async function compiler(step) {
  const candidates = process.env.CXX ? [process.env.CXX] : ["g++", "c++", "clang++"];
  for (const command of candidates) if ((await runProgram(command, ["--version"])).code === 0) return command;
  throw new SetupError(
    step,
    `no C++ compiler was found (looked for ${candidates.join(", ")})`,
    `${fallback} For the native backend: install one (Debian, Ubuntu: \`sudo apt install g++\`) and run npm run setup.`,
  );
}

const package_ = inProject("node_modules", "@tensorflow", "tfjs-node");
const addon = path.join(native, "tfjs_binding.node");
const link = path.join(package_, "lib", "napi-v8", "tfjs_binding.node");

/** tfjs-node's addon, compiled and put where tfjs-node looks for it; then loaded once to see that it runs. */
const tensorflowAddon = {
  name: "TensorFlow addon",
  needs: ["npm packages", "TensorFlow library"],
  optional: true,
  wanted: tensorflowLibrary.wanted,
  remembersFailure: true,
  fingerprint: () => fingerprint(version, fileText(path.join(package_, "package.json")), process.arch),
  present: () => fs.existsSync(addon) && fs.existsSync(link),
  doing: "compiling",
  async run() {
    const cxx = await compiler(this.name);
    const include = [
      inProject("node_modules", "node-api-headers", "include"),
      package_,
      path.join(native, "include"),
    ];
    const failed = (what, output) =>
      new SetupError(this.name, what, `${fallback} To try again: npm run setup.`, lastLines(output, 6));
    const objects = ["tfjs_backend", "tfjs_binding"];
    const compiled = await Promise.all(
      objects.map((source) =>
        runProgram(cxx, [
          ...[
            "-c",
            "-O2",
            "-std=c++17",
            "-fPIC",
            "-DNAPI_VERSION=8",
            ...include.flatMap((folder) => ["-I", folder]),
          ],
          ...[path.join(package_, "binding", `${source}.cc`), "-o", path.join(native, `${source}.o`)],
        ]),
      ),
    );
    for (const { code, output } of compiled) if (code !== 0) throw failed("it does not compile here", output);
    const linked = await runProgram(cxx, [
      ...["-shared", "-o", `${addon}.partial`, ...objects.map((source) => path.join(native, `${source}.o`))],
      ...["-Wl,-rpath,$ORIGIN", `-L${native}`, ...libraries.map((library) => `-l:${library}`)],
    ]);
    if (linked.code !== 0) throw failed("it does not link here", linked.output);
    for (const source of objects) fs.rmSync(path.join(native, `${source}.o`));
    fs.renameSync(`${addon}.partial`, addon);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.relative(path.dirname(link), addon), link);
    const trouble = await this.trouble();
    if (trouble) {
      fs.rmSync(link, { force: true });
      throw failed("it compiles but does not run here", trouble);
    }
  },
  /** Why the addon does not load, or undefined: it may have been fine until a system library or the processor changed. */
  async trouble() {
    const probe = "if (require('@tensorflow/tfjs-node').getBackend() !== 'tensorflow') process.exit(9)";
    const { code, output } = await runProgram(process.execPath, ["-e", shim + probe], {
      env: { TF_CPP_MIN_LOG_LEVEL: "2" },
    });
    return code === 0 ? undefined : output || `it ended with ${code ?? "a signal"}`;
  },
};

// tfjs-node 4.22 still calls two functions that Node.js 23 removed.
const shim = "const u=require('node:util');u.isNullOrUndefined??=(x)=>x==null;u.isArray??=Array.isArray;";

module.exports = { tensorflowLibrary, tensorflowAddon };
