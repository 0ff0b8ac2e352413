import { inspect } from "node:util";
import type { JsonObject, MimeBundle } from "../../notebook/nbformat";

/** Deno's convention: a method under this symbol returns a value's MIME bundle. */
const displayMethod = Symbol.for("Jupyter.display");

/**
 * The representations of a cell's value.
 *
 * A value with a `[Symbol.for("Jupyter.display")]()` method says itself what to show; a class with its own
 * `toString` (a tensor, a data frame) is shown by it, everything else as Node's REPL shows it.
 */
export async function resultBundle(value: unknown): Promise<{ data: MimeBundle; metadata: JsonObject }> {
  const show = (value as { [displayMethod]?: unknown } | null)?.[displayMethod];
  if (typeof show === "function") {
    return { data: encodeBundle((await show.call(value)) as MimeBundle), metadata: {} };
  }
  return { data: { "text/plain": plainText(value) }, metadata: {} };
}

/** Bytes become base64, as Jupyter wants them. */
export function encodeBundle(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([mimeType, value]) => [
      mimeType,
      value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
    ]),
  );
}

function plainText(value: unknown): string {
  if (hasOwnToString(value)) {
    try {
      return String(value);
    } catch {
      // A disposed tensor, for example: fall back to its fields.
    }
  }
  return inspect(value);
}

function hasOwnToString(value: unknown): value is object {
  if (typeof value !== "object" || value === null || inspect.custom in value) return false;
  const method: unknown = value.toString;
  return typeof method === "function" && !Function.prototype.toString.call(method).includes("[native code]");
}
