/**
 * tslab's converter gives no source maps, forbids `for await` at the top level, watches thousands of files and lets
 * its output not be touched between its two steps. It has no options for these, so it is given a TypeScript whose
 * functions for watching and transpiling are wrapped. tslab's converter is loaded here, after that is done.
 */
import ts = require("@tslab/typescript-for-tslab");

/** What the wrapped functions report and ask while a cell is converted. */
export interface ConversionHooks {
  /** A file's source map, from TypeScript to ES modules. */
  onSourceMap(fileName: string, json: string): void;
  /** Adds transformers that run before tslab's own. */
  transformersFor(program: ts.Program): ts.CustomTransformers;
  /**
   * Turns an ES module into CommonJS; `transpile` is TypeScript's own way. `fileName` is the emitted file, or
   * `undefined` for the cell itself.
   */
  toCommonJs(code: string, fileName: string | undefined, transpile: Transpile): string;
}

/** TypeScript's own step from ES modules to CommonJS. */
export type Transpile = (code: string) => { code: string; sourceMap: string };

interface WatchedFile {
  modified: number;
  notify: ts.FileWatcherCallback;
}

let emittedFile: string | undefined;
let hooks: ConversionHooks | undefined;
const watchedFiles = new Map<string, WatchedFile>();

/** Installs the hooks of the converter that is in use. */
export function useConversionHooks(newHooks: ConversionHooks): void {
  hooks = newHooks;
}

/** Tells TypeScript which local source files changed since the last cell. */
export function noticeChangedFiles(): void {
  for (const [path, file] of watchedFiles) {
    const modified = modificationTime(path);
    if (modified === file.modified) continue;
    file.modified = modified;
    file.notify(path, modified === 0 ? ts.FileWatcherEventKind.Deleted : ts.FileWatcherEventKind.Changed);
  }
}

/** TypeScript as tslab uses it (5.0), with the wrapped functions. */
export const typescript: typeof ts = {
  ...ts,
  createWatchCompilerHost: createWatchCompilerHost as typeof ts.createWatchCompilerHost,
  transpileModule(code, options) {
    const transpile: Transpile = (source) => {
      const compilerOptions = { ...options.compilerOptions, sourceMap: true };
      const result = ts.transpileModule(source, { ...options, compilerOptions });
      const text = result.outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
      return { code: text, sourceMap: result.sourceMapText! };
    };
    const outputText = hooks ? hooks.toCommonJs(code, emittedFile, transpile) : transpile(code).code;
    return { outputText };
  },
};

require.cache[require.resolve("@tslab/typescript-for-tslab")]!.exports = typescript;

/** tslab's converter, which uses the wrapped functions. */
export const { createConverter, isCompleteCode } =
  require("tslab/dist/converter") as typeof import("tslab/dist/converter");

// Polling and watching whole folders costs more than looking at the few local files when a cell is run.
ts.sys.watchDirectory = () => ({ close() {} });
ts.sys.watchFile = (path, notify) => {
  if (!isLocalSource(path)) return { close() {} };
  watchedFiles.set(path, { modified: modificationTime(path), notify });
  return { close: () => void watchedFiles.delete(path) };
};

function isLocalSource(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !path.endsWith(".d.ts") && !path.includes("/node_modules/");
}

function modificationTime(path: string): number {
  return ts.sys.getModifiedTime?.(path)?.getTime() ?? 0;
}

type BuilderHost = ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.EmitAndSemanticDiagnosticsBuilderProgram>;

function createWatchCompilerHost(
  rootFiles: string[],
  options: ts.CompilerOptions,
  ...rest: [ts.System, undefined, ts.DiagnosticReporter, ts.WatchStatusReporter]
): BuilderHost {
  // Of the types that are lying about only Node's are global; others come with what a cell imports.
  const cellOptions = { ...options, sourceMap: true, disableTopLevelAwait: undefined, types: ["node"] };
  const host = ts.createWatchCompilerHost(rootFiles, cellOptions, ...rest) as BuilderHost;
  let receive: BuilderHost["afterProgramCreate"];
  Object.defineProperty(host, "afterProgramCreate", {
    get: () => receive,
    set(tslabReceives: NonNullable<BuilderHost["afterProgramCreate"]>) {
      receive = (builder) => {
        hookEmit(builder);
        tslabReceives(builder);
      };
    },
  });
  return host;
}

function hookEmit(builder: ts.EmitAndSemanticDiagnosticsBuilderProgram): void {
  const emit = builder.emit;
  builder.emit = (file, writeFile, cancellation, declarationsOnly, transformers) => {
    const write: ts.WriteFileCallback = (fileName, text, ...rest) => {
      if (fileName.endsWith(".js.map")) {
        hooks?.onSourceMap(fileName.slice(0, -".map".length), text);
        return;
      }
      emittedFile = fileName;
      writeFile?.(fileName, text.replace(/\/\/# sourceMappingURL=.*\s*$/, ""), ...rest);
      emittedFile = undefined;
    };
    const before = hooks?.transformersFor(builder.getProgram()).before ?? [];
    return emit(file, write, cancellation, declarationsOnly, {
      ...transformers,
      before: [...before, ...(transformers?.before ?? [])],
    });
  };
}
