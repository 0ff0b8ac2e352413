import assert from "node:assert/strict";
import { test } from "node:test";
import { type CodeCell, type Notebook, parseNotebook, serialiseNotebook } from "../../src/notebook/nbformat";

const notebookText = (cells: unknown[], rest: object = {}) =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...rest });

const codeCell = (fields: object = {}) => ({
  cell_type: "code",
  id: "a1",
  source: [],
  metadata: {},
  outputs: [],
  execution_count: null,
  ...fields,
});

test("multi-line texts are joined in memory, JSON values are left alone", () => {
  const output = {
    output_type: "display_data",
    metadata: {},
    data: { "text/html": ["<b>\n", "</b>"], "application/vnd.plotly.v1+json": { data: ["a", "b"] } },
  };
  const stream = { output_type: "stream", name: "stdout", text: ["1\n", "2\n"] };
  const text = notebookText([codeCell({ source: ["a\n", "b"], outputs: [output, stream] })]);
  const cell = parseNotebook(text, "n.ipynb").cells[0] as CodeCell;
  assert.equal(cell.source, "a\nb");
  assert.deepEqual(cell.outputs[0], {
    ...output,
    data: { "text/html": "<b>\n</b>", "application/vnd.plotly.v1+json": { data: ["a", "b"] } },
  });
  assert.deepEqual(cell.outputs[1], { output_type: "stream", name: "stdout", text: "1\n2\n" });
});

test("writing sorts keys, indents by one space, splits lines and ends with a line end", () => {
  const notebook: Notebook = {
    nbformat_minor: 5,
    nbformat: 4,
    metadata: { b: 1, a: { d: "é", c: [] } },
    cells: [{ cell_type: "markdown", source: "# T\n\ntext", metadata: {}, id: "x" }],
  };
  assert.equal(
    serialiseNotebook(notebook),
    `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "x",
   "metadata": {},
   "source": [
    "# T\\n",
    "\\n",
    "text"
   ]
  }
 ],
 "metadata": {
  "a": {
   "c": [],
   "d": "é"
  },
  "b": 1
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
  );
});

test("reading and writing a notebook that Jupyter wrote changes nothing, unknown metadata included", () => {
  const cells = [
    codeCell({
      source: ["const x = 1;\r\n", "x"],
      metadata: { tags: ["hide"], unknown: { deep: [1, null] } },
      execution_count: 3,
      outputs: [
        { output_type: "stream", name: "stdout", text: ["a\u2028", "b\n"] },
        {
          output_type: "execute_result",
          execution_count: 3,
          metadata: { "text/html": { isolated: true } },
          data: {
            "text/plain": ["1"],
            "image/png": "AAAA\n",
            "application/json": { "text/plain": ["q", "r"] },
          },
        },
        { output_type: "error", ename: "Error", evalue: "e", traceback: ["Error: e", "  at x"] },
      ],
    }),
    { cell_type: "raw", id: "r", source: [], metadata: { format: "text/latex" } },
    {
      cell_type: "markdown",
      id: "m",
      source: ["![a](attachment:a.png)"],
      metadata: {},
      attachments: { "a.png": { "image/png": "BBBB" } },
    },
  ];
  const written = serialiseNotebook(
    parseNotebook(
      notebookText(cells, { metadata: { kernelspec: { name: "tslab" }, authors: [] } }),
      "n.ipynb",
    ),
  );
  assert.deepEqual(
    JSON.parse(written),
    JSON.parse(notebookText(cells, { metadata: { kernelspec: { name: "tslab" }, authors: [] } })),
  );
  assert.equal(serialiseNotebook(parseNotebook(written, "n.ipynb")), written);
});

test("what is only meant for a session is not written", () => {
  const text = notebookText([codeCell({ metadata: { trusted: true, keep: 1 } })], {
    metadata: { signature: "x" },
  });
  const written = JSON.parse(serialiseNotebook(parseNotebook(text, "n.ipynb")));
  assert.deepEqual(written.cells[0].metadata, { keep: 1 });
  assert.deepEqual(written.metadata, {});
});

const invalid: [name: string, text: string, message: RegExp][] = [
  ["text that is not JSON", "hello", /n\.ipynb is not a notebook: it is not JSON/],
  ["a file with merge conflicts", '{\n<<<<<<< HEAD\n "a": 1\n=======\n', /Git conflict markers/],
  ["a list", "[]", /the file holds no JSON object/],
  [
    "an old format",
    '{"nbformat": 3, "worksheets": []}',
    /"nbformat" is 3, not 4\. Open and save it in JupyterLab/,
  ],
  ["a notebook without cells", '{"nbformat": 4}', /no list "cells"/],
  [
    "an unknown cell type",
    notebookText([{ cell_type: "heading", source: "" }]),
    /cell 1 has the type "heading"; valid types: code, markdown, raw/,
  ],
  [
    "a cell without source",
    notebookText([codeCell(), { cell_type: "markdown" }]),
    /cell 2 has a "source" that is neither/,
  ],
  [
    "an unknown output",
    notebookText([codeCell({ outputs: [{ output_type: "pyout" }] })]),
    /cell 1 has an output of type "pyout"/,
  ],
];

for (const [name, text, message] of invalid) {
  test(`${name} is refused with the file's name and the place`, () => {
    assert.throws(() => parseNotebook(text, "n.ipynb"), message);
  });
}
