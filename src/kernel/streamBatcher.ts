/** How long text may wait for more of the same stream. */
const maxDelayMs = 20;
/** How much text one message holds at most, roughly, in UTF-16 units. */
const maxLength = 1 << 16;

/** Joins small writes to a stream, so that a loop that prints does not flood the clients. */
export class StreamBatcher {
  private name: "stdout" | "stderr" = "stdout";
  private text = "";
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (name: "stdout" | "stderr", text: string) => void) {}

  add(name: "stdout" | "stderr", text: string): void {
    if (name !== this.name) this.flush();
    this.name = name;
    this.text += text;
    if (this.text.length >= maxLength) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), maxDelayMs);
  }

  /** Sends what waits; to be called before anything else is sent. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { text } = this;
    this.text = "";
    if (text !== "") this.send(this.name, text);
  }
}
