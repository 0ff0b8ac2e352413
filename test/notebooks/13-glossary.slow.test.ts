import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { parseNotebook } from "../../src/notebook/nbformat";
import { renderNotebook } from "../../src/site/notebookPage";
import { slug } from "../../src/site/slug";
import { metricGlossary } from "../../src/training/metricGlossary";
import { assertFigures, assertSmallAndQuiet, figureTitle, proseOf } from "./courseFigures";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

const file = "13-glossary.ipynb";
/** The terms that a glossary of this course must have, whatever else it has. */
const required = [
  "Reinforcement learning",
  "Human feedback",
  "Reward model",
  "Policy",
  "Supervised fine-tuning",
  "PPO",
  "KL divergence",
  "Margin ranking loss",
  "Overfitting",
  "Reward hacking",
];

let executed: ExecutedCourseNotebook;
let terms: { id: string; name: string; source: string }[];
before(async () => {
  executed = await executeCourseNotebook(file);
  terms = executed.notebook.cells
    .filter(({ id }) => id!.startsWith("term-"))
    .map((cell) => ({
      id: cell.id!,
      name: /^### (.+)$/m.exec(cell.source)?.[1] ?? "",
      source: cell.source,
    }));
});

test("the ten central terms are there, and the paragraph at the top links to each of them", () => {
  const names = terms.map(({ name }) => name);
  const core = executed.notebook.cells.find(({ id }) => id === "core")!.source;
  for (const name of required) {
    assert.ok(names.includes(name), name);
    assert.ok(core.includes(`(#${slug(name)})`), `no link to ${name}`);
  }
});

test("every term is a cell with one heading, one sentence, one formula and the sections that use it", () => {
  for (const { name, source } of terms) {
    assert.equal(source.match(/^#/gm)!.length, 1, name);
    const sentence = source.split("\n\n")[1]!;
    assert.match(sentence, /^[A-Z][^$]*(\$[^$]+\$[^$]*)*\.$/, name);
    assert.equal(sentence.match(/[.!?](\s|$)/g)!.length, 1, `${name}: more than one sentence`);
    assert.equal(source.match(/\$\$[^$]+\$\$/g)!.length, 1, name);
    assert.match(source, /\*\*Used in:\*\* \[section \d+\]\(\d\d-[\w-]+\.ipynb\)/, name);
  }
});

test("a term occurs, under one of its names, in every section that it says it is used in", () => {
  for (const { name, source } of terms) {
    const also = /\*Also:\* ([^.]+)\./.exec(source)?.[1]?.split(", ") ?? [];
    const names = [name, ...also].map((word) => word.toLowerCase());
    for (const [, section] of source.matchAll(/\]\(([\w-]+\.ipynb)\)/g)) {
      const path = `notebooks/${section}`;
      if (!existsSync(path)) continue; // links are checked in committed.test.ts
      const { cells } = parseNotebook(readFileSync(path, "utf8"), path);
      const text = cells
        .map((cell) => cell.source)
        .join("\n")
        .toLowerCase();
      assert.ok(
        names.some((word) => text.includes(word)),
        `${name} in ${section}`,
      );
    }
  }
});

test("the terms stand in the order of the alphabet, and no name occurs twice", () => {
  const names = terms.map(({ name }) => name.toLowerCase().replace(/[-’]/g, ""));
  assert.deepEqual(names, [...new Set(names)].sort());
});

test("every formula can be read, and every term has an anchor of its own on the exported page", () => {
  const { headings, warnings } = renderNotebook(executed.notebook, file);
  assert.deepEqual(warnings, []);
  const anchors = headings.map(({ id }) => id);
  for (const { name } of terms) assert.ok(anchors.includes(slug(name)), name);
});

test("the notebook counts its own terms and every section that there is", () => {
  const [count, sections] = executed.printed("count").match(/\d+/g)!.map(Number);
  assert.equal(count, terms.length);
  const there = new Set(
    [...proseOf(executed).matchAll(/\]\(((?:0\d|1[0-2])-[\w-]+\.ipynb)\)/g)].map(([, name]) => name!),
  );
  assert.equal(sections, [...there].filter((name) => existsSync(`notebooks/${name}`)).length);
});

test("the numbers of the answers are those that come out", () => {
  assert.match(executed.printed("kl-picture"), /one way: +0\.37\nthe other way: +0\.51/);
  assert.ok(proseOf(executed).includes("0.37 nats one way and 0.51 the other way"));
  assert.match(
    executed.printed("clip-picture"),
    /ratio 1\.2: objective 1\.2 .*\nratio 1\.5: objective 1\.2 /,
  );
});

test("the more freely the curve bends the closer it gets to its points, but not to the truth", () => {
  const { figure } = executed.figures.find(({ cellId }) => cellId === "overfit-picture")!;
  const [learned, fresh] = figure.data.map(({ y }) => y as number[]);
  assert.ok(learned!.every((value, i) => i === 0 || value <= learned![i - 1]! + 1e-9));
  const best = fresh!.indexOf(Math.min(...fresh!));
  assert.ok(best > 0 && fresh!.at(-1)! > 1.3 * fresh![best]!);
  assert.ok(figureTitle(executed, "overfit-picture").startsWith(`Beyond degree ${best} `));
});

test("the table has every metric of the library", () => {
  const table = executed.displayed("metrics")[0]!["text/markdown"] as string;
  for (const name of Object.keys(metricGlossary)) assert.ok(table.includes(`| \`${name}\` |`), name);
});

test("every chart says what it shows, in title, axes and caption, and is valid", () => {
  assertFigures(executed, ["map", "margin-picture", "kl-picture", "clip-picture", "overfit-picture"]);
});

test("the executed notebook is smaller than 300 kB, and nothing was written to stderr", () => {
  assertSmallAndQuiet(executed);
});
