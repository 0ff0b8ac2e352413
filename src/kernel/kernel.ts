import type { JsonObject } from "../notebook/nbformat";
import { toCodePoints, toUtf16 } from "./cursor";
import { ExecuteQueue } from "./executeQueue";
import { History, type HistoryRequest } from "./history";
import type { Channel, KernelSockets } from "./kernelSockets";
import { languageInfo } from "./languageInfo";
import type { KernelSession } from "./session";
import { type Message, protocolVersion } from "./wireMessage";

/** Answers one kind of request with the content of the reply. */
type Handler = (content: JsonObject) => JsonObject | Promise<JsonObject>;

/**
 * A Jupyter kernel: answers the requests of its clients.
 *
 * Only executions wait for each other. Everything else is answered at once, also while a cell runs.
 */
export class Kernel {
  private readonly history = new History();
  private readonly queue: ExecuteQueue;

  /** @param onShutdown - called after a client asked the kernel to end and was answered */
  constructor(
    private readonly session: KernelSession,
    private readonly sockets: KernelSockets,
    private readonly onShutdown: () => void,
  ) {
    this.queue = new ExecuteQueue(session, sockets, this.history);
  }

  /** Takes a request from the shell or the control channel. */
  receive(channel: Channel, request: Message): void {
    const type = request.header.msg_type;
    if (type === "execute_request" && channel === "shell") this.queue.add(request);
    else void this.answer(channel, request, type);
  }

  private async answer(channel: Channel, request: Message, type: string): Promise<void> {
    this.sockets.publish(request, "status", { execution_state: "busy" });
    // Messages that this kernel does not know are to be ignored.
    const handler = Object.hasOwn(this.handlers, type) ? this.handlers[type] : undefined;
    if (handler) {
      const replyType = type.replace(/_request$/, "_reply");
      const content = await answerSafely(handler, request.content);
      if (type === "shutdown_request") this.sockets.publish(request, replyType, content);
      this.sockets.reply(channel, request, replyType, content);
    } else if (type === "comm_open") {
      this.sockets.publish(request, "comm_close", { comm_id: request.content.comm_id, data: {} });
    }
    this.sockets.publish(request, "status", { execution_state: "idle" });
    // Clients take the last status for the kernel's.
    const running = this.queue.running;
    if (running) this.sockets.publish(running, "status", { execution_state: "busy" });
    if (type === "shutdown_request") this.onShutdown();
  }

  private readonly handlers: Record<string, Handler> = {
    kernel_info_request: () => kernelInfo(),
    comm_info_request: () => ({ status: "ok", comms: {} }),
    history_request: (content) => ({ status: "ok", history: this.history.find(content as HistoryRequest) }),
    shutdown_request: (content) => ({ status: "ok", restart: content.restart === true }),
    debug_request: (content) => ({
      type: "response",
      request_seq: content.seq ?? 0,
      success: false,
      command: content.command ?? "",
      message: "This kernel has no debugger.",
    }),
    interrupt_request: async () => {
      await this.session.interrupt();
      return { status: "ok" };
    },
    is_complete_request: async (content) => ({ ...(await this.session.isComplete(text(content.code))) }),
    complete_request: async (content) => {
      const code = text(content.code);
      const { matches, start, end } = await this.session.complete(code, cursorIn(code, content));
      return {
        status: "ok",
        matches,
        cursor_start: toCodePoints(code, start),
        cursor_end: toCodePoints(code, end),
        metadata: {},
      };
    },
    inspect_request: async (content) => {
      const code = text(content.code);
      const found = await this.session.inspect(code, cursorIn(code, content));
      const data = found === null ? {} : { "text/plain": found };
      return { status: "ok", found: found !== null, data, metadata: {} };
    },
  };
}

/** A request that is not as the protocol has it is answered with an error. */
async function answerSafely(handler: Handler, content: JsonObject): Promise<JsonObject> {
  try {
    return await handler(content);
  } catch (error) {
    const { name, message } = error as Error;
    return { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] };
  }
}

function kernelInfo(): JsonObject {
  const { version } = require("tslab/package.json") as { version: string };
  const language = languageInfo();
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "tslab",
    implementation_version: version,
    language_info: language,
    banner: `TypeScript ${language.version} on Node.js ${process.version}`,
    help_links: [{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" }],
    debugger: false,
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function cursorIn(code: string, { cursor_pos }: JsonObject): number {
  return typeof cursor_pos === "number" ? toUtf16(code, cursor_pos) : code.length;
}
