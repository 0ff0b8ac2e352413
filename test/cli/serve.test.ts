import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";

const main = resolve("dist/src/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "rlhf-serve-command-"));
writeFileSync(join(folder, "index.html"), "<h1>index</h1>");
after(() => rmSync(folder, { recursive: true }));

const serve = (...args: string[]) =>
  spawnSync(process.execPath, [main, "serve", ...args], { encoding: "utf8" });

/** Resolves to the first address that the process prints. */
function address(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let text = "";
    child.stdout!.on("data", (piece: Buffer) => {
      text += piece;
      const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(text);
      if (url) found(url[0]);
    });
    child.once("exit", () => failed(new Error(`no address in: ${text}`)));
  });
}

test("the site is served on 127.0.0.1 until Ctrl-C", async () => {
  const child = spawn(process.execPath, [main, "serve", folder, "--port", "0"]);
  const exited = new Promise<number | null>((done) => child.once("exit", done));
  const url = await address(child);
  assert.equal(await (await fetch(url)).text(), "<h1>index</h1>");
  child.kill("SIGINT");
  assert.equal(await exited, 0);
  await assert.rejects(fetch(url));
});

test("a port that is taken is an error with a cure", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => other.once("listening", listening));
  const { port } = other.address() as AddressInfo;
  const { status, stderr } = serve(folder, "--port", String(port));
  other.close();
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`port ${port} on 127\\.0\\.0\\.1 is taken`));
  assert.match(stderr, /--port 0/);
});

test("mistakes on the command line are errors that say what to do", () => {
  const cases: [args: string[], status: number, message: RegExp][] = [
    [[join(folder, "absent")], 1, /there is no folder .*\n.*npm run course/],
    [[folder, "--port", "http"], 2, /--port takes a whole number from 0 to 65535, not "http"/],
    [[folder, "--port", "70000"], 2, /not "70000"/],
    [[folder, folder], 2, /one folder, please/],
    [["--prot", "1"], 2, /Unknown option '--prot'/],
  ];
  for (const [args, status, message] of cases) {
    const reply = serve(...args);
    assert.match(reply.stderr, message);
    assert.equal(reply.status, status);
  }
});
