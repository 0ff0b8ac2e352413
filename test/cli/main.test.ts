import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";

const rlhf = (...args: string[]) =>
  spawnSync(process.execPath, [join("dist", "src", "cli", "main.js"), ...args], { encoding: "utf8" });

test("without a command rlhf lists the commands and exits 2", () => {
  const { status, stdout } = rlhf();
  assert.equal(status, 2);
  for (const command of ["lab", "course", "parity", "notebooks:clean"])
    assert.match(stdout, new RegExp(`^  ${command}\\b`, "m"));
});

test("every command that rlhf lists has a help text", () => {
  const commands = [...rlhf("help").stdout.matchAll(/^ {2}([\w:]+) {2}/gm)].map(
    (match) => match[1] as string,
  );
  assert.ok(commands.length >= 6);
  for (const command of commands) {
    const { status, stdout } = rlhf(command, "--help");
    assert.equal(status, 0, command);
    assert.match(stdout, /^Usage: /, command);
  }
});

test("an unknown command is named, with the ones that there are", () => {
  const { status, stderr } = rlhf("lap");
  assert.equal(status, 2);
  assert.match(stderr, /there is no command "lap"/);
  assert.match(stderr, /open the course in JupyterLab/);
});

test("an unknown flag is named, with the usage", () => {
  const { status, stderr } = rlhf("lab", "--prot", "9000");
  assert.equal(status, 2);
  assert.match(stderr, /--prot/);
  assert.match(stderr, /Usage: npm start/);
});

test("a port that is no number is refused", () => {
  const { status, stderr } = rlhf("lab", "--port", "eighty");
  assert.equal(status, 2);
  assert.match(stderr, /from 1 to 65535, not "eighty"/);
});

test("a port that is taken is an error with a cure", async (t) => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const { status, stderr } = rlhf("lab", "--port", String(port));
  if (stderr.includes("JupyterLab is not available")) return t.skip("JupyterLab is not set up");
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`));
  assert.match(stderr, /npm start -- --port/);
});
