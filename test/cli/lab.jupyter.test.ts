import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}

/** Starts the course as `npm start -- --port … --no-browser` does and waits for the address that it prints. */
async function openLab(port: number): Promise<{ lab: ChildProcess; address: URL; output: () => string }> {
  const command = [join("dist", "src", "cli", "main.js"), "lab", "--port", String(port), "--no-browser"];
  const lab = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const address = await new Promise<URL>((done, fail) => {
    const read = (data: Buffer): void => {
      output += data;
      const found = /http:\/\/127\.0\.0\.1:\d+\/lab\S*token=\S+/.exec(output);
      if (found) done(new URL(found[0]));
    };
    lab.stdout?.on("data", read);
    lab.stderr?.on("data", read);
    lab.once("exit", (code) => fail(new Error(`lab ended with ${code}: ${output}`)));
  });
  return { lab, address, output: () => output };
}

const kernels = (marker: string): string[] =>
  spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
    .stdout.split("\n")
    .filter((line) => line.includes(marker));

test("npm start serves the course on 127.0.0.1 behind a token, and Ctrl-C ends server and kernels", async (t) => {
  const port = await freePort();
  const { lab, address, output } = await openLab(port);
  t.after(() => lab.kill("SIGKILL"));
  const token = address.searchParams.get("token") ?? "";
  const authorization = `token ${token}`;

  assert.ok(token.length >= 32);
  assert.equal((await fetch(address)).status, 200);
  assert.equal((await fetch(`${address.origin}/api/kernels`)).status, 403);

  const specs = (await (
    await fetch(`${address.origin}/api/kernelspecs`, { headers: { authorization } })
  ).json()) as {
    default: string;
    kernelspecs: Record<string, { spec: { display_name: string } }>;
  };
  assert.equal(specs.default, "tslab");
  assert.equal(specs.kernelspecs.tslab?.spec.display_name, "TypeScript");

  const started = await fetch(`${address.origin}/api/kernels`, {
    method: "POST",
    headers: { authorization },
    body: '{"name":"tslab"}',
  });
  assert.equal(started.status, 201);
  const { id } = (await started.json()) as { id: string };
  assert.ok(kernels(`kernel-${id}`).length > 0);

  lab.kill("SIGINT");
  const [code] = (await once(lab, "exit")) as [number | null];
  assert.equal(code, 0);
  assert.match(output(), /JupyterLab and its kernels have stopped/);
  assert.deepEqual(kernels(`kernel-${id}`), []);
  await assert.rejects(fetch(`${address.origin}/api/status`));
});
