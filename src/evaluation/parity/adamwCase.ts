import { tf } from "../../tensor/backend";
import { adam } from "../../tensor/optimiser";
import { LOSS_TOLERANCE } from "./lossCases";
import { evaluateCase, type ParityCase, type ParityErrors } from "./parityCase";
import { arrayField, type Fields, numberField, objectListField, requireKnownFields } from "./referenceField";
import { relativeErrorOfArray, relativeErrorOfNumber } from "./relativeError";

/**
 * Repeats the steps of an `adamw.json`, a linear regression mean((A·w − y)²), and compares loss and weights after each of them.
 *
 * @param content the file's content
 */
export async function adamwCase(file: string, content: Fields): Promise<ParityCase[]> {
  return [await evaluateCase(file, "trajectory", LOSS_TOLERANCE, () => compareSteps(file, content))];
}

function compareSteps(file: string, content: Fields): ParityErrors {
  requireKnownFields(content, ["lr", "betas", "eps", "weightDecay", "w", "A", "y", "steps"], file);
  const steps = objectListField(content, "steps", file);
  if (steps.length === 0)
    throw new TypeError(`${file}: the list "steps" is empty; there is nothing to compare.`);
  const betas = arrayField(content, "betas", file, 1).values;
  if (betas.length !== 2) throw new TypeError(`${file}: "betas" has ${betas.length} numbers; expected 2.`);
  const optimiser = adam({
    learningRate: numberField(content, "lr", file),
    beta1: betas[0]!,
    beta2: betas[1]!,
    epsilon: numberField(content, "eps", file),
    weightDecay: numberField(content, "weightDecay", file),
  });
  const matrix = (key: string) => {
    const { values, shape } = arrayField(content, key, file, 2);
    return tf.tensor2d(values, shape as [number, number]);
  };
  const A = matrix("A");
  const y = matrix("y");
  const start = matrix("w");
  const weight = tf.variable(start);
  let valueError = 0;
  try {
    steps.forEach((step, index) => {
      const where = `${file}: steps[${index}]`;
      requireKnownFields(step, ["loss", "weight"], where);
      const loss = optimiser.minimise(() => tf.mean(tf.square(tf.sub(tf.matMul(A, weight), y))), [weight]);
      const lossError = relativeErrorOfNumber(loss.dataSync()[0]!, numberField(step, "loss", where));
      const weightError = relativeErrorOfArray(
        weight.dataSync(),
        arrayField(step, "weight", where, 2).values,
      );
      loss.dispose();
      valueError = Math.max(valueError, lossError, weightError);
    });
  } finally {
    optimiser.dispose();
    tf.dispose([A, y, start, weight]);
  }
  return { valueError };
}
