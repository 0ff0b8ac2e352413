/** Reads and writes one variable of a cell. */
export type Accessor = [get: () => unknown, set: (value: unknown) => void];

/** What one cell brings into the notebook's scope. */
export class CellBinding {
  /** The cell's `exports`, on which TypeScript puts what it imports. */
  readonly exports: Record<string, unknown> = {};
  accessors: Record<string, Accessor> = {};

  /** Called by the cell's code before anything else with its own variables. */
  readonly declare = (accessors: Record<string, Accessor>): void => {
    this.accessors = accessors;
  };
}

/**
 * The variables that cells share.
 *
 * A later cell reads and writes the very variable of the cell that declared it (not a copy), so functions see the
 * change. Declaring a name again replaces it for the cells that follow.
 */
export class NotebookScope {
  /** Every variable as a property. */
  readonly variables: Record<string, unknown> = Object.create(null);

  /**
   * Gives a cell's variables and imports to the cells that follow.
   *
   * @returns the names in `declared` and `imported` that the cell did not reach; their earlier meaning stays
   */
  commit(
    { exports, accessors }: CellBinding,
    names: { declared: readonly string[]; imported: readonly string[] },
  ): Set<string> {
    const unreached = new Set<string>();
    for (const name of names.declared) {
      const accessor = accessors[name];
      if (accessor && isInitialised(accessor)) this.define(name, accessor[0], accessor[1]);
      else unreached.add(name);
    }
    for (const name of names.imported) {
      const property = Object.getOwnPropertyDescriptor(exports, name);
      if (property?.get) this.define(name, property.get, undefined);
      else if (property?.value !== undefined) this.define(name, () => property.value, undefined);
      else unreached.add(name);
    }
    return unreached;
  }

  private define(name: string, get: () => unknown, set: ((value: unknown) => void) | undefined): void {
    Object.defineProperty(this.variables, name, { get, set, enumerable: true, configurable: true });
  }
}

/** A `let`, `const` or `class` that was not reached throws a ReferenceError when read. */
function isInitialised([get]: Accessor): boolean {
  try {
    get();
    return true;
  } catch {
    return false;
  }
}
