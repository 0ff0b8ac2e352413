import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { type Notebook, serialiseNotebook } from "../notebook/nbformat";
import { copyAssets } from "./assets";
import { renderContents } from "./contents";
import { renderIndex } from "./indexPage";
import { type LinkFindings, linkResolver } from "./links";
import { renderNotebook } from "./notebookPage";
import { framePage } from "./pageFrame";
import { renderMain } from "./pageMain";

/** An executed notebook that becomes a page. */
export interface SiteNotebook {
  /** Absolute path of the notebook that was executed. */
  file: string;
  notebook: Notebook;
  /** Where and why execution stopped, in one line; absent when every cell ran. */
  failure?: string | undefined;
}

/** Settings of {@link writeSite}. */
export interface SiteOptions {
  /** The folder that the notebooks' paths on the site are relative to. */
  notebookFolder: string;
  /** Files outside of this folder are never copied; default: `notebookFolder`. */
  projectFolder?: string;
  /** Folders whose files are never copied, such as instructors' notebooks. */
  privateFolders?: readonly string[];
  title?: string;
  description?: string;
}

/** What {@link writeSite} wrote. */
export interface SiteReport {
  /** Pages relative to the site's root, in the order of the course; the index is not among them. */
  pages: string[];
  /** Broken links, formulas that cannot be read, images that need a network. */
  warnings: string[];
}

const defaultTitle = "Reinforcement Learning from Human Feedback";
const defaultDescription =
  "A hands-on course in TypeScript: from comparing two answers to a reward model, and from a reward model to a " +
  "policy that people prefer. Every number and chart on these pages was computed by the code beside it.";

/**
 * Writes a static site into an empty folder: an index, one page a notebook, the executed notebooks, and everything
 * that the pages load. The site works from a web server and from `file://`, without a network.
 *
 * @throws when two notebooks would become the same page.
 */
export async function writeSite(
  notebooks: readonly SiteNotebook[],
  folder: string,
  {
    notebookFolder,
    projectFolder = notebookFolder,
    privateFolders = [],
    title = defaultTitle,
    description = defaultDescription,
  }: SiteOptions,
): Promise<SiteReport> {
  const order = [...notebooks].sort((a, b) => compareInCourse(a.file, b.file, notebookFolder));
  const pages = new Map<string, string>();
  for (const { file } of order) {
    const page = `${relative(notebookFolder, file)
      .split(sep)
      .join("/")
      .replace(/\.ipynb$/i, "")}.html`;
    if (page === "index.html")
      throw new Error(`${file} would become the site's index; give it another name.`);
    pages.set(file, page);
  }
  const findings: LinkFindings = { files: new Map(), warnings: [] };
  const targets = { pages, projectFolder, privateFolders };
  const rendered = order.map(({ file, notebook, failure }) => {
    const content = renderNotebook(notebook, file, (attachments) =>
      linkResolver(file, targets, findings, attachments),
    );
    for (const warning of content.warnings) {
      findings.warnings.push(`${relative(projectFolder, file)}: ${warning}`);
    }
    return { page: pages.get(file)!, notebook, failure, content };
  });

  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const entries = rendered.map(({ page, failure, content: { title: name, summary } }) => ({
    page,
    title: name,
    summary,
    failure,
  }));
  await write(
    "index.html",
    framePage({
      title,
      siteTitle: title,
      description,
      root: "",
      main: renderIndex(title, description, entries),
    }),
  );
  for (const [index, { page, notebook, failure, content }] of rendered.entries()) {
    const download = `notebooks/${page.replace(/\.html$/, ".ipynb")}`;
    const main = renderMain({
      page,
      download,
      html: content.html,
      failure,
      previous: entries[index - 1],
      next: entries[index + 1],
    });
    await write(download, serialiseNotebook(notebook));
    await write(
      page,
      framePage({
        title: content.title,
        siteTitle: title,
        description: content.summary,
        main,
        aside: renderContents(content.headings),
        root: "../".repeat(page.split("/").length - 1),
        hasCharts: content.hasCharts,
        hasFormulas: content.hasFormulas,
        hasTerms: content.hasTerms,
      }),
    );
  }
  for (const [path, file] of findings.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(file, join(folder, path));
  }
  await copyAssets(folder);
  return { pages: [...pages.values()], warnings: [...new Set(findings.warnings)] };
}

/** Sections before the notebooks of subfolders, numbers by value. */
function compareInCourse(a: string, b: string, folder: string): number {
  const [pathA, pathB] = [relative(folder, a), relative(folder, b)];
  const depth = pathA.split(sep).length - pathB.split(sep).length;
  return depth || pathA.localeCompare(pathB, "en", { numeric: true });
}
