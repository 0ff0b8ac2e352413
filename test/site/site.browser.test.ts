import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { parseNotebook } from "../../src/notebook/nbformat";
import { type SiteServer, startSiteServer } from "../../src/site/siteServer";
import { writeSite } from "../../src/site/writeSite";

const fixtures = resolve("test/fixtures/notebooks");
const screenshots = resolve("build/screenshots");
const executable = [
  process.env.RLHF_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));
const isRequired = process.env.RLHF_REQUIRE_BROWSER === "1";
const skip =
  executable === undefined && !isRequired
    ? "no Chromium was found; install Debian's package chromium"
    : false;

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Chart count by page. */
const pages: Record<string, number> = { index: 0, gallery: 2, failing: 0, "labs/deep": 0 };
const widths = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

describe("the site in a browser", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "rlhf-browser-"));
  let browser: Browser;
  let server: SiteServer;

  before(async () => {
    const read = (name: string) => parseNotebook(readFileSync(join(fixtures, `${name}.ipynb`), "utf8"), name);
    const notebooks = [
      { file: join(fixtures, "gallery.ipynb"), notebook: read("gallery") },
      { file: join(fixtures, "ok.ipynb"), notebook: read("ok") },
      {
        file: join(fixtures, "failing.ipynb"),
        notebook: read("failing"),
        failure: "cell [2], line 3: TypeError",
      },
      { file: join(fixtures, "labs", "deep.ipynb"), notebook: read("ok") },
    ];
    await writeSite(notebooks, folder, { notebookFolder: fixtures });
    mkdirSync(screenshots, { recursive: true });
    server = await startSiteServer(folder, 0);
    assert.ok(
      executable,
      "RLHF_REQUIRE_BROWSER=1, but no Chromium was found; install Debian's package chromium",
    );
    browser = await chromium.launch({ executablePath: executable, args: flags });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a page, waits for its charts, and hands it over with all that went wrong. */
  async function open(
    url: string,
    options: { viewport: { width: number; height: number }; colorScheme?: "light" | "dark" },
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
    page.on("request", (request) => {
      const address = request.url();
      if (!/^(data|blob|file):/.test(address) && !address.startsWith(server.url))
        problems.push(`outside: ${address}`);
    });
    await page.goto(url);
    if ((await page.locator("figure.chart").count()) > 0) {
      await page.waitForFunction('document.documentElement.dataset.charts === "drawn"', null, {
        timeout: 60_000,
      });
    }
    await look(page);
    await context.close();
    assert.deepEqual(problems, [], url);
  }

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
            const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
            assert.equal(overflow, 0, `${url} is no wider than the window`);
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
});
