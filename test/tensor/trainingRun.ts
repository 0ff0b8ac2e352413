import { backendName, tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";
import { embeddingWeights, linearWeights } from "../../src/tensor/initialise";
import { adam } from "../../src/tensor/optimiser";

/** What a run printed: comparable between backends and Node versions. */
export interface TrainingResult {
  node: string;
  backend: string;
  losses: number[];
  weights: number[];
}

/**
 * A hundred AdamW steps of a small network with an embedding, a hidden layer, GELU, layer norm and softmax
 * cross-entropy, on fixed random data; one weight matrix is large enough for the native fused optimiser.
 */
export function trainingRun(): TrainingResult {
  const generator = new Generator(3);
  const [vocabulary, size, hidden, classes, batch, words] = [50, 16, 1100, 7, 32, 5];
  const first = linearWeights(generator, size, hidden);
  const second = linearWeights(generator, hidden, classes);
  const [embedding, w1, b1, w2, b2] = tf.tidy(() => [
    tf.variable(tf.tensor2d(embeddingWeights(generator, vocabulary, size), [vocabulary, size])),
    tf.variable(tf.tensor2d(first.weight, [hidden, size])),
    tf.variable(tf.tensor1d(first.bias)),
    tf.variable(tf.tensor2d(second.weight, [classes, hidden])),
    tf.variable(tf.tensor1d(second.bias)),
  ]) as [tf.Variable, tf.Variable, tf.Variable, tf.Variable, tf.Variable];
  const ids = tf.tensor2d(generator.randint(0, vocabulary, batch * words), [batch, words], "int32");
  const targets = tf.oneHot(tf.tensor1d(generator.randint(0, classes, batch), "int32"), classes);

  const loss = () => {
    const pooled = tf.mean(tf.gather(embedding, ids), 1); // [batch, size]
    const { mean, variance } = tf.moments(pooled, -1, true);
    const normed = tf.div(tf.sub(pooled, mean), tf.sqrt(tf.add(variance, 1e-5)));
    const before = tf.add(tf.matMul(normed, w1, false, true), b1); // [batch, hidden]
    const after = tf.mul(tf.mul(0.5, before), tf.add(1, tf.erf(tf.div(before, Math.SQRT2))));
    const logits = tf.add(tf.matMul(after, w2, false, true), b2); // [batch, classes]
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), targets), -1))) as tf.Scalar;
  };
  const optimiser = adam({ learningRate: 0.003, weightDecay: 0.01 });
  const losses: number[] = [];
  for (let step = 0; step < 100; step++) {
    const value = optimiser.minimise(loss, [embedding, w1, b1, w2, b2]);
    losses.push(value.dataSync()[0]!);
    value.dispose();
  }
  const weights = [embedding, w1, b1, w2, b2].flatMap((weight) => Array.from(weight.dataSync().slice(0, 40)));
  return { node: process.versions.node, backend: backendName(), losses, weights };
}
