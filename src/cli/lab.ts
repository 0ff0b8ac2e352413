import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { jupyterServer, venvPython } from "./jupyterServer";

export const usage = `Usage: npm start -- [--port 8888] [--no-browser]     (or: rlhf lab)

Opens the course in JupyterLab on 127.0.0.1, protected by a token. Ctrl-C stops the server and its kernels.

  --port <n>     the port to listen on; default: the first free one from 8888
  --no-browser   do not open a browser, only print the address`;

const root = resolve(__dirname, "..", "..", "..");

/** Opens JupyterLab on the course; without Jupyter, runs the course headless and serves the site instead. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { port: { type: "string" }, "no-browser": { type: "boolean" } },
  });
  const wanted = values.port === undefined ? undefined : parsePort(values.port);
  if (wanted === null) {
    console.error(`rlhf lab: --port takes a whole number from 1 to 65535, not "${values.port}".`);
    return 2;
  }
  const reason = process.env.RLHF_WITHOUT_JUPYTER;
  if (reason || !existsSync(venvPython))
    return withoutJupyter(reason ?? "Python is not set up. Run: npm run setup", wanted);

  const port = await freePort(wanted);
  if (port === undefined) {
    console.error(`Port ${wanted} on 127.0.0.1 is taken by another program.`);
    console.error("What to do: choose another one, for example: npm start -- --port 9000");
    return 1;
  }
  return serveLab({ port, openBrowser: !values["no-browser"] && hasDisplay() });
}

const parsePort = (text: string): number | null => {
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= 65535 ? port : null;
};

const hasDisplay = (): boolean =>
  process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });

/** The wanted port if it is free; without a wish the first free one from 8888. */
async function freePort(wanted: number | undefined): Promise<number | undefined> {
  if (wanted !== undefined) return (await isFree(wanted)) ? wanted : undefined;
  for (let port = 8888; port < 8988; port++) if (await isFree(port)) return port;
  return undefined;
}

/** The first notebook that there is, so that a reader starts at the beginning. */
function firstNotebook(): string {
  const notebooks = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));
  return notebooks.sort()[0] ?? "";
}

async function serveLab({ port, openBrowser }: { port: number; openBrowser: boolean }): Promise<number> {
  const token = randomBytes(24).toString("hex");
  const page = `/lab/tree/${firstNotebook()}`;
  const { program, args, env } = jupyterServer({
    port,
    token,
    page,
    openBrowser,
    notebooks: join(root, "notebooks"),
    home: join(root, ".cache", "jupyter"),
  });
  // A group of its own: Ctrl-C in the terminal reaches only this process, which then ends the server without its
  // "Shut down this Jupyter server (y/[n])?".
  const server = spawn(program, args, {
    cwd: root,
    env,
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ended = new Promise<number>((done) => {
    server.once("error", (error) => {
      console.error(`JupyterLab could not be started: ${error.message}. What to do: npm run setup`);
      done(1);
    });
    server.once("exit", (code) => done(code ?? 0));
  });
  const stopping = stopOnSignal(server);
  const address = `http://127.0.0.1:${port}`;
  const ready = await Promise.race([isReady(address, token), ended.then(() => false)]);
  if (ready)
    console.log(
      `\nThe course is open in JupyterLab:\n\n  ${address}${page}?token=${token}\n\nCtrl-C stops it.`,
    );
  const code = await ended;
  if (stopping.requested) console.log("JupyterLab and its kernels have stopped.");
  else if (code !== 0)
    console.error(
      "JupyterLab stopped by itself; its messages are above. What to do: npm run setup, then npm start.",
    );
  return stopping.requested ? 0 : code;
}

/** Resolves to true once the server answers. */
async function isReady(address: string, token: string): Promise<boolean> {
  for (;;) {
    try {
      const reply = await fetch(`${address}/api/status`, { headers: { authorization: `token ${token}` } });
      if (reply.ok) return true;
    } catch {
      // Not listening yet.
    }
    await new Promise((done) => setTimeout(done, 150));
  }
}

/** Ends the server, which ends its kernels, on Ctrl-C; by force when it has not gone after ten seconds. */
function stopOnSignal(server: ChildProcess): { requested: boolean } {
  const state = { requested: false };
  const stop = (): void => {
    if (!state.requested) {
      console.log("\nStopping JupyterLab and its kernels …");
      setTimeout(() => server.pid && process.kill(-server.pid, "SIGKILL"), 10_000).unref();
    }
    state.requested = true;
    server.kill("SIGTERM");
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  process.once("exit", () => server.exitCode === null && server.kill("SIGKILL"));
  return state;
}

/** The course without Jupyter: every notebook is run here and shown as pages. */
async function withoutJupyter(reason: string, port: number | undefined): Promise<number> {
  console.log(`JupyterLab is not available: ${reason}`);
  console.log(
    "The course is run without it and shown as pages instead; you can read and play with the charts, not edit.\n",
  );
  const course = await import("./course.js");
  const code = await course.run([]);
  if (code !== 0) return code;
  const { run: serve } = await import("./serve.js");
  return serve(port === undefined ? [] : ["--port", String(port)]);
}
