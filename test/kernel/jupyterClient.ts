import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

type Content = Record<string, unknown>;

/** A message as `protocol.py` relays it. */
export interface RelayedMessage {
  channel: string;
  parent?: string;
  type: string;
  content: Content;
  header?: Content;
}

/** What a request led to: the reply, and everything on IOPub from `busy` to `idle`. */
export interface Exchange {
  reply: Content;
  iopub: RelayedMessage[];
  /** Contents of the IOPub messages of one type. */
  of(type: string): Content[];
  /** All text of one stream. */
  text(name: "stdout" | "stderr"): string;
}

/** Jupyter's own client (jupyter_client in `.venv`) talking to the installed kernel. */
export class JupyterClient {
  readonly messages: RelayedMessage[] = [];
  pid = 0;
  private waiting: (() => void)[] = [];
  private errors = "";

  private constructor(private readonly python: ChildProcess) {
    createInterface({ input: python.stdout! }).on("line", (line) => {
      const message = JSON.parse(line) as RelayedMessage & { pid?: number };
      if (message.pid !== undefined) this.pid = message.pid;
      else this.messages.push(message);
      this.wake();
    });
    python.stderr!.on("data", (chunk) => {
      this.errors += chunk;
    });
    python.on("close", () => this.wake());
  }

  /** Starts a kernel in `folder` (default: an empty one) and waits until it is ready. */
  static async start(folder = mkdtempSync(join(tmpdir(), "rlhf-kernel-"))): Promise<JupyterClient> {
    const python = spawn(".venv/bin/python", ["test/kernel/protocol.py", folder], {
      env: { ...process.env, PYDEVD_DISABLE_FILE_VALIDATION: "1" },
    });
    const client = new JupyterClient(python);
    await client.until(() => client.pid !== 0, 60_000);
    return client;
  }

  /** Sends a request and returns its id. */
  send(type: string, content: Content = {}, channel = "shell"): string {
    const msg_id = randomUUID();
    this.python.stdin!.write(`${JSON.stringify({ channel, msg_id, type, content })}\n`);
    return msg_id;
  }

  /** Waits for the reply and the idle status of a request. */
  async finish(id: string, timeoutMs = 30_000): Promise<Exchange> {
    const isReply = (message: RelayedMessage) =>
      message.parent === id && message.type.endsWith("_reply") && message.channel !== "iopub";
    const isIdle = (message: RelayedMessage) =>
      message.parent === id && message.type === "status" && message.content.execution_state === "idle";
    await this.until(() => this.messages.some(isReply) && this.messages.some(isIdle), timeoutMs);
    const iopub = this.messages.filter((message) => message.parent === id && message.channel === "iopub");
    const of = (type: string) =>
      iopub.filter((message) => message.type === type).map(({ content }) => content);
    return {
      reply: this.messages.find(isReply)!.content,
      iopub,
      of,
      text: (name) =>
        of("stream")
          .filter((content) => content.name === name)
          .map((content) => content.text)
          .join(""),
    };
  }

  request(type: string, content: Content = {}, channel = "shell"): Promise<Exchange> {
    return this.finish(this.send(type, content, channel));
  }

  /** Sends an `execute_request` with the defaults of jupyter_client. */
  sendCode(code: string, options: Content = {}): string {
    const defaults = {
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    return this.send("execute_request", { code, ...defaults, ...options });
  }

  execute(code: string, options: Content = {}): Promise<Exchange> {
    return this.finish(this.sendCode(code, options));
  }

  /** Waits until `condition` holds; it is looked at when a message arrives. */
  async until(condition: () => boolean, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!condition()) {
      if (this.python.exitCode !== null) throw new Error(`the Jupyter client ended:\n${this.errors}`);
      if (Date.now() > deadline) {
        const last = JSON.stringify(this.messages.slice(-8), null, 1);
        throw new Error(`no answer within ${timeoutMs} ms; last messages: ${last}\n${this.errors}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Ends the client and with it the kernel. */
  async stop(): Promise<void> {
    if (this.python.exitCode !== null) return;
    const gone = new Promise((resolve) => this.python.once("close", resolve));
    this.python.stdin!.end();
    await gone;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
