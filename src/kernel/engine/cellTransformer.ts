import type { ProgramOfCell } from "./cellProgram";
import { topLevelNames, ts } from "./tslabTypeScript";

/** Names of what a cell's code is given; they cannot be mistaken for a student's. */
export const parameterNames = {
  /** Holds the variables of earlier cells. */
  scope: "$scope",
  /** Takes the value of the last expression. */
  result: "$result",
  /** Does `import(…)`. */
  load: "$import",
} as const;

/**
 * Rewrites a cell so that it can run alone: variables of earlier cells become properties of `$scope`, the last
 * expression is handed to `$result`, dynamic imports go through `$import`, and only `exported` names stay in the list
 * of exports at the cell's end.
 */
export function cellTransformer(
  { checker, earlier }: ProgramOfCell,
  exported: ReadonlySet<string>,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = ts;
  const earlierNames = topLevelNames(earlier);
  const isEarlier = (name: string, symbol: ts.Symbol | undefined): boolean =>
    symbol !== undefined && earlierNames.get(name) === symbol;
  const earlierVariable = (name: string) =>
    factory.createPropertyAccessExpression(factory.createIdentifier(parameterNames.scope), name);
  const call = (name: string, values: readonly ts.Expression[]) =>
    factory.createCallExpression(factory.createIdentifier(name), undefined, values);

  return (context) => {
    const visitIdentifier = (node: ts.Identifier): ts.Node => {
      // The name after a dot, or of a property, belongs to an object.
      if (isNameOfProperty(node) || !isEarlier(node.text, checker.getSymbolAtLocation(node))) return node;
      return ts.setTextRange(earlierVariable(node.text), node);
    };
    const visitShorthand = (node: ts.ShorthandPropertyAssignment): ts.Node => {
      if (!isEarlier(node.name.text, checker.getShorthandAssignmentValueSymbol(node))) {
        return ts.visitEachChild(node, visitPart, context);
      }
      const initialiser = node.objectAssignmentInitializer;
      const target = earlierVariable(node.name.text);
      const value = initialiser
        ? factory.createAssignment(target, ts.visitNode(initialiser, visit) as ts.Expression)
        : target;
      return ts.setTextRange(factory.createPropertyAssignment(node.name.text, value), node);
    };
    /** Leaves the name of a shorthand property of the cell's own variable alone. */
    const visitPart = (node: ts.Node): ts.Node => (ts.isIdentifier(node) ? node : visit(node));
    const visitCall = (node: ts.CallExpression): ts.Node => {
      const visited = ts.visitEachChild(node, visit, context);
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        return ts.setTextRange(call(parameterNames.load, visited.arguments), node);
      }
      if (!ts.isIdentifier(node.expression) || visited.expression === node.expression) return visited;
      // Not a method of the scope: `(0, $scope.f)()` has no `this`.
      const bare = factory.createComma(
        factory.createNumericLiteral(0),
        earlierVariable(node.expression.text),
      );
      const callee = factory.createParenthesizedExpression(bare);
      const { questionDotToken, typeArguments, arguments: values } = visited;
      const rewritten = questionDotToken
        ? factory.createCallChain(callee, questionDotToken, typeArguments, values)
        : factory.createCallExpression(callee, typeArguments, values);
      return ts.setTextRange(rewritten, node);
    };
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
      if (ts.isIdentifier(node)) return visitIdentifier(node);
      if (ts.isShorthandPropertyAssignment(node)) return visitShorthand(node);
      if (ts.isCallExpression(node)) return visitCall(node);
      return ts.visitEachChild(node, visit, context);
    };
    const visitStatement = (statement: ts.Statement, isLast: boolean): ts.Statement => {
      if (ts.isImportDeclaration(statement)) return statement;
      if (ts.isExportDeclaration(statement)) return keepExports(statement, exported);
      const visited = visit(statement) as ts.Statement;
      if (!isLast || !ts.isExpressionStatement(visited)) return visited;
      const handed = ts.setTextRange(call(parameterNames.result, [visited.expression]), visited.expression);
      return ts.setTextRange(factory.createExpressionStatement(handed), visited);
    };
    return (file) => {
      const last = file.statements.filter((statement) => !ts.isExportDeclaration(statement)).at(-1);
      const statements = file.statements.map((statement) => visitStatement(statement, statement === last));
      return factory.updateSourceFile(
        file,
        ts.setTextRange(factory.createNodeArray(statements), file.statements),
      );
    };
  };
}

function keepExports(statement: ts.ExportDeclaration, exported: ReadonlySet<string>): ts.ExportDeclaration {
  const clause = statement.exportClause;
  if (!clause || !ts.isNamedExports(clause)) return statement;
  const kept = clause.elements.filter((element) => exported.has(element.name.text));
  const { modifiers, isTypeOnly, moduleSpecifier, assertClause } = statement;
  const newClause = ts.factory.updateNamedExports(clause, kept);
  return ts.factory.updateExportDeclaration(
    statement,
    modifiers,
    isTypeOnly,
    newClause,
    moduleSpecifier,
    assertClause,
  );
}

function isNameOfProperty(node: ts.Identifier): boolean {
  const { parent } = node;
  if (parent === undefined) return true;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (ts.isPropertyAssignment(parent) || ts.isClassElement(parent)) && parent.name === node;
}
