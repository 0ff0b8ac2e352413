import assert from "node:assert/strict";
import { test } from "node:test";
import { tableBundle } from "../../src/notebook/tableBundle";

const table = {
  columns: ["answer", "score"],
  index: [0, 1, 2],
  values: [
    ["<b>Paris</b> & co", 0.8055996894836426],
    ["Berlin", -1],
    [null, Number.NaN],
  ],
  dtypes: ["string", "float32"],
};

test("a table is well-formed HTML, escaped, with the types of its columns", () => {
  const html = tableBundle(table)["text/html"] as string;
  assert.match(html, /<th scope="col" style="text-align:left">answer<br><small>string<\/small><\/th>/);
  assert.match(html, /<td style="text-align:left">&lt;b&gt;Paris&lt;\/b&gt; &amp; co<\/td>/);
  assert.match(html, /<td style="text-align:right">0\.8056<\/td>/);
  assert.match(
    html,
    /<th scope="row">2<\/th><td style="text-align:left">–<\/td><td style="text-align:right">–<\/td>/,
  );
  assert.match(html, /3 rows, 2 columns/);
  const opened: string[] = [];
  for (const [, close, name] of html.matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
    if (name === "br") continue;
    if (close === "") opened.push(name!);
    else assert.equal(opened.pop(), name);
  }
  assert.deepEqual(opened, []);
});

test("a table in plain text has aligned columns", () => {
  assert.equal(
    tableBundle(table)["text/plain"],
    [
      "   answer              score",
      "0  <b>Paris</b> & co  0.8056",
      "1  Berlin                 -1",
      "2  –                       –",
      "(3 rows)",
    ].join("\n"),
  );
});

test("of a long table the first rows are shown, and how many there are", () => {
  const values = Array.from({ length: 50 }, (_, i) => i);
  const { "text/html": html, "text/plain": text } = tableBundle(
    { columns: ["n"], index: values, values },
    { rows: 3 },
  );
  assert.equal((html as string).match(/<tr>/g)!.length, 4);
  assert.match(text as string, /the first 3 of 50 rows/);
});

test("an empty table has a head and no rows", () => {
  assert.match(
    tableBundle({ columns: ["a"], index: [], values: [] })["text/html"] as string,
    /0 rows, 1 column</,
  );
});

test("a row of another length is refused", () => {
  assert.throws(() => tableBundle({ ...table, values: [["a"]] }), /row 0 has 1 values for 2 columns/);
  assert.throws(() => tableBundle(table, { rows: 0 }), /rows must be 1 or more, found 0/);
});
