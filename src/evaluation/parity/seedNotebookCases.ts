import { CategoricalPolicy } from "../../policy/categoricalPolicy";
import { RewardModel } from "../../reward/rewardModel";
import { tf } from "../../tensor/backend";
import { Generator } from "../../tensor/generator";
import { PolicyTrainer } from "../../training/policyTrainer";
import { RewardTrainer } from "../../training/rewardTrainer";
import { LOSS_TOLERANCE } from "./lossCases";
import { evaluateCase, type ParityCase } from "./parityCase";
import {
  arrayField,
  countField,
  type Fields,
  numberField,
  objectField,
  requireKnownFields,
  rowsField,
  textField,
  textListField,
} from "./referenceField";
import { largestError, relativeErrorOfArray } from "./relativeError";

/** Initial weights are normal numbers; see `randomCases`. */
const WEIGHT_TOLERANCE = 1e-6;

/** The reference's section of one reward model: its start, its training and its end. */
interface RewardSection {
  pairs: [number, number][];
  ids: number[];
  margin: number;
  learningRate: number;
  epochs: number;
  weights: Record<"embeddings" | "weight" | "bias", tf.Tensor>;
  vocabularySize: number;
  embeddingSize: number;
}

/**
 * Repeats the course's first notebook with this library's reward model, policy and trainers, and compares with a `seed-notebook.json`
 * what PyTorch computed and printed: initial weights, the loss of every epoch, scores, probabilities, and the rounded texts.
 *
 * Training starts from the reference's own weights, so that a wrong initialisation shows as that and nothing else.
 *
 * @param content the file's content
 */
export async function seedNotebookCases(file: string, content: Fields): Promise<ParityCase[]> {
  requireKnownFields(content, ["seed", "example", "policy", "exercise"], file);
  const example = objectField(content, "example", file);
  const exercise = objectField(content, "exercise", file);
  return [
    ...(await initialWeightCases(file, content, example, exercise)),
    ...(await rewardCases(file, "example", example, ["answers", "ids"])),
    ...(await policyCases(file, objectField(content, "policy", file), example)),
    ...(await rewardCases(file, "exercise", exercise, [])),
  ];
}

/** The order in which the notebook draws its models: example, exercise, exercise once more. */
async function initialWeightCases(
  file: string,
  content: Fields,
  example: Fields,
  exercise: Fields,
): Promise<ParityCase[]> {
  let generator: Generator | undefined;
  const compare = (section: Fields, where: string, discarded: number) => {
    if (generator === undefined) throw new TypeError(`${file}: the weights before these could not be drawn.`);
    const { weights, vocabularySize, embeddingSize } = rewardSection(section, where);
    const draw = () => new RewardModel({ vocabularySize, embeddingSize, generator: generator! });
    for (let i = 0; i < discarded; i++) draw().dispose();
    const model = draw();
    const errors = (["embeddings", "weight", "bias"] as const).map((name) =>
      largestError(model[name].dataSync(), weights[name].dataSync(), 1),
    );
    model.dispose();
    tf.dispose(Object.values(weights));
    return { valueError: Math.max(...errors) };
  };
  return [
    await evaluateCase(file, "example: initial weights", WEIGHT_TOLERANCE, () => {
      generator = new Generator(seedOf(file, content));
      return compare(example, `${file}: example`, 0);
    }),
    await evaluateCase(file, "exercise: initial weights", WEIGHT_TOLERANCE, () =>
      compare(exercise, `${file}: exercise`, 1),
    ),
  ];
}

/** The seed, from its own field or from the note's `torch.manual_seed(…)`. */
function seedOf(file: string, content: Fields): number {
  if (content.seed !== undefined) return countField(content, "seed", file, Number.MIN_SAFE_INTEGER);
  const seed = /manual_seed\((-?\d+)\)/.exec(textField(content, "note", file))?.[1];
  if (seed === undefined) throw new TypeError(`${file}: no field "seed", and no manual_seed(…) in the note.`);
  return Number(seed);
}

async function rewardCases(
  file: string,
  name: "example" | "exercise",
  section: Fields,
  extraFields: readonly string[],
): Promise<ParityCase[]> {
  const where = `${file}: ${name}`;
  const results = ["initialWeights", "epochLosses", "finalScores", "printed"];
  const settings = ["pairs", "margin", "learningRate", "epochs"];
  let trained: { losses: number[]; scores: number[] } | undefined;
  const outcome = () => {
    if (trained === undefined) throw new TypeError(`${where}: there is no training to compare with.`);
    return trained;
  };
  const printed = () => {
    const fields = objectField(section, "printed", where);
    requireKnownFields(fields, ["losses", "scores"], `${where}.printed`);
    return fields;
  };
  return [
    await evaluateCase(file, `${name}: epoch losses`, LOSS_TOLERANCE, async () => {
      requireKnownFields(section, [...extraFields, ...settings, ...results], where);
      trained = await trainRewardModel(rewardSection(section, where));
      return {
        valueError: relativeErrorOfArray(trained.losses, arrayField(section, "epochLosses", where, 1).values),
      };
    }),
    await evaluateCase(file, `${name}: final scores`, LOSS_TOLERANCE, () => ({
      valueError: relativeErrorOfArray(outcome().scores, arrayField(section, "finalScores", where, 1).values),
    })),
    await evaluateCase(file, `${name}: printed losses`, 0, () => {
      const texts = objectField(printed(), "losses", `${where}.printed`);
      const epochs = Object.keys(texts);
      const losses = epochs.map((epoch) => outcome().losses[Number(epoch) - 1]);
      return printedError(
        losses,
        epochs.map((epoch) => textField(texts, epoch, `${where}.printed.losses`)),
      );
    }),
    await evaluateCase(file, `${name}: printed scores`, 0, () =>
      printedError(outcome().scores, textListField(printed(), "scores", `${where}.printed`)),
    ),
  ];
}

async function policyCases(file: string, policy: Fields, example: Fields): Promise<ParityCase[]> {
  const where = `${file}: policy`;
  let probabilities: number[] | undefined;
  return [
    await evaluateCase(file, "policy: probabilities", LOSS_TOLERANCE, async () => {
      requireKnownFields(policy, ["learningRate", "epochs", "probabilities", "printed"], where);
      const rewards = arrayField(example, "finalScores", `${file}: example`, 1).values;
      probabilities = await trainPolicy(
        rewards,
        numberField(policy, "learningRate", where),
        countField(policy, "epochs", where),
      );
      return {
        valueError: relativeErrorOfArray(probabilities, arrayField(policy, "probabilities", where, 1).values),
      };
    }),
    await evaluateCase(file, "policy: printed probabilities", 0, () => {
      if (probabilities === undefined) throw new TypeError(`${where}: there is no training to compare with.`);
      return printedError(probabilities, textListField(policy, "printed", where));
    }),
  ];
}

function rewardSection(section: Fields, where: string): RewardSection {
  const initial = objectField(section, "initialWeights", where);
  const names = { embeddings: "embeddings.weight", weight: "linear.weight", bias: "linear.bias" };
  requireKnownFields(initial, Object.values(names), `${where}.initialWeights`);
  const arrays = Object.values(names).map((name) => arrayField(initial, name, `${where}.initialWeights`));
  const [embeddings, weight, bias] = arrays as [
    (typeof arrays)[number],
    (typeof arrays)[number],
    (typeof arrays)[number],
  ];
  const [vocabularySize, embeddingSize] = embeddings.shape;
  if (
    embeddings.shape.length !== 2 ||
    String(weight.shape) !== `1,${embeddingSize}` ||
    String(bias.shape) !== "1"
  ) {
    const shapes = arrays.map(({ shape }) => `[${shape.join(", ")}]`).join(", ");
    throw new TypeError(
      `${where}.initialWeights: the shapes are ${shapes}; expected [ids, size], [1, size], [1].`,
    );
  }
  const pairs = rowsField(section, "pairs", where) as [number, number][];
  const ids = section.ids === undefined ? undefined : arrayField(section, "ids", where, 1).values;
  const epochs = countField(section, "epochs", where);
  const margin = numberField(section, "margin", where);
  const learningRate = numberField(section, "learningRate", where);
  const tensor = ({ values, shape }: { values: number[]; shape: number[] }) =>
    tf.tensor(values, shape, "float32");
  return {
    pairs,
    ids: ids ?? Array.from({ length: vocabularySize! }, (_, id) => id),
    margin,
    learningRate,
    epochs,
    weights: { embeddings: tensor(embeddings), weight: tensor(weight), bias: tensor(bias) },
    vocabularySize: vocabularySize!,
    embeddingSize: embeddingSize!,
  };
}

async function trainRewardModel({
  pairs,
  ids,
  margin,
  learningRate,
  epochs,
  weights,
  vocabularySize,
  embeddingSize,
}: RewardSection): Promise<{ losses: number[]; scores: number[] }> {
  const model = new RewardModel({ vocabularySize, embeddingSize, generator: new Generator(0) });
  model.embeddings.assign(weights.embeddings as tf.Tensor2D);
  model.weight.assign(weights.weight as tf.Tensor2D);
  model.bias.assign(weights.bias as tf.Tensor1D);
  const trainer = new RewardTrainer(model, {
    loss: "marginRanking",
    margin,
    learningRate,
    epochs,
    batchSize: 1,
  });
  try {
    const history = await trainer.train(pairs.map(([better, worse]) => [ids[better]!, ids[worse]!]));
    const scores = model.score(ids);
    const values = Array.from(scores.dataSync());
    scores.dispose();
    return { losses: history.totalLoss, scores: values };
  } finally {
    trainer.dispose();
    model.dispose();
    tf.dispose(Object.values(weights));
  }
}

async function trainPolicy(reward: number[], learningRate: number, steps: number): Promise<number[]> {
  const policy = new CategoricalPolicy({ answers: reward.length });
  const trainer = new PolicyTrainer(policy, { objective: "expectedReward", reward, learningRate, steps });
  try {
    await trainer.train();
    return policy.probabilities()[0]!;
  } finally {
    trainer.dispose();
    policy.dispose();
  }
}

/**
 * Counts the texts that differ from ours. A number so near to the middle between two roundings that the tolerance of losses reaches over it
 * may be rounded either way.
 */
function printedError(
  numbers: readonly (number | undefined)[],
  texts: readonly string[],
): { valueError: number } {
  if (numbers.length !== texts.length) {
    throw new TypeError(`got ${numbers.length} numbers, but ${texts.length} were printed.`);
  }
  const differing = texts.filter((text, i) => {
    const number = numbers[i] ?? Number.NaN;
    const digits = text.split(".")[1]?.length ?? 0;
    const slack = LOSS_TOLERANCE * Math.max(Math.abs(number), 0.1);
    return ![0, -slack, slack].some((shift) => (number + shift).toFixed(digits) === text);
  });
  return { valueError: differing.length };
}
