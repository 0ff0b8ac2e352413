import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

const root = process.cwd();
const base = join(root, "build", "test-setup");
let project: string;

before(() => {
  mkdirSync(base, { recursive: true });
  project = mkdtempSync(join(base, "project-"));
  for (const name of [
    "scripts",
    "package.json",
    "package-lock.json",
    "requirements.txt",
    "tsconfig.json",
    ".npmrc",
  ])
    cpSync(join(root, name), join(project, name), { recursive: true });
});
after(() => rmSync(project, { recursive: true, force: true }));

/** A folder for PATH that holds links to some real programs and small scripts that stand in for others. */
function programs({
  links = [],
  scripts = {},
}: {
  links?: string[];
  scripts?: Record<string, string>;
}): string {
  const folder = mkdtempSync(join(base, "bin-"));
  for (const name of links) {
    const found = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
    if (found) symlinkSync(found, join(folder, name));
  }
  for (const [name, body] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

interface Outcome {
  note?: string;
  step?: string;
  why?: string;
  cure?: string;
}

/** Runs one step of the set-up in the copied project and returns what it ended with. */
function runStep(file: string, step: string, env: Record<string, string>): Outcome {
  const code = `require(${JSON.stringify(join(project, "scripts", "setup", file))}).${step}.run().then(
    (note) => console.log(JSON.stringify({ note })),
    (error) => console.log(JSON.stringify({ step: error.step, why: error.why, cure: error.cure, message: error.stack })))`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", code], {
    cwd: project,
    env: { HOME: project, ...env },
    encoding: "utf8",
  });
  assert.ok(stdout, stderr);
  return JSON.parse(stdout) as Outcome;
}

describe("set-up says what is missing and what to do", () => {
  test("no Python on the machine", () => {
    const outcome = runStep("python.cjs", "pythonEnvironment", { PATH: programs({ links: ["sh"] }) });
    assert.equal(outcome.why, "no Python was found");
    assert.match(outcome.cure ?? "", /Install Python 3\.10 or newer/);
  });

  test("a Python that is too old", () => {
    const PATH = programs({ scripts: { python3: "echo 3.8.18" } });
    const outcome = runStep("python.cjs", "pythonEnvironment", { PATH });
    assert.equal(outcome.why, "Python is too old (python3 is 3.8.18; needed: 3.10 or newer)");
  });

  test("an RLHF_PYTHON that does not run", () => {
    const outcome = runStep("python.cjs", "pythonEnvironment", {
      PATH: programs({}),
      RLHF_PYTHON: "/no/such/python",
    });
    assert.equal(outcome.why, 'RLHF_PYTHON names "/no/such/python", which does not run');
  });

  test("a Python without the venv module", () => {
    const script =
      'case "$2" in *ensurepip*) echo "No module named ensurepip" >&2; exit 1;; *) echo 3.12.1;; esac';
    const outcome = runStep("python.cjs", "pythonEnvironment", {
      PATH: programs({ scripts: { python3: script } }),
    });
    assert.equal(outcome.why, "Python 3.12.1 has no venv module");
    assert.match(outcome.cure ?? "", /apt install python3-venv/);
  });

  test("PyPI out of reach", () => {
    const venv = join(project, ".venv", "bin");
    mkdirSync(venv, { recursive: true });
    writeFileSync(
      join(venv, "python"),
      '#!/bin/sh\necho "ConnectionError: Max retries exceeded" >&2; exit 1\n',
    );
    chmodSync(join(venv, "python"), 0o755);
    const outcome = runStep("python.cjs", "jupyter", { PATH: "/usr/bin:/bin" });
    assert.equal(outcome.why, "PyPI could not be reached");
    assert.match(outcome.cure ?? "", /It resumes/);
  });

  test("no C++ compiler", { skip: process.platform !== "linux" && "only Linux builds the addon" }, () => {
    const outcome = runStep("tensorflow.cjs", "tensorflowLibrary", { PATH: programs({ links: ["sh"] }) });
    assert.match(outcome.why ?? "", /no C\+\+ compiler was found/);
    assert.match(outcome.cure ?? "", /WASM is used instead.*apt install g\+\+/);
  });

  test("the npm registry out of reach", () => {
    const outcome = runStep("npmPackages.cjs", "npmPackages", {
      PATH: process.env.PATH ?? "",
      npm_config_registry: "http://127.0.0.1:1/",
      npm_config_userconfig: join(project, "absent.npmrc"),
    });
    assert.equal(outcome.why, "the npm registry could not be reached");
    assert.match(outcome.cure ?? "", /npm config get registry/);
  });

  test("a Node.js that is too old", () => {
    const code = `Object.defineProperty(process.versions, "node", { value: "18.20.0" }); require("./scripts/setup.cjs")`;
    const { status, stderr } = spawnSync(process.execPath, ["-e", code], { cwd: project, encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(stderr, /this is Node\.js 18\.20\.0; the course needs Node\.js 20 or newer/);
  });
});

describe("set-up's memory", () => {
  const inProject = (code: string): string => {
    const stamp = JSON.stringify(join(project, "scripts", "setup", "stamp.cjs"));
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["-e", `const stamp = require(${stamp}); ${code}`],
      {
        cwd: project,
        encoding: "utf8",
      },
    );
    assert.equal(stderr, "");
    return stdout.trim();
  };

  test("a stamp that was never finished counts as absent", () => {
    mkdirSync(join(project, ".cache", "stamps"), { recursive: true });
    writeFileSync(join(project, ".cache", "stamps", "half.json"), '{"fingerpr');
    assert.equal(inProject('console.log(stamp.readStamp("half"))'), "undefined");
  });

  test("a changed source changes the tree's fingerprint", () => {
    mkdirSync(join(project, "src"), { recursive: true });
    writeFileSync(join(project, "src", "a.ts"), "export const a = 1;");
    const one = inProject('console.log(stamp.treeText("src"))');
    writeFileSync(join(project, "src", "a.ts"), "export const a = 12;");
    assert.notEqual(inProject('console.log(stamp.treeText("src"))'), one);
  });

  test("the lock of a set-up that was killed is taken over", () => {
    writeFileSync(join(project, ".cache", "setup.lock"), "999999999");
    const lock = JSON.stringify(join(project, "scripts", "setup", "lock.cjs"));
    const code = `require(${lock}).takeLock().then((release) => { console.log("held"); release(); })`;
    const { stdout } = spawnSync(process.execPath, ["-e", code], { encoding: "utf8", timeout: 20_000 });
    assert.equal(stdout.trim(), "held");
    assert.equal(existsSync(join(project, ".cache", "setup.lock")), false);
  });
});
