/**
 * TypeScript as tslab patched it (5.0): names that a file does not declare are looked up in its `parent` file, if it
 * has one, so that a cell can see the declarations of earlier cells.
 *
 * tslab's own converter is not used: it makes two programs for every cell, which takes several times as long as one;
 * it has no source maps; and it mistakes `{ x }`, `for await`, `export const` and calls of earlier cells' functions.
 */
import ts = require("@tslab/typescript-for-tslab");

interface InternalTypeScript {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  findPrecedingToken(position: number, file: ts.SourceFile): ts.Node | undefined;
  findNextToken(token: ts.Node, parent: ts.Node, file: ts.SourceFile): ts.Node | undefined;
  getQuickInfoAtPosition(
    file: ts.SourceFile,
    checker: ts.TypeChecker,
    cancellation: ts.CancellationToken,
    position: number,
  ): ts.QuickInfo | undefined;
  Completions: {
    getCompletionsAtPositionForTslab(
      host: object,
      program: ts.Program,
      log: (message: string) => void,
      file: ts.SourceFile,
      position: number,
      preferences: ts.UserPreferences,
      triggerCharacter: string | undefined,
      kind: ts.CompletionTriggerKind,
      cancellation: ts.CancellationToken,
    ): ts.CompletionInfo | undefined;
  };
}

/** Functions of TypeScript that its types do not show. */
export const internals = ts as unknown as InternalTypeScript;

/** The names that a file declares or imports at its top level; the file must have been bound. */
export function topLevelNames(file: ts.SourceFile): ReadonlyMap<string, ts.Symbol> {
  const locals = (file as unknown as { locals?: Map<ts.__String, ts.Symbol> }).locals ?? [];
  return new Map([...locals].map(([name, symbol]) => [ts.unescapeLeadingUnderscores(name), symbol]));
}

/** What the parser has against a file. */
export function syntaxErrorsOf(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (file as unknown as { parseDiagnostics: ts.DiagnosticWithLocation[] }).parseDiagnostics;
}

/** Lets the names that `file` does not declare be looked up in `earlier`: what tslab patched TypeScript for. */
export function lookUpNamesIn(file: ts.SourceFile, earlier: ts.SourceFile): void {
  (file as unknown as { parent: ts.Node }).parent = earlier;
}

export { ts };
