import type { MimeBundle } from "./nbformat";

/** What a kernel is asked to show: one object in several forms, by MIME type; the front end takes the richest it knows. */
export interface DisplayBundle {
  data: MimeBundle;
  metadata?: Record<string, unknown>;
  /** `display_id` names the output, so that a later call with `update: true` can replace it. */
  transient?: { display_id?: string };
}

/** How a kernel shows a bundle; with `update`, the output of the same `display_id` is replaced. */
export type DisplayFunction = (bundle: DisplayBundle, update?: boolean) => void;

/** Where a kernel that can show rich output leaves its {@link DisplayFunction}. */
const displaySymbol = Symbol.for("rlhf.display");

/** The name of the method, as in Deno, with which an object says how it wants to be shown. */
export const displayMethod: unique symbol = Symbol.for("Jupyter.display") as never;

/** The display function of the kernel that this code runs in; undefined outside of a notebook. */
export function kernelDisplay(): DisplayFunction | undefined {
  const candidate = (globalThis as unknown as Record<symbol, unknown>)[displaySymbol];
  return typeof candidate === "function" ? (candidate as DisplayFunction) : undefined;
}

/**
 * Shows a bundle in the notebook. Without a kernel, its `text/plain` form is printed to stdout (an update is not: whoever
 * updates a display decides what is worth printing).
 */
export function display(bundle: DisplayBundle, { update = false }: { update?: boolean } = {}): void {
  const show = kernelDisplay();
  if (show !== undefined) show(bundle, update);
  else if (!update && typeof bundle.data["text/plain"] === "string") console.log(bundle.data["text/plain"]);
}
