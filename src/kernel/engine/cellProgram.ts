import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { lookUpNamesIn, ts } from "./tslabTypeScript";

/** A TypeScript program for one cell. */
export interface ProgramOfCell {
  program: ts.Program;
  checker: ts.TypeChecker;
  cell: ts.SourceFile;
  /** The declarations of earlier cells. */
  earlier: ts.SourceFile;
  /** Files of the student that the cell imports, directly or not. */
  localFiles: ts.SourceFile[];
}

/** Makes a file a module although it may import and export nothing; stands in a line of its own. */
export const modulePrefix = "export {};\n";

/**
 * Makes a TypeScript program for each cell, from the cell and declarations of earlier cells, and keeps every other
 * file that was read: Node's types, libraries' types and the student's files, until these change.
 */
export class CellPrograms {
  readonly options: ts.CompilerOptions;
  private readonly cellName: string;
  private readonly earlierName: string;
  private readonly host: ts.CompilerHost;
  private readonly files = new Map<string, { file: ts.SourceFile | undefined; modified: number }>();
  private readonly texts = new Map<string, string>();
  private last: ts.Program | undefined;

  /** @param folder - where relative imports start */
  constructor(folder: string) {
    this.cellName = join(folder, "__cell__.ts");
    this.earlierName = join(folder, "__earlier__.d.ts");
    this.options = compilerOptions(folder);
    const host = ts.createCompilerHost(this.options);
    const { getSourceFile, fileExists } = host;
    this.host = {
      ...host,
      getCurrentDirectory: () => folder,
      fileExists: (path) => this.texts.has(path) || fileExists(path),
      getSourceFile: (path, ...rest) => this.sourceFile(path, () => getSourceFile(path, ...rest)),
    };
  }

  /** The program of the cell `source` after cells that left `declarations`. */
  make(declarations: string, source: string): ProgramOfCell {
    this.setText(this.earlierName, declarations);
    this.setText(this.cellName, source);
    this.dropChangedFiles();
    const rootNames = [this.earlierName, this.cellName];
    const program = ts.createProgram({
      rootNames,
      options: this.options,
      host: this.host,
      oldProgram: this.last,
    });
    this.last = program;
    const cell = program.getSourceFile(this.cellName)!;
    const earlier = program.getSourceFile(this.earlierName)!;
    lookUpNamesIn(cell, earlier);
    const localFiles = program.getSourceFiles().filter((file) => file !== cell && isLocal(file.fileName));
    return { program, checker: program.getTypeChecker(), cell, earlier, localFiles };
  }

  /** Looks for all imported modules anew the next time: one that was missing may have come. */
  forgetResolutions(): void {
    this.last = undefined;
    for (const [path, { file }] of this.files) if (!file) this.files.delete(path);
  }

  private setText(path: string, text: string): void {
    const whole = modulePrefix + text;
    if (this.texts.get(path) === whole) return;
    this.texts.set(path, whole);
    this.files.delete(path);
  }

  private sourceFile(path: string, read: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
    const known = this.files.get(path);
    if (known) return known.file;
    const text = this.texts.get(path);
    const file = text === undefined ? read() : ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
    this.files.set(path, { file, modified: isLocal(path) ? modificationTime(path) : 0 });
    return file;
  }

  private dropChangedFiles(): void {
    for (const [path, { modified }] of this.files) {
      if (!this.texts.has(path) && isLocal(path) && modificationTime(path) !== modified)
        this.files.delete(path);
    }
  }
}

function compilerOptions(folder: string): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    esModuleInterop: true,
    resolveJsonModule: true,
    allowJs: true,
    experimentalDecorators: true,
    preserveConstEnums: true,
    noImplicitUseStrict: true,
    skipLibCheck: true,
    declaration: true,
    sourceMap: true,
    newLine: ts.NewLineKind.LineFeed,
    // Of the types that are lying about only Node's are global; others come with what a cell imports.
    types: ["node"],
    typeRoots: typeRoots(folder),
    // Wherever the notebook lies; what it gets is the kernel's own.
    paths: { tslab: [dirname(require.resolve("tslab/package.json"))] },
    // Nothing is written there; it only keeps emitted JavaScript apart from imported JavaScript.
    outDir: join(folder, "__out__"),
  };
}

/** Folders of `@types` above `folder`, and at last the one of this project. */
function typeRoots(folder: string): string[] {
  const roots: string[] = [];
  for (let above = folder; ; above = dirname(above)) {
    const root = join(above, "node_modules", "@types");
    if (existsSync(root)) roots.push(root);
    if (dirname(above) === above) break;
  }
  return [...roots, dirname(dirname(require.resolve("@types/node/package.json")))];
}

/** Whether a file is the student's code, which is compiled and may change. */
function isLocal(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path) && !path.includes("/node_modules/");
}

function modificationTime(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
