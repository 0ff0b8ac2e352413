import { relative } from "node:path";
import { type CellPrograms, modulePrefix, type ProgramOfCell } from "./cellProgram";
import { readCellSource } from "./cellSource";
import { cellTransformer } from "./cellTransformer";
import type { Meaning, Meanings } from "./declarations";
import type { CellDiagnostic } from "./diagnosticReport";
import { type Position, SourceMap } from "./sourceMap";
import { topLevelNames, ts } from "./tslabTypeScript";

/** From a place in generated code to the source; `undefined` where the code has no source. */
export type PositionMap = (position: Position) => Position | undefined;

/** A local file that a cell imports, as CommonJS. */
export interface SideModule {
  /** The source file. */
  path: string;
  code: string;
  toSource: PositionMap;
}

/** A cell that can run. */
export interface ConvertedCell {
  /** CommonJS that uses the names in `parameterNames`. */
  code: string;
  /** Variables, functions, classes and enums that the cell declares at its top level. */
  declared: string[];
  /** Values that it imports. */
  imported: string[];
  /** Whether it awaits something outside of functions. */
  awaits: boolean;
  /** Its declarations, as TypeScript emitted them. */
  declarations: string;
  /** What its names stand for. */
  meanings: Meanings;
  /** Local files that it imports and that are new or changed. */
  sideModules: SideModule[];
  toSource: PositionMap;
}

/** Either code that can run, or what TypeScript has against it. */
export type Conversion = { diagnostics: CellDiagnostic[] } | { cell: ConvertedCell };

const cannotFindModule = 2307;
/** Complaints about `await` outside of functions, which cells may do. */
const topLevelAwait = [1378, 1432];
const prefixLines = modulePrefix.split("\n").length - 1;

/** Converts cells from TypeScript to JavaScript. */
export class CellConverter {
  private readonly emitted = new WeakSet<ts.SourceFile>();

  /** @param folder - where relative imports start, usually the notebook's folder */
  constructor(
    private readonly folder: string,
    private readonly programs: CellPrograms,
  ) {}

  /**
   * Converts `source`, which follows cells that left `declarations`.
   *
   * The first conversion that meets a library reads its types, which takes a second or two.
   */
  convert(declarations: string, source: string): Conversion {
    const { text, syntaxErrors, names, awaits } = readCellSource(source, this.programs.options);
    if (syntaxErrors.length > 0) {
      return { diagnostics: syntaxErrors.map((diagnostic) => this.describe(diagnostic, prefixLines)) };
    }
    // Without it TypeScript would leave out what the cell itself does not use.
    const exportList = `\nexport { ${names.join(", ")} };`;
    const made = this.programs.make(declarations, text + exportList);
    const diagnostics = this.diagnose(made);
    if (diagnostics.length > 0) {
      if (diagnostics.some(({ code }) => code === cannotFindModule)) this.programs.forgetResolutions();
      return { diagnostics };
    }
    const { checker, cell } = made;
    const symbols = [...topLevelNames(cell)];
    const meanings = new Map(symbols.map(([name, symbol]) => [name, meaningOf(checker, symbol)]));
    const isImport = (symbol: ts.Symbol) => (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const values = symbols.filter(([name]) => meanings.get(name)!.value);
    const declared = values.filter(([, symbol]) => !isImport(symbol)).map(([name]) => name);
    const imported = values.filter(([, symbol]) => isImport(symbol)).map(([name]) => name);
    const transformers = { before: [cellTransformer(made, new Set(imported))] };
    const { code, map, declarations: own } = emit(made.program, cell, transformers);
    const toSource = positionMap(map, prefixLines);
    const sideModules = this.emitSideModules(made);
    return { cell: { code, declared, imported, awaits, declarations: own, meanings, sideModules, toSource } };
  }

  private diagnose({ program, cell, localFiles }: ProgramOfCell): CellDiagnostic[] {
    const broken = localFiles.flatMap((file) => program.getSyntacticDiagnostics(file));
    const wrong = [cell, ...localFiles.filter(isTypeScript)].flatMap((file) =>
      program.getSemanticDiagnostics(file),
    );
    return [...broken, ...wrong]
      .filter(({ code, file }) => file !== cell || !topLevelAwait.includes(code))
      .map((diagnostic) => this.describe(diagnostic, diagnostic.file === cell ? prefixLines : 0, cell));
  }

  private describe(diagnostic: ts.Diagnostic, skippedLines: number, cell = diagnostic.file): CellDiagnostic {
    const { code, messageText, file, start = 0, length = 0 } = diagnostic;
    const from = file!.getLineAndCharacterOfPosition(start);
    const to = file!.getLineAndCharacterOfPosition(start + length);
    return {
      code,
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
      position: { line: from.line - skippedLines, column: from.character },
      length: to.line === from.line ? length : Infinity,
      file: file === cell ? undefined : relative(this.folder, file!.fileName),
    };
  }

  private emitSideModules({ program, localFiles }: ProgramOfCell): SideModule[] {
    // CommonJS files are left to Node.
    const files = localFiles.filter((file) => !this.emitted.has(file) && ts.isExternalModule(file));
    return files.map((file) => {
      this.emitted.add(file);
      const { code, map } = emit(program, file);
      return { path: file.fileName, code, toSource: positionMap(map, 0) };
    });
  }
}

interface Emitted {
  code: string;
  map: string;
  declarations: string;
}

function emit(program: ts.Program, file: ts.SourceFile, transformers?: ts.CustomTransformers): Emitted {
  const emitted: Emitted = { code: "", map: '{"mappings":""}', declarations: "" };
  const write: ts.WriteFileCallback = (name, text) => {
    if (name.endsWith(".map")) emitted.map = text;
    else if (/\.d\.[cm]?ts$/.test(name)) emitted.declarations = text;
    else emitted.code = text.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
  };
  // Declarations are wanted even if a type in them has no name that could be imported; the parameter is not public.
  const forceDeclarations = true;
  const { emit } = program as { emit(...parameters: unknown[]): ts.EmitResult };
  emit(file, write, undefined, false, transformers, forceDeclarations);
  return emitted;
}

function meaningOf(checker: ts.TypeChecker, symbol: ts.Symbol): Meaning {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const { flags } = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  const typeOnly =
    isAlias &&
    symbol.declarations?.every((declaration) => ts.isTypeOnlyImportOrExportDeclaration(declaration));
  return {
    value: !typeOnly && (flags & ts.SymbolFlags.Value) !== 0,
    type: (flags & ts.SymbolFlags.Type) !== 0,
  };
}

function isTypeScript(file: ts.SourceFile): boolean {
  return /\.[cm]?tsx?$/.test(file.fileName);
}

function positionMap(json: string, skippedLines: number): PositionMap {
  let map: SourceMap | undefined;
  return (position) => {
    map ??= new SourceMap(json);
    const place = map.originalPosition(position);
    if (!place || place.line < skippedLines) return undefined;
    return { line: place.line - skippedLines, column: place.column };
  };
}
