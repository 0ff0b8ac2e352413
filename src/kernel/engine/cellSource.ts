import { modulePrefix } from "./cellProgram";
import { internals, syntaxErrorsOf, topLevelNames, ts } from "./tslabTypeScript";

/** What can be said about a cell's code without its types. */
export interface CellSource {
  /** The code without the word `export`; positions stay. */
  text: string;
  /** Their lines count `modulePrefix`, too. */
  syntaxErrors: readonly ts.DiagnosticWithLocation[];
  /** Everything that the cell declares or imports at its top level. */
  names: string[];
  /** Whether the cell awaits something outside of functions. */
  awaits: boolean;
}

/** Parses a cell. */
export function readCellSource(source: string, options: ts.CompilerOptions): CellSource {
  const text = withoutExports(source);
  const file = parse(modulePrefix + text);
  internals.bindSourceFile(file, options);
  return {
    text,
    syntaxErrors: syntaxErrorsOf(file),
    names: [...topLevelNames(file).keys()],
    awaits: awaitsOutsideFunctions(file),
  };
}

/**
 * Takes the word `export` off a cell's declarations: all of them can be used by later cells anyway.
 *
 * Nothing changes its place.
 */
export function withoutExports(source: string): string {
  if (!/\bexport\b/.test(source)) return source;
  const file = parse(source);
  let text = source;
  const blank = (start: number, end: number): void => {
    text = text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, " ") + text.slice(end);
  };
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier) {
      blank(statement.getStart(file), statement.end);
    } else if (ts.canHaveModifiers(statement)) {
      const modifiers = ts.getModifiers(statement) ?? [];
      if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) continue;
      const keyword = modifiers.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (keyword) blank(keyword.getStart(file), keyword.end);
    }
  }
  return text;
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ES2022, true);
}

function awaitsOutsideFunctions(node: ts.Node): boolean {
  const awaits =
    ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
  if (awaits) return true;
  // The initialiser of a field runs as a function, too.
  if (ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)) return false;
  return ts.forEachChild(node, (child) => awaitsOutsideFunctions(child) || undefined) ?? false;
}
