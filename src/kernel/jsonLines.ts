/** Reads JSON values, one a line, from the chunks of a pipe. */
export class JsonLines<T> {
  private chunks: Buffer[] = [];

  constructor(private readonly onValue: (value: T) => void) {}

  /** Takes the next bytes and hands over the values that they complete; torn lines are left out. */
  push(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...this.chunks, rest.subarray(0, end)]).toString();
      this.chunks = [];
      rest = rest.subarray(end + 1);
      if (line === "") continue;
      let value: T;
      try {
        value = JSON.parse(line) as T;
      } catch {
        continue;
      }
      this.onValue(value);
    }
    if (rest.length > 0) this.chunks.push(rest);
  }
}
