import { setTimeout } from "node:timers/promises";
import type { JsonObject } from "../notebook/nbformat";
import type { KernelOutput } from "./engineProtocol";
import type { History } from "./history";
import type { KernelSockets } from "./kernelSockets";
import type { ExecuteResult, KernelSession } from "./session";
import { StreamBatcher } from "./streamBatcher";
import type { Message } from "./wireMessage";

/** The content of an `execute_request`. */
interface ExecuteRequest {
  code: string;
  silent: boolean;
  storeHistory: boolean;
  stopOnError: boolean;
  userExpressions: Record<string, string>;
}

/** How long requests that were on their way when a cell failed may take to arrive. */
const arrivalMs = 10;

/** Runs `execute_request`s in the order in which they arrive. */
export class ExecuteQueue {
  private readonly waiting: Message[] = [];
  private current: Message | undefined;
  /** The request to which outputs belong: the running one, or the one that ran last. */
  private parent: Message | undefined;
  private readonly streams: StreamBatcher;

  constructor(
    private readonly session: KernelSession,
    private readonly sockets: KernelSockets,
    private readonly history: History,
  ) {
    this.streams = new StreamBatcher((name, text) => sockets.publish(this.parent, "stream", { name, text }));
  }

  /** The request that is being executed. */
  get running(): Message | undefined {
    return this.current;
  }

  add(request: Message): void {
    this.waiting.push(request);
    if (!this.current) void this.work();
  }

  private async work(): Promise<void> {
    for (let request = this.waiting.shift(); request; request = this.waiting.shift()) {
      this.current = request;
      await this.execute(request);
      this.current = undefined;
    }
  }

  private async execute(request: Message): Promise<void> {
    const { code, silent, storeHistory, stopOnError, userExpressions } = readExecuteRequest(request.content);
    const counted = storeHistory && !silent;
    this.streams.flush();
    // What earlier cells show late does not belong to silent code.
    if (!silent) this.parent = request;
    this.sockets.publish(request, "status", { execution_state: "busy" });
    if (!silent) {
      const execution_count = this.session.nextExecutionCount(counted);
      this.sockets.publish(request, "execute_input", { code, execution_count });
    }
    const result = await this.session.execute(code, {
      silent,
      countExecution: counted,
      userExpressions,
      onOutput: silent ? undefined : (output) => this.publish(request, output),
    });
    this.streams.flush();
    if (counted) this.history.add(result.executionCount, code);
    const aborted = result.status === "error" && stopOnError ? await this.takeWaiting() : [];
    this.sockets.reply("shell", request, "execute_reply", replyContent(result));
    this.sockets.publish(request, "status", { execution_state: "idle" });
    for (const waiting of aborted) this.abort(waiting);
  }

  /** The requests that were sent before their senders could know of the error; they are not run. */
  private async takeWaiting(): Promise<Message[]> {
    await setTimeout(arrivalMs);
    return this.waiting.splice(0);
  }

  private abort(request: Message): void {
    this.sockets.publish(request, "status", { execution_state: "busy" });
    this.sockets.reply("shell", request, "execute_reply", { status: "aborted" });
    this.sockets.publish(request, "status", { execution_state: "idle" });
  }

  private publish(request: Message, output: KernelOutput): void {
    if (output.output_type === "stream") {
      this.streams.add(output.name, output.text);
      return;
    }
    this.streams.flush();
    const { output_type, ...content } = output;
    this.sockets.publish(request, output_type, content);
  }
}

/** Fills in the protocol's defaults. */
function readExecuteRequest(content: JsonObject): ExecuteRequest {
  return {
    code: String(content.code ?? ""),
    silent: content.silent === true,
    storeHistory: content.store_history !== false,
    stopOnError: content.stop_on_error !== false,
    userExpressions: (content.user_expressions ?? {}) as Record<string, string>,
  };
}

function replyContent({ status, executionCount, error, userExpressions }: ExecuteResult): JsonObject {
  if (status === "aborted") return { status };
  const content = { status, execution_count: executionCount, user_expressions: userExpressions, payload: [] };
  return error ? { ...content, ...error } : content;
}
