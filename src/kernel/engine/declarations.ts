import { ts } from "./tslabTypeScript";

/** What a name stands for: a variable, function or class has a value; an interface, alias or class is a type. */
export interface Meaning {
  value: boolean;
  type: boolean;
}

/** The top-level names of a cell. */
export type Meanings = ReadonlyMap<string, Meaning>;

const none: Meaning = { value: false, type: false };

/**
 * The declarations that the next cell sees.
 *
 * @param earlier - declarations before the cell
 * @param own - the cell's own declarations, as TypeScript emitted them
 * @param meanings - what the cell's names stand for; they replace earlier ones of the same kind
 * @param unreached - names that the cell did not get to because it failed; their earlier meaning stays
 */
export function followingDeclarations(
  earlier: string,
  own: string,
  meanings: Meanings,
  unreached: ReadonlySet<string>,
): string {
  const newMeaning = (name: string): Meaning => (unreached.has(name) ? none : (meanings.get(name) ?? none));
  const reached = select(own, (name) => !unreached.has(name));
  const kept = select(earlier, (name, old) => {
    const { value, type } = newMeaning(name);
    return !((old.value && value) || (old.type && type));
  });
  return reached + kept;
}

/** Keeps the declarations of a `.d.ts` text that `keep` accepts; lists of exports go. */
function select(text: string, keep: (name: string, meaning: Meaning) => boolean): string {
  const file = ts.createSourceFile("declarations.d.ts", text, ts.ScriptTarget.ES2022, true);
  return file.statements
    .map((statement) => selectFrom(statement, keep))
    .filter((part) => part !== "")
    .map((part) => `${part}\n`)
    .join("");
}

function selectFrom(statement: ts.Statement, keep: (name: string, meaning: Meaning) => boolean): string {
  if (ts.isExportDeclaration(statement)) return "";
  if (ts.isVariableStatement(statement)) {
    const { declarations } = statement.declarationList;
    const kept = declarations.filter(({ name }) => keep(name.getText(), { value: true, type: false }));
    if (kept.length === declarations.length) return statement.getText();
    if (kept.length === 0) return "";
    const keyword = statement.getText().slice(0, declarations[0]!.getStart() - statement.getStart());
    return `${keyword}${kept.map((declaration) => declaration.getText()).join(", ")};`;
  }
  const both: Meaning = { value: true, type: true };
  if (ts.isImportDeclaration(statement)) return selectImports(statement, (name) => keep(name, both));
  const name = (statement as ts.Statement & { name?: ts.Node }).name?.getText();
  if (name === undefined) return statement.getText();
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  const meaning = isType
    ? { value: false, type: true }
    : ts.isFunctionDeclaration(statement)
      ? { value: true, type: false }
      : both;
  return keep(name, meaning) ? statement.getText() : "";
}

function selectImports(statement: ts.ImportDeclaration, keep: (name: string) => boolean): string {
  const clause = statement.importClause;
  if (!clause) return "";
  const parts: string[] = [];
  if (clause.name && keep(clause.name.text)) parts.push(clause.name.text);
  const bindings = clause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) {
    if (keep(bindings.name.text)) parts.push(bindings.getText());
  } else if (bindings) {
    const names = bindings.elements.filter(({ name }) => keep(name.text)).map((element) => element.getText());
    if (names.length > 0) parts.push(`{ ${names.join(", ")} }`);
  }
  if (parts.length === 0) return "";
  const keyword = clause.isTypeOnly ? "import type" : "import";
  return `${keyword} ${parts.join(", ")} from ${statement.moduleSpecifier.getText()};`;
}
