import { basename, join, relative } from "node:path";
import type { Converter, Diagnostic } from "tslab/dist/converter";
import { printQuickInfo } from "tslab/dist/inspect";
import type { Completeness, Completion } from "../engineProtocol";
import { type CellModule, readCellModule, withoutExports } from "./cellModule";
import { earlierVariables } from "./earlierVariables";
import {
  createConverter,
  isCompleteCode,
  noticeChangedFiles,
  type Transpile,
  typescript,
  useConversionHooks,
} from "./patchedTypeScript";
import { type Position, SourceMap } from "./sourceMap";

/** From a place in generated code to the source; `undefined` where the code has no source. */
export type PositionMap = (position: Position) => Position | undefined;

/** A local TypeScript file that a cell imports, as CommonJS. */
export interface SideModule {
  /** Where the module would be if it were JavaScript. */
  path: string;
  code: string;
  toSource: PositionMap;
}

/** A cell that can run. */
export interface ConvertedCell extends CellModule {
  /** The property of `exports` that takes the value of the last expression. */
  lastExpression?: string;
  /** What later cells can use, as TypeScript declarations: this cell's and the earlier ones'. */
  declarations: string;
  sideModules: SideModule[];
  toSource: PositionMap;
}

/** Either code that can run, or what TypeScript has against it. */
export type Conversion = { diagnostics: Diagnostic[] } | { cell: ConvertedCell };

const cannotFindModule = 2307;
/** The line that tslab puts before a cell's and a local file's own first line. */
const prefixLines = 1;

/**
 * Converts cells from TypeScript to JavaScript with tslab's converter and keeps track of positions.
 *
 * The first conversion that meets a library reads its types, which takes a second or two; others take 20 to 150 ms.
 */
export class CellConverter {
  private converter: Converter | undefined;
  private readonly emitMaps = new Map<string, string>();
  private readonly sideMaps = new Map<string, string>();
  private cellMap = "";
  private module: CellModule | undefined;

  /** @param folder - where relative imports start, usually the notebook's folder */
  constructor(private readonly folder: string) {
    typescript.sys.getCurrentDirectory = () => folder;
    const declarationsFile = join(folder, "__prev__.d.ts");
    useConversionHooks({
      onSourceMap: (fileName, json) => this.emitMaps.set(fileName, json),
      transformersFor: (program) => ({ before: [earlierVariables(program, declarationsFile)] }),
      toCommonJs: (code, fileName, transpile) => this.toCommonJs(code, fileName, transpile),
    });
  }

  /** Converts `source`, which follows cells that left `declarations`. */
  convert(declarations: string, source: string): Conversion {
    this.emitMaps.clear();
    this.module = undefined;
    const result = this.current().convert(declarations, withoutExports(source));
    if (result.diagnostics.length > 0) {
      // TypeScript remembers what it did not find, and nobody watches for new files.
      if (result.diagnostics.some((diagnostic) => diagnostic.code === cannotFindModule)) this.forget();
      return { diagnostics: result.diagnostics };
    }
    const module: CellModule = this.module ?? { code: "", declared: [], imported: [], awaits: false };
    const cell: ConvertedCell = {
      ...module,
      code: result.output ?? "",
      lastExpression: result.lastExpressionVar,
      declarations: result.declOutput ?? "",
      sideModules: (result.sideOutputs ?? []).map(({ path, data }) => this.sideModule(path, data)),
      toSource: composeMaps([this.cellMap, this.emitMaps.get("outDir/__tslab__.js")], prefixLines),
    };
    return { cell };
  }

  /** Names that fit at `cursor`; `declarations` as for `convert`. */
  complete(declarations: string, source: string, cursor: number): Completion {
    const { candidates, start, end } = this.current().complete(declarations, source, cursor);
    return { matches: candidates, start, end };
  }

  /** The type and the documentation of what stands at `cursor`, or `null`. */
  inspect(declarations: string, source: string, cursor: number): string | null {
    const info = this.current().inspect(declarations, source, cursor);
    return info ? printQuickInfo(info) : null;
  }

  /** Whether `source` ends in the middle of a statement. */
  isComplete(source: string): Completeness {
    const { completed, indent } = isCompleteCode(source);
    return completed ? { status: "complete" } : { status: "incomplete", indent: indent ?? "" };
  }

  /** Drops the converter; the next call makes a new one, which takes a second or two. */
  forget(): void {
    this.converter?.close();
    this.converter = undefined;
  }

  private current(): Converter {
    noticeChangedFiles();
    this.converter ??= createConverter({ isJS: false, isBrowser: false });
    return this.converter;
  }

  private toCommonJs(code: string, fileName: string | undefined, transpile: Transpile): string {
    if (fileName !== undefined) {
      const side = transpile(code);
      this.sideMaps.set(join(this.folder, relative("outDir", fileName)), side.sourceMap);
      return side.code;
    }
    this.module = readCellModule(code);
    const cell = transpile(this.module.code);
    this.cellMap = cell.sourceMap;
    return cell.code;
  }

  private sideModule(path: string, code: string): SideModule {
    const emitted = [...this.emitMaps].find(([name]) => name.endsWith(basename(path)));
    return { path, code, toSource: composeMaps([this.sideMaps.get(path), emitted?.[1]], 0) };
  }
}

/** Follows several source maps one after the other and takes `skippedLines` off the result. */
function composeMaps(jsons: (string | undefined)[], skippedLines: number): PositionMap {
  let maps: SourceMap[] | undefined;
  return (position) => {
    maps ??= jsons.map((json) => new SourceMap(json ?? '{"mappings":""}'));
    let place: Position | undefined = position;
    for (const map of maps) place = place && map.originalPosition(place);
    if (!place || place.line < skippedLines) return undefined;
    return { line: place.line - skippedLines, column: place.column };
  };
}
