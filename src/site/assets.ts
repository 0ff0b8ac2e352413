import { copyFile, mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Our own style sheet and scripts; they are no modules of TypeScript, so they are read from the sources. */
const ownFolder = resolve(__dirname, "..", "..", "..", "src", "site", "browser");

/** Copies what the pages load into `<siteFolder>/assets`: style sheet, scripts, Plotly, KaTeX with its fonts. */
export async function copyAssets(siteFolder: string): Promise<void> {
  const assets = join(siteFolder, "assets");
  const fonts = join(assets, "katex", "fonts");
  await mkdir(fonts, { recursive: true });
  const katex = dirname(require.resolve("katex/dist/katex.min.css"));
  const copies: [from: string, to: string][] = [
    [require.resolve("plotly.js-dist-min/plotly.min.js"), join(assets, "plotly.min.js")],
    [join(katex, "katex.min.css"), join(assets, "katex", "katex.min.css")],
  ];
  for (const name of await readdir(ownFolder)) copies.push([join(ownFolder, name), join(assets, name)]);
  // The style sheet offers older formats too; every browser that can draw the charts takes woff2.
  for (const name of await readdir(join(katex, "fonts"))) {
    if (name.endsWith(".woff2")) copies.push([join(katex, "fonts", name), join(fonts, name)]);
  }
  await Promise.all(copies.map(([from, to]) => copyFile(from, to)));
}
