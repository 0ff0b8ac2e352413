import assert from "node:assert/strict";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { parse as parseCsv } from "csv-parse/sync";
import fc from "fast-check";
import type { Comparison } from "../../src/preferences/comparison";
import { DataFileError, InvalidRecordError } from "../../src/preferences/dataError";
import { readComparisons } from "../../src/preferences/readComparisons";
import { writeComparisons } from "../../src/preferences/writeComparisons";
import { anyComparison } from "./anyComparison";

fc.configureGlobal({ seed: 20 });

const folder = mkdtempSync(join(tmpdir(), "rlhf-write-"));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

async function roundTrip(name: string, comparisons: Comparison[], options = {}): Promise<Comparison[]> {
  await writeComparisons(at(name), comparisons, options);
  return (await readComparisons(at(name))).comparisons;
}

const pair: Comparison = { prompt: "2 + 2?", chosen: "4", rejected: "5" };

for (const name of ["any.jsonl", "any.csv", "any.tsv", "any.csv.gz"])
  test(`any comparisons come back equal from ${name}`, () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyComparison, { maxLength: 6 }), async (comparisons) => {
        assert.deepStrictEqual(await roundTrip(name, comparisons), comparisons);
      }),
      { numRuns: 40 },
    ));

for (const format of ["chat", "hh"] as const)
  test(`any comparison comes back equal from format ${format}, or is refused as more than the format can hold`, async () => {
    let [whole, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(anyComparison, async (comparison) => {
        try {
          const back = await roundTrip(`any.${format}`, [comparison], { format });
          assert.deepStrictEqual(back, [comparison]);
          whole++;
        } catch (error) {
          if (!(error instanceof InvalidRecordError)) throw error;
          assert.match(error.message, new RegExp(`format ${format}`));
          assert.match(comparison.prompt + comparison.chosen, /\n\nAssistant:/);
          refused++;
        }
      }),
      { numRuns: 80 },
    );
    assert.ok(whole > 60, `${whole} whole, ${refused} refused`);
  });

test("chats with tools, extra keys and markers in their turns come back with their messages, from every format but hh", async () => {
  const odd = { role: "assistant", content: "x\n\nHuman: y", name: "bot", calls: [{ id: 1 }] };
  const turns = {
    prompt: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "2 + 2?" },
      { role: "tool", content: "4" },
    ],
    chosen: [odd, { role: "user", content: "Sure?" }, { role: "assistant", content: "Yes." }],
    rejected: [{ role: "assistant", content: "5" }],
  };
  writeFileSync(at("odd.jsonl"), `${JSON.stringify(turns)}\n`);
  const { comparisons } = await readComparisons(at("odd.jsonl"));
  assert.deepEqual(comparisons[0]!.messages, turns);
  assert.equal(comparisons[0]!.prompt, "\n\nSystem: Be brief.\n\nHuman: 2 + 2?\n\nTool: 4\n\nAssistant:");
  for (const [name, format] of [
    ["odd.chat", "chat"],
    ["odd.strings", "jsonl"],
    ["odd.csv", "csv"],
  ])
    assert.deepEqual(await roundTrip(name!, comparisons, { format }), comparisons);
  await assert.rejects(
    writeComparisons(at("odd.hh"), comparisons, { format: "hh" }),
    /comparison 1, field "messages".*format hh/,
  );
  assert.deepEqual(await writeComparisons(at("odd.hh"), comparisons, { format: "hh", onLoss: "drop" }), {
    written: 1,
    lossy: 1,
  });
});

test("messages that no longer say what the texts say are refused", async () => {
  const messages = {
    prompt: [{ role: "user", content: "2 + 2?" }],
    chosen: [{ role: "assistant", content: "four" }],
    rejected: [{ role: "assistant", content: "5" }],
  };
  await assert.rejects(
    writeComparisons(at("stale.jsonl"), [{ ...pair, messages }]),
    /field "messages": expected turns that say the same/,
  );
});

test("transcripts of several turns become chat turns and come back letter by letter", async () => {
  const comparison: Comparison = {
    prompt: "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: 2 + 2?\n\nAssistant:",
    chosen: " 4",
    rejected: " 5\n\nHuman: no\n\nAssistant: 4",
  };
  assert.deepEqual(await roundTrip("turns.jsonl", [comparison], { format: "chat" }), [comparison]);
  const record = JSON.parse(readFileSync(at("turns.jsonl"), "utf8"));
  assert.deepEqual(
    record.prompt.map(({ role }: { role: string }) => role),
    ["user", "assistant", "user"],
  );
  assert.deepEqual(record.rejected.at(-1), { role: "assistant", content: "4" });
});

test("a CSV file reads the same in csv-parse", () =>
  fc.assert(
    fc.asyncProperty(fc.array(anyComparison, { minLength: 1, maxLength: 4 }), async (comparisons) => {
      const plain = comparisons.map(({ prompt, chosen, rejected }) => ({ prompt, chosen, rejected }));
      fc.pre(plain.every((texts) => !/\p{Surrogate}/u.test(Object.values(texts).join("\n"))));
      const distinct = plain.filter(({ chosen, rejected }) => chosen !== rejected);
      await writeComparisons(at("oracle.csv"), distinct);
      const rows = parseCsv(readFileSync(at("oracle.csv")), { columns: true, record_delimiter: "\n" });
      assert.deepEqual(
        rows.map((row) => ({ ...(row as object) })),
        distinct,
      );
    }),
  ));

test("names decide format and compression, options override the format", async () => {
  await writeComparisons(at("a.tsv"), [pair]);
  assert.equal(readFileSync(at("a.tsv"), "utf8"), '"prompt"\t"chosen"\t"rejected"\n2 + 2?\t4\t5\n');
  await writeComparisons(at("a.JSONL.GZ"), [pair]);
  assert.equal(gunzipSync(readFileSync(at("a.JSONL.GZ"))).toString(), `${JSON.stringify(pair)}\n`);
  await writeComparisons(at("b.csv"), [pair], { format: "hh" });
  assert.deepEqual(JSON.parse(readFileSync(at("b.csv"), "utf8")), {
    chosen: "\n\nHuman: 2 + 2?\n\nAssistant: 4",
    rejected: "\n\nHuman: 2 + 2?\n\nAssistant: 5",
    text_form: "plain",
  });
});

test("no comparisons make an empty file, or a CSV header alone, and read as none", async () => {
  for (const name of ["none.jsonl", "none.csv", "none.jsonl.gz"]) {
    assert.deepEqual(await writeComparisons(at(name), []), { written: 0, lossy: 0 });
    assert.deepEqual((await readComparisons(at(name))).comparisons, []);
  }
});

test("iterables and async iterables are written as they come; a CSV column that turns up late is refused", async () => {
  async function* later() {
    yield pair;
    yield { ...pair, annotator: "ada" };
  }
  assert.deepEqual(await writeComparisons(at("later.jsonl"), later()), { written: 2, lossy: 0 });
  await assert.rejects(
    writeComparisons(at("later.csv"), later()),
    /comparison 2, field "annotator": expected only fields that the first comparison has/,
  );
  assert.deepEqual(await writeComparisons(at("array.csv"), [pair, { ...pair, annotator: "ada" }]), {
    written: 2,
    lossy: 0,
  });
});

test("a failed write leaves the old file and nothing beside it", async () => {
  const own = mkdtempSync(join(folder, "own-"));
  const path = join(own, "kept.jsonl");
  await writeComparisons(path, [pair]);
  const before = readFileSync(path, "utf8");
  function* broken() {
    for (let i = 0; i < 5000; i++) yield pair;
    yield { ...pair, strength: Number.NaN };
  }
  await assert.rejects(
    writeComparisons(path, broken()),
    /comparison 5001, field "strength": expected a finite number, 0 or more, found the number NaN/,
  );
  await assert.rejects(writeComparisons(`${path}.gz`, broken()), InvalidRecordError);
  assert.equal(readFileSync(path, "utf8"), before);
  assert.deepEqual(readdirSync(own), ["kept.jsonl"]);
});

test("a rewritten file keeps its mode, and a link stays a link", async () => {
  const [real, link] = [at("real.jsonl"), at("link.jsonl")];
  writeFileSync(real, "");
  chmodSync(real, 0o640);
  symlinkSync(real, link);
  await writeComparisons(link, [pair]);
  assert.equal(statSync(real).mode & 0o777, 0o640);
  assert.equal((await readComparisons(real)).comparisons.length, 1);
});

test("what no file could hold is refused with its place", async () => {
  const cases: [unknown, RegExp][] = [
    [{ ...pair, extra: { when: new Date(0) } }, /field "extra.when".*an instance of Date/],
    [{ ...pair, extra: { a: { b: [1, undefined] } } }, /field "extra.a.b\[1\]".*a undefined/],
    [
      { ...pair, extra: { score: Number.POSITIVE_INFINITY } },
      /field "extra.score": expected a finite number/,
    ],
    [{ ...pair, extra: { tie: true } }, /field "extra.tie": expected a name other than prompt/],
    [{ ...pair, rejected: "4" }, /field "rejected": expected a text that differs from "chosen"/],
    [{ ...pair, chosen: 4 }, /field "chosen": expected a string, found the number 4/],
    [{ ...pair, annotator: "" }, /field "annotator": expected a non-empty string/],
    [{ ...pair, strength: -1 }, /field "strength"/],
  ];
  for (const [comparison, message] of cases)
    await assert.rejects(writeComparisons(at("bad.jsonl"), [comparison as Comparison]), message);
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  await assert.rejects(
    writeComparisons(at("bad.jsonl"), [{ ...pair, extra: loop }]),
    /nested over 1000 deep/,
  );
});

test("a path that cannot be written says why", async () => {
  await assert.rejects(writeComparisons(folder, [pair]), (error) => {
    assert.ok(error instanceof DataFileError);
    return /this is a directory/.test(error.message);
  });
  await assert.rejects(
    writeComparisons(at("no/such/file.jsonl"), [pair]),
    /there is no folder .*no.such; make it/,
  );
  await assert.rejects(
    writeComparisons(at("x"), [pair], { format: "xml" as "csv" }),
    /not one of jsonl, chat, hh, csv/,
  );
});
