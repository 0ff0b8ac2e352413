/** Where the lines go and whether they can be overwritten. */
interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** A place in a running notebook. */
interface Position {
  cell: number;
  cells: number;
}

/** Shows how a course run goes: a line for every finished notebook and, on a terminal, one that says what runs now. */
export class CourseProgress {
  readonly #terminal: Terminal;
  readonly #width: number;
  readonly #running = new Map<string, Position & { since: number }>();
  #ticker: NodeJS.Timeout | undefined;

  /** `names` are the notebooks to come; their lengths set the width of the column of names. */
  constructor(names: readonly string[], terminal: Terminal = process.stdout) {
    this.#terminal = terminal;
    this.#width = Math.max(...names.map((name) => name.length));
    if (terminal.isTTY) {
      this.#ticker = setInterval(() => this.#drawStatus(), 250);
      this.#ticker.unref();
    }
  }

  /** A notebook began. */
  started(name: string, cells: number): void {
    this.#running.set(name, { cell: 0, cells, since: Date.now() });
    this.#drawStatus();
  }

  /** A notebook reached its n-th code cell. */
  reached(name: string, cell: number): void {
    const position = this.#running.get(name);
    if (position) position.cell = cell;
    this.#drawStatus();
  }

  /** A notebook ended after `seconds`, with a remark such as where it failed. */
  finished(name: string, ok: boolean, seconds: number, remark: string): void {
    this.#running.delete(name);
    this.#clearStatus();
    const mark = ok ? "ok    " : "FAILED";
    this.#terminal.write(
      `  ${mark}  ${name.padEnd(this.#width)}  ${seconds.toFixed(1).padStart(6)} s  ${remark}\n`,
    );
    this.#drawStatus();
  }

  /** Nothing more will be shown. */
  end(): void {
    clearInterval(this.#ticker);
    this.#ticker = undefined;
    this.#running.clear();
    this.#clearStatus();
  }

  #drawStatus(): void {
    if (!this.#terminal.isTTY || this.#ticker === undefined) return;
    const parts = [...this.#running].map(
      ([name, { cell, cells, since }]) =>
        `${name} ${cell}/${cells} (${Math.round((Date.now() - since) / 1000)} s)`,
    );
    const line = `  running: ${parts.join(", ")}`;
    this.#clearStatus();
    if (parts.length > 0) this.#terminal.write(line.slice(0, (this.#terminal.columns ?? 80) - 1));
  }

  #clearStatus(): void {
    if (this.#terminal.isTTY) this.#terminal.write("\r\u001b[2K");
  }
}
