/** Lines that TensorFlow's native library writes when it starts: nothing a student could act on. */
const noise = [
  // 2026-01-01 00:00:00.000000: I tensorflow/core/platform/cpu_feature_guard.cc:182] …
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IW] (external\/|tensorflow\/|xla\/)/,
  // I0000 00:00:1700000000.000000   12345 cpu_utils.cc:120] …
  /^[IW]\d{4} \d\d:\d\d:[\d.]+\s+\d+ /,
  /^WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR/,
  /^To enable the following instructions: .* rebuild TensorFlow/,
  /oneDNN custom operations are on/,
];

/**
 * Text from a native stream of the engine (what bypasses `process.stderr.write`), without TensorFlow's log lines.
 */
export class NativeLog {
  private rest = "";
  private readonly decoder = new TextDecoder();

  /** Takes bytes, returns the complete lines that are worth showing. */
  push(chunk: Uint8Array): string {
    const lines = (this.rest + this.decoder.decode(chunk, { stream: true })).split("\n");
    this.rest = lines.pop()!;
    return lines
      .filter((line) => !isNoise(line))
      .map((line) => `${line}\n`)
      .join("");
  }

  /** Returns the unfinished last line, at the end of a cell. */
  flush(): string {
    const { rest } = this;
    this.rest = "";
    return isNoise(rest) ? "" : rest;
  }
}

function isNoise(line: string): boolean {
  return noise.some((pattern) => pattern.test(line));
}
