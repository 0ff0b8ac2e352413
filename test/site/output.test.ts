import assert from "node:assert/strict";
import { test } from "node:test";
import { plotlyMimeType } from "../../src/notebook/figureBundle";
import type { MimeBundle, Output } from "../../src/notebook/nbformat";
import { PageMarkdown } from "../../src/site/markdown";
import { renderOutputs } from "../../src/site/output";

const warnings: string[] = [];
const render = (...outputs: Output[]): string =>
  renderOutputs(outputs, {
    markdown: new PageMarkdown(),
    resolve: (target) => target,
    warn: (message) => warnings.push(message),
  });
const display = (data: MimeBundle): Output => ({ output_type: "display_data", data, metadata: {} });
const figure = { data: [{ y: [1, 2] }], layout: { title: { text: "A <b>title</b>" }, height: 300 } };

test("the best form of an output is shown", () => {
  const cases: [data: MimeBundle, expected: RegExp][] = [
    [{ [plotlyMimeType]: figure, "text/html": "<i>no</i>", "text/plain": "yes" }, /^<figure class="chart"/],
    [{ "text/html": "<table></table>", "image/png": "AAAA", "text/plain": "no" }, /<table>/],
    [{ "text/markdown": "**x**", "text/plain": "no" }, /<strong>x<\/strong>/],
    [{ "text/latex": "$$x^2$$", "text/plain": "no" }, /katex-display/],
    [{ "text/latex": "\\[x\\]" }, /katex-display/],
    [
      { "image/svg+xml": "<svg/>", "text/plain": "two circles" },
      /<img src="data:image\/svg\+xml;base64,PHN2Zy8\+" alt="two circles">/,
    ],
    [
      { "image/png": "AA\nAA", "text/plain": 'say "hi"' },
      /<img src="data:image\/png;base64,AAAA" alt="say &quot;hi&quot;">/,
    ],
    [{ "application/json": { a: "<b>" }, "text/plain": "no" }, /&quot;a&quot;: &quot;&lt;b&gt;&quot;/],
    [{ "text/plain": "<b> 1" }, /<pre class="result" tabindex="0">&lt;b&gt; 1<\/pre>/],
    [{ "application/vnd.unknown": 1 }, /only a notebook can show \(application\/vnd\.unknown\)/],
  ];
  for (const [data, expected] of cases) {
    const html = render(display(data));
    assert.match(html, expected);
    assert.doesNotMatch(html, /\bno\b/);
  }
});

test("a chart carries its description, its height and its JSON, safely", () => {
  const html = render(
    display({
      [plotlyMimeType]: { ...figure, frames: [{ name: "</script>" }] },
      "text/plain": 'Chart "one" & <two>',
    }),
  );
  assert.match(html, /aria-label="Chart &quot;one&quot; &amp; &lt;two&gt;"/);
  assert.match(html, /min-height:300px/);
  const json = /<script type="application\/json">(.*)<\/script>/.exec(html)![1]!;
  assert.deepEqual(JSON.parse(json), { ...figure, frames: [{ name: "</script>" }], config: {} });
  assert.equal(html.match(/<\/script>/g)!.length, 1);
});

test("a chart without a description is named by its title", () => {
  assert.match(render(display({ [plotlyMimeType]: figure })), /aria-label="A title"/);
  assert.match(render(display({ [plotlyMimeType]: { data: [] } })), /aria-label="Chart"/);
});

test("JSON that is no figure is reported, and the next form of the output shown", () => {
  warnings.length = 0;
  assert.match(render(display({ [plotlyMimeType]: { layout: {} }, "text/plain": "a chart" })), />a chart</);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /no list "data"/);
});

test("pieces of a stream are joined, streams are told apart and escaped", () => {
  const html = render(
    { output_type: "stream", name: "stdout", text: "<one" },
    { output_type: "stream", name: "stdout", text: ">\n" },
    { output_type: "stream", name: "stderr", text: "careful\n" },
    { output_type: "stream", name: "stdout", text: "" },
  );
  assert.equal(
    html,
    '<pre class="stream" tabindex="0">&lt;one&gt;</pre>\n' +
      '<pre class="stream stderr" tabindex="0" aria-label="Messages on standard error">careful</pre>\n',
  );
});

test("an error shows its traceback, or its name and message where it has none", () => {
  const error = (traceback: string[]): Output => ({
    output_type: "error",
    ename: "TypeError",
    evalue: "a < b",
    traceback,
  });
  assert.match(render(error([])), /TypeError: a &lt; b/);
  assert.match(
    render(error(["\u001b[31mTypeError\u001b[0m: a", "at cell 1"])),
    /<span class="ansi-fg-red">TypeError<\/span>: a\nat cell 1/,
  );
});
