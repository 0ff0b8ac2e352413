import { errors, type Locator, type Page } from "playwright-core";
import type { JupyterLab } from "./jupyterLab";

/** A notebook that is open in a page of JupyterLab. */
export class LabNotebook {
  private constructor(readonly page: Page) {}

  /** Opens a notebook alone, whatever was open before, and waits for its cells and its kernel. */
  static async open(page: Page, lab: JupyterLab, name: string): Promise<LabNotebook> {
    await page.goto(`${lab.addressOf(name)}&reset`);
    await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor();
    await page.locator(".jp-KernelName", { hasText: "TypeScript" }).waitFor();
    return new LabNotebook(page);
  }

  /** The charts, drawn or about to be. */
  get charts(): Locator {
    return this.page.locator(".js-plotly-plot");
  }

  /** Outputs that are shown as errors, and what was written to stderr, which JupyterLab gives the same type. */
  get errorOutputs(): Locator {
    return this.page.locator(
      '.jp-OutputArea-output[data-mime-type*="stderr"], .jp-OutputArea-output[data-mime-type*="error"]',
    );
  }

  /** Chooses an item of JupyterLab's menu bar. */
  async choose(menu: string, item: string): Promise<void> {
    await this.page.locator(".lm-MenuBar-itemLabel", { hasText: new RegExp(`^${menu}$`) }).click();
    await this.page.locator(".lm-Menu-itemLabel", { hasText: new RegExp(`^${item}$`) }).click();
  }

  /**
   * Runs all cells, and waits until every one has: all have a number, none a star.
   *
   * @throws Error with the number of cells that did not run in time
   */
  async runAll(timeoutMs: number): Promise<void> {
    await this.choose("Run", "Run All Cells");
    try {
      await this.page.waitForFunction(
        () => {
          const prompts = Array.from(document.querySelectorAll(".jp-CodeCell .jp-InputPrompt"));
          return prompts.length > 0 && prompts.every((prompt) => /\[\d+\]/.test(prompt.textContent ?? ""));
        },
        undefined,
        { timeout: timeoutMs },
      );
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error;
      const prompts = await this.page.locator(".jp-CodeCell .jp-InputPrompt").allTextContents();
      const left = prompts.filter((prompt) => !/\[\d+\]/.test(prompt)).length;
      throw new Error(`after ${timeoutMs / 1000} s, ${left} of ${prompts.length} cells had not run`);
    }
  }

  /** Brings every chart into the window, where JupyterLab draws it, and returns how many have a drawing. */
  async drawCharts(): Promise<number> {
    const charts = await this.charts.all();
    for (const chart of charts) {
      await chart.scrollIntoViewIfNeeded();
      await chart.locator("svg.main-svg").first().waitFor();
    }
    return charts.length;
  }
}
