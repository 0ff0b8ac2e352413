import { existsSync, readdirSync } from "node:fs";
import * as path from "node:path";
import type * as TensorFlow from "@tensorflow/tfjs";

let loaded: typeof TensorFlow | undefined;

/** The folder of the installed package `@tensorflow/tfjs-node`, or undefined where it is not installed. */
function packageFolder(): string | undefined {
  try {
    return path.dirname(require.resolve("@tensorflow/tfjs-node/package.json"));
  } catch {
    return undefined;
  }
}

/** The compiled addon of `@tensorflow/tfjs-node`, or undefined where set-up could not or did not build one. */
export function nativeAddonFile(): string | undefined {
  const folder = packageFolder();
  const builds = folder && path.join(folder, "lib");
  if (!builds || !existsSync(builds)) return undefined;
  return readdirSync(builds)
    .map((build) => path.join(builds, build, "tfjs_binding.node"))
    .find((file) => existsSync(file));
}

/**
 * Loads `@tensorflow/tfjs-node`, which registers its backend "tensorflow" and makes it the current one.
 *
 * By its file name, because its package name is mapped to whatever backend was chosen (tfjsNodeAlias.ts).
 *
 * @throws whatever loading throws: the addon is missing or does not fit this machine or this Node.
 */
export function loadNativeBackend(): void {
  // TensorFlow logs its start to the process's stderr, which a notebook would show as a cell's error.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  // tfjs-node 4.22.0 calls these two for every operation; Node 22 warns of them and Node 23 has removed the first
  // (fixed upstream, never released).
  const util = require("node:util") as Record<"isNullOrUndefined" | "isArray", (value: unknown) => boolean>;
  util.isNullOrUndefined = (value) => value === null || value === undefined;
  util.isArray = Array.isArray;
  const folder = packageFolder();
  if (!folder) throw new Error("the package @tensorflow/tfjs-node is not installed");
  loaded = require(path.join(folder, "dist", "index.js")) as typeof TensorFlow;
}

/** The namespace of `@tensorflow/tfjs-node` if it has been loaded: that of tfjs plus `tf.node`. */
export function nativeNamespace(): typeof TensorFlow | undefined {
  return loaded;
}
