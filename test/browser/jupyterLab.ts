import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jupyterServer, venvPython } from "../../src/cli/jupyterServer";

const startTimeoutMs = 120_000;

/** A JupyterLab of the project's own `.venv`, on a copy of the notebooks. */
export class JupyterLab {
  private constructor(
    private readonly server: ChildProcess,
    /** The copy of `notebooks/`. */
    readonly folder: string,
    private readonly origin: string,
    private readonly token: string,
  ) {}

  /** Why tests with JupyterLab are skipped, or false. */
  static skip(): string | false {
    return existsSync(venvPython) ? false : `there is no .venv; run npm run setup, with Python and PyPI`;
  }

  /**
   * Copies the notebooks into a temporary folder inside of the project, where `rlhf` is found, and serves them.
   *
   * @throws Error with the server's messages if it does not answer
   */
  static async start(): Promise<JupyterLab> {
    mkdirSync("build", { recursive: true });
    const home = mkdtempSync(join(process.cwd(), "build", "jupyterlab-"));
    const folder = join(home, "notebooks");
    cpSync("notebooks", folder, { recursive: true });
    const port = await freePort();
    const token = randomBytes(16).toString("hex");
    const { program, args, env } = jupyterServer({ port, token, notebooks: folder, home });
    const server = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let messages = "";
    for (const stream of [server.stdout, server.stderr])
      stream.on("data", (data: Buffer) => {
        messages = (messages + data).slice(-20_000);
      });
    const lab = new JupyterLab(server, folder, `http://127.0.0.1:${port}`, token);
    try {
      await lab.answers();
    } catch (error) {
      await lab.stop();
      throw new Error(`JupyterLab did not start: ${(error as Error).message}\n${messages}`);
    }
    return lab;
  }

  /** The address of a notebook, as `npm start` would print it. */
  addressOf(notebook: string): string {
    return `${this.origin}/lab/tree/${notebook}?token=${this.token}`;
  }

  /** Ends the server with its kernels, and removes the copy. */
  async stop(): Promise<void> {
    if (this.server.exitCode === null && this.server.signalCode === null) {
      const exited = once(this.server, "exit");
      this.server.kill("SIGTERM");
      const killer = setTimeout(() => this.server.kill("SIGKILL"), 15_000);
      await exited;
      clearTimeout(killer);
    }
    rmSync(join(this.folder, ".."), { recursive: true, force: true });
  }

  private async answers(): Promise<void> {
    const headers = { authorization: `token ${this.token}` };
    for (const start = Date.now(); Date.now() - start < startTimeoutMs; await sleep(200)) {
      if (this.server.exitCode !== null) throw new Error(`it ended with code ${this.server.exitCode}`);
      try {
        if ((await fetch(`${this.origin}/api/status`, { headers })).ok) return;
      } catch {
        // Not listening yet.
      }
    }
    throw new Error(`no answer within ${startTimeoutMs / 1000} s`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
