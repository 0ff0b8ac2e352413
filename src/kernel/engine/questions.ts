import { isCompleteCode } from "tslab/dist/converter";
import { printQuickInfo } from "tslab/dist/inspect";
import type { Completeness, Completion } from "../engineProtocol";
import { type CellPrograms, modulePrefix } from "./cellProgram";
import { internals, ts } from "./tslabTypeScript";

const neverCancelled: ts.CancellationToken = {
  isCancellationRequested: () => false,
  throwIfCancellationRequested: () => {},
};

/** Answers questions about unfinished code, which follows cells that left `declarations`. */
export class Questions {
  constructor(private readonly programs: CellPrograms) {}

  /** Names that fit at `cursor` (in UTF-16 units), the most fitting first. */
  complete(declarations: string, source: string, cursor: number): Completion {
    const { program, cell } = this.programs.make(declarations, source);
    const position = cursor + modulePrefix.length;
    const found = internals.Completions.getCompletionsAtPositionForTslab(
      {},
      program,
      () => {},
      cell,
      position,
      {},
      undefined,
      ts.CompletionTriggerKind.Invoked,
      neverCancelled,
    );
    const entries = found?.entries ?? [];
    const word = wordAt(cell, position);
    if (!word) {
      const matches = [...entries].sort(bySortText).map(({ name }) => name);
      return { matches, start: cursor, end: cursor };
    }
    return {
      matches: rank(entries, word.text),
      start: word.getStart(cell) - modulePrefix.length,
      end: word.end - modulePrefix.length,
    };
  }

  /** The type and the documentation of what stands at `cursor`, or `null`. */
  inspect(declarations: string, source: string, cursor: number): string | null {
    const { checker, cell } = this.programs.make(declarations, source);
    const info = internals.getQuickInfoAtPosition(
      cell,
      checker,
      neverCancelled,
      cursor + modulePrefix.length,
    );
    return info ? printQuickInfo(info as Parameters<typeof printQuickInfo>[0]) : null;
  }
}

/** Whether `source` ends in the middle of a statement, and how deep the next line goes then. */
export function completenessOf(source: string): Completeness {
  const { completed, indent } = isCompleteCode(source);
  return completed ? { status: "complete" } : { status: "incomplete", indent: indent ?? "" };
}

/** The name in or at the edge of which `position` lies. */
function wordAt(file: ts.SourceFile, position: number): ts.Identifier | undefined {
  const previous = internals.findPrecedingToken(position, file);
  if (previous && ts.isIdentifier(previous) && previous.end >= position) return previous;
  const next = previous && internals.findNextToken(previous, file, file);
  const touches = next && ts.isIdentifier(next) && next.getStart(file) <= position && position <= next.end;
  return touches ? next : undefined;
}

/** Names that begin with `word` first, then those that do so in another case, then those that contain it. */
function rank(entries: readonly ts.CompletionEntry[], word: string): string[] {
  const lower = word.toLowerCase();
  const rankOf = (name: string): number => {
    if (name.startsWith(word)) return 0;
    const index = name.toLowerCase().indexOf(lower);
    return index === 0 ? 1 : index > 0 ? 2 : 3;
  };
  return entries
    .filter(({ name }) => rankOf(name) < 3)
    .sort((a, b) => rankOf(a.name) - rankOf(b.name) || bySortText(a, b))
    .map(({ name }) => name);
}

function bySortText(a: ts.CompletionEntry, b: ts.CompletionEntry): number {
  return a.sortText.localeCompare(b.sortText) || a.name.localeCompare(b.name);
}
