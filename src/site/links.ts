import { existsSync, statSync } from "node:fs";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import type { MimeBundle } from "../notebook/nbformat";
import type { ResolveTarget } from "./markdown";
import { slug } from "./slug";

/** What a link on a page can lead to. */
export interface LinkTargets {
  /** Absolute path of every notebook on the site → its page, relative to the site's root, with forward slashes. */
  pages: ReadonlyMap<string, string>;
  /** The folder outside of which nothing is copied. */
  projectFolder: string;
  /** Folders whose files never get onto the site, whoever links to them: instructors' notebooks. */
  privateFolders: readonly string[];
}

/** Files that pages link to, and what is wrong with links; both grow while pages are rendered. */
export interface LinkFindings {
  /** Path on the site, with forward slashes → absolute path of the file to copy there. */
  files: Map<string, string>;
  warnings: string[];
}

/**
 * Makes the resolver of one notebook's links: notebooks become pages, other files of the project are copied to
 * `files/`, attachments become data URLs. What cannot be reached becomes plain text, with a warning when the target
 * does not exist at all.
 */
export function linkResolver(
  notebookFile: string,
  { pages, projectFolder, privateFolders }: LinkTargets,
  findings: LinkFindings,
  attachments: Record<string, MimeBundle> = {},
): ResolveTarget {
  const page = pages.get(notebookFile)!;
  const name = relative(projectFolder, notebookFile);
  const warn = (message: string) => {
    findings.warnings.push(`${name}: ${message}`);
    return undefined;
  };
  return (target, kind) => {
    if (target === "") return warn(`an empty ${kind}.`);
    if (target.startsWith("attachment:")) {
      const url = attachmentUrl(attachments, decode(target.slice("attachment:".length)));
      return url ?? warn(`${target} is not among the cell's attachments.`);
    }
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) {
      if (kind === "image" && !target.startsWith("data:")) {
        warn(`the image ${target} comes from the network; put a copy into the project.`);
      }
      return target;
    }
    const [path = "", fragment] = target.split("#", 2);
    const anchor = fragment === undefined || fragment === "" ? "" : `#${slug(decode(fragment))}`;
    if (path === "") return anchor || "#";
    const file = resolve(dirname(notebookFile), decode(path.replace(/\?.*$/, "")));
    const linked = pages.get(file);
    if (linked !== undefined) return relativeUrl(page, linked) + anchor;
    if (!existsSync(file)) return warn(`${target} does not exist.`);
    const withinProject = !relative(projectFolder, file).startsWith("..");
    const isPrivate = privateFolders.some((folder) => file === folder || file.startsWith(folder + sep));
    if (!withinProject || isPrivate || extname(file) === ".ipynb" || !statSync(file).isFile())
      return undefined;
    const copy = ["files", ...relative(projectFolder, file).split(sep)].join("/");
    findings.files.set(copy, file);
    return relativeUrl(page, copy);
  };
}

/** The URL from one page to another file of the site; both are relative to the site's root. */
export function relativeUrl(fromPage: string, to: string): string {
  const path = relative(dirname(join("/", fromPage)), join("/", to));
  return path.split(sep).map(encodeURIComponent).join("/");
}

function attachmentUrl(attachments: Record<string, MimeBundle>, name: string): string | undefined {
  const [type, content] =
    Object.entries(attachments[name] ?? {}).find(([key]) => key.startsWith("image/")) ?? [];
  if (type === undefined) return undefined;
  const data = typeof content === "string" ? content : "";
  const isText = type === "image/svg+xml" && data.trimStart().startsWith("<");
  const base64 = isText ? Buffer.from(data).toString("base64") : data.replace(/\s+/g, "");
  return `data:${type};base64,${base64}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
