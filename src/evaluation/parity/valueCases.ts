import { tf } from "../../tensor/backend";
import { gae } from "../../training/gae";
import { grpoAdvantages } from "../../training/grpoAdvantages";
import { type KlEstimator, klEstimate } from "../../training/klEstimators";
import { rlooAdvantages } from "../../training/rlooAdvantages";
import { whiten } from "../../training/whiten";
import { bestOfNKlBound } from "../bestOfN";
import { tiltedOptimum } from "../tiltedOptimum";
import { LOSS_TOLERANCE } from "./lossCases";
import { evaluateCase, type ParityCase } from "./parityCase";
import {
  arrayField,
  type Fields,
  numberField,
  objectField,
  requireKnownFields,
  rowsField,
} from "./referenceField";
import { relativeErrorOfArray, relativeErrorOfNumber } from "./relativeError";

/** How a value is evaluated: which fields it has, and the errors of those that are results. */
interface ValueEntry {
  fields: readonly string[];
  errors(fields: Fields, where: string): number[];
}

/** Every value that a reference file may name. */
const VALUES: Readonly<Record<string, ValueEntry>> = {
  grpoAdvantages: {
    fields: ["rewards", "out"],
    errors: (fields, where) => [
      rowsError(grpoAdvantages(rowsField(fields, "rewards", where)), fields, "out", where),
    ],
  },
  rlooAdvantages: {
    fields: ["rewards", "out"],
    errors: (fields, where) => [
      rowsError(rlooAdvantages(rowsField(fields, "rewards", where)), fields, "out", where),
    ],
  },
  gae: {
    fields: ["gamma", "lambda_", "rewards", "values", "advantages", "returns"],
    errors: (fields, where) => {
      const { advantages, returns } = gae(
        { rewards: rowsField(fields, "rewards", where), values: rowsField(fields, "values", where) },
        { gamma: numberField(fields, "gamma", where), lambda: numberField(fields, "lambda_", where) },
      );
      return [
        rowsError(advantages, fields, "advantages", where),
        rowsError(returns, fields, "returns", where),
      ];
    },
  },
  maskedWhiten: {
    fields: ["x", "mask", "out"],
    errors: (fields, where) => [
      rowsError(
        whiten(rowsField(fields, "x", where), rowsField(fields, "mask", where)),
        fields,
        "out",
        where,
      ),
    ],
  },
  klEstimators: {
    fields: ["logProbs", "referenceLogProbs", "k1", "k2", "k3"],
    errors: (fields, where) =>
      (["k1", "k2", "k3"] as const).map((name) => estimatorError(fields, name, where)),
  },
  klRegularisedOptimum: {
    fields: ["beta", "reference", "rewards", "optimum", "value"],
    errors: (fields, where) => {
      const reference = arrayField(fields, "reference", where, 1).values;
      const rewards = arrayField(fields, "rewards", where, 1).values;
      const { probabilities, value } = tiltedOptimum(
        { reference, rewards },
        { beta: numberField(fields, "beta", where) },
      );
      return [
        relativeErrorOfArray(probabilities, arrayField(fields, "optimum", where, 1).values),
        relativeErrorOfNumber(value, numberField(fields, "value", where)),
      ];
    },
  },
  bestOfN: {
    fields: ["n", "kl"],
    errors: (fields, where) => [
      relativeErrorOfArray(
        arrayField(fields, "n", where, 1).values.map(bestOfNKlBound),
        arrayField(fields, "kl", where, 1).values,
      ),
    ],
  },
};

/** The names of all values that can be compared. */
export const VALUE_NAMES: readonly string[] = Object.keys(VALUES);

/**
 * Compares every value of a `losses.json` (advantages, estimators, closed forms) with this library's.
 *
 * @param content the file's content
 * @throws TypeError if it holds no values
 */
export async function valueCases(file: string, content: Fields): Promise<ParityCase[]> {
  const values = objectField(content, "values", file);
  const results: ParityCase[] = [];
  for (const name of Object.keys(values)) {
    const evaluate = () => {
      const entry = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
      if (entry === undefined)
        throw new TypeError(`unknown value "${name}"; known are ${VALUE_NAMES.join(", ")}.`);
      const where = `${file}: values.${name}`;
      const fields = objectField(values, name, `${file}: values`);
      requireKnownFields(fields, entry.fields, where);
      return { valueError: Math.max(...entry.errors(fields, where)) };
    };
    results.push(await evaluateCase(file, name, LOSS_TOLERANCE, evaluate));
  }
  return results;
}

function rowsError(actual: readonly number[][], fields: Fields, key: string, where: string): number {
  return relativeErrorOfArray(actual.flat(), rowsField(fields, key, where).flat());
}

function estimatorError(fields: Fields, name: KlEstimator, where: string): number {
  const logProbs = arrayField(fields, "logProbs", where);
  const referenceLogProbs = arrayField(fields, "referenceLogProbs", where);
  const estimate = tf.tidy(() =>
    klEstimate(
      {
        logProbs: tf.tensor(logProbs.values, logProbs.shape),
        referenceLogProbs: tf.tensor(referenceLogProbs.values, referenceLogProbs.shape),
      },
      name,
    ),
  );
  const actual = estimate.dataSync();
  estimate.dispose();
  return relativeErrorOfArray(actual, arrayField(fields, name, where).values);
}
