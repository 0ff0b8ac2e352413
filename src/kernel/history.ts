/** One executed input: session, number of the cell, source. */
export type HistoryEntry = [session: number, line: number, source: string];

/** The content of a `history_request`. */
export interface HistoryRequest {
  hist_access_type?: "tail" | "range" | "search";
  /** Return `[input, output]` pairs in place of inputs. */
  output?: boolean;
  session?: number;
  start?: number;
  stop?: number | null;
  n?: number | null;
  pattern?: string;
  unique?: boolean;
}

/** This kernel's only session. */
const currentSession = 1;

/** The inputs of a kernel's session. */
export class History {
  private readonly entries: HistoryEntry[] = [];

  add(line: number, source: string): void {
    this.entries.push([currentSession, line, source]);
  }

  /** The entries that a client asks for, oldest first. */
  find(request: HistoryRequest): unknown[] {
    const found = this.select(request);
    return request.output ? found.map(([session, line, source]) => [session, line, [source, null]]) : found;
  }

  private select(request: HistoryRequest): HistoryEntry[] {
    const { entries } = this;
    const last = (list: HistoryEntry[]) => (request.n == null ? list : list.slice(-request.n || list.length));
    if (request.hist_access_type === "range") {
      // Session 0 is the current one, negative numbers count back to sessions that are not kept.
      const session = request.session ?? 0;
      if (session !== 0 && session !== currentSession) return [];
      const { start = 0, stop } = request;
      return entries.filter(([, line]) => line >= start && (stop == null || line < stop));
    }
    if (request.hist_access_type === "search") {
      const pattern = globPattern(request.pattern ?? "*");
      const matching = entries.filter(([, , source]) => pattern.test(source));
      return last(request.unique ? lastOfEach(matching) : matching);
    }
    return last(entries);
  }
}

/** `*` stands for any text, `?` for one character. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "s");
}

function lastOfEach(entries: HistoryEntry[]): HistoryEntry[] {
  const bySource = new Map<string, HistoryEntry>();
  for (const entry of entries) {
    bySource.delete(entry[2]);
    bySource.set(entry[2], entry);
  }
  return [...bySource.values()];
}
