/** What JSON calls an object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Numbers in rows, planes … of equal size, flattened. */
export interface NumberArray {
  values: number[];
  shape: number[];
}

/** Fields that describe and are not evaluated. */
const DESCRIPTIONS = ["note", "formula", "torchVersion"];

/**
 * A field that is an object.
 *
 * @param where the way to `fields` in its file, for the error message
 * @throws TypeError if the field is missing or something else; likewise the functions below
 */
export function objectField(fields: Fields, key: string, where: string): Fields {
  const value = field(fields, key, where);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(where, key, "an object", value);
  return value as Fields;
}

/** A field that is a list of objects. */
export function objectListField(fields: Fields, key: string, where: string): Fields[] {
  const value = field(fields, key, where);
  if (!Array.isArray(value)) throw wrong(where, key, "a list", value);
  return value.map((item: unknown, index) =>
    objectField({ [index]: item }, String(index), `${where}.${key}`),
  );
}

/** A field that is a finite number. */
export function numberField(fields: Fields, key: string, where: string): number {
  const value = field(fields, key, where);
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(where, key, "a finite number", value);
  return value;
}

/** A field that is a whole number of at least `least`. */
export function countField(fields: Fields, key: string, where: string, least = 1): number {
  const value = numberField(fields, key, where);
  if (!Number.isSafeInteger(value) || value < least) {
    throw wrong(where, key, `a whole number of at least ${least}`, value);
  }
  return value;
}

/** A field that is a text. */
export function textField(fields: Fields, key: string, where: string): string {
  const value = field(fields, key, where);
  if (typeof value !== "string") throw wrong(where, key, "a text", value);
  return value;
}

/** A field that is a list of texts. */
export function textListField(fields: Fields, key: string, where: string): string[] {
  const value = field(fields, key, where);
  const isText = (item: unknown): item is string => typeof item === "string";
  if (!Array.isArray(value) || !value.every(isText)) throw wrong(where, key, "a list of texts", value);
  return value;
}

/** A field that is a list of true and false. */
export function flagListField(fields: Fields, key: string, where: string): boolean[] {
  const value = field(fields, key, where);
  const isFlag = (item: unknown): item is boolean => typeof item === "boolean";
  if (!Array.isArray(value) || !value.every(isFlag))
    throw wrong(where, key, "a list of true and false", value);
  return value;
}

/**
 * A field that is a number array of any depth, all rows being equally long.
 *
 * @param axes how many axes it must have; default: any number from 1
 */
export function arrayField(fields: Fields, key: string, where: string, axes?: number): NumberArray {
  const value = field(fields, key, where);
  if (!Array.isArray(value)) throw wrong(where, key, "an array of numbers", value);
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  if (axes !== undefined && shape.length !== axes) {
    throw wrong(where, key, `an array of numbers with ${axes} axes`, value);
  }
  const values: number[] = [];
  const collect = (level: unknown, depth: number): void => {
    const isLeaf = depth === shape.length;
    if (isLeaf && typeof level === "number" && Number.isFinite(level)) values.push(level);
    else if (!isLeaf && Array.isArray(level) && level.length === shape[depth]) {
      for (const item of level) collect(item, depth + 1);
    } else throw wrong(where, key, `an array of finite numbers of shape [${shape.join(", ")}]`, value);
  };
  collect(value, 0);
  return { values, shape };
}

/** A field that is a matrix, row by row. */
export function rowsField(fields: Fields, key: string, where: string): number[][] {
  const { values, shape } = arrayField(fields, key, where, 2);
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
}

/**
 * Checks that nothing is there which would not be evaluated.
 *
 * @throws TypeError naming the first unknown field and the known ones
 */
export function requireKnownFields(fields: Fields, known: readonly string[], where: string): void {
  for (const key of Object.keys(fields)) {
    if (!known.includes(key) && !DESCRIPTIONS.includes(key)) {
      throw new TypeError(`${where}: unknown field "${key}"; known are ${known.join(", ") || "none"}.`);
    }
  }
}

function field(fields: Fields, key: string, where: string): unknown {
  if (!Object.hasOwn(fields, key)) throw new TypeError(`${where}: the field "${key}" is missing.`);
  return fields[key];
}

function wrong(where: string, key: string, expected: string, found: unknown): TypeError {
  const text = JSON.stringify(found) ?? String(found);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new TypeError(`${where}: the field "${key}" is ${shown}; expected ${expected}.`);
}
