import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { Comparison } from "../../src/preferences/comparison";
import { DataFileError, InvalidRecordError } from "../../src/preferences/dataError";
import { type ReadOptions, readComparisons, streamComparisons } from "../../src/preferences/readComparisons";

fc.configureGlobal({ seed: 20 });

const folder = mkdtempSync(join(tmpdir(), "rlhf-read-"));
after(() => rmSync(folder, { recursive: true }));

const bytes = (text: string) => Buffer.from(text);
const read = async (text: string | Buffer, options?: ReadOptions) =>
  (await readComparisons(typeof text === "string" ? bytes(text) : text, options)).comparisons;
const record = (i: number) => ({ prompt: `q${i}`, chosen: "good", rejected: "bad" });
const line = (i: number) => JSON.stringify(record(i));
const lines = (count: number) => [...Array(count).keys()].map(line).join("\n");

test("JSON lines with strings are read with their optional and extra fields", async () => {
  const text = `{"prompt":"q","chosen":"a","rejected":"b","annotator":7,"strength":2,"tie":null,"source":{"x":[1]}}\n`;
  assert.deepEqual(await read(text), [
    { prompt: "q", chosen: "a", rejected: "b", annotator: "7", strength: 2, extra: { source: { x: [1] } } },
  ]);
});

test("a chat prompt may be explicit, the text of a turn, implicit, or repeated in front of the answers", async () => {
  const user = { role: "user", content: "q" };
  const [good, bad] = ["a", "b"].map((content) => [{ role: "assistant", content }]) as [object[], object[]];
  const records = [
    { prompt: [user], chosen: good, rejected: bad },
    { prompt: "q", chosen: good, rejected: bad },
    { chosen: [user, ...good], rejected: [user, ...bad] },
    { prompt: "q", chosen: [user, ...good], rejected: [user, ...bad] },
    { prompt: [user], chosen: [user, ...good], rejected: [user, ...bad] },
  ];
  const comparisons = await read(records.map((r) => JSON.stringify(r)).join("\n"));
  assert.deepEqual(comparisons, Array(5).fill({ prompt: "q", chosen: "a", rejected: "b" }));
});

test("chats that part before the last turn share the turns up to the last common place of an assistant turn", async () => {
  const turn = (role: string, content: string) => ({ role, content });
  const start = [turn("user", "1"), turn("assistant", "2")];
  const [comparison] = await read(
    JSON.stringify({
      chosen: [...start, turn("user", "3"), turn("assistant", "4")],
      rejected: [...start, turn("user", "other"), turn("assistant", "5")],
    }),
  );
  assert.deepEqual(comparison, {
    prompt: "\n\nHuman: 1\n\nAssistant:",
    chosen: " 2\n\nHuman: 3\n\nAssistant: 4",
    rejected: " 2\n\nHuman: other\n\nAssistant: 5",
  });
});

test("bad chats are refused with the place in the list", async () => {
  const cases: [object, RegExp][] = [
    [
      { prompt: [{ role: "user" }], chosen: [{ role: "assistant", content: "a" }], rejected: [] },
      /field "rejected": expected at least one message/,
    ],
    [
      { chosen: [{ role: "user", content: 5 }], rejected: [] },
      /field "chosen\[0\].content": expected a string, found the number 5/,
    ],
    [{ chosen: [{ content: "a" }], rejected: [] }, /field "chosen\[0\].role"/],
    [{ chosen: ["a"], rejected: [] }, /field "chosen\[0\]": expected an object { role, content }/],
    [
      { chosen: "a", rejected: [{ role: "assistant", content: "b" }] },
      /field "chosen": expected a list of messages/,
    ],
    [
      { chosen: [{ role: "assistant", content: "a" }], rejected: [{ role: "assistant", content: "b" }] },
      /field "prompt": expected a prompt/,
    ],
    [
      { chosen: [{ role: "user", content: "a" }], rejected: [{ role: "user", content: "b" }] },
      /field "rejected": expected a conversation that begins like "chosen"/,
    ],
    [
      {
        prompt: "other",
        chosen: [
          { role: "user", content: "q" },
          { role: "assistant", content: "a" },
        ],
        rejected: [
          { role: "user", content: "q" },
          { role: "assistant", content: "b" },
        ],
      },
      /field "prompt": expected what a user says/,
    ],
  ];
  for (const [value, message] of cases) await assert.rejects(read(JSON.stringify(value)), message);
});

test("HH transcripts split after the last common Assistant marker; prompt + answer is the transcript", async () => {
  const start = "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: 2+2?\n\nAssistant:";
  const cases: [string, string, string][] = [
    [`${start} 4`, `${start} 5`, start],
    [`${start}`, `${start} 5`, start],
    [`${start} 4\n\nHuman: ok\n\nAssistant: bye`, `${start} 5`, start],
    // They part in the second thing the human says, so the answers begin with the first answer.
    [
      "\n\nHuman: Hi\n\nAssistant: A\n\nHuman: x\n\nAssistant: 1",
      "\n\nHuman: Hi\n\nAssistant: A\n\nHuman: y\n\nAssistant: 1",
      "\n\nHuman: Hi\n\nAssistant:",
    ],
    // A marker inside what both assistants say belongs to the common part.
    [
      `${start} I say "\n\nAssistant:" a`,
      `${start} I say "\n\nAssistant:" b`,
      `${start} I say "\n\nAssistant:`,
    ],
    // One inside what only one says does not.
    [`${start} x\n\nAssistant: a`, `${start} y`, start],
  ];
  for (const [chosen, rejected, prompt] of cases) {
    const [comparison] = await read(JSON.stringify({ chosen, rejected }));
    assert.equal(comparison!.prompt, prompt);
    assert.equal(comparison!.prompt + comparison!.chosen, chosen);
    assert.equal(comparison!.prompt + comparison!.rejected, rejected);
  }
});

test("transcripts without a common Assistant marker are refused", async () => {
  const hh = (chosen: string, rejected: string) =>
    read(JSON.stringify({ chosen, rejected }), { format: "hh" });
  await assert.rejects(
    hh("\n\nHuman: a\n\nAssistant: x", "\n\nHuman: b\n\nAssistant: x"),
    /field "rejected": expected a transcript that begins like "chosen".*a difference at character 10/,
  );
  await assert.rejects(hh("no marker", "\n\nAssistant: x"), /field "chosen": expected a transcript with/);
});

test("a JSON array is read element by element, with the lines its records begin on", async () => {
  const text = `[\n  ${line(0)},\n\n  {\n "prompt": "q", "chosen": "a]}", "rejected": "\\"[{,"\n}\n]\n`;
  assert.deepEqual(await read(text), [record(0), { prompt: "q", chosen: "a]}", rejected: '"[{,' }]);
  assert.deepEqual(await read("[]"), []);
  await assert.rejects(
    read(`[\n${line(0)},\n\n 5]`),
    /line 4: expected an object with chosen and rejected, found the number 5/,
  );
  await assert.rejects(read(`[${line(0)},]`), /expected a JSON record/);
  await assert.rejects(read(`[${line(0)}`), /line 1: the JSON array has no end after 0 records/);
  await assert.rejects(read(`[${line(0)}]\n${line(1)}`), /line 2: text after the end of the JSON array/);
  await assert.rejects(read(`[${line(0)} ${line(1)}]`), /expected a JSON record/);
});

test("CSV is read with quotes, line breaks in fields, any separator, CRLF and a missing last newline", async () => {
  const expected = [{ prompt: 'say "hi", please', chosen: "two\nlines", rejected: "b" }, record(1)];
  for (const separator of [",", ";", "\t", "|"])
    for (const end of ["\n", "\r\n"]) {
      const rows = [
        ["chosen", "prompt", "rejected"],
        ['"two\nlines"', '"say ""hi"", please"', "b"],
        ["good", "q1", "bad"],
      ];
      const text = rows.map((row) => row.join(separator)).join(end);
      assert.deepEqual(await read(text), expected);
      assert.deepEqual(await read(text + end + end), expected);
    }
  assert.deepEqual(await read("prompt:chosen:rejected\nq1:good:bad", { separator: ":" }), [record(1)]);
});

test("CSV cells become typed fields, empty ones absent fields", async () => {
  const text =
    "prompt,chosen,rejected,annotator,strength,tie,source,n:json\nq,a,,ada,1.5,TRUE,web,3\nq,a,b,,,,,\n";
  assert.deepEqual(await read(text), [
    {
      prompt: "q",
      chosen: "a",
      rejected: "",
      annotator: "ada",
      strength: 1.5,
      tie: true,
      extra: { source: "web", n: 3 },
    },
    { prompt: "q", chosen: "a", rejected: "b" },
  ]);
});

test("flawed CSV is refused with its line", async () => {
  const head = "prompt,chosen,rejected\n";
  const cases: [string, RegExp][] = [
    [`${head}"x\ny",a,b\nq,a\n`, /line 4: expected 3 columns as in the header, found 2/],
    [`${head}q,a,b,c\n`, /line 2: expected 3 columns as in the header, found 4/],
    [`${head}q,"a"x,b\n`, /line 2: expected a separator after a closing quote, found "x"/],
    [`${head}q,a,"b\n\n\nq,a,b`, /line 2: expected a closing quote/],
    ["prompt,chosen,rejected,tie\nq,a,b,maybe", /line 2, field "tie": expected true or false, found "maybe"/],
    ["prompt,chosen,rejected,strength\nq,a,b,NaN", /line 2, field "strength": expected a finite number/],
    ["prompt,chosen,rejected,x:json\nq,a,b,{", /line 2, field "x": expected JSON/],
  ];
  for (const [text, message] of cases)
    await assert.rejects(read(text), (error) => {
      assert.ok(error instanceof InvalidRecordError);
      assert.match(error.message, message);
      return true;
    });
});

test("a CSV header that names a column twice, or no answers, is refused whatever onInvalid says", async () => {
  const cases: [string, RegExp][] = [
    ["prompt,chosen,rejected,chosen\n", /line 1: two columns \(2 and 4\) are named "chosen"/],
    [
      "question,better,worse\nq,a,b",
      /column "chosen", found the columns "question", "better", "worse".*fields/,
    ],
    ["hello\n", /expected JSON records or a CSV header/],
  ];
  for (const [text, message] of cases)
    await assert.rejects(read(text, { onInvalid: "skip" }), (error) => {
      assert.ok(error instanceof DataFileError);
      assert.match(error.message, message);
      return true;
    });
});

test("files with other names for the fields are read by giving the names", async () => {
  const fields = { prompt: "question", chosen: "better", rejected: "worse" };
  const expected = [{ prompt: "q", chosen: "a", rejected: "b" }];
  assert.deepEqual(await read("question,better,worse\nq,a,b", { fields }), expected);
  assert.deepEqual(await read('{"question":"q","better":"a","worse":"b"}', { fields }), expected);
  assert.throws(() => streamComparisons("x", { fields: { promt: "q" } as object }), /no field "promt"/);
});

test("a bad record names file, line, field, what was expected and what was found", async () => {
  const path = join(folder, "bad.jsonl");
  writeFileSync(path, `${line(0)}\n\n{"prompt":"q","chosen":["a"],"rejected":"b"}\n`);
  await assert.rejects(readComparisons(path, { format: "jsonl" }), (error) => {
    assert.ok(error instanceof InvalidRecordError);
    assert.deepEqual(
      [error.file, error.line, error.field, error.expected, error.found],
      [path, 3, "chosen", "a string", "a list of 1"],
    );
    assert.equal(error.message, `${path}, line 3, field "chosen": expected a string, found a list of 1.`);
    return true;
  });
});

test("every kind of wrong record has its message", async () => {
  const cases: [string, RegExp][] = [
    ['{"chosen":"a","rejected":"b"}', /field "prompt": expected a string, found nothing/],
    ['{"prompt":null,"chosen":"a","rejected":"b"}', /field "prompt": expected a string, found null/],
    ['{"prompt":"q","chosen":"a"}', /field "rejected".*found an object with the fields prompt, chosen/],
    ['{"prompt":"q","chosen":5,"rejected":"b"}', /field "chosen": expected a string, found the number 5/],
    ['{"prompt":"q","chosen":"a","rejected":{"x":1}}', /field "rejected".*an object with the fields x/],
    [
      '{"prompt":"q","chosen":"a","rejected":"a"}',
      /field "rejected": expected a text that differs from "chosen"/,
    ],
    ['{"prompt":"q","chosen":"a","rejected":"b","annotator":""}', /field "annotator"/],
    [
      '{"prompt":"q","chosen":"a","rejected":"b","annotator":["x"]}',
      /field "annotator": expected a non-empty string, found a list/,
    ],
    [
      '{"prompt":"q","chosen":"a","rejected":"b","strength":"3"}',
      /field "strength": expected a finite number.*the string "3"/,
    ],
    ['{"prompt":"q","chosen":"a","rejected":"b","strength":1e999}', /field "strength".*Infinity/],
    ['{"prompt":"q","chosen":"a","rejected":"b","strength":-1}', /field "strength"/],
    ['{"prompt":"q","chosen":"a","rejected":"b","tie":"no"}', /field "tie": expected true or false/],
    ['{"prompt":"q","chosen":"a","rejected":"b","strength":NaN}', /expected a JSON record.*JSON has no NaN/],
    ['{"prompt":"q"', /expected a JSON record/],
    ['{"prompt":"q","chosen":"a","rejected":"b"}{}', /expected a JSON record/],
    ['{"prompt":"\0","chosen":"a","rejected":"b"}', /expected a JSON record/],
  ];
  for (const [text, message] of cases) {
    await assert.rejects(read(`${line(0)}\n${text}\n`), message, text);
    const { comparisons, skipped, reasons } = await readComparisons(
      bytes(`${line(0)}\n${text}\n${line(1)}`),
      {
        onInvalid: "skip",
      },
    );
    assert.deepEqual(comparisons, [record(0), record(1)]);
    assert.equal(skipped, 1);
    assert.equal(reasons[0]!.line, 2);
    assert.match(reasons[0]!.message, message);
  }
});

test("equal answers are fine in a tie", async () => {
  const tie = { prompt: "q", chosen: "a", rejected: "a", tie: true };
  assert.deepEqual(await read(JSON.stringify(tie)), [tie]);
});

test("skipping counts all bad records and keeps the first ten reasons", async () => {
  const text = `${line(0)}\n${"{}\n".repeat(25)}`;
  const { comparisons, skipped, reasons } = await readComparisons(bytes(text), { onInvalid: "skip" });
  assert.deepEqual([comparisons.length, skipped, reasons.length, reasons[9]!.line], [1, 25, 10, 11]);
});

test("empty and blank files hold no comparisons, in every format", async () => {
  for (const text of ["", "\n", " \r\n\n\t ", "\ufeff", gzipSync("")])
    for (const format of ["auto", "jsonl", "chat", "hh", "csv"] as const)
      assert.deepEqual(await read(text, { format }), []);
});

test("byte order mark, CRLF, blank lines and a missing last newline change nothing", async () => {
  const text = `\ufeff\r\n${line(0)}\r\n   \r\n\r\n${line(1)}`;
  assert.deepEqual(await read(text), [record(0), record(1)]);
  assert.deepEqual(await read(`\ufeffprompt,chosen,rejected\r\nq0,good,bad`), [record(0)]);
  assert.deepEqual(await read(`\ufeff[${line(0)}]`), [record(0)]);
});

test("UTF-16 and binary formats are refused with the cure", async () => {
  const utf16 = Buffer.from(line(0), "utf16le");
  await assert.rejects(
    read(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])),
    /UTF-16.*iconv -f UTF-16 -t UTF-8/,
  );
  await assert.rejects(read(Buffer.concat([Buffer.from([0xfe, 0xff]), utf16.swap16()])), /UTF-16/);
  await assert.rejects(read(utf16), /zero bytes at the start.*iconv/);
  await assert.rejects(read(Buffer.from("PK\x03\x04zip")), /zip archive/);
  await assert.rejects(read(Buffer.from("PAR1....")), /Parquet/);
  await assert.rejects(read(gzipSync(Buffer.from("PAR1...."))), /Parquet/);
});

test("bytes that are not UTF-8 make an invalid record with its line, in every kind of file", async () => {
  const broken = (text: string) => Buffer.from(text.replace("?", "\xe9"), "latin1");
  const options = { onInvalid: "skip" } as const;
  const files: [Buffer, number][] = [
    [broken(`${line(0)}\n{"prompt":"?","chosen":"a","rejected":"b"}\n${line(1)}`), 2],
    [broken(`[${line(0)},\n{"prompt":"?","chosen":"a","rejected":"b"},\n${line(1)}]`), 2],
    [broken(`prompt,chosen,rejected\nq0,good,bad\n"a\n?",b,c\nq1,good,bad`), 3],
  ];
  for (const [file, at] of files) {
    const { comparisons, skipped, reasons } = await readComparisons(file, options);
    assert.deepEqual(comparisons, [record(0), record(1)]);
    assert.equal(skipped, 1);
    assert.equal(reasons[0]!.line, at);
    assert.match(reasons[0]!.message, /expected UTF-8 text/);
    await assert.rejects(readComparisons(file), InvalidRecordError);
  }
});

test("gzip is told by its bytes, of one or several members, wherever they are cut into chunks", async () => {
  const members = Buffer.concat([
    gzipSync(`${line(0)}\n{"prompt":"q1",`),
    gzipSync(`"chosen":"good","rejected":"bad"}\n`),
  ]);
  const path = join(folder, "packed.txt");
  writeFileSync(path, members);
  assert.deepEqual((await readComparisons(path)).comparisons, [record(0), record(1)]);
  assert.deepEqual((await readComparisons(pathToFileURL(path))).comparisons, [record(0), record(1)]);
  for (let cut = 1; cut < members.length; cut++) {
    const chunks = [members.subarray(0, cut), members.subarray(cut)];
    const { comparisons } = await readComparisons(Readable.from(chunks, { objectMode: false }));
    assert.deepEqual(comparisons, [record(0), record(1)], `cut at ${cut}`);
  }
});

test("a gzip file that is cut short anywhere is refused, also when skipping, after the records before the cut", async () => {
  const whole = gzipSync(`${lines(3)}\n`);
  for (let length = 2; length < whole.length; length++)
    await assert.rejects(
      readComparisons(whole.subarray(0, length), { onInvalid: "skip" }),
      (error) => error instanceof DataFileError && /gzip data is cut short/.test(error.message),
      `cut at ${length}`,
    );
  const big = gzipSync(Buffer.from(lines(50_000)));
  let seen = 0;
  await assert.rejects(async () => {
    for await (const _ of streamComparisons(big.subarray(0, big.length - 9))) seen++;
  }, /gzip data is cut short/);
  assert.ok(seen > 40_000, `${seen}`);
});

test("damaged gzip data is refused", async () => {
  const packed = gzipSync(lines(3));
  packed[packed.length - 6]! ^= 0xff;
  await assert.rejects(read(packed), /gzip data is damaged \(incorrect data check\)/);
});

test("absent files, directories and wrong options say what is wrong", async () => {
  await assert.rejects(readComparisons(join(folder, "absent.jsonl")), (error) => {
    assert.ok(error instanceof DataFileError);
    return /absent.jsonl: there is no such file \(looked in/.test(error.message);
  });
  await assert.rejects(readComparisons(folder), /this is a directory; name a file in it/);
  await assert.rejects(
    readComparisons("x", { format: "xml" as "csv" }),
    /not one of auto, jsonl, chat, hh, csv/,
  );
  await assert.rejects(readComparisons("x", { onInvalid: "ignore" as "skip" }), /neither "throw" nor "skip"/);
  await assert.rejects(readComparisons("x", { separator: "ab" }), /one ASCII character/);
});

test("a line that is too long is an invalid record, and the lines after it are read", async () => {
  const long = JSON.stringify({ ...record(1), prompt: "x".repeat(5000) });
  const rows = (quote: string) =>
    `prompt,chosen,rejected\nq0,good,bad\n${quote}${"x".repeat(5000)}${quote},b,c\nq2,good,bad\n`;
  for (const text of [
    `${line(0)}\n${long}\n${line(2)}\n`,
    `[${line(0)},\n${long},\n${line(2)}]`,
    rows(""),
    rows('"'),
  ])
    for (const chunkBytes of [7, 64, 1000, 100_000]) {
      const chunks = bytes(text);
      const pieces = Readable.from(
        (function* () {
          for (let i = 0; i < chunks.length; i += chunkBytes) yield chunks.subarray(i, i + chunkBytes);
        })(),
      );
      const options = { onInvalid: "skip", maximumLineBytes: 500 } as const;
      const { comparisons, skipped, reasons } = await readComparisons(pieces, options);
      assert.deepEqual(comparisons, [record(0), record(2)], `chunks of ${chunkBytes}`);
      assert.equal(skipped, 1);
      assert.match(reasons[0]!.message, /line [23]: expected a (line|record) of at most 500/);
    }
});

test("a line of 20 MB in small chunks is read in linear time", async () => {
  const long = bytes(JSON.stringify({ ...record(0), prompt: "x".repeat(20_000_000) }));
  const pieces = Readable.from(
    (function* () {
      for (let i = 0; i < long.length; i += 16_384) yield long.subarray(i, i + 16_384);
    })(),
  );
  const started = performance.now();
  const { comparisons } = await readComparisons(pieces);
  assert.equal(comparisons[0]!.prompt.length, 20_000_000);
  assert.ok(performance.now() - started < 10_000);
});

test("zero characters and lone surrogates in JSON strings are kept", async () => {
  const [comparison] = await read('{"prompt":"\\u0000","chosen":"\\ud800","rejected":"b"}');
  assert.deepEqual(comparison, { prompt: "\0", chosen: "\ud800", rejected: "b" });
});

test("a field named __proto__ is kept as a field and changes no prototype", async () => {
  const [comparison] = await read('{"prompt":"q","chosen":"a","rejected":"b","__proto__":{"polluted":true}}');
  assert.deepEqual(Object.keys(comparison!.extra!), ["__proto__"]);
  assert.equal(Object.getPrototypeOf(comparison!.extra), Object.prototype);
});

test("the cut of the input into chunks changes nothing, in any format", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        `\ufeff${line(0)}\r\n\r\n{"prompt":"é😀","chosen":"–","rejected":"b"}`,
        `[${line(0)},\n {"prompt":"é😀","chosen":"–","rejected":"\\"]"}]`,
        `\ufeffprompt,chosen,rejected\r\nq0,"go""od",bad\r\n"é\r\n😀","–",b`,
      ),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (text, sizes) => {
        const whole = bytes(text);
        async function* pieces() {
          for (let at = 0, i = 0; at < whole.length; i++) {
            const end = at + sizes[i % sizes.length]!;
            yield whole.subarray(at, end);
            at = end;
          }
        }
        assert.deepEqual((await readComparisons(pieces())).comparisons, await read(whole));
      },
    ),
  ));

test("streaming yields records one by one, counts what it skips, and can be gone through once", async () => {
  const stream = streamComparisons(bytes(`${line(0)}\n{}\n${line(1)}`), { onInvalid: "skip" });
  const prompts: string[] = [];
  for await (const { prompt } of stream) prompts.push(prompt);
  assert.deepEqual(prompts, ["q0", "q1"]);
  assert.equal(stream.skipped, 1);
  await assert.rejects(async () => {
    for await (const _ of stream);
  }, /has been read already/);
});

test("a reader that stops early closes its source", async () => {
  let closed = false;
  async function* endless() {
    try {
      for (let i = 0; ; i++) yield `${line(i)}\n`;
    } finally {
      closed = true;
    }
  }
  const seen: Comparison[] = [];
  for await (const comparison of streamComparisons(endless())) {
    seen.push(comparison);
    if (seen.length === 3) break;
  }
  assert.equal(seen.length, 3);
  assert.ok(closed);
});
