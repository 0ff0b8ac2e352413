import type ts from "@tslab/typescript-for-tslab";
import { typescript } from "./patchedTypeScript";

/**
 * Writes out `{ x }` as `{ x: exports.x }` where `x` was declared in an earlier cell, which tslab leaves alone; its
 * output would look for a variable `x` that does not exist.
 */
export function shorthandProperties(
  program: ts.Program,
  declarationsFile: string,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;
  const checker = program.getTypeChecker();
  const isFromEarlierCell = (node: ts.ShorthandPropertyAssignment): boolean => {
    const symbol = checker.getShorthandAssignmentValueSymbol(node);
    return (
      symbol?.declarations?.some(
        (declaration) => declaration.getSourceFile().fileName === declarationsFile,
      ) ?? false
    );
  };
  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      if (!typescript.isShorthandPropertyAssignment(node) || !isFromEarlierCell(node)) {
        return typescript.visitEachChild(node, visit, context);
      }
      const name = node.name.text;
      const variable = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name);
      const fallback = node.objectAssignmentInitializer;
      const value = fallback
        ? factory.createAssignment(variable, typescript.visitNode(fallback, visit) as ts.Expression)
        : variable;
      return typescript.setTextRange(factory.createPropertyAssignment(name, value), node);
    };
    return (file) => typescript.visitEachChild(file, visit, context);
  };
}
