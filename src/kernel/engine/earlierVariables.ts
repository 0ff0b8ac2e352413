import type ts from "@tslab/typescript-for-tslab";
import { typescript } from "./patchedTypeScript";

/**
 * Rewrites two uses of earlier cells' variables that tslab gets wrong: the shorthand `{ x }`, which it leaves alone
 * (there is no variable `x` in the cell), and calls `f()`, which it turns into calls of a method (`this` would be the
 * object that holds the variables).
 *
 * @param declarationsFile - the file in which TypeScript finds the declarations of earlier cells
 */
export function earlierVariables(
  program: ts.Program,
  declarationsFile: string,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;
  const checker = program.getTypeChecker();
  const isEarlier = (symbol: ts.Symbol | undefined): boolean =>
    symbol?.declarations?.some((declaration) => declaration.getSourceFile().fileName === declarationsFile) ??
    false;
  const variable = (name: string) =>
    factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name);

  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      const visited = typescript.visitEachChild(node, visit, context);
      if (typescript.isShorthandPropertyAssignment(node)) {
        if (!isEarlier(checker.getShorthandAssignmentValueSymbol(node))) return visited;
        const fallback = (visited as ts.ShorthandPropertyAssignment).objectAssignmentInitializer;
        const target = variable(node.name.text);
        const value = fallback ? factory.createAssignment(target, fallback) : target;
        return typescript.setTextRange(factory.createPropertyAssignment(node.name.text, value), node);
      }
      if (typescript.isCallExpression(node) && typescript.isIdentifier(node.expression)) {
        if (!isEarlier(checker.getSymbolAtLocation(node.expression))) return visited;
        const { questionDotToken, arguments: values } = visited as ts.CallExpression;
        const bare = factory.createComma(factory.createNumericLiteral(0), variable(node.expression.text));
        const callee = factory.createParenthesizedExpression(bare);
        const call = questionDotToken
          ? factory.createCallChain(callee, questionDotToken, undefined, values)
          : factory.createCallExpression(callee, undefined, values);
        return typescript.setTextRange(call, node);
      }
      return visited;
    };
    return (file) => typescript.visitEachChild(file, visit, context);
  };
}
