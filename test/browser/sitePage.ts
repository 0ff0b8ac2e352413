import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";

/** The windows that pages of the site are looked at in. */
export const widths = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

export interface SitePageOptions {
  viewport: { width: number; height: number };
  colorScheme?: "light" | "dark";
  /** Where requests may go besides files, e.g. the address of the site's server. Default: nowhere. */
  origin?: string;
}

/**
 * Opens a page of the site, waits until its charts are drawn, and hands it over.
 *
 * @throws AssertionError if, until `look` is done, the page logged an error or a warning, threw, or asked for something that
 * failed or is outside of the site
 */
export async function openSitePage(
  browser: Browser,
  url: string,
  { origin, ...options }: SitePageOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
    page.on("request", (request) => {
      const address = request.url();
      const isInside =
        /^(data|blob|file):/.test(address) || (origin !== undefined && address.startsWith(origin));
      if (!isInside) problems.push(`outside: ${address}`);
    });
    await page.goto(url);
    if ((await page.locator("figure.chart").count()) > 0) {
      await page.waitForFunction('document.documentElement.dataset.charts === "drawn"', null, {
        timeout: 60_000,
      });
    }
    await look(page);
    assert.deepEqual(problems, [], url);
  } finally {
    await context.close();
  }
}

/** By how many pixels a page is wider than its window. */
export async function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
