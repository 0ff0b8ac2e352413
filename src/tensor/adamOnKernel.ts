import { type AdamHyperparameters, type AdamRule, biasCorrections } from "./adamRule";
import { tf } from "./backend";
import { floatType, type KernelAttribute, nativeBackend } from "./nativeKernel";

let handles = 0;

/**
 * Adam by TensorFlow's own fused kernel `ResourceApplyAdam`, for large variables on the native backend: one
 * multi-threaded pass over memory instead of a dozen operations.
 *
 * The kernel works on TensorFlow's resource variables; weight and moments live in three of them, and the tfjs variable
 * is given the weight's new value after each update.
 */
export class AdamOnKernel implements AdamRule {
  private readonly weight: tf.Tensor;
  private readonly firstMoment: tf.Tensor;
  private readonly secondMoment: tf.Tensor;
  private step = 0;
  /** The data that the last update gave the variable; anything else was assigned from outside. */
  private assignedDataId: object | undefined;

  constructor(private readonly variable: tf.Variable) {
    this.weight = resource(variable.shape);
    this.firstMoment = resource(variable.shape);
    this.secondMoment = resource(variable.shape);
    const zeros = tf.zeros(variable.shape);
    write(this.firstMoment, zeros);
    write(this.secondMoment, zeros);
    zeros.dispose();
  }

  update(gradient: tf.Tensor, hyperparameters: AdamHyperparameters): void {
    const { learningRate, beta1, beta2, epsilon, weightDecay, l2WeightDecay } = hyperparameters;
    const { variable, weight, firstMoment, secondMoment } = this;
    // The kernel takes 1 − β₂ of the rounded β₂ (1.3e-5 off for 0.999); correcting for the same β₂ cancels that.
    const rounded = { beta1: Math.fround(beta1), beta2: Math.fround(beta2) };
    const [firstCorrection, secondCorrection] = biasCorrections(++this.step, rounded);
    tf.tidy(() => {
      if (weightDecay !== 0) write(weight, variable.mul(1 - learningRate * weightDecay));
      else if (variable.dataId !== this.assignedDataId) write(weight, variable);
      const slope = l2WeightDecay === 0 ? gradient : gradient.add(variable.mul(l2WeightDecay));
      // The kernel computes lr·√(1−β₂^t)/(1−β₁^t) · m/(√v + ε̂), Kingma and Ba's faster form: with these powers set to
      // zero and ε̂ = ε·√(1−β₂^t) it is PyTorch's formula to the last factor.
      const scalars = [
        0, // β₁^t
        0, // β₂^t
        (learningRate * secondCorrection) / firstCorrection,
        beta1,
        beta2,
        epsilon * secondCorrection,
      ].map((value) => tf.scalar(value));
      const inputs = [weight, firstMoment, secondMoment, ...scalars, slope];
      nativeBackend().executeMultipleOutputs("ResourceApplyAdam", applyAttributes(), inputs, 0);
      variable.assign(nativeBackend().executeSingleOutput("ReadVariableOp", [floatType("dtype")], [weight]));
    });
    this.assignedDataId = variable.dataId;
  }

  dispose(): void {
    for (const handle of [this.weight, this.firstMoment, this.secondMoment]) {
      nativeBackend().executeMultipleOutputs(
        "DestroyResourceOp",
        [flag("ignore_lookup_error", true)],
        [handle],
        0,
      );
      handle.dispose();
    }
  }
}

/** A handle to a new resource variable; its name must be unique in the process. */
function resource(shape: number[]): tf.Tensor {
  const { binding } = nativeBackend();
  return nativeBackend().executeSingleOutput(
    "VarHandleOp",
    [
      floatType("dtype"),
      { name: "shape", type: binding.TF_ATTR_SHAPE!, value: shape },
      { name: "container", type: binding.TF_ATTR_STRING!, value: "" },
      { name: "shared_name", type: binding.TF_ATTR_STRING!, value: `rlhf-adam-${handles++}` },
    ],
    [],
  );
}

function write(handle: tf.Tensor, value: tf.Tensor): void {
  nativeBackend().executeMultipleOutputs("AssignVariableOp", [floatType("dtype")], [handle, value], 0);
}

function applyAttributes(): KernelAttribute[] {
  return [floatType("T"), flag("use_locking", false), flag("use_nesterov", false)];
}

function flag(name: string, value: boolean): KernelAttribute {
  return { name, type: nativeBackend().binding.TF_ATTR_BOOL!, value };
}
