"use strict";

const { npmPackages } = require("./npmPackages.cjs");
const { pythonEnvironment, jupyter } = require("./python.cjs");
const { tensorflowLibrary, tensorflowAddon } = require("./tensorflow.cjs");
const { typescriptBuild, kernelspec } = require("./build.cjs");
const { readStamp, writeStamp, removeStamp } = require("./stamp.cjs");
const { SetupError } = require("./setupError.cjs");
const { takeLock } = require("./lock.cjs");

// A step starts as soon as the steps that it needs are done; the rest runs side by side.
const steps = [
  npmPackages,
  pythonEnvironment,
  jupyter,
  tensorflowLibrary,
  tensorflowAddon,
  typescriptBuild,
  kernelspec,
];

/** Whether the step's last result still holds. */
function isFresh(step) {
  const stamp = readStamp(step.name);
  return stamp !== undefined && !stamp.leftOut && stamp.fingerprint === step.fingerprint() && step.present();
}

/** A failure worth remembering (a long download, a compiler's no) is not repeated at every start. */
const rememberedFailure = (step) => {
  const stamp = readStamp(step.name);
  return step.remembersFailure && stamp?.leftOut && stamp.fingerprint === step.fingerprint()
    ? stamp.leftOut
    : undefined;
};

async function runStep(step, results, { retry, say }) {
  const blocker = step.needs.map((name) => results.get(name)).find((result) => result.status === "left out");
  if (step.wanted && !step.wanted() && !isFresh(step))
    return { status: "left out", why: "not wanted", quiet: true };
  if (blocker) return { ...blocker, quiet: true };
  // A person who asks for set-up by name may have come because something no longer works: look twice.
  if (isFresh(step) && !(retry && step.trouble && (await step.trouble()))) return { status: "fresh" };
  const remembered = retry ? undefined : rememberedFailure(step);
  if (remembered) return { status: "left out", ...remembered };
  const started = performance.now();
  say(`  ${step.name}: ${step.doing} …`);
  removeStamp(step.name);
  try {
    const note = await step.run();
    writeStamp(step.name, { fingerprint: step.fingerprint() });
    say(
      `  ${step.name}: done in ${((performance.now() - started) / 1000).toFixed(1)} s${note ? ` (${note})` : ""}`,
    );
    return { status: "done" };
  } catch (error) {
    if (!step.optional || !(error instanceof SetupError)) throw error;
    const leftOut = { step: error.step, why: error.why, cure: error.cure };
    writeStamp(step.name, { fingerprint: step.fingerprint(), leftOut });
    return { status: "left out", ...leftOut };
  }
}

/**
 * Brings the project into working order and returns a Map from each step's name to
 * `{ status: "fresh" | "done" | "left out", why?, cure? }`.
 *
 * Optional steps (Python, JupyterLab, native TensorFlow) that fail are reported in one line and left out; any other
 * failure is thrown as a SetupError.
 */
async function setUp({ verbose = false, retry = false } = {}) {
  const started = performance.now();
  let announced = false;
  const say = (line) => {
    if (!announced) console.log("Setting up the course (about a minute the first time):");
    announced = true;
    console.log(line);
  };
  // The common case, everything fresh, needs no lock.
  const release = !retry && steps.every(isFresh) ? () => {} : await takeLock();
  try {
    const results = new Map();
    const pending = new Map();
    for (const step of steps) {
      const ready = Promise.all(step.needs.map((name) => pending.get(name)));
      pending.set(
        step.name,
        ready.then(async () => {
          const result = await runStep(step, results, { retry, say });
          results.set(step.name, result);
          if (result.status === "left out" && !result.quiet)
            say(`  ${step.name}: left out, because ${result.why}. ${result.cure}`);
        }),
      );
    }
    await Promise.all(pending.values());
    if (announced) console.log(`Set up in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    else if (verbose) console.log("Everything is set up.");
    return results;
  } finally {
    release();
  }
}

module.exports = { setUp };
