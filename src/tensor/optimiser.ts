import { AdamOnArrays } from "./adamOnArrays";
import { AdamOnKernel } from "./adamOnKernel";
import { AdamOnOps } from "./adamOnOps";
import type { AdamHyperparameters, AdamRule } from "./adamRule";
import { tf } from "./backend";

/** Changes variables so that a loss gets smaller. */
export interface Optimiser {
  /** Step size; may be set between steps, which is all that a schedule needs. */
  learningRate: number;
  /**
   * One step: evaluates the loss, differentiates it by the variables, updates them.
   *
   * @param loss called once; its intermediate tensors are disposed
   * @param variables what may change; one that the loss does not depend on is left alone
   * @returns the loss before the step; the caller disposes it
   */
  minimise(loss: () => tf.Scalar, variables: readonly tf.Variable[]): tf.Scalar;
  /**
   * One update with gradients from elsewhere (clipped, say).
   *
   * @param variables what changes
   * @param gradients one for each variable, of its shape; undefined leaves that variable alone. The caller disposes them.
   */
  applyGradients(variables: readonly tf.Variable[], gradients: readonly (tf.Tensor | undefined)[]): void;
  /** Frees the optimiser's state; the variables live on. */
  dispose(): void;
}

/** Options of {@link adam}, in PyTorch's meaning and with its defaults. */
export interface AdamOptions {
  /** Default 0.001. */
  learningRate?: number;
  /** Decay of the running mean of gradients, default 0.9. */
  beta1?: number;
  /** Decay of the running mean of squared gradients, default 0.999. */
  beta2?: number;
  /** Added to the root of the second moment, default 1e-8. */
  epsilon?: number;
  /** Decoupled weight decay (AdamW): the weight shrinks by learningRate · weightDecay a step; default 0. */
  weightDecay?: number;
  /** L2 penalty l2/2 · |w|² put into the gradient (the `weight_decay` of `torch.optim.Adam`); default 0. */
  l2WeightDecay?: number;
  /**
   * "fastest" (default) takes typed arrays or TensorFlow's fused kernel, whichever is faster for a variable's size on
   * this backend; "operations" takes plain tfjs operations only, which can be recorded as a graph. Same numbers.
   */
  computeBy?: "fastest" | "operations";
}

/**
 * From this many elements on TensorFlow's fused kernel is faster than a loop over typed arrays: measured at 16,384
 * elements, 0.29 ms against 0.35 ms; below it the calls cost more than the arithmetic (800 elements: 0.23 against 0.02 ms).
 */
const kernelFromElements = 16_384;

/**
 * Adam and AdamW, equal to `torch.optim.Adam` and `torch.optim.AdamW` (to 1e-6 relative, in float32):
 *
 *     m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²
 *     w ← w (1 − lr·weightDecay) − lr/(1 − β₁^t) · m / (√v / √(1 − β₂^t) + ε)
 *
 * Sources: Kingma and Ba (2015), "Adam", algorithm 1; Loshchilov and Hutter (2019), "Decoupled weight decay
 * regularization", algorithm 2.
 *
 * @throws RangeError for an option out of its range
 */
export function adam(options: AdamOptions = {}): Optimiser {
  return new Adam(options);
}

class Adam implements Optimiser {
  private readonly hyperparameters: AdamHyperparameters;
  private readonly rules = new Map<tf.Variable, AdamRule>();
  /** The learning rate as a variable, for rules that a graph records. */
  private readonly learningRateVariable: tf.Variable<tf.Rank.R0> | undefined;

  constructor({
    learningRate = 0.001,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = 0,
    l2WeightDecay = 0,
    computeBy = "fastest",
  }: AdamOptions) {
    const within = (name: string, value: number, low: number, below: number) => {
      if (!(value >= low && value < below))
        throw new RangeError(`adam: ${name} must be at least ${low} and below ${below}, got ${value}.`);
    };
    within("beta1", beta1, 0, 1);
    within("beta2", beta2, 0, 1);
    within("epsilon", epsilon, 0, Infinity);
    within("weightDecay", weightDecay, 0, Infinity);
    within("l2WeightDecay", l2WeightDecay, 0, Infinity);
    if (computeBy !== "fastest" && computeBy !== "operations")
      throw new RangeError(`adam: computeBy must be "fastest" or "operations", got "${computeBy}".`);
    this.hyperparameters = { learningRate: 0, beta1, beta2, epsilon, weightDecay, l2WeightDecay };
    if (computeBy === "operations")
      this.learningRateVariable = tf.tidy(() => tf.variable<tf.Rank.R0>(tf.scalar(0), false));
    this.learningRate = learningRate;
  }

  get learningRate(): number {
    return this.hyperparameters.learningRate;
  }

  set learningRate(value: number) {
    if (!(value >= 0 && value < Infinity))
      throw new RangeError(`adam: learningRate must be a finite number of at least 0, got ${value}.`);
    this.hyperparameters.learningRate = value;
    tf.tidy(() => this.learningRateVariable?.assign(tf.scalar(value)));
  }

  minimise(loss: () => tf.Scalar, variables: readonly tf.Variable[]): tf.Scalar {
    const { value, grads } = tf.variableGrads(loss, variables as tf.Variable[]);
    this.applyGradients(
      variables,
      variables.map((variable) => grads[variable.name]),
    );
    tf.dispose(grads);
    return value;
  }

  applyGradients(variables: readonly tf.Variable[], gradients: readonly (tf.Tensor | undefined)[]): void {
    if (gradients.length !== variables.length)
      throw new RangeError(
        `adam: got ${gradients.length} gradients for ${variables.length} variables; give one for each (or undefined).`,
      );
    variables.forEach((variable, i) => {
      const gradient = gradients[i];
      if (!gradient) return;
      if (
        gradient.shape.length !== variable.rank ||
        gradient.shape.some((size, d) => size !== variable.shape[d])
      )
        throw new RangeError(
          `adam: the gradient for ${variable.name} has shape [${gradient.shape}], the variable [${variable.shape}].`,
        );
      this.ruleFor(variable).update(gradient, this.hyperparameters);
    });
  }

  dispose(): void {
    for (const rule of this.rules.values()) rule.dispose();
    this.rules.clear();
    this.learningRateVariable?.dispose();
  }

  private ruleFor(variable: tf.Variable): AdamRule {
    let rule = this.rules.get(variable);
    if (!rule) {
      if (this.learningRateVariable) rule = new AdamOnOps(variable, this.learningRateVariable);
      else if (tf.getBackend() === "tensorflow" && variable.size >= kernelFromElements)
        rule = new AdamOnKernel(variable);
      else rule = new AdamOnArrays(variable);
      this.rules.set(variable, rule);
    }
    return rule;
  }
}
