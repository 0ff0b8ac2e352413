import type ts from "@tslab/typescript-for-tslab";
import { typescript } from "./patchedTypeScript";

/**
 * The declarations that later cells see after a cell stopped half-way: its own for what it had reached, the earlier
 * ones for the names in `unreached`.
 */
export function declarationsAfterFailure(
  earlier: string,
  whole: string,
  unreached: ReadonlySet<string>,
): string {
  if (unreached.size === 0) return whole;
  return (
    selectDeclarations(whole, (name) => !unreached.has(name)) +
    selectDeclarations(earlier, (name) => unreached.has(name))
  );
}

/** Keeps the declarations of a `.d.ts` text whose names `keep` accepts. */
export function selectDeclarations(text: string, keep: (name: string) => boolean): string {
  const file = typescript.createSourceFile("declarations.d.ts", text, typescript.ScriptTarget.ES2022, true);
  const kept = file.statements.map((statement) => selectFrom(statement, keep)).filter((part) => part !== "");
  return kept.map((part) => `${part}\n`).join("");
}

function selectFrom(statement: ts.Statement, keep: (name: string) => boolean): string {
  if (typescript.isVariableStatement(statement)) {
    const declarations = statement.declarationList.declarations;
    const kept = declarations.filter((declaration) => keep(declaration.name.getText()));
    if (kept.length === declarations.length) return statement.getText();
    if (kept.length === 0) return "";
    const keyword = statement.getText().slice(0, declarations[0]!.getStart() - statement.getStart());
    return `${keyword}${kept.map((declaration) => declaration.getText()).join(", ")};`;
  }
  if (typescript.isImportDeclaration(statement)) return selectImports(statement, keep);
  const name = (statement as ts.Statement & { name?: ts.Node }).name?.getText();
  return name === undefined || keep(name) ? statement.getText() : "";
}

function selectImports(statement: ts.ImportDeclaration, keep: (name: string) => boolean): string {
  const clause = statement.importClause;
  if (!clause) return statement.getText();
  const parts: string[] = [];
  if (clause.name && keep(clause.name.text)) parts.push(clause.name.text);
  const bindings = clause.namedBindings;
  if (bindings && typescript.isNamespaceImport(bindings)) {
    if (keep(bindings.name.text)) parts.push(bindings.getText());
  } else if (bindings) {
    const names = bindings.elements
      .filter((element) => keep(element.name.text))
      .map((element) => element.getText());
    if (names.length > 0) parts.push(`{ ${names.join(", ")} }`);
  }
  if (parts.length === 0) return "";
  const keyword = clause.isTypeOnly ? "import type" : "import";
  return `${keyword} ${parts.join(", ")} from ${statement.moduleSpecifier.getText()};`;
}
