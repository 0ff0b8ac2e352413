import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, ConsoleMessage } from "playwright-core";
import { plotlyMimeType } from "../../src/notebook/figureBundle";
import { parseNotebook } from "../../src/notebook/nbformat";
import { launchChromium, skipWithoutBrowser } from "./chromium";
import { JupyterLab } from "./jupyterLab";
import { LabNotebook } from "./labNotebook";
import { openSitePage, overflowOf, widths } from "./sitePage";

const siteFolder = resolve("build", "course-site");
const screenshots = resolve("build", "screenshots");
const names = readdirSync("notebooks")
  .filter((file) => file.endsWith(".ipynb"))
  .map((file) => basename(file, ".ipynb"))
  .sort();
const runTimeoutMs = 180_000;

/** What JupyterLab says by itself, on a notebook of anybody; each with the reason why it is no fault of ours. */
const labNoise: [message: RegExp, reason: string][] = [
  [
    /^Window name candidate ".*" already exists$/,
    "JupyterLab names its windows, and looks for another name when two of them begin at once, as here",
  ],
];

/** How many figures the executed notebook of the site shows. */
function figuresIn(name: string): number {
  const file = join(siteFolder, "notebooks", `${name}.ipynb`);
  const outputs = parseNotebook(readFileSync(file, "utf8"), file).cells.flatMap((cell) =>
    cell.cell_type === "code" ? cell.outputs : [],
  );
  return outputs.filter((output) => "data" in output && output.data[plotlyMimeType] !== undefined).length;
}

/** Runs the course, and writes its site. */
async function writeCourseSite(): Promise<void> {
  const course = spawn(process.execPath, ["dist/src/cli/main.js", "course", "--out", siteFolder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [course.stdout, course.stderr])
    stream.on("data", (data: Buffer) => {
      said += data;
    });
  const [code] = (await once(course, "close")) as [number | null];
  assert.equal(code, 0, said);
}

let browser: Browser;

describe("the thirteen notebooks in a browser", { skip: skipWithoutBrowser() }, () => {
  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    await writeCourseSite();
    browser = await launchChromium();
  });
  after(() => browser?.close());

  test("there are thirteen, and each shows at least one chart", () => {
    assert.equal(names.length, 13);
    for (const name of names) assert.ok(figuresIn(name) >= 1, name);
  });

  describe("on the site", { concurrency: 2 }, () => {
    for (const name of names)
      for (const [device, viewport] of Object.entries(widths))
        test(`${name} is drawn, captioned and no wider than a ${device}`, { timeout: 60_000 }, async () => {
          const url = pathToFileURL(join(siteFolder, `${name}.html`)).href;
          await openSitePage(browser, url, { viewport }, async (page) => {
            const charts = page.locator("figure.chart");
            assert.equal(await charts.count(), figuresIn(name));
            const faults = await charts.evaluateAll((figures) =>
              figures.flatMap((figure, i) => {
                const words = figure.getAttribute("aria-label") ?? "";
                return [
                  figure.querySelector("svg.main-svg") === null
                    ? `chart ${i + 1} is not drawn: ${words}`
                    : "",
                  words.length < 20 ? `chart ${i + 1} has no description but "${words}"` : "",
                ].filter((fault) => fault !== "");
              }),
            );
            assert.deepEqual(faults, []);
            assert.equal(await page.locator("img:not([alt]), img[alt='']").count(), 0);
            assert.equal(await page.locator("pre.error, pre.stderr, .failed, .formula-error").count(), 0);
            assert.equal(await overflowOf(page), 0, "pixels beyond the window's edge");
            // A picture of a whole page takes a second; that of a desktop is the one to look at.
            if (device === "desktop")
              await page.screenshot({ path: join(screenshots, `course-${name}.png`), fullPage: true });
          });
        });

    test("the glossary's terms can be searched", { timeout: 60_000 }, async () => {
      const url = pathToFileURL(join(siteFolder, "13-glossary.html")).href;
      await openSitePage(browser, url, { viewport: widths.desktop }, async (page) => {
        const shown = page.locator('[data-cell^="term-"]:visible');
        const all = await shown.count();
        assert.ok(all >= 10);
        await page.getByLabel("Find a term").fill("tilted optimum");
        assert.equal(await shown.count(), 1);
        assert.equal(await page.getByRole("status").textContent(), `1 of ${all} terms`);
      });
    });
  });

  describe("in JupyterLab", { skip: JupyterLab.skip(), concurrency: 2 }, () => {
    let lab: JupyterLab;
    let context: BrowserContext;
    before(async () => {
      lab = await JupyterLab.start();
      context = await browser.newContext({ viewport: widths.desktop });
    });
    after(async () => {
      await context?.close();
      await lab?.stop();
    });

    for (const name of names)
      test(`${name} runs from top to bottom and draws its charts`, { timeout: 300_000 }, async () => {
        const page = await context.newPage();
        page.setDefaultTimeout(60_000);
        const problems: string[] = [];
        page.on("pageerror", (error) => problems.push(String(error)));
        page.on("console", (message: ConsoleMessage) => {
          const text = message.text();
          if (message.type() === "error" && !labNoise.some(([noise]) => noise.test(text)))
            problems.push(text);
        });
        try {
          const notebook = await LabNotebook.open(page, lab, `${name}.ipynb`);
          await notebook.runAll(runTimeoutMs);
          assert.deepEqual(await notebook.errorOutputs.allTextContents(), []);
          assert.equal(await notebook.drawCharts(), figuresIn(name));
          assert.deepEqual(problems, []);
        } finally {
          await page.close();
          await lab.shutDownKernel(`${name}.ipynb`);
        }
      });
  });
});
