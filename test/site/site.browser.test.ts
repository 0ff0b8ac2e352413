import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { type Cell, parseNotebook } from "../../src/notebook/nbformat";
import { type SiteServer, startSiteServer } from "../../src/site/siteServer";
import { writeSite } from "../../src/site/writeSite";
import { launchChromium, skipWithoutBrowser } from "../browser/chromium";
import { openSitePage, overflowOf, type SitePageOptions, widths } from "../browser/sitePage";

const fixtures = resolve("test/fixtures/notebooks");
const screenshots = resolve("build/screenshots");
/** Chart count by page. */
const pages: Record<string, number> = { index: 0, gallery: 2, failing: 0, terms: 0, "labs/deep": 0 };
/** The glossary's terms, in the form of notebook 13. */
const terms: Record<string, string> = {
  "Bradley–Terry model":
    "The assumption that odds grow with the difference of two scores.\n\n$$\\frac{a}{b}$$",
  "Goodhart’s law": "When a measure becomes a target, it stops being a good measure.",
  Policy: "Whatever chooses the answer.",
  "Policy gradient": "Raising the probability of good answers.",
  "Reference policy": "The policy that KL is measured to. See [policy](#policy).",
};

describe("the site in a browser", { skip: skipWithoutBrowser() }, () => {
  const folder = mkdtempSync(join(tmpdir(), "rlhf-browser-"));
  let browser: Browser;
  let server: SiteServer;

  before(async () => {
    const read = (name: string) => parseNotebook(readFileSync(join(fixtures, `${name}.ipynb`), "utf8"), name);
    const text = (id: string, source: string): Cell => ({ cell_type: "markdown", id, source, metadata: {} });
    const glossary = {
      ...read("ok"),
      cells: [
        text("title", "# Terms\n\nThe most important is the [Bradley–Terry model](#bradleyterry-model)."),
        ...Object.entries(terms).map(([name, meaning], i) => text(`term-${i}`, `### ${name}\n\n${meaning}`)),
        text("summary", "## What to keep"),
      ],
    };
    const notebooks = [
      { file: join(fixtures, "gallery.ipynb"), notebook: read("gallery") },
      { file: join(fixtures, "ok.ipynb"), notebook: read("ok") },
      {
        file: join(fixtures, "failing.ipynb"),
        notebook: read("failing"),
        failure: "cell [2], line 3: TypeError",
      },
      { file: join(fixtures, "terms.ipynb"), notebook: glossary },
      { file: join(fixtures, "labs", "deep.ipynb"), notebook: read("ok") },
    ];
    await writeSite(notebooks, folder, { notebookFolder: fixtures });
    mkdirSync(screenshots, { recursive: true });
    server = await startSiteServer(folder, 0);
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  const open = (url: string, options: SitePageOptions, look: (page: Page) => Promise<void>) =>
    openSitePage(browser, url, { origin: server.url, ...options }, look);

  const addresses = (name: string): string[] => [
    pathToFileURL(join(folder, `${name}.html`)).href,
    `${server.url}${name}.html`,
  ];

  for (const [device, viewport] of Object.entries(widths)) {
    for (const [name, charts] of Object.entries(pages)) {
      test(`${name} works from a file and from a server, at ${device} width`, {
        timeout: 120_000,
      }, async () => {
        for (const url of addresses(name)) {
          await open(url, { viewport }, async (page) => {
            assert.equal((await page.locator("figure.chart .main-svg").count()) > 0, charts > 0);
            assert.equal(await page.locator("figure.chart[data-drawn]").count(), charts);
            assert.equal(await overflowOf(page), 0, `${url} is no wider than the window`);
            if (url.startsWith("file:")) {
              await page.screenshot({
                path: join(screenshots, `site-${name.replace("/", "-")}-${device}.png`),
                fullPage: true,
              });
            }
          });
        }
      });
    }
  }

  test("charts are as wide as the window allows and react to the reader", { timeout: 120_000 }, async () => {
    await open(addresses("gallery")[0]!, { viewport: widths.phone }, async (page) => {
      const first = page.locator("figure.chart").first();
      assert.equal(await first.locator(".gtitle").textContent(), "Margin ranking loss over 200 epochs");
      assert.equal(await first.locator(".xtitle").textContent(), "epoch");
      const box = (await first.locator(".main-svg").first().boundingBox())!;
      assert.ok(box.width > 280 && box.width <= 390, `the chart is ${box.width} pixels wide`);

      const second = page.locator("figure.chart").nth(1);
      const heights = () =>
        second.locator(".bars path").evaluateAll((bars) => bars.map((bar) => bar.getAttribute("d")));
      const before = await heights();
      await second.locator(".updatemenu-button").click();
      await page.waitForFunction(
        (old) =>
          document.querySelectorAll("figure.chart")[1]!.querySelector(".bars path")!.getAttribute("d") !==
          old,
        before[0],
      );
      assert.notDeepEqual(await heights(), before);
    });
  });

  test("a dark scheme gives dark pages with light charts' texts, and paper stays white", {
    timeout: 120_000,
  }, async () => {
    await open(addresses("gallery")[0]!, { viewport: widths.desktop, colorScheme: "dark" }, async (page) => {
      const lightness = (selector: string, property: string) =>
        page.evaluate(
          ([where, what]) => {
            const value = getComputedStyle(document.querySelector(where!)!).getPropertyValue(what!);
            const [red, green, blue] = value.match(/\d+/g)!.map(Number);
            return (red! + green! + blue!) / 3;
          },
          [selector, property],
        );
      assert.ok((await lightness("html", "background-color")) < 40);
      assert.ok((await lightness("p", "color")) > 200);
      assert.ok((await lightness(".xtitle", "fill")) > 200);
      await page.screenshot({ path: join(screenshots, "site-gallery-dark.png"), fullPage: true });
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      assert.ok((await lightness("html", "background-color")) > 240);
      await page.emulateMedia({ media: "screen", colorScheme: "light" });
      await page.waitForFunction(
        'getComputedStyle(document.querySelector(".xtitle")).fill === "rgb(28, 36, 48)"',
      );
    });
  });

  test("the first stop of the keyboard leads past the banner, and what scrolls can be reached", {
    timeout: 60_000,
  }, async () => {
    await open(addresses("gallery")[0]!, { viewport: widths.phone }, async (page) => {
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the content");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate("document.activeElement.id"), "main");
      const unreachable = await page.evaluate(
        `[...document.querySelectorAll("pre, .table, .formula, .html-output")].filter((element) => element.scrollWidth > element.clientWidth && element.tabIndex < 0).length`,
      );
      assert.equal(unreachable, 0);
    });
  });

  test("the terms of a glossary can be searched, and only a glossary has a box for that", {
    timeout: 120_000,
  }, async () => {
    await open(addresses("gallery")[0]!, { viewport: widths.desktop }, async (page) => {
      assert.equal(await page.locator('.term-filter, script[src*="termFilter"]').count(), 0);
    });
    for (const url of addresses("terms"))
      await open(url, { viewport: widths.phone }, async (page) => {
        const box = page.getByRole("searchbox", { name: "Find a term" });
        const count = page.getByRole("status");
        const shown = async () =>
          (await page.locator('[data-cell^="term-"]:visible h3').allTextContents()).map((name) =>
            name.replace(/#/g, "").trim(),
          );
        const all = Object.keys(terms);
        assert.deepEqual(await shown(), all);
        assert.equal(await count.textContent(), "5 terms");

        const searches: [typed: string, found: string[]][] = [
          ["BRADLEY-terry", [all[0]!]],
          ["goodhart's law", [all[1]!]],
          ["policy", [all[2]!, all[3]!, all[4]!]],
          ["probability policy", [all[3]!]],
          ["frac", []],
        ];
        for (const [typed, found] of searches) {
          await box.fill(typed);
          assert.deepEqual(await shown(), found, typed);
          assert.equal(
            await count.textContent(),
            found.length === 0 ? `No term matches “${typed}”` : `${found.length} of 5 terms`,
          );
        }
        assert.ok(await page.getByRole("heading", { name: "What to keep" }).isVisible());

        await box.press("Escape");
        assert.deepEqual(await shown(), all);
        assert.equal(await box.inputValue(), "");

        await box.pressSequentially("policy");
        await box.press("Enter");
        assert.equal(await page.evaluate("document.activeElement.id"), "policy");
        await page.screenshot({ path: join(screenshots, "site-terms-found.png") });

        await page.getByRole("link", { name: "Bradley–Terry model", exact: true }).first().click();
        assert.deepEqual(await shown(), all);
        await page.waitForFunction(
          "document.querySelector('#bradleyterry-model').getBoundingClientRect().top < innerHeight",
        );
      });
  });
});
