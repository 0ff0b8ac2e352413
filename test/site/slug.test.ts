import assert from "node:assert/strict";
import { test } from "node:test";
import { slug, UniqueSlugs } from "../../src/site/slug";

test("an anchor is found by Jupyter's, GitHub's and its own spelling", () => {
  for (const spelling of [
    "Step-by-step: the example",
    "step-by-step-the-example",
    "Step-by-step:-the-example",
  ]) {
    assert.equal(slug(spelling), "step-by-step-the-example");
  }
  assert.equal(slug("What β does"), "what-β-does");
  assert.equal(slug("  <b> & ! "), "b");
});

test("equal headings get different anchors", () => {
  const slugs = new UniqueSlugs();
  assert.deepEqual(
    ["Summary", "summary!", "Summary", "?", ""].map((text) => slugs.take(text)),
    ["summary", "summary-1", "summary-2", "section", "section-1"],
  );
});
