/** What a tensor of ours can hold. */
export type ElementArray = Float32Array | Int32Array | Uint8Array;

/** Our element types by the type of the file. */
const targets: Readonly<Record<string, "float32" | "int32" | "bool">> = {
  ...{ F64: "float32", F32: "float32", F16: "float32", BF16: "float32", BOOL: "bool" },
  ...{
    I64: "int32",
    I32: "int32",
    I16: "int32",
    I8: "int32",
    U64: "int32",
    U32: "int32",
    U16: "int32",
    U8: "int32",
  },
};

/** The tfjs element type that a safetensors type is read into. */
export function elementType(dtype: string): "float32" | "int32" | "bool" {
  return targets[dtype]!;
}

/**
 * Turns a tensor's bytes (little-endian, aligned, not shared) into the numbers that tfjs holds.
 *
 * F32, I32 and BOOL are taken as they are, F16 and BF16 widened; F64 is rounded to float32; wider integers become int32.
 *
 * @param where names file and tensor in messages
 * @throws RangeError if a value does not fit: an integer beyond int32, or a finite F64 beyond float32
 */
export function decodeElements(bytes: ArrayBuffer, dtype: string, where: string): ElementArray {
  switch (dtype) {
    case "F32":
      return new Float32Array(bytes);
    case "I32":
      return new Int32Array(bytes);
    case "BOOL":
      return requireBooleans(new Uint8Array(bytes), where);
    case "F16":
      return Float32Array.from(new Uint16Array(bytes), halfToFloat);
    case "BF16":
      return new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16).buffer);
    case "F64":
      return Float32Array.from(new Float64Array(bytes), (value, i) => {
        const rounded = Math.fround(value);
        if (!Number.isFinite(rounded) && Number.isFinite(value))
          throw new RangeError(`${where}: element ${i} is ${value}, which float32 cannot hold.`);
        return rounded;
      });
    case "I8":
      return Int32Array.from(new Int8Array(bytes));
    case "U8":
      return Int32Array.from(new Uint8Array(bytes));
    case "I16":
      return Int32Array.from(new Int16Array(bytes));
    case "U16":
      return Int32Array.from(new Uint16Array(bytes));
    case "U32":
      return narrow(new Uint32Array(bytes), where);
    case "I64":
      return narrow(new BigInt64Array(bytes), where);
    case "U64":
      return narrow(new BigUint64Array(bytes), where);
    default:
      throw new RangeError(`${where}: cannot read elements of type ${dtype}.`);
  }
}

/** IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function narrow(values: Uint32Array | BigInt64Array | BigUint64Array, where: string): Int32Array {
  const narrowed = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > 0x7fffffff || value < -0x80000000)
      throw new RangeError(`${where}: element ${i} is ${value}, which int32 cannot hold.`);
    narrowed[i] = Number(value);
  }
  return narrowed;
}

function requireBooleans(values: Uint8Array, where: string): Uint8Array {
  const wrong = values.findIndex((value) => value > 1);
  if (wrong >= 0) throw new RangeError(`${where}: element ${wrong} is ${values[wrong]}; a BOOL is 0 or 1.`);
  return values;
}
