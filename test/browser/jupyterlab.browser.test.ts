import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { parseNotebook } from "../../src/notebook/nbformat";
import { launchChromium, skipWithoutBrowser } from "./chromium";
import { JupyterLab } from "./jupyterLab";

const skip = skipWithoutBrowser() || JupyterLab.skip();
const options = { skip, timeout: 300_000 };
const runTimeoutMs = 180_000;
const screenshots = join("build", "screenshots");

const notebook = "07-illustrative-example.ipynb";
const original = JSON.parse(readFileSync("test/fixtures/seed-notebook.json", "utf8")) as {
  example: { answers: string[]; printed: { losses: Record<string, string>; scores: string[] } };
  policy: { printed: string[] };
};
const { answers, printed } = original.example;

let lab: JupyterLab;
let browser: Browser;
let page: Page;
const pageErrors: string[] = [];

before(async () => {
  if (skip) return;
  mkdirSync(screenshots, { recursive: true });
  [lab, browser] = await Promise.all([JupyterLab.start(), launchChromium()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => pageErrors.push(error.message));
});

after(async () => {
  await browser?.close();
  await lab?.stop();
});

/** Chooses an item of JupyterLab's menu bar. */
async function choose(menu: string, item: string): Promise<void> {
  await page.locator(".lm-MenuBar-itemLabel", { hasText: new RegExp(`^${menu}$`) }).click();
  await page.locator(".lm-Menu-itemLabel", { hasText: new RegExp(`^${item}$`) }).click();
}

/** The code cell whose source holds a text. */
function cellWith(source: string): Locator {
  return page.locator(".jp-CodeCell", { has: page.locator(".cm-content", { hasText: source }) });
}

/** Waits until every code cell has run: all have a number, none a star. */
async function allHaveRun(): Promise<void> {
  await page.waitForFunction(
    () => {
      const prompts = Array.from(document.querySelectorAll(".jp-CodeCell .jp-InputPrompt"));
      return prompts.length > 0 && prompts.every((prompt) => /\[\d+\]/.test(prompt.textContent ?? ""));
    },
    undefined,
    { timeout: runTimeoutMs },
  );
}

/** The text of elements, also of those outside of the window, which have no rendered text. */
const textOf = async (locator: Locator) => (await locator.allTextContents()).join("\n");

/** Puts other code into a cell and runs it. */
async function replaceSource(cell: Locator, source: string): Promise<void> {
  await cell.scrollIntoViewIfNeeded();
  await cell.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(source);
  await page.keyboard.press("Control+Enter");
}

/** Saves the notebook, and returns the text of its file. */
async function save(): Promise<string> {
  const written = page.waitForResponse(
    (response) =>
      response.request().method() === "PUT" && response.url().includes(`/api/contents/${notebook}`),
  );
  await choose("File", "Save Notebook");
  assert.equal((await written).status(), 200);
  return readFileSync(join(lab.folder, notebook), "utf8");
}

test("notebook 07 opens in JupyterLab with the TypeScript kernel", options, async () => {
  await page.goto(lab.addressOf(notebook));
  await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor();
  await page.locator(".jp-KernelName", { hasText: "TypeScript" }).waitFor();
  await page.locator(".jp-Notebook .MathJax, .jp-Notebook mjx-container").first().waitFor();
  await page.screenshot({ path: join(screenshots, "07-opened.png") });
});

test("Run All Cells runs every cell without an error", options, async () => {
  await choose("Run", "Run All Cells");
  await allHaveRun();
  // JupyterLab shows errors with the type of stderr.
  assert.equal(await page.locator('.jp-OutputArea-output[data-mime-type*="stderr"]').count(), 0);
});

test("the page shows the original's losses, scores and probabilities", options, async () => {
  const losses = await textOf(cellWith("losses[epoch - 1].toFixed(4)").locator(".jp-OutputArea-output"));
  for (const [epoch, loss] of Object.entries(printed.losses))
    assert.match(losses, new RegExp(`Epoch ${epoch}, loss: ${loss}`));
  const scores = await textOf(cellWith("const scores = scoresNow()").locator(".jp-OutputArea-output"));
  const policy = await textOf(cellWith("const policy = new Policy").locator(".jp-OutputArea-output"));
  answers.forEach((answer, i) => {
    assert.ok(scores.includes(`${printed.scores[i]} ${answer}`), scores);
    assert.ok(policy.includes(`${original.policy.printed[i]} ${answer}`), policy);
  });
});

test("the pairs are shown as an HTML table", options, async () => {
  assert.equal(await page.locator("table.dataframe tbody tr").count(), 10);
});

test("nine charts are drawn, each with the titles of its axes", options, async () => {
  const charts = page.locator(".js-plotly-plot");
  assert.equal(await charts.count(), 9);
  const titles: string[][] = [];
  for (const chart of await charts.all()) {
    await chart.scrollIntoViewIfNeeded();
    await chart.locator("svg.main-svg").first().waitFor();
    const texts = [".gtitle", ".xtitle", ".ytitle"].map((title) => textOf(chart.locator(title)));
    titles.push((await Promise.all(texts)).map((text) => text.replace(/\s+/g, " ").trim()));
  }
  for (const title of titles)
    assert.ok(
      title.every((text) => text !== ""),
      title.join(" | "),
    );
  assert.deepEqual(
    titles.map(([, x, y]) => [x, y].map((text) => text!.replace(/\s/g, ""))),
    [
      ["score of the better − score of the worse (no unit)", "loss (no unit)"],
      ["epoch", "loss, summed over the ten pairs"],
      ["score (no unit)", "answer"],
      ["score (no unit)", "answer"],
      ["score (no unit)", "answer"],
      ["step", "probability"],
      ["step", "reward earned on average (no unit)"],
      ["epoch", "loss, summed over the ten pairs"],
      ["time for one epoch (ms)", "method"],
    ].map((pair) => pair.map((text) => text.replace(/\s/g, ""))),
  );
});

test("the live loss curve ends as a chart of all two hundred epochs", options, async () => {
  const points = await cellWith("liveChart(")
    .locator(".js-plotly-plot")
    .evaluate((chart) => (chart as unknown as { calcdata: unknown[][] }).calcdata[0]!.length);
  assert.equal(points, 200);
});

test("the loss curve can be looked at closely", options, async () => {
  const chart = cellWith("liveChart(").locator(".js-plotly-plot");
  await chart.scrollIntoViewIfNeeded();
  const lastTick = async () => Number((await chart.locator(".xtick text").allTextContents()).at(-1));
  assert.equal(await lastTick(), 200);
  await chart.locator(".updatemenu-button", { hasText: "first 12" }).click();
  await page.waitForTimeout(500);
  assert.equal(await lastTick(), 12);
});

test("the slider under the scores moves the bars to another epoch", options, async () => {
  const chart = cellWith("show(scoresOverTraining").locator(".js-plotly-plot");
  await chart.scrollIntoViewIfNeeded();
  const before = (await chart.boundingBox())!;
  assert.match(await textOf(chart.locator(".bartext")), new RegExp(printed.scores[2]!));
  const rail = (await chart.locator(".slider-rail-touch-rect").boundingBox())!;
  await page.mouse.click(rail.x + 3, rail.y + rail.height / 2);
  await chart.locator(".bartext", { hasText: "1.203" }).waitFor();
  assert.match(await textOf(chart.locator(".slider-label").first()), /epoch 0/);
  await page.screenshot({ path: join(screenshots, "07-slider.png") });
  assert.equal((await chart.boundingBox())!.height, before.height);
});

test("the policy can be seen as lines instead of areas", options, async () => {
  const chart = cellWith("show(policyOverTraining").locator(".js-plotly-plot");
  await chart.scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(screenshots, "notebook-07.png") });
  const before = (await chart.boundingBox())!;
  /** How many pixels the data take up: stacked they fill the plot, as lines they stay below 40 %. */
  const dataHeight = () =>
    chart.locator(".scatterlayer").evaluate((layer) => layer.getBoundingClientRect().height);
  const stackedHeight = await dataHeight();
  await chart.locator(".updatemenu-button", { hasText: "lines" }).click();
  await page.waitForTimeout(500);
  const linesHeight = await dataHeight();
  assert.ok(linesHeight > 0 && linesHeight < stackedHeight / 2, `${stackedHeight} → ${linesHeight}`);
  await page.screenshot({ path: join(screenshots, "07-policy-lines.png") });
  assert.equal((await chart.boundingBox())!.height, before.height);
});

test(
  "saved in JupyterLab, the notebook is smaller than 300 kB and has no pictures of charts",
  options,
  async () => {
    const saved = await save();
    assert.ok(saved.length < 300_000, String(saved.length));
    assert.equal(saved.match(/"application\/vnd.plotly.v1\+json"/g)!.length, 9);
    assert.doesNotMatch(saved, /"image\/(png|svg)/);
  },
);

test("a broken cell shows its error as an error, and the notebook goes on working", options, async () => {
  await replaceSource(cellWith("show(answerScores"), "throw new RangeError('broken on purpose');");
  const broken = cellWith("broken on purpose");
  await broken.locator("pre", { hasText: "RangeError: broken on purpose" }).waitFor();
  await page.screenshot({ path: join(screenshots, "07-error.png") });
  const cells = parseNotebook(await save(), notebook).cells;
  const [output] = cells.flatMap((cell) =>
    cell.cell_type === "code" && cell.source.includes("broken on purpose") ? cell.outputs : [],
  );
  assert.deepEqual(
    [output?.output_type, output?.output_type === "error" && output.ename],
    ["error", "RangeError"],
  );
  await replaceSource(broken, "show(answerScores({ answers, scores }));");
  await cellWith("show(answerScores").locator(".js-plotly-plot svg.main-svg").first().waitFor();
});

test("a progress bar and a live chart move while a cell computes without a pause", options, async () => {
  const source = [
    "const seen: number[] = [];",
    "const moving = liveChart(() => lossCurve({ loss: seen }));",
    'for (const i of progress(30, "Moving")) {',
    "  seen.push(30 - i);",
    "  moving.refresh();",
    "  for (const start = Date.now(); Date.now() - start < 100; );",
    "}",
    "moving.finish();",
  ];
  await replaceSource(cellWith("show(answerScores"), source.join("\n"));
  const cell = cellWith("moving.finish()");
  const states = new Set<string>();
  const pictures = new Set<string>();
  for (const start = Date.now(); Date.now() - start < runTimeoutMs; await page.waitForTimeout(100)) {
    const text = await textOf(cell.locator(".jp-OutputArea-output progress + span"));
    states.add(text);
    for (const picture of await cell.locator('[data-mime-type="image/svg+xml"] img').all())
      pictures.add((await picture.getAttribute("src", { timeout: 1000 }).catch(() => null)) ?? "");
    if (text.endsWith("done")) break;
  }
  assert.ok(states.size >= 5, [...states].join(" | "));
  assert.ok(pictures.size >= 3, `${pictures.size} pictures`);
  await cell.locator(".js-plotly-plot svg.main-svg").first().waitFor();
});

test("nothing on the page threw an error", options, () => {
  assert.deepEqual(pageErrors, []);
});
