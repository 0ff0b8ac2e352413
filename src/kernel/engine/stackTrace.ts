import { sep } from "node:path";
import type { PositionMap } from "./cellConverter";
import type { Position } from "./sourceMap";

/** Where code that the kernel made comes from. */
export interface CodeOrigin {
  /** How stack frames call it, such as `cell 3`. */
  title: string;
  toSource: PositionMap;
  /** The source, to quote from. */
  source?: string;
}

/** A place in a cell, to be shown to a person; numbers count from 0. */
export interface CellPlace {
  origin: CodeOrigin;
  position: Position;
}

const origins = new Map<string, CodeOrigin>();
const topPlaces = new WeakMap<object, CellPlace>();
/** dist/src/kernel, where the engine's own code lies. */
const kernelFolder = `${__dirname.slice(0, __dirname.lastIndexOf(sep))}${sep}`;

/** The end of a frame that has no place, such as `Array.map (<anonymous>)`. */
const builtIn = "(<anonymous>)";

/** Announces code by the file name under which it is run. */
export function registerSource(fileName: string, origin: CodeOrigin): void {
  origins.set(fileName, origin);
}

/** Makes every `error.stack` speak of cells and their lines, and leaves the kernel's own frames out. */
export function installStackTraces(): void {
  Error.stackTraceLimit = 30;
  Error.prepareStackTrace = (error, callSites) => {
    const frames = callSites.map((site) => describeFrame(error, site)).filter((frame) => frame !== undefined);
    // Built-in functions at the outer end were called by the kernel.
    while (frames.at(-1)?.endsWith(builtIn)) frames.pop();
    return [describeError(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");
  };
}

/** The innermost place in a cell or local file that an error passed, known once its stack has been read. */
export function topPlaceOf(error: object): CellPlace | undefined {
  return topPlaces.get(error);
}

function describeError(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

function describeFrame(error: Error, site: NodeJS.CallSite): string | undefined {
  const fileName = site.getFileName();
  if (!fileName) return site.toString();
  const origin = origins.get(fileName);
  if (!origin) return isHidden(fileName) ? undefined : site.toString();
  const line = (site.getLineNumber() ?? 1) - 1;
  const column = (site.getColumnNumber() ?? 1) - 1;
  const position = origin.toSource({ line, column });
  if (!position) return undefined;
  if (!topPlaces.has(error)) topPlaces.set(error, { origin, position });
  const place = `${origin.title}:${position.line + 1}:${position.column + 1}`;
  return site.toString().replace(`${fileName}:${line + 1}:${column + 1}`, place);
}

function isHidden(fileName: string): boolean {
  return (
    fileName.startsWith("node:") ||
    fileName.startsWith("internal/") ||
    fileName.startsWith(kernelFolder) ||
    /[/\\]node_modules[/\\](@tslab[/\\]|tslab[/\\])/.test(fileName)
  );
}
