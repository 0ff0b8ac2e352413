import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { tf } from "../../src/tensor/backend";
import { readSafetensors, readSafetensorsMetadata, writeSafetensors } from "../../src/tensor/safetensors";

const folder = mkdtempSync(join(tmpdir(), "rlhf-safetensors-"));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
const newFile = () => join(folder, `${files++}.safetensors`);

/** Writes a file byte by byte, right or wrong. */
function craft(header: unknown, data: Uint8Array = new Uint8Array(0), claimedLength?: bigint): string {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimedLength ?? BigInt(json.length));
  const file = newFile();
  writeFileSync(file, Buffer.concat([length, json, data]));
  return file;
}

const one = (dtype: string, data: ArrayBufferView, shape: number[]) =>
  craft(
    { x: { dtype, shape, data_offsets: [0, data.byteLength] } },
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );

describe("safetensors", () => {
  test("reads the GPT-2 that transformers wrote", async () => {
    const tensors = await readSafetensors("test/fixtures/tiny-gpt2/model.safetensors");
    assert.deepEqual(tensors["transformer.wte.weight"]!.shape, [61, 24]);
    assert.equal(tensors["transformer.wte.weight"]!.data.length, 61 * 24);
    assert.equal(tensors["transformer.h.1.mlp.c_fc.weight"]!.dtype, "float32");
    // All weights of a fresh GPT-2 layer norm are one.
    assert.ok((tensors["transformer.ln_f.weight"]!.data as Float32Array).every((value) => value === 1));
    assert.deepEqual(await readSafetensorsMetadata("test/fixtures/tiny-gpt2/model.safetensors"), {
      format: "pt",
    });
  });

  test("gives back tensors, shapes, types and metadata as they were written", async () => {
    const file = newFile();
    const tensors = {
      weight: tf.tensor2d([1.5, -2.25, 3e-38, 3.4e38, Number.NaN, -Infinity], [2, 3]),
      ids: tf.tensor1d([-(2 ** 31), 0, 2 ** 31 - 1], "int32"),
      mask: tf.tensor3d([1, 0, 1, 1], [1, 2, 2], "bool"),
      scalar: tf.scalar(7),
      empty: tf.zeros([0, 4]),
      '名前 "x"\n': tf.scalar(2),
    };
    Object.defineProperty(tensors, "__proto__", { value: tf.scalar(1, "int32"), enumerable: true });
    await writeSafetensors(file, tensors, { made: "by a test" });
    const read = await readSafetensors(file);
    assert.deepEqual(Object.keys(read).sort(), Object.keys(tensors).sort());
    for (const [name, tensor] of Object.entries(tensors)) {
      const saved = read[name]!;
      assert.deepEqual(saved.shape, tensor.shape, name);
      assert.equal(saved.dtype, tensor.dtype, name);
      assert.deepEqual(Array.from(saved.data), Array.from(tensor.dataSync()), name);
      const again = tf.tensor(saved.data, saved.shape, saved.dtype);
      assert.deepEqual(Array.from(again.dataSync()), Array.from(tensor.dataSync()), name);
      again.dispose();
    }
    assert.deepEqual(await readSafetensorsMetadata(file), { made: "by a test" });
    tf.dispose(Object.values(tensors));
  });

  test("gives back any float32 numbers bit by bit, whatever else is in the file", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.float32Array({ maxLength: 20 }), { maxKeys: 4 }),
        async (arrays) => {
          const file = newFile();
          const saved = Object.entries(arrays)
            .filter(([name]) => name !== "__metadata__")
            .map(
              ([name, data]) =>
                [name, { shape: [data.length] as number[], dtype: "float32" as const, data }] as const,
            );
          await writeSafetensors(file, Object.fromEntries(saved));
          const read = await readSafetensors(file);
          for (const [name, { data }] of saved)
            assert.deepEqual(Buffer.from(read[name]!.data.buffer), Buffer.from(data.slice().buffer));
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });

  test("writes equal content as equal bytes, aligned to eight, in whatever order it is given", async () => {
    const a = { shape: [2], dtype: "float32" as const, data: Float32Array.of(1, 2) };
    const b = { shape: [3], dtype: "bool" as const, data: Uint8Array.of(1, 0, 1) };
    const [first, second] = [newFile(), newFile()];
    await writeSafetensors(first, { a, b });
    await writeSafetensors(second, { b, a });
    assert.deepEqual(readFileSync(first), readFileSync(second));
    assert.equal(readFileSync(first).readBigUInt64LE() % 8n, 0n);
  });

  test("widens half precision and bfloat16 exactly", async () => {
    const half = await readSafetensors(
      one("F16", Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x8000, 0x7c00, 0xfc00, 0x3555), [9]),
    );
    assert.deepEqual(Array.from(half.x!.data), [
      ...[1, -2, 65504, 2 ** -24, 2 ** -14, -0, Infinity, -Infinity, 0.333251953125],
    ]);
    const brain = await readSafetensors(one("BF16", Uint16Array.of(0x3f80, 0xc040, 0x7f80, 0x0001), [2, 2]));
    assert.deepEqual(Array.from(brain.x!.data), [1, -3, Infinity, 2 ** -133]);
  });

  test("reads every integer type as int32 and F64 as float32", async () => {
    for (const [dtype, data] of [
      ["I8", Int8Array.of(-128, 127)],
      ["U8", Uint8Array.of(0, 255)],
      ["I16", Int16Array.of(-32768, 32767)],
      ["U16", Uint16Array.of(0, 65535)],
      ["I32", Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
      ["U32", Uint32Array.of(0, 2 ** 31 - 1)],
      ["I64", BigInt64Array.of(-(2n ** 31n), 2n ** 31n - 1n)],
      ["U64", BigUint64Array.of(0n, 5n)],
    ] as const) {
      const { x } = await readSafetensors(one(dtype, data, [2]));
      assert.equal(x!.dtype, "int32", dtype);
      assert.deepEqual(Array.from(x!.data), Array.from(data, Number), dtype);
    }
    const { x } = await readSafetensors(one("F64", Float64Array.of(0.1, -Infinity, 1e-60), [3]));
    assert.deepEqual(Array.from(x!.data), [Math.fround(0.1), -Infinity, 0]);
  });

  test("refuses values that do not fit, naming file, tensor and element", async () => {
    for (const [dtype, data, message] of [
      ["I64", BigInt64Array.of(0n, 2n ** 31n), /element 1 is 2147483648, which int32 cannot hold/],
      ["I64", BigInt64Array.of(-(2n ** 31n) - 1n), /element 0 is -2147483649, which int32/],
      ["U64", BigUint64Array.of(2n ** 63n), /which int32 cannot hold/],
      ["U32", Uint32Array.of(1, 2, 2 ** 31), /element 2 is 2147483648/],
      ["F64", Float64Array.of(1e39), /element 0 is 1e\+39, which float32 cannot hold/],
      ["BOOL", Uint8Array.of(0, 2), /element 1 is 2; a BOOL is 0 or 1/],
    ] as const) {
      const file = one(dtype, data, [data.length]);
      await assert.rejects(readSafetensors(file), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(error.message.startsWith(`${file}: tensor "x"`), error.message);
        return true;
      });
    }
  });

  const entry = (begin: number, end: number, dtype = "F32") => ({
    dtype,
    shape: [(end - begin) / 4],
    data_offsets: [begin, end],
  });
  const wrong: [what: string, file: () => string, message: RegExp][] = [
    ["a missing file", () => join(folder, "absent"), /absent cannot be opened \(ENOENT\)/],
    [
      "an empty file",
      () => {
        const file = newFile();
        writeFileSync(file, "");
        return file;
      },
      /has 0 bytes; it is truncated/,
    ],
    [
      "a header longer than the file",
      () => craft("{}", undefined, 50n),
      /claims 50 bytes, but the file has only 10/,
    ],
    [
      "an absurd header length",
      () => craft("{}", undefined, 2n ** 63n),
      /claims 9223372036854775808 bytes, above/,
    ],
    ["a header that is no JSON", () => craft("{x"), /header is not valid JSON/],
    ["a header that is no object", () => craft("[1]"), /header is not a JSON object/],
    [
      "an entry that is no object",
      () => craft({ x: 3 }),
      /tensor "x": its entry in the header must be an object/,
    ],
    [
      "an unknown type",
      () => craft({ x: entry(0, 4, "F8_E4M3") }, new Uint8Array(4)),
      /type "F8_E4M3"; readable are F64, F32/,
    ],
    [
      "a type named like an object's method",
      () => craft({ x: entry(0, 4, "toString") }, new Uint8Array(4)),
      /type "toString"/,
    ],
    [
      "a shape that is no list",
      () => craft({ x: { ...entry(0, 4), shape: 1 } }, new Uint8Array(4)),
      /shape 1; it must be a list/,
    ],
    [
      "a negative size",
      () => craft({ x: { ...entry(0, 4), shape: [-1] } }),
      /shape \[-1\]; it must be a list/,
    ],
    [
      "a size beyond all bounds",
      () => craft({ x: { ...entry(0, 4), shape: [2 ** 40, 2 ** 40] } }),
      /too large to address/,
    ],
    [
      "missing offsets",
      () => craft({ x: { dtype: "F32", shape: [1] } }),
      /data_offsets undefined; they must be two/,
    ],
    [
      "offsets that run backwards",
      () => craft({ x: { dtype: "F32", shape: [1], data_offsets: [4, 0] } }),
      /takes 4 bytes, but .* give -4/,
    ],
    [
      "a shape that does not fit its bytes",
      () => craft({ x: { ...entry(0, 8), shape: [3] } }),
      /\[3\] takes 12 bytes, but its data_offsets \[0, 8\] give 8/,
    ],
    [
      "truncated data",
      () => craft({ x: entry(0, 8) }, new Uint8Array(5)),
      /ends at byte 8 of the data, but the file holds only 5; it is truncated/,
    ],
    [
      "overlapping tensors",
      () => craft({ x: entry(0, 8), y: entry(4, 12) }, new Uint8Array(12)),
      /tensor "y" overlaps tensor "x" at byte 4/,
    ],
    [
      "a hole",
      () => craft({ x: entry(0, 4), y: entry(8, 12) }, new Uint8Array(12)),
      /bytes 4 to 8 of the data, before tensor "y", belong to no tensor/,
    ],
    [
      "bytes left over",
      () => craft({ x: entry(0, 4) }, new Uint8Array(9)),
      /last 5 bytes of the data belong to no tensor/,
    ],
    [
      "metadata that is no text",
      () => craft({ __metadata__: { a: 1 } }),
      /"__metadata__" must be an object of strings/,
    ],
  ];
  for (const [what, file, message] of wrong)
    test(`refuses ${what}, naming the file`, async () => {
      const path = file();
      await assert.rejects(readSafetensors(path), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(error.message.startsWith(path), error.message);
        return true;
      });
    });

  test("refuses any prefix of a good file", async () => {
    const good = newFile();
    await writeSafetensors(good, { x: { shape: [2], dtype: "float32", data: Float32Array.of(1, 2) } });
    const bytes = readFileSync(good);
    const file = newFile();
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      await assert.rejects(readSafetensors(file), Error, `prefix of ${length} bytes`);
    }
  });

  test("refuses to write what it cannot", async () => {
    const file = newFile();
    const text = tf.tensor1d(["a"]);
    await assert.rejects(
      writeSafetensors(file, { text }),
      /tensor "text" is string; only float32, int32 and bool/,
    );
    text.dispose();
    const x = { shape: [3], dtype: "float32" as const, data: Float32Array.of(1, 2) };
    await assert.rejects(writeSafetensors(file, { x }), /tensor "x" of shape \[3\] has 2 elements, not 3/);
    await assert.rejects(
      writeSafetensors(file, { __metadata__: { ...x, shape: [2] } }),
      /cannot be called "__metadata__"/,
    );
  });
});
