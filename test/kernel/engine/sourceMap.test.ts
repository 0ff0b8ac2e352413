import assert from "node:assert/strict";
import { SourceMap as NodeSourceMap } from "node:module";
import { test } from "node:test";
import ts from "@tslab/typescript-for-tslab";
import { SourceMap } from "../../../src/kernel/engine/sourceMap";

const source = `interface Shape { area: number }
type Named = Shape & { name: string };

enum Colour { Red, Green }
const shapes: Named[] = [
  { name: "square", area: 4 },
];
for (const shape of shapes) throw new Error(shape.name);
`;

function transpiled(): { json: string; lines: string[] } {
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    compilerOptions: { sourceMap: true, target: ts.ScriptTarget.ES2022 },
  });
  return { json: sourceMapText!, lines: outputText.split("\n") };
}

test("every generated position leads to the line that Node's own reader of source maps finds", () => {
  const { json, lines } = transpiled();
  const ours = new SourceMap(json);
  const nodes = new NodeSourceMap(JSON.parse(json));
  let compared = 0;
  for (const [line, text] of lines.entries()) {
    for (let column = 0; column < text.length; column += 1) {
      const expected = nodes.findEntry(line, column) as { generatedLine: number; originalLine: number };
      // In front of a line's first mapped place, Node falls back on the line before.
      if (expected.generatedLine !== line) continue;
      compared += 1;
      assert.equal(ours.originalPosition({ line, column })?.line, expected.originalLine);
    }
  }
  assert.ok(compared > 100);
});

test("a statement after erased types is found on its own line", () => {
  const { json, lines } = transpiled();
  const line = lines.findIndex((text) => text.includes("throw"));
  const column = lines[line]!.indexOf("new Error");
  const expectedLine = source.split("\n").findIndex((text) => text.includes("throw"));
  assert.deepEqual(new SourceMap(json).originalPosition({ line, column }), {
    line: expectedLine,
    column: source.split("\n")[expectedLine]!.indexOf("new Error"),
  });
});

test("a line that does not exist has no original", () => {
  assert.equal(new SourceMap('{"mappings":""}').originalPosition({ line: 3, column: 0 }), undefined);
});
