import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** The browser to test with: `CHROMIUM_PATH`, else the first Chromium or Chrome of the `PATH`; undefined if there is none. */
export function findChromium(): string | undefined {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)].filter(
    (folder) => folder !== "",
  );
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
}

/**
 * Why browser tests are skipped, or false to run them. With `RLHF_REQUIRE_BROWSER=1` they run in any case, and fail for want of
 * a browser.
 */
export function skipWithoutBrowser(): string | false {
  if (findChromium() !== undefined || process.env.RLHF_REQUIRE_BROWSER === "1") return false;
  return "no Chromium or Chrome on the PATH; install one, or set CHROMIUM_PATH, to run the tests in a browser";
}

/**
 * Starts the browser without a window.
 *
 * @throws Error if there is none
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error(
      "RLHF_REQUIRE_BROWSER is 1, but there is no Chromium or Chrome on the PATH. Install one or set CHROMIUM_PATH.",
    );
  return chromium.launch({
    executablePath,
    // The sandbox does not work for root; the rest keeps Chromium from asking the network for things of its own.
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
