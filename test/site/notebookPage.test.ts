import assert from "node:assert/strict";
import { test } from "node:test";
import type { Cell, Notebook } from "../../src/notebook/nbformat";
import { renderNotebook } from "../../src/site/notebookPage";

const markdown = (source: string): Cell => ({ cell_type: "markdown", source, metadata: {} });
const code = (source: string, execution_count: number | null = 1): Cell => ({
  cell_type: "code",
  source,
  metadata: {},
  execution_count,
  outputs: [],
});
const notebook = (cells: Cell[], metadata = {}): Notebook => ({
  cells,
  metadata,
  nbformat: 4,
  nbformat_minor: 5,
});

test("the title is the first first-level heading, or made from the file's name", () => {
  const cases: [cells: Cell[], title: string][] = [
    [[markdown("## Not this\n\n# This `one`")], "This one"],
    [[markdown("no heading")], "Illustrative example"],
    [[], "Illustrative example"],
  ];
  for (const [cells, title] of cases) {
    assert.equal(renderNotebook(notebook(cells), "07-illustrative-example.ipynb").title, title);
  }
});

test("the summary is the beginning of the first ordinary paragraph, as plain text", () => {
  const cases: [source: string, summary: string][] = [
    ["# Title\n\nOne **bold** [link](x.ipynb). Two `code`. Three.", "One bold link. Two code."],
    ["# Title\nRight below.", "Right below."],
    ["# T\n\n[Previous](a.ipynb) · [Next](b.ipynb)\n\n- a list\n\n> quoted\n\n$$x$$\n\nText.", "Text."],
    ["# Only a title", ""],
  ];
  for (const [source, summary] of cases) {
    assert.equal(renderNotebook(notebook([markdown(source)]), "x.ipynb").summary, summary);
  }
});

test("cells carry their execution count, so that an error's place can be linked", () => {
  const { html } = renderNotebook(notebook([code("1", 1), code("", null), code("2", 2)]), "x.ipynb");
  assert.deepEqual(
    [...html.matchAll(/id="([^"]*)"/g)].map(([, id]) => id),
    ["cell-1", "cell-2"],
  );
});

test("text cells carry their ids, and those of a glossary's terms make the page searchable", () => {
  const text = (id: string): Cell => ({ ...markdown("### Policy"), id });
  const page = (...cells: Cell[]) => renderNotebook(notebook(cells), "x.ipynb");
  const glossary = page(text("intro"), text("term-policy"));
  assert.deepEqual(
    [...glossary.html.matchAll(/<div class="text" data-cell="([^"]*)"/g)].map(([, id]) => id),
    ["intro", "term-policy"],
  );
  assert.equal(glossary.hasTerms, true);
  assert.equal(page(text("intro"), { ...code("1"), id: "term-code" }).hasTerms, false);
  assert.match(page(markdown("without an id")).html, /<div class="text">/);
});

test("code is highlighted in the notebook's language", () => {
  const typescript = renderNotebook(notebook([code("let a: number;")]), "x.ipynb").html;
  assert.match(typescript, /<code class="language-typescript"><span class="hljs-keyword">let<\/span>/);
  const python = renderNotebook(
    notebook([code("def f(): pass")], { language_info: { name: "python" } }),
    "x.ipynb",
  ).html;
  assert.match(python, /<code class="language-python"><span class="hljs-keyword">def<\/span>/);
});

test("what cannot be shown is reported with its cell", () => {
  const broken: Cell = {
    cell_type: "code",
    source: "show({})",
    metadata: {},
    execution_count: 1,
    outputs: [{ output_type: "display_data", data: { "application/vnd.plotly.v1+json": {} }, metadata: {} }],
  };
  const { warnings } = renderNotebook(notebook([markdown("$\\frac$"), broken]), "x.ipynb");
  assert.equal(warnings.length, 2);
  assert.match(warnings[0]!, /the formula \\frac cannot be read/);
  assert.match(warnings[1]!, /cell 2: .* is not a figure/);
});
