import { randomUUID } from "node:crypto";
import { display, kernelDisplay } from "./display";
import { escapeHtml } from "./escapeHtml";

/** Options of {@link progress}. */
export interface ProgressOptions {
  /** What is being done, for example "Training the reward model". */
  label?: string;
  /** What is counted, in the plural, for example "epochs". */
  unit?: string;
  /** How many items there will be, where the iterable does not know it. */
  total?: number;
  /** The least time in milliseconds between two updates; default 100. */
  intervalMs?: number;
  /** The clock, in milliseconds; default `performance.now`. */
  now?: () => number;
}

/**
 * A bar that shows how far a long loop has come, how fast it goes and how long it will still take, and updates in place.
 *
 * What stays in the saved notebook at the end is the count alone: two runs of a notebook leave the same output.
 */
export class ProgressBar {
  private readonly id: string = randomUUID();
  private readonly label: string;
  private readonly unit: string;
  private readonly intervalMs: number;
  private readonly now: () => number;
  private readonly startedAt: number;
  private shownAt = Number.NEGATIVE_INFINITY;
  private finished = false;
  /** How many items are done. */
  done = 0;
  /** How many there are; undefined where nobody knows. */
  readonly total: number | undefined;

  /** @throws Error if the total is not a whole number of 0 or more. */
  constructor({
    label = "Progress",
    unit = "",
    total,
    intervalMs = 100,
    now = () => performance.now(),
  }: ProgressOptions = {}) {
    if (total !== undefined && !(Number.isInteger(total) && total >= 0))
      throw new Error(`progress: the total must be a whole number of 0 or more, found ${total}.`);
    this.label = label;
    this.unit = unit === "" ? "" : ` ${unit}`;
    this.total = total;
    this.intervalMs = intervalMs;
    this.now = now;
    this.startedAt = now();
    this.render(false);
  }

  /** Says that `done` items are done by now; default: one more. It is shown at most ten times a second. */
  update(done: number = this.done + 1): void {
    this.done = done;
    if (this.finished) return;
    if (this.done === this.total) this.finish();
    else if (this.now() - this.shownAt >= this.intervalMs) this.render(true);
  }

  /** Shows the last state, which stays: the bar is full, or says that it was stopped on the way. */
  finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.render(true);
  }

  /** The state in words, such as "Training: 57 of 200 epochs, 120 a second, 1.2 s left". */
  text(): string {
    return `${this.label}: ${this.state()}`;
  }

  private state(): string {
    const { done, total, unit } = this;
    const count = total === undefined ? `${done}${unit}` : `${done} of ${total}${unit}`;
    if (this.finished) return total === undefined || done >= total ? `${count}, done` : `stopped at ${count}`;
    const elapsedMs = this.now() - this.startedAt;
    if (done === 0 || elapsedMs <= 0) return count;
    const perSecond = (1000 * done) / elapsedMs;
    const rate = `${perSecond >= 10 ? Math.round(perSecond) : perSecond.toPrecision(2)} a second`;
    if (total === undefined) return `${count}, ${rate}`;
    return `${count}, ${rate}, ${formatDuration((total - done) / perSecond)} left`;
  }

  private render(update: boolean): void {
    this.shownAt = this.now();
    if (kernelDisplay() === undefined) {
      // On a terminal one line is rewritten; in a log or a pipe a bar would only be noise.
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${this.text()}${this.finished ? "\n" : ""}`);
      return;
    }
    const { label, done, total } = this;
    const value =
      total === undefined
        ? this.finished
          ? ' value="1" max="1"'
          : ""
        : ` value="${done}" max="${total || 1}"`;
    const html =
      `<div>${escapeHtml(label)} <progress aria-label="${escapeHtml(label)}"${value}></progress> ` +
      `<span>${escapeHtml(this.state())}</span></div>`;
    display(
      { data: { "text/html": html, "text/plain": this.text() }, transient: { display_id: this.id } },
      { update },
    );
  }
}

/** A progress bar that is also the sequence it watches. */
export class ProgressLoop<T> extends ProgressBar implements Iterable<T> {
  constructor(
    private readonly items: Iterable<T>,
    options: ProgressOptions,
  ) {
    super(options);
  }

  *[Symbol.iterator](): Iterator<T> {
    try {
      for (const item of this.items) {
        yield item;
        this.update();
      }
    } finally {
      this.finish();
    }
  }
}

/** As {@link ProgressLoop}, for `for await`. */
export class AsyncProgressLoop<T> extends ProgressBar implements AsyncIterable<T> {
  constructor(
    private readonly items: AsyncIterable<T>,
    options: ProgressOptions,
  ) {
    super(options);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    try {
      for await (const item of this.items) {
        yield item;
        this.update();
      }
    } finally {
      this.finish();
    }
  }
}

/**
 * Shows a progress bar for a loop, with rate and remaining time.
 *
 * - `for (const epoch of progress(200, "Training"))` counts 0 … 199;
 * - `for (const item of progress(items, "Reading"))` and `for await (…)` go through the items;
 * - where the loop is somewhere else: `const bar = progress(200, "Training")`, `bar.update(done)` in a callback. At the total it
 *   is finished; after a stop on the way call `bar.finish()`.
 *
 * Without a notebook it writes to stderr if that is a terminal.
 *
 * @param options a label, or {@link ProgressOptions}.
 * @throws Error if `items` is neither a count nor iterable.
 */
export function progress(total: number, options?: string | ProgressOptions): ProgressLoop<number>;
export function progress<T>(items: Iterable<T>, options?: string | ProgressOptions): ProgressLoop<T>;
export function progress<T>(
  items: AsyncIterable<T>,
  options?: string | ProgressOptions,
): AsyncProgressLoop<T>;
export function progress<T>(
  items: number | Iterable<T> | AsyncIterable<T>,
  options: string | ProgressOptions = {},
): ProgressLoop<number> | ProgressLoop<T> | AsyncProgressLoop<T> {
  const given = typeof options === "string" ? { label: options } : options;
  if (typeof items === "number") return new ProgressLoop(count(items), { ...given, total: items });
  if (items === null || items === undefined || typeof items !== "object")
    throw new Error(
      `progress: expected a number of items or something to iterate over, found ${String(items)}.`,
    );
  if (Symbol.iterator in items)
    return new ProgressLoop(items, { ...given, total: given.total ?? sizeOf(items) });
  if (Symbol.asyncIterator in items) return new AsyncProgressLoop(items, given);
  throw new Error(
    "progress: expected a number of items or something to iterate over, found an object that is not iterable.",
  );
}

/** A span of time in words: "0.8 s", "12 s", "3 min 20 s", "1 h 05 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

function* count(total: number): Iterable<number> {
  for (let i = 0; i < total; i++) yield i;
}

function sizeOf(items: Iterable<unknown>): number | undefined {
  const { length, size } = items as { length?: unknown; size?: unknown };
  if (typeof length === "number") return length;
  return typeof size === "number" ? size : undefined;
}
