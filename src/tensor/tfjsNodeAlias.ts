/**
 * Makes `import * as tf from "@tensorflow/tfjs-node"` (a student's, or danfojs's) mean the backend that was chosen,
 * with or without the native addon. Loading this file installs it; it costs nothing, as TensorFlow.js is only loaded
 * by the first such import. A kernel loads it before it runs a cell.
 */
import Module from "node:module";
import * as path from "node:path";

type ResolveFilename = (request: string, ...rest: unknown[]) => string;

const resolver = Module as unknown as { _resolveFilename: ResolveFilename };
const installed = Symbol.for("rlhf.tfjsNodeAlias");

/** Maps the package name `@tensorflow/tfjs-node` to tfjsNodeStandIn.ts for every `require`; a second call does nothing. */
export function installTfjsNodeAlias(): void {
  const original = resolver._resolveFilename as ResolveFilename & { [installed]?: boolean };
  if (original[installed]) return;
  const standIn = path.join(__dirname, "tfjsNodeStandIn.js");
  const resolve: ResolveFilename & { [installed]?: boolean } = function (this: unknown, request, ...rest) {
    return request === "@tensorflow/tfjs-node" ? standIn : original.call(this, request, ...rest);
  };
  resolve[installed] = true;
  resolver._resolveFilename = resolve;
}

installTfjsNodeAlias();
