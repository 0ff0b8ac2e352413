import assert from "node:assert/strict";
import { test } from "node:test";
import { PageMarkdown } from "../../src/site/markdown";

const render = (source: string): string => new PageMarkdown().render(source);

test("formulas are rendered while the site is built", () => {
  const sources = [
    "inline $r_\\theta(x)$ here",
    "$$\n\\frac{1}{2}\n$$",
    "$$\\frac{1}{2}$$",
    "in a $$\\sum_i x_i$$ paragraph",
    "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
    "<details>\n<summary>What is $x$?</summary>\n\nIt is $y$.\n\n</details>",
    "| a |\n|---|\n| $x$ |",
    "## The margin $m$",
    "```math\nx^2\n```",
  ];
  for (const source of sources) {
    const html = render(source);
    assert.match(html, /class="katex"/, source);
    assert.match(html, /<math /, `${source} has MathML for screen readers`);
    assert.doesNotMatch(html.replace(/<annotation[\s\S]*?<\/annotation>/g, ""), /\$/, source);
  }
});

test("dollars that are no formulas stay dollars", () => {
  const sources = [
    "It costs \\$5.",
    "`$x$`",
    "```typescript\nconst s = `$" + "{a} $" + "{b}`;\n```",
    "<pre>$x$ and $y$</pre>",
    "between $5 and 6",
  ];
  for (const source of sources) assert.doesNotMatch(render(source), /katex/, source);
});

test("a formula that cannot be read is shown as it was written and reported", () => {
  const markdown = new PageMarkdown();
  const html = markdown.render("$\\frac{1}{$ and <i>text</i>");
  assert.match(html, /<code class="formula-error"/);
  assert.equal(markdown.formulaErrors.length, 1);
  assert.match(markdown.formulaErrors[0]!, /\\frac\{1\}\{/);
});

test("equations are unnumbered, as in Jupyter, unless they have a tag", () => {
  assert.doesNotMatch(render("\\begin{align}\na &= b\n\\end{align}"), /class="eqn-num"/);
  assert.match(render("$$a = b \\tag{7}$$"), /7/);
});

test("TypeScript is highlighted and code is escaped in every language", () => {
  assert.match(render("```typescript\nconst a = 1;\n```"), /<span class="hljs-keyword">const<\/span>/);
  assert.match(render("```ts\nlet b: number;\n```"), /hljs-keyword/);
  assert.match(render("```nosuchlanguage\n<b>&\n```"), /&lt;b&gt;&amp;/);
  assert.match(render("```typescript\n'<script>'\n```"), /&lt;script&gt;/);
});

test("headings get anchors that are unique on the page, across its cells", () => {
  const markdown = new PageMarkdown();
  const html =
    markdown.render("# Title\n\n## Loss *curve* `f(x)`\n") +
    markdown.render("## [Loss](x.ipynb) curve f(x)\n\n## $\\beta$");
  assert.deepEqual(
    markdown.headings.map(({ level, id, text }) => [level, id, text]),
    [
      [1, "title", "Title"],
      [2, "loss-curve-fx", "Loss curve f(x)"],
      [2, "loss-curve-fx-1", "Loss curve f(x)"],
      [2, "beta", "\\beta"],
    ],
  );
  assert.match(html, /<h2 id="loss-curve-fx-1">/);
  assert.match(html, /<a class="anchor" href="#loss-curve-fx"/);
  assert.equal(markdown.headings[1]!.html, "Loss <em>curve</em> <code>f(x)</code>");
  assert.doesNotMatch(markdown.headings[2]!.html, /<a /);
  assert.match(markdown.headings[3]!.html, /katex/);
});

test("targets of links and images are resolved in Markdown and in HTML", () => {
  const seen: string[] = [];
  const html = new PageMarkdown().render(
    '[a](x.ipynb#p) ![b](y.png "t") <a href="z.ipynb">z</a> <https://e.org>\n\n<p><img alt="" src=\'w.png?a=1&amp;b\'></p>\n\n[gone](gone.ipynb)',
    (target, kind) => {
      seen.push(`${kind} ${target}`);
      return target.startsWith("gone") ? undefined : `new/${target}`;
    },
  );
  assert.deepEqual(seen, [
    "link x.ipynb#p",
    "image y.png",
    "link z.ipynb",
    "link https://e.org",
    "image w.png?a=1&b",
    "link gone.ipynb",
  ]);
  assert.match(html, /<a href="new\/x\.ipynb#p">a<\/a>/);
  assert.match(html, /<img src="new\/y\.png" alt="b"/);
  assert.match(html, /<a href="new\/z\.ipynb">z<\/a>/);
  assert.match(html, /src="new\/w\.png\?a=1&amp;b"/);
  assert.match(html, /<a class="absent" title="Not part of this site">gone<\/a>/);
});

test("file names do not become links and scripts do not either", () => {
  assert.doesNotMatch(render("see README.md and danfo.js"), /<a /);
  assert.doesNotMatch(render("[x](javascript:alert(1))"), /<a /);
  assert.match(render("see https://example.org/a"), /<a href="https:\/\/example\.org\/a">/);
});
