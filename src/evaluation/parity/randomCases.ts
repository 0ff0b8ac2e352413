import { Generator } from "../../tensor/generator";
import { embeddingWeights, linearWeights } from "../../tensor/initialise";
import { evaluateCase, type ParityCase } from "./parityCase";
import {
  arrayField,
  countField,
  type Fields,
  objectField,
  objectListField,
  requireKnownFields,
} from "./referenceField";
import { largestError } from "./relativeError";

/** rand, randint and randperm are equal to the bit; normal numbers and initial weights go through log and cos. */
const EXACT = 0;
const NORMAL_TOLERANCE = 1e-6;
/** Errors of normal numbers and weights count relative to the number or to 1, the scale of a standard normal. */
const NORMAL_FLOOR = 1;

/** One drawing: the name's pattern, and how to draw and compare. */
interface Drawing {
  pattern: RegExp;
  tolerance: number;
  error(generator: Generator, sizes: number[], expected: Fields, where: string): number;
}

const plain =
  (draw: (generator: Generator, ...sizes: number[]) => ArrayLike<number>, floor = NORMAL_FLOOR) =>
  (generator: Generator, sizes: number[], expected: Fields, where: string): number =>
    largestError(draw(generator, ...sizes), arrayField(expected, "drawn", where).values, floor);

const DRAWINGS: readonly Drawing[] = [
  { pattern: /^rand_(\d+)$/, tolerance: EXACT, error: plain((g, count) => g.rand(count!)) },
  { pattern: /^randn_(\d+)$/, tolerance: NORMAL_TOLERANCE, error: plain((g, count) => g.randn(count!)) },
  {
    pattern: /^randint_(-?\d+)_(-?\d+)_x(\d+)$/,
    tolerance: EXACT,
    error: plain((g, low, high, count) => g.randint(low!, high!, count!)),
  },
  { pattern: /^randperm_(\d+)$/, tolerance: EXACT, error: plain((g, count) => g.randperm(count!)) },
  {
    pattern: /^embedding_(\d+)_(\d+)$/,
    tolerance: NORMAL_TOLERANCE,
    error: plain((g, count, size) => embeddingWeights(g, count!, size!)),
  },
  {
    pattern: /^linear_(\d+)_(\d+)$/,
    tolerance: NORMAL_TOLERANCE,
    error(generator, [inputs, outputs], expected, where) {
      const fields = objectField(expected, "drawn", where);
      requireKnownFields(fields, ["weight", "bias"], where);
      const { weight, bias } = linearWeights(generator, inputs!, outputs!);
      return Math.max(
        largestError(weight, arrayField(fields, "weight", where, 2).values, NORMAL_FLOOR),
        largestError(bias, arrayField(fields, "bias", where, 1).values, NORMAL_FLOOR),
      );
    },
  },
];

/** What stands between the parts of a name such as randn_5_then_rand_3: one stream, several drawings. */
const THEN = "_then_";

/**
 * Compares every drawing of a `torch-rng.json` with this library's generator, which is seeded anew for each.
 *
 * @param content the file's content
 * @throws TypeError if it holds no list of cases, or an empty one
 */
export async function randomCases(file: string, content: Fields): Promise<ParityCase[]> {
  requireKnownFields(content, ["cases"], file);
  const cases = objectListField(content, "cases", file);
  const results: ParityCase[] = [];
  for (const [index, fields] of cases.entries()) {
    const where = `${file}: cases[${index}]`;
    for (const name of Object.keys(fields).filter((key) => key !== "seed")) {
      const drawings = name.split(THEN).map((part) => DRAWINGS.find(({ pattern }) => pattern.test(part)));
      const tolerance = Math.max(...drawings.map((drawing) => drawing?.tolerance ?? EXACT));
      const evaluate = () => ({
        valueError: compareDrawings(
          new Generator(countField(fields, "seed", where, Number.MIN_SAFE_INTEGER)),
          fields,
          name,
          where,
        ),
      });
      results.push(await evaluateCase(file, `seed ${fields.seed}: ${name}`, tolerance, evaluate));
    }
  }
  if (results.length === 0)
    throw new TypeError(`${file}: the list "cases" has no drawings; there is nothing to compare.`);
  return results;
}

function compareDrawings(generator: Generator, fields: Fields, name: string, where: string): number {
  const parts = name.split(THEN);
  const expected: unknown = fields[name];
  const drawn: unknown[] = parts.length === 1 ? [expected] : Array.isArray(expected) ? expected : [];
  if (drawn.length !== parts.length) {
    throw new TypeError(`${where}: the field "${name}" has ${drawn.length} parts; expected ${parts.length}.`);
  }
  let largest = 0;
  parts.forEach((part, i) => {
    const drawing = DRAWINGS.find(({ pattern }) => pattern.test(part));
    if (drawing === undefined) {
      const known =
        "rand_N, randn_N, randint_LOW_HIGH_xN, randperm_N, linear_INPUTS_OUTPUTS, embedding_N_SIZE";
      throw new TypeError(
        `unknown drawing "${part}"; known are ${known}, and several of them joined by ${THEN}.`,
      );
    }
    const sizes = drawing.pattern.exec(part)!.slice(1).map(Number);
    const error = drawing.error(generator, sizes, { drawn: drawn[i] }, `${where}.${name}`);
    // Within a mixed drawing the exact parts must still be exact: any deviation counts as the whole number's.
    largest = Math.max(largest, drawing.tolerance === EXACT && error > 0 ? Math.max(error, 1) : error);
  });
  return largest;
}
