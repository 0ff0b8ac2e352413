import type ts from "@tslab/typescript-for-tslab";
import { typescript } from "./patchedTypeScript";

/** A cell as an ES module, taken apart for running. */
export interface CellModule {
  /** The code without its list of exports; dynamic imports call `$import`. */
  code: string;
  /** Variables, functions, classes and enums that the cell declares at its top level. */
  declared: string[];
  /** Names that the cell imports. */
  imported: string[];
  /** Whether the cell awaits something outside of functions. */
  awaits: boolean;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Analyses the ES module that TypeScript made of a cell; line numbers stay. */
export function readCellModule(code: string): CellModule {
  const file = parse(code);
  const imported = file.statements.flatMap(importedNames);
  const edits: Edit[] = [];
  let declared: string[] = [];
  for (const statement of file.statements) {
    if (!typescript.isExportDeclaration(statement) || statement.moduleSpecifier) continue;
    const clause = statement.exportClause;
    if (!clause || !typescript.isNamedExports(clause)) continue;
    const names = clause.elements.map((element) => element.name.text);
    declared = declared.concat(names.filter((name) => !imported.includes(name)));
    const exported = names.filter((name) => imported.includes(name));
    edits.push({
      start: statement.getStart(file),
      end: statement.end,
      text: `export { ${exported.join(", ")} };`,
    });
  }
  let awaits = false;
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (typescript.isCallExpression(node) && node.expression.kind === typescript.SyntaxKind.ImportKeyword) {
      edits.push({ start: node.expression.getStart(file), end: node.expression.end, text: "$import" });
    }
    const isAwait =
      typescript.isAwaitExpression(node) ||
      (typescript.isForOfStatement(node) && node.awaitModifier !== undefined);
    if (isAwait && !inFunction) awaits = true;
    const inner = inFunction || typescript.isFunctionLike(node) || typescript.isPropertyDeclaration(node);
    typescript.forEachChild(node, (child) => visit(child, inner));
  };
  visit(file, false);
  return { code: applyEdits(code, edits), declared, imported, awaits };
}

/**
 * Takes the word `export` off the declarations of a cell, since all of them can be used by later cells anyway and
 * tslab exports them itself. Columns stay.
 */
export function withoutExports(source: string): string {
  if (!/\bexport\b/.test(source)) return source;
  const file = parse(source);
  const edits: Edit[] = [];
  for (const statement of file.statements) {
    if (typescript.isExportDeclaration(statement) && !statement.moduleSpecifier) {
      const start = statement.getStart(file);
      edits.push({
        start,
        end: statement.end,
        text: source.slice(start, statement.end).replace(/[^\n]/g, " "),
      });
    } else if (typescript.canHaveModifiers(statement)) {
      const modifiers = typescript.getModifiers(statement) ?? [];
      if (modifiers.some((modifier) => modifier.kind === typescript.SyntaxKind.DefaultKeyword)) continue;
      const keyword = modifiers.find((modifier) => modifier.kind === typescript.SyntaxKind.ExportKeyword);
      if (keyword) edits.push({ start: keyword.getStart(file), end: keyword.end, text: "      " });
    }
  }
  return applyEdits(source, edits);
}

function parse(code: string): ts.SourceFile {
  return typescript.createSourceFile("cell.ts", code, typescript.ScriptTarget.ES2022, true);
}

function importedNames(statement: ts.Statement): string[] {
  if (!typescript.isImportDeclaration(statement)) return [];
  const clause = statement.importClause;
  const names = clause?.name ? [clause.name.text] : [];
  const bindings = clause?.namedBindings;
  if (!bindings) return names;
  if (typescript.isNamespaceImport(bindings)) return [...names, bindings.name.text];
  return [...names, ...bindings.elements.map((element) => element.name.text)];
}

function applyEdits(code: string, edits: Edit[]): string {
  let edited = code;
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) {
    edited = edited.slice(0, start) + text + edited.slice(end);
  }
  return edited;
}
