import { existsSync, rmSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file that marks folders made by us, which alone we replace. */
const marker = ".rlhf-site";

/** Says why a folder must not be replaced, or undefined when it is absent, empty or made by an earlier run. */
export async function whyNotReplace(folder: string): Promise<string | undefined> {
  if (!existsSync(folder)) return undefined;
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return `${folder} is not a folder.`;
  if (names.length === 0 || names.includes(marker)) return undefined;
  return `${folder} holds files that this command did not make. Choose another folder or empty it.`;
}

/**
 * Builds a folder beside `folder` and puts it in that place when it is complete, so that a reader of `folder` sees
 * the old or the new content, never a half of it. When `build` fails, the old content stays.
 */
export async function publishFolder<T>(folder: string, build: (draft: string) => Promise<T>): Promise<T> {
  const parent = dirname(folder);
  const draft = join(parent, `.${basename(folder)}-${process.pid}.new`);
  const former = join(parent, `.${basename(folder)}-${process.pid}.old`);
  const discard = () => rmSync(draft, { recursive: true, force: true });
  process.once("exit", discard);
  await mkdir(draft, { recursive: true });
  try {
    const result = await build(draft);
    await writeFile(join(draft, marker), "This folder is replaced whenever the site is built.\n");
    if (existsSync(folder)) await rename(folder, former);
    try {
      await rename(draft, folder);
    } catch (error) {
      if (existsSync(former)) await rename(former, folder);
      throw error;
    }
    return result;
  } finally {
    process.off("exit", discard);
    await rm(draft, { recursive: true, force: true });
    await rm(former, { recursive: true, force: true });
  }
}
