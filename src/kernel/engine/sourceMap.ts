/** A place in a text; both numbers count from 0. */
export interface Position {
  line: number;
  column: number;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The part of a source map (version 3) that leads from a generated position back to the original one. */
export class SourceMap {
  /** For every generated line: [generated column, original line, original column], ascending. */
  private readonly lines: [number, number, number][][];

  constructor(json: string) {
    this.lines = decodeMappings((JSON.parse(json) as { mappings: string }).mappings);
  }

  /** The original position of a generated one, or `undefined` where the line came from nowhere. */
  originalPosition({ line, column }: Position): Position | undefined {
    let found: [number, number, number] | undefined;
    for (const segment of this.lines[line] ?? []) {
      if (segment[0] > column && found) break;
      found = segment;
      if (segment[0] > column) break;
    }
    return found && { line: found[1], column: found[2] };
  }
}

function decodeMappings(mappings: string): [number, number, number][][] {
  let originalLine = 0;
  let originalColumn = 0;
  return mappings.split(";").map((line) => {
    let generatedColumn = 0;
    const segments: [number, number, number][] = [];
    for (const segment of line.split(",")) {
      const fields = decodeNumbers(segment);
      generatedColumn += fields[0] ?? 0;
      if (fields.length < 4) continue;
      originalLine += fields[2]!;
      originalColumn += fields[3]!;
      segments.push([generatedColumn, originalLine, originalColumn]);
    }
    return segments;
  });
}

/** Base-64 variable-length quantities: five bits a digit, the lowest group first, its lowest bit the sign. */
function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = digits.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
