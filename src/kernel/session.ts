import { setImmediate } from "node:timers/promises";
import { type EngineOptions, EngineProcess } from "./engineProcess";
import type {
  AnswerFrame,
  Completeness,
  Completion,
  DoneFrame,
  EngineFrame,
  ErrorReport,
  KernelOutput,
  QuestionCommand,
  UserExpressionResult,
} from "./engineProtocol";

/** Options of one execution. */
export interface ExecuteOptions {
  /** Receives what the code shows, in order, also after it has finished, until the next execution begins. */
  onOutput?: (output: KernelOutput) => void;
  /** Show neither value nor error, and do not count the execution (default `false`). */
  silent?: boolean;
  /** Count the execution (default: unless silent). */
  countExecution?: boolean;
  /** Expressions to evaluate after the code has succeeded. */
  userExpressions?: Record<string, string>;
}

/** How an execution ended. */
export interface ExecuteResult {
  status: "ok" | "error" | "aborted";
  executionCount: number;
  error?: ErrorReport;
  userExpressions: Record<string, UserExpressionResult>;
}

interface Running {
  id: number;
  finish(done: Pick<DoneFrame, "error" | "userExpressions">): void;
}

/**
 * One notebook's TypeScript engine: a process that keeps variables between executions.
 *
 * If the process dies, the running execution ends with an error that says so, and a fresh one takes its place.
 */
export class KernelSession {
  private engine: EngineProcess | undefined;
  private lastId = 0;
  private executionCount = 0;
  private queue: Promise<unknown> = Promise.resolve();
  private running: Running | undefined;
  private onOutput: ((output: KernelOutput) => void) | undefined;
  private readonly questions = new Map<number, (answer: AnswerFrame["answer"]) => void>();
  private interruptsDone: (() => void)[] = [];
  private stopped = false;
  private isReady = false;
  private settleReady: { resolve(): void; reject(reason: Error): void } | undefined;
  /** Resolves when the first engine is ready to run code, after 1 to 2 s; executions need not wait for it. */
  readonly ready: Promise<void>;

  constructor(private readonly options: EngineOptions) {
    this.ready = new Promise((resolve, reject) => {
      this.settleReady = { resolve, reject };
    });
    // Who does not wait learns of a failure from the first execution.
    this.ready.catch(() => {});
    this.startEngine();
  }

  /**
   * Starts an engine and waits until it can run code.
   *
   * @throws Error if the engine's process does not start
   */
  static async start(options: EngineOptions): Promise<KernelSession> {
    const session = new KernelSession(options);
    await session.ready;
    return session;
  }

  /** Runs code after everything that was asked to run before; never rejects for errors of the code. */
  execute(code: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    const result = this.queue.then(() => this.executeNow(code, options));
    this.queue = result;
    return result;
  }

  /** The number of the next execution, if it is counted; otherwise it bears the number of the last one. */
  nextExecutionCount(counted: boolean): number {
    return this.executionCount + (counted ? 1 : 0);
  }

  /** Stops the running code, if any, and resolves when it has stopped; variables keep their values. */
  async interrupt(): Promise<void> {
    if (!this.engine) return;
    const done = new Promise<void>((resolve) => this.interruptsDone.push(resolve));
    this.engine.interrupt(this.running?.id ?? 0);
    await done;
  }

  /** Ends the engine's process by force, for code that cannot be interrupted; a fresh one takes its place. */
  async kill(): Promise<void> {
    await this.engine?.stop(0);
  }

  /** Names that fit at `cursor` (in UTF-16 units). Waits while code runs without pause, as do the next two. */
  async complete(code: string, cursor: number): Promise<Completion> {
    const answer = (await this.ask("complete", code, cursor)) as Completion | null;
    return answer ?? { matches: [], start: cursor, end: cursor };
  }

  /** Type and documentation of what stands at `cursor`, or `null`. */
  async inspect(code: string, cursor: number): Promise<string | null> {
    return (await this.ask("inspect", code, cursor)) as string | null;
  }

  /** Whether `code` can be run as it stands. */
  async isComplete(code: string): Promise<Completeness> {
    return ((await this.ask("isComplete", code, 0)) as Completeness | null) ?? { status: "complete" };
  }

  /** Ends the engine process; running code ends with status `aborted`. */
  async shutdown(): Promise<void> {
    this.stopped = true;
    await this.engine?.stop();
  }

  private async executeNow(code: string, options: ExecuteOptions): Promise<ExecuteResult> {
    const { silent = false, countExecution = !silent, userExpressions = {}, onOutput } = options;
    if (this.stopped) return { status: "aborted", executionCount: this.executionCount, userExpressions: {} };
    if (countExecution) this.executionCount += 1;
    const { executionCount } = this;
    const title = countExecution ? `cell ${executionCount}` : "hidden code";
    const earlierOnOutput = this.onOutput;
    this.onOutput = onOutput;
    const done = await new Promise<Parameters<Running["finish"]>[0]>((finish) => {
      const id = this.nextId();
      this.running = { id, finish };
      this.startEngine().send({ type: "execute", id, code, title, executionCount, silent, userExpressions });
    });
    this.running = undefined;
    // What earlier cells show late does not belong to silent code.
    if (silent) this.onOutput = earlierOnOutput;
    const status = this.stopped ? "aborted" : done.error ? "error" : "ok";
    const { error, userExpressions: values } = done;
    return { status, executionCount, error, userExpressions: values };
  }

  private ask(type: QuestionCommand["type"], code: string, cursor: number): Promise<AnswerFrame["answer"]> {
    if (this.stopped) return Promise.resolve(null);
    return new Promise((resolve) => {
      const id = this.nextId();
      this.questions.set(id, resolve);
      this.startEngine().send({ type, id, code, cursor });
    });
  }

  private nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  /** The engine that runs, or a fresh one. */
  private startEngine(): EngineProcess {
    this.engine ??= new EngineProcess(this.options, {
      onFrame: (frame) => this.receive(frame),
      onNativeText: (name, text) => this.onOutput?.({ output_type: "stream", name, text }),
      onExit: (reason) => this.replaceEngine(reason),
    });
    return this.engine;
  }

  private receive(frame: EngineFrame): void {
    if (frame.type === "output") this.onOutput?.(frame.output);
    else if (frame.type === "done") void this.finish(frame);
    else if (frame.type === "ready") this.becomeReady();
    else if (frame.type === "interrupted") this.interruptsDone.shift()?.();
    else {
      this.questions.get(frame.id)?.(frame.answer);
      this.questions.delete(frame.id);
    }
  }

  private async finish(done: DoneFrame): Promise<void> {
    // Native output that was written before is in another pipe, and is read in this turn of the event loop.
    await setImmediate();
    if (this.running?.id !== done.id) return;
    this.engine?.flushNativeText();
    this.running.finish(done);
  }

  private becomeReady(): void {
    this.isReady = true;
    this.settleReady?.resolve();
  }

  private replaceEngine(reason: string): void {
    const error = reportEngineEnd(reason, this.isReady);
    this.settleReady?.reject(new Error(error.evalue));
    this.engine = undefined;
    for (const answer of this.questions.values()) answer(null);
    this.questions.clear();
    for (const done of this.interruptsDone.splice(0)) done();
    if (!this.stopped) {
      if (this.running) this.onOutput?.({ output_type: "error", ...error });
      else
        this.onOutput?.({ output_type: "stream", name: "stderr", text: `${error.traceback.join("\n")}\n` });
      // One that could not even start is tried again by the next execution.
      if (this.isReady) this.startEngine();
      this.isReady = false;
    }
    this.running?.finish({ error, userExpressions: {} });
  }
}

function reportEngineEnd(reason: string, wasReady: boolean): ErrorReport {
  const ename = "EngineEnded";
  const evalue = wasReady
    ? `the TypeScript process ended (${reason}); its variables are lost; a fresh one is started`
    : `the TypeScript process could not start (${reason}); the next cell tries again`;
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
