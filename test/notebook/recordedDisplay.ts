import type { DisplayBundle, DisplayFunction } from "../../src/notebook/display";

const displaySymbol = Symbol.for("rlhf.display");

/** One call of a kernel's display function. */
export interface Displayed extends DisplayBundle {
  update: boolean;
}

/** Runs `action` as in a notebook, and returns what it displayed. */
export async function recordDisplay(action: () => unknown): Promise<Displayed[]> {
  const displayed: Displayed[] = [];
  const record: DisplayFunction = (bundle, update = false) => void displayed.push({ ...bundle, update });
  const globals = globalThis as unknown as Record<symbol, unknown>;
  const before = globals[displaySymbol];
  globals[displaySymbol] = record;
  try {
    await action();
  } finally {
    if (before === undefined) delete globals[displaySymbol];
    else globals[displaySymbol] = before;
  }
  return displayed;
}

/** Runs `action` outside of a notebook, and returns what it printed to stdout. */
export function recordPrinted(action: () => void): string {
  const write = process.stdout.write;
  let printed = "";
  process.stdout.write = ((text: string) => {
    printed += text;
    return true;
  }) as typeof process.stdout.write;
  try {
    action();
  } finally {
    process.stdout.write = write;
  }
  return printed;
}
