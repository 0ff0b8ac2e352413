import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { type Notebook, parseNotebook } from "../../src/notebook/nbformat";
import { type SiteReport, writeSite } from "../../src/site/writeSite";

const fixtures = resolve("test/fixtures/notebooks");
const read = (name: string): Notebook =>
  parseNotebook(readFileSync(join(fixtures, `${name}.ipynb`), "utf8"), name);
const folder = mkdtempSync(join(tmpdir(), "rlhf-site-"));
const page = (name: string): string => readFileSync(join(folder, name), "utf8");
let report: SiteReport;

before(async () => {
  report = await writeSite(
    [
      { file: join(fixtures, "ok.ipynb"), notebook: read("ok") },
      { file: join(fixtures, "gallery.ipynb"), notebook: read("gallery") },
      { file: join(fixtures, "labs", "deep.ipynb"), notebook: read("ok") },
      {
        file: join(fixtures, "failing.ipynb"),
        notebook: read("failing"),
        failure: "cell 3, line 3: TypeError: <no>",
      },
    ],
    folder,
    { notebookFolder: fixtures },
  );
});
after(() => rmSync(folder, { recursive: true }));

test("sections come first, in order, then the notebooks of subfolders", () => {
  assert.deepEqual(report.pages, ["failing.html", "gallery.html", "ok.html", "labs/deep.html"]);
  const index = page("index.html");
  const links = [...index.matchAll(/<h3><a href="([^"]*)">([^<]*)/g)].map(([, href, title]) => [href, title]);
  assert.deepEqual(links, [
    ["failing.html", "A notebook with a mistake"],
    ["gallery.html", "Everything a page can show"],
    ["ok.html", "A small notebook that runs"],
    ["labs/deep.html", "A small notebook that runs"],
  ]);
  assert.match(index, /<h2>Labs<\/h2>/);
  assert.match(index, /It computes, prints and draws one chart, all without a library\./);
});

test("every address in the site leads to a file of the site, and every fragment to an element", () => {
  const pages = (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    name.endsWith(".html"),
  );
  assert.equal(pages.length, 5);
  let checked = 0;
  for (const name of pages) {
    // JSON of charts is data, not markup.
    const html = page(name).replace(/<script type="application\/json">[\s\S]*?<\/script>/g, "");
    for (const [, address] of html.matchAll(/\b(?:href|src)="([^"]*)"/g)) {
      if (/^(https?|data):/.test(address!)) continue;
      const [path = "", fragment] = address!.split("#");
      const target = path === "" ? join(folder, name) : join(folder, dirname(name), decodeURIComponent(path));
      assert.ok(existsSync(target), `${name}: ${address} exists`);
      if (fragment)
        assert.ok(
          readFileSync(target, "utf8").includes(`id="${fragment}"`),
          `${name}: ${address} has its anchor`,
        );
      checked += 1;
    }
  }
  assert.ok(checked > 60, `${checked} addresses were checked`);
});

test("style sheets name only files that exist", () => {
  for (const name of ["assets/site.css", "assets/katex/katex.min.css"]) {
    // Of KaTeX's three formats the first, woff2, is what browsers load.
    const fonts = [...page(name).matchAll(/src:\s*url\(([^)]*)\)/g)].map(([, path]) => path!);
    for (const path of fonts) assert.ok(existsSync(join(folder, dirname(name), path)), path);
    assert.equal(fonts.length > 0, name.includes("katex"));
  }
});

test("Plotly and KaTeX are loaded once by pages that need them and by no others", () => {
  const occurrences = (name: string, text: string) => page(name).split(text).length - 1;
  for (const [name, charts, formulas] of [
    ["index.html", 0, 0],
    ["gallery.html", 1, 1],
    ["ok.html", 0, 1],
    ["failing.html", 0, 0],
  ] as const) {
    assert.equal(occurrences(name, "plotly.min.js"), charts, name);
    assert.equal(occurrences(name, "charts.js"), charts, name);
    assert.equal(occurrences(name, "katex.min.css"), formulas, name);
  }
  assert.equal(occurrences("gallery.html", '<figure class="chart"'), 2);
});

test("nothing on a page comes from the network", () => {
  for (const name of report.pages) {
    assert.doesNotMatch(page(name), /<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="(?:https?:)?\/\//);
  }
});

test("a page has a language, a title, landmarks, a way past the banner and one first-level heading", () => {
  for (const name of ["index.html", ...report.pages]) {
    const html = page(name);
    assert.match(html, /<html lang="en">/);
    assert.match(html, /<title>[^<]+<\/title>/);
    assert.match(html, /<a class="skip" href="#main">/);
    assert.equal(html.match(/<main id="main"/g)?.length, 1);
    assert.equal(html.match(/<h1[ >]/g)?.length, 1, name);
    assert.doesNotMatch(html, /<img (?![^>]*\balt=)/);
  }
});

test("pages lead to the one before and the one after", () => {
  assert.match(page("gallery.html"), /rel="prev" href="failing\.html"/);
  assert.match(page("gallery.html"), /rel="next" href="ok\.html"/);
  assert.match(page("labs/deep.html"), /rel="prev" href="\.\.\/ok\.html"/);
  assert.doesNotMatch(page("labs/deep.html"), /rel="next"/);
});

test("a notebook that failed says so on its page and in the index", () => {
  for (const name of ["failing.html", "index.html"]) {
    assert.match(page(name), /cell 3, line 3: TypeError: &lt;no&gt;/);
  }
});

test("the executed notebooks can be downloaded as they were executed", () => {
  assert.deepEqual(parseNotebook(page("notebooks/gallery.ipynb"), "gallery"), read("gallery"));
  assert.match(page("labs/deep.html"), /href="\.\.\/notebooks\/labs\/deep\.ipynb" download/);
});

test("text of a notebook cannot become markup", () => {
  const html = page("gallery.html");
  assert.match(html, /&lt;b&gt;not bold&lt;\/b&gt; &amp; not a tag/);
  assert.doesNotMatch(html, /<b>not bold/);
});

test("a notebook named index is refused", async () => {
  await assert.rejects(
    writeSite([{ file: join(fixtures, "index.ipynb"), notebook: read("ok") }], folder, {
      notebookFolder: fixtures,
    }),
    /index\.ipynb would become the site's index/,
  );
});
