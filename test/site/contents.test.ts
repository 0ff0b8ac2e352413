import assert from "node:assert/strict";
import { test } from "node:test";
import { renderContents } from "../../src/site/contents";

const headings = (...levels: number[]) =>
  levels.map((level, index) => ({ level, id: `h${index}`, text: `H${index}`, html: `H${index}` }));

test("a table of contents nests third-level headings below second-level ones", () => {
  const lists = (...levels: number[]) =>
    renderContents(headings(...levels))
      .replace(/[\s\S]*<\/summary>|<\/details>[\s\S]*/g, "")
      .replace(/\s+|<a[^>]*>|<\/a>/g, "");
  assert.equal(lists(1, 2, 3, 3, 2), "<ol><li>H1<ol><li>H2</li><li>H3</li></ol></li><li>H4</li></ol>");
  assert.equal(lists(2, 3), "<ol><li>H0<ol><li>H1</li></ol></li></ol>");
  assert.equal(lists(3, 2, 4), "<ol><li>H0</li><li>H1</li></ol>");
});

test("a page with one section needs no table of contents", () => {
  assert.equal(renderContents(headings(1, 2)), "");
  assert.equal(renderContents([]), "");
});
