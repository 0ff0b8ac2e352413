import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  dataFolder,
  loadCapitals,
  loadFrance,
  loadMetricComparisons,
  loadSupport,
  loadTimeline,
} from "../../src/preferences/shippedData";

/** A copy of the data in which a test may do damage. */
function copyOfData(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "rlhf-shipped-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(dataFolder, folder, { recursive: true });
  return folder;
}

test("the data folder is found from another working directory", () => {
  const before = process.cwd();
  try {
    process.chdir(tmpdir());
    assert.equal(loadFrance().answers[0], "Paris");
  } finally {
    process.chdir(before);
  }
});

test("a missing file is named, with the cure", () => {
  for (const load of [loadFrance, loadCapitals, loadSupport, loadTimeline, loadMetricComparisons])
    assert.throws(
      () => load("nowhere"),
      /DataFileError: nowhere.*there is no such file.*What to do: git checkout -- data/,
    );
});

test("a damaged line is named by file and number", (t) => {
  const folder = copyOfData(t);
  const damage = (file: string, line: number, text: string) => {
    const path = join(folder, file);
    const lines = readFileSync(path, "utf8").split("\n");
    lines[line - 1] = text;
    writeFileSync(path, lines.join("\n"));
  };
  damage("support/comparisons.jsonl", 7, '{"prompt":"p","chosen":"same","rejected":"same"}');
  assert.throws(() => loadSupport(folder), /comparisons\.jsonl, line 7, field "rejected"/);
  damage("support/replies.jsonl", 3, '{"promptId":"none"}');
  assert.throws(() => loadSupport(folder), /replies\.jsonl, line 3: there is no prompt "none"/);
  damage("metrics/pairs.jsonl", 2, "{oops");
  assert.throws(() => loadMetricComparisons(folder), /pairs\.jsonl, line 2: not JSON/);
  damage("capitals/countries.csv", 5, "Andorra,Andorra la Vella");
  assert.throws(() => loadCapitals(folder), /countries\.csv, line 5: expected country,capital/);
  damage("capitals/countries.csv", 1, "land,city");
  assert.throws(() => loadCapitals(folder), /countries\.csv, line 1: expected the columns/);
  writeFileSync(join(folder, "france", "france.json"), "{}");
  assert.throws(() => loadFrance(folder), /france\.json: expected question, answers and ranking/);
});

test("files with Windows line ends read the same", (t) => {
  const folder = copyOfData(t);
  for (const file of ["capitals/countries.csv", "support/comparisons.jsonl"]) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n", "\r\n"));
  }
  assert.deepEqual(loadCapitals(folder), loadCapitals());
  assert.deepEqual(loadSupport(folder), loadSupport());
});

test("each call returns its own objects, so that a notebook cannot spoil them for others", () => {
  const first = loadSupport();
  first.prompts.length = 0;
  assert.ok(loadSupport().prompts.length > 0);
});
