import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/** The folder of the whole project, wherever a command was called from. */
export const projectFolder: string = resolve(__dirname, "..", "..", "..");

/** The folder of the course's notebooks. */
export const courseFolder: string = join(projectFolder, "notebooks");

/** Instructors' notebooks, with solutions and hidden tests; they are not part of the course that a reader sees. */
export const assignmentsFolder: string = join(courseFolder, "assignments");

/** Lists the notebooks below a folder in the order of their names, Jupyter's checkpoints left out. */
export function findNotebooks(folder: string, exceptFolders: readonly string[] = []): string[] {
  const found: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name.localeCompare(b.name, "en", { numeric: true }),
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name.startsWith(".") || entry.name === "node_modules" || exceptFolders.includes(path))
        continue;
      found.push(...findNotebooks(path, exceptFolders));
    } else if (entry.name.endsWith(".ipynb")) found.push(path);
  }
  return found;
}

/**
 * Turns paths from a command line into absolute paths of notebooks; a folder stands for the notebooks below it.
 *
 * @throws when a path does not exist, is no notebook, or a folder holds none
 */
export function notebooksFromArguments(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    const file = resolve(path);
    if (!existsSync(file)) throw new Error(`There is no notebook ${path} (looked for ${file}).`);
    if (statSync(file).isDirectory()) {
      const found = findNotebooks(file);
      if (found.length === 0) throw new Error(`The folder ${path} holds no notebooks (*.ipynb).`);
      return found;
    }
    if (!file.endsWith(".ipynb"))
      throw new Error(`${path} is not a notebook: its name does not end in .ipynb.`);
    return [file];
  });
  return [...new Set(files)];
}

/** The deepest folder that holds all the files; the course's folder when all lie in it. */
export function commonFolder(files: readonly string[]): string {
  const isBelow = (folder: string) => files.every((file) => file.startsWith(folder + sep));
  if (isBelow(courseFolder)) return courseFolder;
  let folder = dirname(files[0]!);
  while (!isBelow(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** A path as a person would type it here: relative to the working directory unless it lies far away. */
export function shownPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path === "" ? "." : path.startsWith(`..${sep}..`) ? file : path;
}
