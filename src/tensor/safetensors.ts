import { type FileHandle, open, writeFile } from "node:fs/promises";
import type { tf } from "./backend";
import { decodeElements, type ElementArray, elementType } from "./safetensorsElements";
import {
  bytesPerElement,
  maxHeaderBytes,
  parseSafetensorsHeader,
  type SafetensorsHeader,
} from "./safetensorsHeader";

/** A tensor's values outside of TensorFlow.js: `tf.tensor(data, shape, dtype)` makes a tensor of it. */
export interface SavedTensor {
  readonly shape: number[];
  readonly dtype: "float32" | "int32" | "bool";
  /** Row by row. */
  readonly data: ElementArray;
}

/** The types that we write. */
const dtypeOf = { float32: "F32", int32: "I32", bool: "BOOL" } as const;

/** Node reads at most this much in one piece. */
const maxTensorBytes = 2 ** 31 - 1;

/**
 * Reads all tensors of a safetensors file: F32, F16, BF16 and F64 as float32, integers as int32, BOOL as bool.
 *
 * Source of the format: https://github.com/huggingface/safetensors#format
 *
 * @param file path
 * @returns the tensors by their names, in the order of their bytes in the file
 * @throws Error naming the file and the tensor if the file is missing, truncated or damaged, or a value does not fit
 */
export async function readSafetensors(file: string): Promise<Record<string, SavedTensor>> {
  return withHeader(file, async (handle, { entries }, dataStart) => {
    const tensors: Record<string, SavedTensor> = Object.create(null);
    for (const { name, dtype, shape, begin, end } of entries) {
      const where = `${file}: tensor "${name}"`;
      if (end - begin > maxTensorBytes)
        throw new RangeError(`${where} has ${end - begin} bytes; at most ${maxTensorBytes} can be read.`);
      const bytes = await readBytes(handle, dataStart + begin, end - begin, file);
      tensors[name] = { shape, dtype: elementType(dtype), data: decodeElements(bytes, dtype, where) };
    }
    return tensors;
  });
}

/**
 * Reads the free text that a safetensors file carries beside its tensors (`__metadata__`), and nothing else of it.
 *
 * @throws Error as `readSafetensors` does for a damaged header
 */
export async function readSafetensorsMetadata(file: string): Promise<Record<string, string>> {
  return withHeader(file, async (_, { metadata }) => metadata);
}

/**
 * Writes tensors to a safetensors file, which any safetensors library reads: float32 as F32, int32 as I32, bool as BOOL.
 *
 * @param file path; an existing file is replaced
 * @param tensors by the names they get
 * @param metadata free text beside the tensors
 * @throws Error if a tensor has another type (complex64, string) or a name is `__metadata__`
 */
export async function writeSafetensors(
  file: string,
  tensors: Readonly<Record<string, tf.Tensor | SavedTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const saved = Object.entries(tensors).map(([name, tensor]) => {
    const dtype = (dtypeOf as Record<string, string>)[tensor.dtype];
    if (!dtype)
      throw new Error(
        `${file}: tensor "${name}" is ${tensor.dtype}; only float32, int32 and bool can be written.`,
      );
    if (name === "__metadata__") throw new Error(`${file}: a tensor cannot be called "__metadata__".`);
    const data = "dataSync" in tensor ? (tensor.dataSync() as ElementArray) : tensor.data;
    const size = tensor.shape.reduce((product, length) => product * length, 1);
    if (data.length !== size)
      throw new Error(
        `${file}: tensor "${name}" of shape [${tensor.shape}] has ${data.length} elements, not ${size}.`,
      );
    return { name, dtype, shape: tensor.shape, data };
  });
  // Wide elements first, so that every tensor lies aligned; then by name, so that equal content gives equal bytes.
  saved.sort((a, b) => bytesPerElement[b.dtype]! - bytesPerElement[a.dtype]! || (a.name < b.name ? -1 : 1));
  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let end = 0;
  for (const { name, dtype, shape, data } of saved) {
    const begin = end;
    end += data.byteLength;
    header[name] = { dtype, shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(Math.ceil(json.length / 8) * 8, " ");
  json.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const parts = saved.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  await writeFile(file, [length, padded, ...parts]);
}

async function withHeader<T>(
  file: string,
  use: (handle: FileHandle, header: SafetensorsHeader, dataStart: number) => Promise<T>,
): Promise<T> {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be opened (${cause.code}).`, { cause });
  });
  try {
    const { size } = await handle.stat();
    if (size < 8) throw new Error(`${file} has ${size} bytes; it is truncated, or no safetensors file.`);
    const length = new DataView(await readBytes(handle, 0, 8, file)).getBigUint64(0, true);
    if (length > BigInt(maxHeaderBytes))
      throw new Error(
        `${file}: its header claims ${length} bytes, above ${maxHeaderBytes}; it is no safetensors file.`,
      );
    const dataStart = 8 + Number(length);
    if (dataStart > size)
      throw new Error(
        `${file}: its header claims ${length} bytes, but the file has only ${size}; it is truncated.`,
      );
    const bytes = await readBytes(handle, 8, Number(length), file);
    const text = new TextDecoder().decode(bytes);
    return await use(handle, parseSafetensorsHeader(text, size - dataStart, file), dataStart);
  } finally {
    await handle.close();
  }
}

async function readBytes(
  handle: FileHandle,
  position: number,
  length: number,
  file: string,
): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error(`${file} ended at byte ${position + filled} while it was read.`);
    filled += bytesRead;
  }
  return bytes.buffer;
}
