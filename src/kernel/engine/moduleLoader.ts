import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import vm from "node:vm";
import type { SideModule } from "./cellConverter";
import { registerSource } from "./stackTrace";

type Require = (id: string) => unknown;
/** Parts of Node's module class that are stable but not typed. */
type CompilableModule = Module & { _compile(code: string, fileName: string): void };
type ModuleClass = typeof Module & { _nodeModulePaths(folder: string): string[] };

/**
 * `require` and `import()` for cells: resolves from the notebook's folder, and takes local TypeScript files from
 * memory, as the compiler emitted them.
 */
export class ModuleLoader {
  readonly require: Require;
  /** `import(…)` of a cell; reads packages that are ES modules only, too. */
  readonly import: (id: string) => Promise<unknown>;
  private readonly code = new Map<string, string>();
  private readonly loaded = new Map<string, Module>();

  constructor(folder: string) {
    const fileName = join(folder, "cell.js");
    this.require = this.wrap(createRequire(fileName), folder);
    // Node resolves an import from the file that the script claims to be.
    const nativeImport = vm.runInThisContext("(id) => import(id)", {
      filename: fileName,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as (id: string) => Promise<unknown>;
    this.import = async (id) => this.fromMemory(id, folder) ?? (await nativeImport(id));
  }

  /** Takes new versions of local files; if one has changed, the next import of any runs it again. */
  add(modules: readonly SideModule[]): void {
    // Others may have imported it.
    if (modules.some(({ path }) => this.code.has(path))) this.loaded.clear();
    for (const { path, code, toSource } of modules) {
      this.code.set(path, code);
      registerSource(path, { title: path, toSource });
    }
  }

  private wrap(original: Require, folder: string): Require {
    const wrapped = (id: string): unknown => {
      // The kernel's own tslab, so that its displays arrive.
      if (id === "tslab") return require("tslab");
      return this.fromMemory(id, folder) ?? original(id);
    };
    return Object.assign(wrapped, original);
  }

  private fromMemory(id: string, folder: string): unknown {
    if (!id.startsWith(".")) return undefined;
    const path = candidates(join(folder, id)).find((candidate) => this.code.has(candidate));
    if (path === undefined) return undefined;
    const known = this.loaded.get(path);
    if (known) return known.exports;
    const module = new Module(path) as CompilableModule;
    module.filename = path;
    module.paths = (Module as ModuleClass)._nodeModulePaths(dirname(path));
    module.require = this.wrap(createRequire(path), dirname(path)) as NodeJS.Require;
    // Before it runs, so that modules may import each other.
    this.loaded.set(path, module);
    try {
      module._compile(this.code.get(path)!, path);
    } catch (error) {
      this.loaded.delete(path);
      throw error;
    }
    return module.exports;
  }
}

/** The files that an import of `path` may mean, in the order in which TypeScript looks for them. */
function candidates(path: string): string[] {
  const extensions = [".ts", ".tsx", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs"];
  const withExtension = extensions.map((extension) => path + extension);
  const inFolder = extensions.map((extension) => join(path, `index${extension}`));
  // `./x.js` may mean `./x.ts`.
  const asTypeScript = path.replace(/\.([cm]?)js(x?)$/, ".$1ts$2");
  return [path, asTypeScript, ...withExtension, ...inFolder];
}
