import { bradleyTerryLoss } from "../../reward/bradleyTerryLoss";
import { marginRankingLoss } from "../../reward/marginRankingLoss";
import { plackettLuceLoss } from "../../reward/plackettLuceLoss";
import { tf } from "../../tensor/backend";
import { cdpoLoss } from "../../training/cdpoLoss";
import { dpoLoss } from "../../training/dpoLoss";
import { entropy } from "../../training/entropy";
import { expectedRewardLoss } from "../../training/expectedRewardLoss";
import { type GrpoLossType, type GrpoOptions, type GrpoTensors, grpoLoss } from "../../training/grpoLoss";
import { hingeDpoLoss } from "../../training/hingeDpoLoss";
import { ipoLoss } from "../../training/ipoLoss";
import { klRegularisedRewardLoss } from "../../training/klRegularisedRewardLoss";
import { type KtoOptions, type KtoTensors, ktoLoss } from "../../training/ktoLoss";
import { orpoLoss } from "../../training/orpoLoss";
import { ppoPolicyLoss } from "../../training/ppoPolicyLoss";
import { ppoValueLoss } from "../../training/ppoValueLoss";
import type { PreferenceLogProbs } from "../../training/preferenceMargin";
import { robustDpoLoss } from "../../training/robustDpoLoss";
import { simpoLoss } from "../../training/simpoLoss";
import { evaluateCase, type ParityCase, type ParityErrors } from "./parityCase";
import {
  arrayField,
  type Fields,
  flagListField,
  numberField,
  objectField,
  objectListField,
  requireKnownFields,
  textField,
} from "./referenceField";
import { relativeErrorOfArray, relativeErrorOfNumber } from "./relativeError";

/** Largest relative error of a loss and its gradients in float32. */
export const LOSS_TOLERANCE = 1e-5;

type KtoInputs = Pick<KtoTensors, "logProbs" | "referenceLogProbs">;

/** How a loss is evaluated whose case has these inputs and parameters. */
interface LossEntry {
  inputs: readonly string[];
  /** Inputs whose gradients the reference must have. */
  differentiable: readonly string[];
  /** Parameters, all of them numbers. */
  numbers?: readonly string[];
  /** Parameters, all of them lists of true and false. */
  flags?: readonly string[];
  loss(inputs: never, params: never): tf.Scalar; // takes what the fields above say
}

const pair = ["better", "worse"];
const preference = ["chosenLogProbs", "rejectedLogProbs"];
const withReference = [...preference, "referenceChosenLogProbs", "referenceRejectedLogProbs"];

const direct = (
  loss: (logProbs: PreferenceLogProbs, params: object) => tf.Scalar,
  ...numbers: string[]
): LossEntry => ({
  inputs: withReference,
  differentiable: preference,
  numbers,
  loss,
});

const tokenwise = (lossType: GrpoLossType): LossEntry => ({
  inputs: ["logProbs", "oldLogProbs", "referenceLogProbs", "advantages", "mask"],
  differentiable: ["logProbs"],
  numbers: ["clipRange", "beta", "maxLength"],
  loss: (inputs: GrpoTensors, params: GrpoOptions) => grpoLoss(inputs, { ...params, lossType }),
});

/** Every loss that a reference file may name. */
const LOSSES: Readonly<Record<string, LossEntry>> = {
  marginRanking: { inputs: pair, differentiable: pair, numbers: ["margin"], loss: marginRankingLoss },
  bradleyTerry: { inputs: pair, differentiable: pair, loss: bradleyTerryLoss },
  bradleyTerryWithMargin: { inputs: [...pair, "margins"], differentiable: pair, loss: bradleyTerryLoss },
  bradleyTerryCentred: { inputs: pair, differentiable: pair, numbers: ["centering"], loss: bradleyTerryLoss },
  plackettLuce: { inputs: ["scores"], differentiable: ["scores"], loss: plackettLuceLoss },
  dpo: direct(dpoLoss, "beta"),
  cdpo: direct(cdpoLoss, "beta", "labelSmoothing"),
  robustDpo: direct(robustDpoLoss, "beta", "labelSmoothing"),
  ipo: direct(ipoLoss, "beta"),
  hingeDpo: direct(hingeDpoLoss, "beta"),
  simpo: { inputs: preference, differentiable: preference, numbers: ["beta", "gamma"], loss: simpoLoss },
  orpo: { inputs: preference, differentiable: preference, numbers: ["beta"], loss: orpoLoss },
  kto: {
    inputs: ["logProbs", "referenceLogProbs"],
    differentiable: ["logProbs"],
    numbers: ["beta", "desirableWeight", "undesirableWeight", "klReference"],
    flags: ["desirable"],
    loss: (inputs: KtoInputs, { desirable, ...options }: KtoOptions & { desirable: boolean[] }) =>
      ktoLoss({ ...inputs, desirable: tf.tensor1d(desirable, "bool") }, options),
  },
  ppoPolicy: {
    inputs: ["logProbs", "oldLogProbs", "advantages", "mask"],
    differentiable: ["logProbs"],
    numbers: ["clipRange"],
    loss: ppoPolicyLoss,
  },
  ppoValue: {
    inputs: ["newValues", "oldValues", "returns", "mask"],
    differentiable: ["newValues"],
    numbers: ["clipRange"],
    loss: ppoValueLoss,
  },
  entropy: { inputs: ["logits"], differentiable: ["logits"], loss: entropy },
  expectedReward: { inputs: ["logits", "rewards"], differentiable: ["logits"], loss: expectedRewardLoss },
  klRegularisedReward: {
    inputs: ["logits", "rewards", "referenceLogProbs"],
    differentiable: ["logits"],
    numbers: ["beta"],
    loss: klRegularisedRewardLoss,
  },
  grpo: tokenwise("grpo"),
  bnpo: tokenwise("bnpo"),
  drGrpo: tokenwise("drGrpo"),
};

/** The names of all losses that can be compared. */
export const LOSS_NAMES: readonly string[] = Object.keys(LOSSES);

/**
 * Compares every loss of a `losses.json`, value and gradients, with this library's on the current backend.
 *
 * @param content the file's content
 * @throws TypeError if it holds no list of losses, or an empty one
 */
export async function lossCases(file: string, content: Fields): Promise<ParityCase[]> {
  const cases = objectListField(content, "losses", file);
  if (cases.length === 0)
    throw new TypeError(`${file}: the list "losses" is empty; there is nothing to compare.`);
  const results: ParityCase[] = [];
  for (const [index, fields] of cases.entries()) {
    const where = `${file}: losses[${index}]`;
    const name = typeof fields.name === "string" ? fields.name : `losses[${index}]`;
    results.push(await evaluateCase(file, name, LOSS_TOLERANCE, () => compareLoss(fields, where)));
  }
  return results;
}

function compareLoss(fields: Fields, where: string): ParityErrors {
  const name = textField(fields, "name", where);
  const entry = Object.hasOwn(LOSSES, name) ? LOSSES[name] : undefined;
  if (entry === undefined) throw new TypeError(`unknown loss "${name}"; known are ${LOSS_NAMES.join(", ")}.`);
  const { numbers = [], flags = [] } = entry;
  requireKnownFields(fields, ["name", "params", "inputs", "loss", "gradients"], where);
  const expectedLoss = numberField(fields, "loss", where);
  const params = objectField(fields, "params", where);
  requireKnownFields(params, [...numbers, ...flags], `${where}.params`);
  const options = Object.fromEntries([
    ...numbers.map((key) => [key, numberField(params, key, `${where}.params`)]),
    ...flags.map((key) => [key, flagListField(params, key, `${where}.params`)]),
  ]);
  const given = objectField(fields, "inputs", where);
  requireKnownFields(given, entry.inputs, `${where}.inputs`);
  const arrays = Object.fromEntries(
    entry.inputs.map((key) => [key, arrayField(given, key, `${where}.inputs`)]),
  );
  const gradients = objectField(fields, "gradients", where);
  requireKnownFields(gradients, entry.inputs, `${where}.gradients`);
  const names = [...new Set([...entry.differentiable, ...Object.keys(gradients)])];
  const expectedGradients = names.map((key) => {
    const expected = arrayField(gradients, key, `${where}.gradients`);
    const { shape } = arrays[key]!;
    if (String(expected.shape) !== String(shape)) {
      throw new TypeError(
        `${where}.gradients: ${key} has shape [${expected.shape.join(", ")}], but its input has [${shape.join(", ")}].`,
      );
    }
    return expected.values;
  });

  const { value, grads } = tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(arrays).map(([key, { values, shape }]) => [key, tf.tensor(values, shape, "float32")]),
    );
    return tf.valueAndGrads((...differentiated: tf.Tensor[]) => {
      const inputs = { ...tensors };
      names.forEach((key, i) => {
        inputs[key] = differentiated[i]!;
      });
      return entry.loss(inputs as never, options as never);
    })(names.map((key) => tensors[key]!));
  });
  const valueError = relativeErrorOfNumber(value.dataSync()[0]!, expectedLoss);
  const gradientErrors = grads.map((gradient, i) =>
    relativeErrorOfArray(gradient.dataSync(), expectedGradients[i]!),
  );
  tf.dispose([value, ...grads]);
  return { valueError, gradientError: Math.max(...gradientErrors) };
}
