/** Where one tensor lies in a safetensors file. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: number[];
  /** First byte and the one after the last, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Record<string, string>;
  /** In the order of their bytes. */
  readonly entries: TensorEntry[];
}

/** Bytes of one element of each type that we read. */
export const bytesPerElement: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1 },
  ...{ U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
};

/** The reference implementation refuses longer ones too. */
export const maxHeaderBytes = 100_000_000;

/**
 * Reads and checks the header of a safetensors file: every number in it is checked before it is used.
 *
 * @param text the JSON after the first eight bytes
 * @param dataBytes how many bytes follow the header in the file
 * @param file name for the messages
 * @throws Error naming the file and the tensor, for whatever is wrong
 */
export function parseSafetensorsHeader(text: string, dataBytes: number, file: string): SafetensorsHeader {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file}: its header is not valid JSON; it is no safetensors file, or it is damaged.`, {
      cause,
    });
  }
  if (!isRecord(header))
    throw new Error(`${file}: its header is not a JSON object; it is no safetensors file.`);
  const { __metadata__: metadata = {}, ...tensors } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== "string"))
    throw new Error(`${file}: "__metadata__" must be an object of strings.`);
  const entries = Object.entries(tensors).map(([name, value]) => parseEntry(file, name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  requireWhole(file, entries, dataBytes);
  return { metadata: metadata as Record<string, string>, entries };
}

function parseEntry(file: string, name: string, value: unknown): TensorEntry {
  const where = `${file}: tensor "${name}"`;
  if (!isRecord(value)) throw new Error(`${where}: its entry in the header must be an object.`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(bytesPerElement, dtype))
    throw new Error(
      `${where} has the element type ${JSON.stringify(dtype)}; readable are ${Object.keys(bytesPerElement).join(", ")}.`,
    );
  if (!isList(shape))
    throw new Error(`${where} has the shape ${JSON.stringify(shape)}; it must be a list of whole numbers.`);
  if (!isList(offsets) || offsets.length !== 2)
    throw new Error(`${where} has data_offsets ${JSON.stringify(offsets)}; they must be two whole numbers.`);
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product, size) => product * size, bytesPerElement[dtype]!);
  if (!Number.isSafeInteger(bytes)) throw new Error(`${where} of shape [${shape}] is too large to address.`);
  if (end - begin !== bytes)
    throw new Error(
      `${where}: ${dtype} of shape [${shape}] takes ${bytes} bytes, but its data_offsets [${begin}, ${end}] give ${end - begin}.`,
    );
  return { name, dtype, shape, begin, end };
}

/** The tensors must fill the data from the first byte to the last: no overlap, no hole, nothing beyond. */
function requireWhole(file: string, entries: readonly TensorEntry[], dataBytes: number): void {
  let filled = 0;
  let previous = "";
  for (const { name, begin, end } of entries) {
    if (end > dataBytes)
      throw new Error(
        `${file}: tensor "${name}" ends at byte ${end} of the data, but the file holds only ${dataBytes}; it is truncated.`,
      );
    if (begin < filled)
      throw new Error(
        `${file}: tensor "${name}" overlaps tensor "${previous}" at byte ${begin} of the data.`,
      );
    if (begin > filled)
      throw new Error(
        `${file}: bytes ${filled} to ${begin} of the data, before tensor "${name}", belong to no tensor.`,
      );
    filled = end;
    previous = name;
  }
  if (filled !== dataBytes)
    throw new Error(`${file}: the last ${dataBytes - filled} bytes of the data belong to no tensor.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
