import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tf } from "../tensor/backend";
import { readSafetensors, type SavedTensor, writeSafetensors } from "../tensor/safetensors";

/** Raised by the number when the files of a newer version could no longer be read by older code. */
const FORMAT_VERSION = 1;

/**
 * Writes `config.json` (what it is, and the options it was built with) and `model.safetensors` (its weights) into a directory.
 *
 * Each file is written under another name first and then renamed, so that an interrupted save leaves the older files whole.
 *
 * @param type name of the class, e.g. `"RewardModel"`
 * @param config options, plain JSON
 * @param weights by the names they get in the file
 */
export async function writeModel(
  directory: string,
  type: string,
  config: Readonly<Record<string, unknown>>,
  weights: Readonly<Record<string, tf.Tensor>>,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const weightsFile = join(directory, "model.safetensors");
  await writeSafetensors(`${weightsFile}.part`, weights);
  await rename(`${weightsFile}.part`, weightsFile);
  await writeConfig(directory, type, config);
}

/** Writes `config.json` alone, for models that consist of other models. */
export async function writeConfig(
  directory: string,
  type: string,
  config: Readonly<Record<string, unknown>>,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, "config.json");
  await writeFile(
    `${file}.part`,
    `${JSON.stringify({ type, formatVersion: FORMAT_VERSION, ...config }, null, 2)}\n`,
  );
  await rename(`${file}.part`, file);
}

/**
 * Reads and checks a directory's `config.json`.
 *
 * @param types the classes that the caller can make of it
 * @throws Error naming the file if it is missing, is no JSON, or describes something else
 */
export async function readConfig(
  directory: string,
  types: readonly string[],
): Promise<Readonly<Record<string, unknown>> & { type: string }> {
  const file = join(directory, "config.json");
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new Error(
      `${file} cannot be read (${cause.code}); expected the directory of a model written by save().`,
      { cause },
    );
  });
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not valid JSON; it is damaged or was not written by save().`, { cause });
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new Error(`${file} does not hold a JSON object.`);
  }
  const { type, formatVersion } = config as Record<string, unknown>;
  if (typeof type !== "string" || !types.includes(type)) {
    throw new Error(
      `${file} describes type ${JSON.stringify(type)}; expected ${types.map((t) => `"${t}"`).join(" or ")}.`,
    );
  }
  if (formatVersion !== FORMAT_VERSION) {
    throw new Error(
      `${file} has formatVersion ${JSON.stringify(formatVersion)}; this version of rlhf reads ${FORMAT_VERSION}.`,
    );
  }
  return config as Readonly<Record<string, unknown>> & { type: string };
}

/**
 * Builds a model from a directory written by {@link writeModel}.
 *
 * @param build makes the untrained model from the configuration; what it throws is passed on with the file's name before it
 * @param weightsOf the model's weights by their names in the file
 * @throws Error if a file is missing, damaged or describes something else, or the weights do not fit the configuration
 */
export async function readModel<Model extends { dispose(): void }>(
  directory: string,
  type: string,
  build: (config: Readonly<Record<string, unknown>>) => Model,
  weightsOf: (model: Model) => Readonly<Record<string, tf.Variable>>,
): Promise<Model> {
  const config = await readConfig(directory, [type]);
  const weightsFile = join(directory, "model.safetensors");
  const saved = await readSafetensors(weightsFile);
  let model: Model;
  try {
    model = build(config);
  } catch (cause) {
    throw new Error(`${join(directory, "config.json")}: ${(cause as Error).message}`, { cause });
  }
  try {
    restore(weightsFile, saved, weightsOf(model));
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Puts saved values into a model's weights; throws if a weight is missing, is left over or has another shape. */
function restore(
  file: string,
  saved: Readonly<Record<string, SavedTensor>>,
  weights: Readonly<Record<string, tf.Variable>>,
): void {
  for (const [name, weight] of Object.entries(weights)) {
    const found = saved[name];
    if (found === undefined) {
      throw new Error(`${file} has no tensor "${name}"; it has ${Object.keys(saved).join(", ") || "none"}.`);
    }
    if (found.dtype !== "float32") {
      throw new Error(`${file}: tensor "${name}" holds ${found.dtype}; weights are float32.`);
    }
    if (found.shape.length !== weight.rank || found.shape.some((size, axis) => size !== weight.shape[axis])) {
      throw new Error(
        `${file}: tensor "${name}" has shape [${found.shape.join(", ")}], but by config.json it has [${weight.shape.join(", ")}].`,
      );
    }
  }
  for (const name of Object.keys(saved)) {
    if (!(name in weights)) {
      throw new Error(
        `${file} has a tensor "${name}" that this model does not know; it is another model's file.`,
      );
    }
  }
  tf.tidy(() => {
    for (const [name, weight] of Object.entries(weights))
      weight.assign(tf.tensor(saved[name]!.data, weight.shape));
  });
}
