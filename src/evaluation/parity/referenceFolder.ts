import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { adamwCase } from "./adamwCase";
import { lossCases } from "./lossCases";
import { evaluateCases, type ParityCase } from "./parityCase";
import { randomCases } from "./randomCases";
import { type Fields, objectField, requireKnownFields } from "./referenceField";
import { seedNotebookCases } from "./seedNotebookCases";
import { valueCases } from "./valueCases";

/** The reference files that are evaluated, in this order. */
const FILES: Readonly<Record<string, (file: string, content: Fields) => Promise<ParityCase[]>>> = {
  "losses.json": async (file, content) => [
    ...(await evaluateCases(file, "(other fields)", async () => {
      requireKnownFields(content, ["losses", "values"], file);
      return [];
    })),
    ...(await evaluateCases(file, "(losses)", () => lossCases(file, content))),
    ...(await evaluateCases(file, "(values)", () => valueCases(file, content))),
  ],
  "torch-rng.json": randomCases,
  "adamw.json": adamwCase,
  "seed-notebook.json": seedNotebookCases,
};

/** Reference data that is known but not evaluated in this release. */
const LATER: Readonly<Record<string, string>> = {
  "tiny-gpt2": "not evaluated yet (GPT arrives with a later release)",
};

/** What became of the files of one folder. */
export interface ParityReport {
  cases: ParityCase[];
  /** Remarks on files that were not evaluated. */
  remarks: string[];
}

/**
 * Evaluates every case of every reference file in a folder with this library on the current backend.
 *
 * A file that cannot be read is one case with a problem; files with other names are remarked upon.
 *
 * @param folder made by `bench/reference.py`, or by hand in the same format
 * @throws Error if the folder cannot be read, or holds no file that can be evaluated
 */
export async function evaluateReferenceFolder(folder: string): Promise<ParityReport> {
  const names = await readdir(folder);
  const present = Object.keys(FILES).filter((name) => names.includes(name));
  const remarks = names.filter((name) => name in LATER).map((name) => `${name}/: ${LATER[name]}`);
  if (present.length === 0) {
    const later = remarks.length > 0 ? ` (${remarks.join("; ")})` : "";
    throw new Error(
      `${folder} holds none of the reference files ${Object.keys(FILES).join(", ")}${later}. ` +
        "bench/reference.py makes such a folder.",
    );
  }
  for (const name of names) {
    if (name.endsWith(".json") && !(name in FILES)) remarks.push(`${name}: not a reference file, ignored`);
  }
  for (const name of Object.keys(FILES))
    if (!names.includes(name)) remarks.push(`${name}: not in the folder`);
  const cases: ParityCase[] = [];
  for (const name of present) {
    const evaluate = async () => FILES[name]!(name, await readReference(folder, name));
    cases.push(...(await evaluateCases(name, "(the file)", evaluate)));
  }
  return { cases, remarks };
}

async function readReference(folder: string, name: string): Promise<Fields> {
  const text = await readFile(join(folder, name), "utf8");
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new TypeError(`${name} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  return objectField({ content }, "content", name);
}
