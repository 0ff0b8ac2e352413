"use strict";

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { inProject, root, cache } = require("../setup/folders.cjs");
const { lint } = require("./lint.cjs");

/** All compiled test files below dist/test. */
function testFiles(folder = inProject("dist", "test")) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(full);
    return entry.name.endsWith(".test.js") ? [path.relative(root, full)] : [];
  });
}

const kind = (file) => /\.(\w+)\.test\.js$/.exec(path.basename(file))?.[1] ?? "unit";
// The rooms that compute: their tests run on every backend that students may get.
const computes = (file) => /^dist.test.(tensor|reward|policy|training|evaluation)\b/.test(file);

/**
 * `npm test` runs every group, `npm run test:unit` the first one; further words keep the files whose path holds one
 * of them. Resolves to the exit code.
 */
async function runTests(args) {
  const unitOnly = args[0] === "unit";
  const words = unitOnly ? args.slice(1) : args;
  const files = testFiles().filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
  const of = (wanted) => files.filter((file) => kind(file) === wanted);
  const groups = [{ name: "unit tests", files: of("unit") }];
  const leftOut = [];
  if (!unitOnly) {
    if (!process.env.RLHF_BACKEND)
      groups.push({
        name: "unit tests on WASM",
        files: of("unit").filter(computes),
        env: { RLHF_BACKEND: "wasm" },
      });
    groups.push({ name: "slow tests", files: of("slow") });
    groups.push({ name: "other versions of Node.js", files: of("versions") });
    const withoutJupyter = process.env.RLHF_WITHOUT_JUPYTER;
    if (withoutJupyter) leftOut.push(`tests with Jupyter clients and with JupyterLab: ${withoutJupyter}`);
    else groups.push({ name: "tests with Jupyter clients", files: of("jupyter") });
    groups.push({ name: "tests in the browser", files: of("browser"), concurrency: 1 });
  }
  const known = new Set(
    groups.flatMap((group) => group.files).concat(of("jupyter"), of("browser"), unitOnly ? files : []),
  );
  for (const file of files)
    if (!known.has(file)) throw new Error(`${file}: no group runs tests of the kind "${kind(file)}".`);
  if (files.length === 0) {
    console.error(`No test file has ${words.join(" or ")} in its path.`);
    return 1;
  }

  let ok = true;
  if (!unitOnly && words.length === 0) {
    console.log("\nlint");
    if ((await lint()) !== 0) ok = false;
  }
  const total = { passed: 0, failed: 0, skipped: [] };
  for (const group of groups.filter((group) => group.files.length > 0)) {
    console.log(`\n${group.name}`);
    const started = performance.now();
    const { code, counts } = await runGroup(group);
    console.log(`  ${((performance.now() - started) / 1000).toFixed(1)} s`);
    if (code !== 0) ok = false;
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped.push(...counts.skipped);
  }
  if (total.skipped.length || leftOut.length) console.log("\nNot run:");
  for (const { file, name, why } of total.skipped) console.log(`  ${file}: ${name} (${why})`);
  for (const line of leftOut) console.log(`  ${line}`);
  if (!ok && total.failed === 0) console.log("\nNot all is well: see the messages above.");
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
  return ok ? 0 : 1;
}

function runGroup({ name, files, env = {}, concurrency = 2 }) {
  const countsFile = path.join(cache, "tmp", `tests-${process.pid}-${name.replace(/\W+/g, "-")}.json`);
  fs.mkdirSync(path.dirname(countsFile), { recursive: true });
  const options = [
    "--enable-source-maps",
    "--test",
    `--test-concurrency=${concurrency}`,
    "--test-timeout=600000",
    `--test-reporter=${path.join(__dirname, "reporter.cjs")}`,
    "--test-reporter-destination=stdout",
  ];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...options, ...files], {
      cwd: root,
      env: { ...process.env, ...env, RLHF_TEST_COUNTS: countsFile },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("close", (code) => {
      let counts = { passed: 0, failed: 0, skipped: [] };
      try {
        counts = JSON.parse(fs.readFileSync(countsFile, "utf8"));
        fs.rmSync(countsFile);
      } catch {
        // The runner died before its end: its exit code says so.
      }
      resolve({ code: code ?? 1, counts });
    });
  });
}

module.exports = { runTests };
