import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration, type ProgressOptions, progress } from "../../src/notebook/progress";
import { recordDisplay } from "./recordedDisplay";

/** A clock that a test moves by hand. */
function clock() {
  let ms = 0;
  return { now: () => ms, wait: (more: number) => (ms += more) };
}

const plain = (displayed: { data: Record<string, unknown> }[]) =>
  displayed.map(({ data }) => data["text/plain"]);

test("a loop shows its count, its rate and the time left, and updates one display in place", async () => {
  const time = clock();
  const displayed = await recordDisplay(() => {
    for (const _ of progress(4, { label: "Training", unit: "epochs", now: time.now })) time.wait(500);
  });
  assert.deepEqual(plain(displayed), [
    "Training: 0 of 4 epochs",
    "Training: 1 of 4 epochs, 2.0 a second, 1.5 s left",
    "Training: 2 of 4 epochs, 2.0 a second, 1.0 s left",
    "Training: 3 of 4 epochs, 2.0 a second, 0.5 s left",
    "Training: 4 of 4 epochs, done",
  ]);
  assert.deepEqual(
    displayed.map(({ update }) => update),
    [false, true, true, true, true],
  );
  assert.equal(new Set(displayed.map(({ transient }) => transient!.display_id)).size, 1);
});

test("a fast loop is shown at most ten times a second", async () => {
  const time = clock();
  const displayed = await recordDisplay(() => {
    for (const _ of progress(10_000, { now: time.now })) time.wait(0.1);
  });
  assert.ok(displayed.length >= 9 && displayed.length <= 12, String(displayed.length));
});

test("what stays at the end is the same, however long it took", async () => {
  const last = async (ms: number) => {
    const time = clock();
    const displayed = await recordDisplay(() => {
      for (const _ of progress([1, 2, 3], { label: "Reading", now: time.now })) time.wait(ms);
    });
    return displayed.at(-1)!.data;
  };
  assert.deepEqual(await last(1), await last(777));
});

test("a loop that is left on the way says where it stopped", async () => {
  const displayed = await recordDisplay(() => {
    for (const i of progress(10, "Searching")) if (i === 2) break;
  });
  assert.equal(plain(displayed).at(-1), "Searching: stopped at 2 of 10");
});

test("a loop that fails says where it stopped, and the error goes on", async () => {
  const displayed = await recordDisplay(() => {
    assert.throws(() => {
      for (const i of progress(10, "Searching")) if (i === 3) throw new Error("on purpose");
    }, /on purpose/);
  });
  assert.equal(plain(displayed).at(-1), "Searching: stopped at 3 of 10");
});

test("for await goes through an asynchronous sequence of unknown length", async () => {
  async function* numbers() {
    yield* [5, 6];
  }
  const seen: number[] = [];
  const displayed = await recordDisplay(async () => {
    for await (const number of progress(numbers(), { label: "Loading", unit: "files" })) seen.push(number);
  });
  assert.deepEqual(seen, [5, 6]);
  assert.equal(plain(displayed).at(-1), "Loading: 2 files, done");
});

test("a bar can be moved from a callback, and ends by itself at the total", async () => {
  const displayed = await recordDisplay(() => {
    const bar = progress(3, "Training");
    bar.update(2);
    bar.update();
    bar.update(2);
    bar.finish();
  });
  assert.equal(plain(displayed).at(-1), "Training: 3 of 3, done");
});

const totals: [string, Iterable<unknown>, ProgressOptions, string][] = [
  ["a list", [1, 2], {}, "Progress: 2 of 2, done"],
  ["a set", new Set([1, 2, 3]), {}, "Progress: 3 of 3, done"],
  ["a generator", [7].values(), {}, "Progress: 1, done"],
  ["a generator of known length", [7].values(), { total: 1 }, "Progress: 1 of 1, done"],
  ["an empty list", [], {}, "Progress: 0 of 0, done"],
];
for (const [what, items, options, expected] of totals) {
  test(`the last state of a loop over ${what} is “${expected}”`, async () => {
    const displayed = await recordDisplay(() => {
      for (const _ of progress(items, options));
    });
    assert.equal(plain(displayed).at(-1), expected);
  });
}

test("the HTML has a progress element with a name, and the label escaped", async () => {
  const [first] = await recordDisplay(() => progress(3, "a < b"));
  const html = first!.data["text/html"] as string;
  assert.match(html, /<progress aria-label="a &lt; b" value="0" max="3"><\/progress>/);
});

test("outside of a notebook nothing goes to stdout, and to stderr only if that is a terminal", () => {
  const { isTTY, write } = process.stderr;
  let written = "";
  process.stderr.write = ((text: string) => {
    written += text;
    return true;
  }) as typeof process.stderr.write;
  try {
    process.stderr.isTTY = false;
    for (const _ of progress(2, "Piped"));
    assert.equal(written, "");
    process.stderr.isTTY = true;
    for (const _ of progress(2, "Terminal"));
  } finally {
    Object.assign(process.stderr, { isTTY, write });
  }
  assert.ok(written.startsWith("\r\x1b[KTerminal: 0 of 2"));
  assert.ok(written.endsWith("\r\x1b[KTerminal: 2 of 2, done\n"));
});

test("what cannot be gone through is refused", () => {
  for (const wrong of [-1, 1.5, Number.NaN])
    assert.throws(() => progress(wrong), /a whole number of 0 or more/);
  for (const wrong of [undefined, null, {}])
    assert.throws(
      () => progress(wrong as unknown as number[]),
      /a number of items or something to iterate over/,
    );
});

test("spans of time are said in words", () => {
  const cases: [number, string][] = [
    [0.04, "0.0 s"],
    [9.94, "9.9 s"],
    [9.96, "10 s"],
    [59.4, "59 s"],
    [59.6, "1 min 00 s"],
    [200, "3 min 20 s"],
    [3900, "1 h 05 min"],
  ];
  for (const [seconds, words] of cases) assert.equal(formatDuration(seconds), words);
});
