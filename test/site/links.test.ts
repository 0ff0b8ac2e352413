import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type LinkFindings, linkResolver, relativeUrl } from "../../src/site/links";

const project = mkdtempSync(join(tmpdir(), "rlhf-links-"));
after(() => rmSync(project, { recursive: true }));
const notebooks = join(project, "notebooks");
for (const folder of ["notebooks/labs", "notebooks/assignments", "data"])
  mkdirSync(join(project, folder), { recursive: true });
for (const file of [
  "notebooks/assignments/1.ipynb",
  "notebooks/assignments/key.txt",
  "notebooks/draft.ipynb",
  "notebooks/a b.png",
  "data/x.csv",
]) {
  writeFileSync(join(project, file), file);
}
const pages = new Map([
  [join(notebooks, "01.ipynb"), "01.html"],
  [join(notebooks, "02.ipynb"), "02.html"],
  [join(notebooks, "labs", "l.ipynb"), "labs/l.html"],
]);

function resolver(from = "01.ipynb", attachments = {}) {
  const findings: LinkFindings = { files: new Map(), warnings: [] };
  const targets = { pages, projectFolder: project, privateFolders: [join(notebooks, "assignments")] };
  return { findings, resolve: linkResolver(join(notebooks, from), targets, findings, attachments) };
}

test("links between notebooks become links between pages", () => {
  const cases: [from: string, target: string, url: string][] = [
    ["01.ipynb", "02.ipynb", "02.html"],
    ["01.ipynb", "./02.ipynb#Step-by-step:-one", "02.html#step-by-step-one"],
    ["01.ipynb", "labs/l.ipynb", "labs/l.html"],
    ["labs/l.ipynb", "../02.ipynb", "../02.html"],
    ["01.ipynb", "#What-%CE%B2-does", "#what-β-does"],
    ["01.ipynb", "https://example.org/x.ipynb#Y", "https://example.org/x.ipynb#Y"],
    ["01.ipynb", "mailto:a@example.org", "mailto:a@example.org"],
  ];
  for (const [from, target, url] of cases) {
    const { resolve, findings } = resolver(from);
    assert.equal(resolve(target, "link"), url);
    assert.deepEqual(findings.warnings, []);
  }
});

test("other files of the project are copied onto the site", () => {
  const { resolve, findings } = resolver("labs/l.ipynb");
  assert.equal(resolve("../../data/x.csv", "link"), "../files/data/x.csv");
  assert.equal(resolve("../a%20b.png", "image"), "../files/notebooks/a%20b.png");
  assert.deepEqual(
    [...findings.files],
    [
      ["files/data/x.csv", join(project, "data", "x.csv")],
      ["files/notebooks/a b.png", join(notebooks, "a b.png")],
    ],
  );
});

test("instructors' files, notebooks that are no page and what lies outside never get onto the site", () => {
  const { resolve, findings } = resolver();
  for (const target of [
    "assignments/1.ipynb",
    "assignments/key.txt",
    "draft.ipynb",
    "../..",
    "../data",
    "assignments",
  ]) {
    assert.equal(resolve(target, "link"), undefined, target);
  }
  assert.equal(findings.files.size, 0);
});

test("what is broken is reported with the notebook's name", () => {
  const { resolve, findings } = resolver();
  assert.equal(resolve("nowhere.ipynb", "link"), undefined);
  assert.equal(resolve("attachment:gone.png", "image"), undefined);
  resolve("https://example.org/x.png", "image");
  assert.deepEqual(findings.warnings, [
    `${join("notebooks", "01.ipynb")}: nowhere.ipynb does not exist.`,
    `${join("notebooks", "01.ipynb")}: attachment:gone.png is not among the cell's attachments.`,
    `${join("notebooks", "01.ipynb")}: the image https://example.org/x.png comes from the network; put a copy into the project.`,
  ]);
});

test("attachments become data URLs", () => {
  const { resolve } = resolver("01.ipynb", {
    "a b.png": { "image/png": "AA\nAA" },
    "c.svg": { "image/svg+xml": "<svg/>" },
  });
  assert.equal(resolve("attachment:a%20b.png", "image"), "data:image/png;base64,AAAA");
  assert.equal(resolve("attachment:c.svg", "image"), "data:image/svg+xml;base64,PHN2Zy8+");
});

test("URLs between pages are relative, so that the site works in any folder", () => {
  assert.equal(relativeUrl("a/b.html", "a/c d.html"), "c%20d.html");
  assert.equal(relativeUrl("a/b.html", "index.html"), "../index.html");
  assert.equal(relativeUrl("index.html", "a/b.html"), "a/b.html");
});
