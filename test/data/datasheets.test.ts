import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as shipped from "../../src/preferences/shippedData";
import * as annotator from "../../src/preferences/simulatedAnnotator";

const folder = join(process.cwd(), "data");
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The rows of the table with this heading in a datasheet, without its header. */
function rowsOf(name: string, firstHeading: string): string[][] {
  const lines = readFileSync(join(folder, name, "DATASHEET.md"), "utf8").split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${firstHeading} |`));
  assert.ok(start >= 0, `${name}: no table "${firstHeading}"`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

const numberIn = (name: string, what: string): number => {
  const row = rowsOf(name, "what").find(([key]) => key === what);
  assert.ok(row, `${name}: no number "${what}"`);
  return Number(row[1]);
};

test("every dataset has a datasheet with origin, licence, fields, limits and checksums, and an entry in the index", () => {
  assert.deepEqual(names.sort(), ["capitals", "france", "metrics", "support", "timeline"]);
  const index = readFileSync(join(folder, "README.md"), "utf8");
  for (const name of names) {
    const text = readFileSync(join(folder, name, "DATASHEET.md"), "utf8");
    assert.match(text, /\*\*Where from\.\*\*/, name);
    assert.match(text, /\*\*Licence\.\*\* CC BY 4\.0/, name);
    for (const heading of ["Fields", "Numbers", "Limits", "Checksums"])
      assert.match(text, new RegExp(`^## ${heading}`, "m"), name);
    assert.ok(index.includes(`(${name}/DATASHEET.md)`), name);
  }
});

test("links in the index and loaders named there exist", () => {
  const index = readFileSync(join(folder, "README.md"), "utf8");
  for (const [, target] of index.matchAll(/\]\(([^):]+)\)/g))
    assert.ok(existsSync(join(folder, target!)), target);
  for (const [, loader] of index.matchAll(/`(load\w+)\(\)`/g)) assert.ok(loader! in shipped, loader);
});

test("the checksums in the datasheets are those of the files", () => {
  for (const name of names) {
    const files = readdirSync(join(folder, name)).filter((file) => /\.(csv|jsonl?)$/.test(file));
    const rows = rowsOf(name, "file | bytes");
    assert.deepEqual(rows.map(([file]) => file!.replaceAll("`", "")).sort(), files.sort());
    for (const [file, bytes, sha256] of rows) {
      const content = readFileSync(join(folder, name, file!.replaceAll("`", "")));
      assert.equal(content.length, Number(bytes), file);
      assert.equal(createHash("sha256").update(content).digest("hex"), sha256!.replaceAll("`", ""), file);
    }
  }
});

test("the numbers in the datasheets are those of the data", () => {
  const { prompts, comparisons, topics, annotators } = shipped.loadSupport();
  assert.equal(numberIn("support", "topics"), topics.length);
  assert.equal(numberIn("support", "prompts"), prompts.length);
  assert.equal(numberIn("support", "replies"), 4 * prompts.length);
  assert.equal(numberIn("support", "comparisons"), comparisons.length);
  assert.equal(numberIn("support", "ties"), comparisons.filter(({ tie }) => tie).length);
  for (const split of ["train", "validation", "test", "newTopics"]) {
    const count = (list: { split: string }[]) => list.filter((item) => item.split === split).length;
    assert.equal(numberIn("support", `prompts in ${split}`), count(prompts));
    assert.equal(
      numberIn("support", `comparisons in ${split}`),
      count(comparisons.map(({ extra }) => extra)),
    );
  }
  const rows = rowsOf("support", "annotator");
  assert.deepEqual(
    rows.map(([id, reliability]) => [id, Number(reliability)]),
    annotators.map(({ id, reliability }) => [id, reliability]),
  );
  const { countries, templates } = shipped.loadCapitals();
  assert.equal(numberIn("capitals", "countries"), countries.length);
  assert.equal(
    numberIn("capitals", "phrasings for evaluation"),
    templates.filter(({ split }) => split === "evaluation").length,
  );
  assert.equal(numberIn("timeline", "events"), shipped.loadTimeline().length);
  assert.equal(numberIn("metrics", "pairs"), shipped.loadMetricComparisons().length);
  assert.equal(numberIn("france", "pairs"), shipped.loadFrance().comparisons.length);
});

test("the script that fills the datasheets has nothing to change", () => {
  const { datasheets } = require(join(process.cwd(), "scripts", "data", "datasheets.cjs")) as {
    datasheets(library: object): Record<string, string>;
  };
  const sheets = Object.entries(datasheets({ shipped, annotator }));
  assert.equal(sheets.length, names.length);
  for (const [path, text] of sheets)
    assert.equal(readFileSync(path, "utf8"), text, "run scripts/data/datasheets.cjs");
});
