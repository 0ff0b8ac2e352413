import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";

/** One operation of the repertoire, on fixed inputs. */
export interface Operation {
  name: string;
  /** Differentiable float32 inputs, made anew on the current backend. */
  inputs: () => tf.Tensor[];
  apply: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** False where the result does not depend smoothly on any input (comparisons, indices): only its value is compared. */
  differentiable: boolean;
}

const operations: Operation[] = [];

/** Numbers in ±2, away from zero and from whole numbers, where many derivatives jump. */
function normal(shape: number[], seed = 1): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Generator(seed).uniform(-2, 2, size).map((x) => {
    const fraction = x - Math.floor(x);
    return Math.floor(x) + 0.1 + 0.8 * fraction;
  });
  return tf.tensor(values, shape);
}

const positive = (shape: number[], seed = 1) => tf.abs(normal(shape, seed)).add(0.2);
/** In ±0.9, for functions defined there only. */
const small = (shape: number[], seed = 1) => normal(shape, seed).mul(0.45);
const integers = (values: number[], shape = [values.length]) => tf.tensor(values, shape, "int32");
const booleans = (values: number[], shape = [values.length]) => tf.tensor(values, shape, "bool");

function smooth(name: string, inputs: () => tf.Tensor[], apply: Operation["apply"]): void {
  operations.push({ name, inputs, apply, differentiable: true });
}

function discrete(name: string, inputs: () => tf.Tensor[], apply: Operation["apply"]): void {
  operations.push({ name, inputs, apply, differentiable: false });
}

type Unary = (x: tf.Tensor) => tf.Tensor;

const unary: Record<string, Unary> = {
  ...{
    abs: tf.abs,
    neg: tf.neg,
    exp: tf.exp,
    expm1: tf.expm1,
    square: tf.square,
    sin: tf.sin,
    cos: tf.cos,
    tan: tf.tan,
  },
  ...{
    sigmoid: tf.sigmoid,
    tanh: tf.tanh,
    softplus: tf.softplus,
    erf: tf.erf,
    relu: tf.relu,
    relu6: tf.relu6,
  },
  ...{
    elu: tf.elu,
    selu: tf.selu,
    leakyRelu: tf.leakyRelu,
    step: tf.step,
    sinh: tf.sinh,
    cosh: tf.cosh,
    atan: tf.atan,
  },
  ...{ sign: tf.sign, floor: tf.floor, ceil: tf.ceil, round: tf.round },
};
for (const [name, apply] of Object.entries(unary)) smooth(name, () => [normal([3, 4])], apply);
const unaryOnPositive: Record<string, Unary> = {
  ...{ log: tf.log, log1p: tf.log1p, sqrt: tf.sqrt, rsqrt: tf.rsqrt, reciprocal: tf.reciprocal },
};
for (const [name, apply] of Object.entries(unaryOnPositive)) smooth(name, () => [positive([3, 4])], apply);
for (const [name, apply] of Object.entries({ asin: tf.asin, acos: tf.acos, atanh: tf.atanh } as Record<
  string,
  Unary
>))
  smooth(name, () => [small([3, 4])], apply);
smooth(
  "gelu by tanh",
  () => [normal([3, 4])],
  (x) =>
    tf.mul(
      tf.mul(0.5, x),
      tf.add(1, tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3)))))),
    ),
);
smooth(
  "gelu by erf",
  () => [normal([3, 4])],
  (x) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
);
smooth(
  "prelu",
  () => [normal([3, 4]), positive([4])],
  (x, alpha) => tf.prelu(x!, alpha!),
);

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const binary: Record<string, Binary> = {
  ...{ add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, minimum: tf.minimum, maximum: tf.maximum },
  ...{
    squaredDifference: tf.squaredDifference,
    divNoNan: tf.divNoNan,
    mod: tf.mod,

    atan2: tf.atan2,
  },
};
for (const [name, apply] of Object.entries(binary)) {
  smooth(name, () => [normal([3, 4]), positive([3, 4], 2)], apply as Operation["apply"]);
  smooth(`${name} broadcast`, () => [normal([2, 3, 4]), positive([3, 1], 2)], apply as Operation["apply"]);
}
smooth(
  "pow",
  () => [positive([3, 4]), normal([3, 4], 2)],
  (a, b) => tf.pow(a!, b!),
);
smooth(
  "pow of a negative number",
  () => [normal([3, 4])],
  (x) => tf.pow(x!, 3),
);
smooth(
  "addN",
  () => [normal([3]), normal([3], 2), normal([3], 3)],
  (...xs) => tf.addN(xs),
);
smooth(
  "clipByValue",
  () => [normal([3, 4])],
  (x) => tf.clipByValue(x!, -0.7, 0.7),
);
smooth(
  "where",
  () => [normal([2, 3]), normal([2, 3], 2)],
  (a, b) => tf.where(booleans([1, 0, 1, 0, 0, 1], [2, 3]), a!, b!),
);
smooth(
  "where by a row",
  () => [normal([2, 3]), normal([2, 3], 2)],
  (a, b) => tf.where(booleans([1, 0, 1]), a!, b!),
);
smooth(
  "where by a comparison",
  () => [normal([2, 3]), normal([2, 3], 2)],
  (a, b) => tf.where(tf.greater(a!, b!), tf.square(a!), b!),
);
smooth(
  "unstack into one",
  () => [normal([1, 3])],
  (x) => tf.square(tf.unstack(x!)[0]!),
);
smooth(
  "split into one",
  () => [normal([2, 3])],
  (x) => tf.square(tf.split(x!, 1)[0]!),
);
smooth(
  "dot",
  () => [normal([4]), normal([4], 2)],
  (a, b) => tf.dot(a!, b!),
);

for (const [where, axis, keepDims] of [
  ["all", undefined, false],
  ["last axis", -1, false],
  ["first axis, kept", 0, true],
] as const) {
  for (const [name, reduce] of Object.entries({
    sum: tf.sum,
    mean: tf.mean,
    max: tf.max,
    min: tf.min,
    prod: tf.prod,
  }))
    smooth(
      `${name} over ${where}`,
      () => [normal([2, 3, 4])],
      (x) => reduce(x!, axis, keepDims),
    );
  smooth(
    `logSumExp over ${where}`,
    () => [normal([2, 3, 4])],
    (x) => tf.logSumExp(x!, axis, keepDims),
  );
}
smooth(
  "moments",
  () => [normal([3, 4])],
  (x) => {
    const { mean, variance } = tf.moments(x!, -1, true);
    return tf.div(tf.sub(x!, mean), tf.sqrt(tf.add(variance, 1e-5)));
  },
);
smooth(
  "norm",
  () => [normal([3, 4])],
  (x) => tf.norm(x!),
);
smooth(
  "cumsum",
  () => [normal([2, 4])],
  (x) => tf.cumsum(x!, 1),
);
smooth(
  "cumsum exclusive, reversed",
  () => [normal([2, 4])],
  (x) => tf.cumsum(x!, 0, true, true),
);
smooth(
  "softmax",
  () => [normal([2, 3, 4])],
  (x) => tf.softmax(x!),
);
smooth(
  "logSoftmax",
  () => [normal([2, 3, 4])],
  (x) => tf.logSoftmax(x!),
);
smooth(
  "softmax cross-entropy",
  () => [normal([3, 5])],
  (x) => tf.losses.softmaxCrossEntropy(tf.oneHot(integers([1, 4, 0]), 5), x!),
);
smooth(
  "sigmoid cross-entropy",
  () => [normal([3, 5])],
  (x) => tf.losses.sigmoidCrossEntropy(tf.ones([3, 5]), x!),
);

smooth(
  "gather",
  () => [normal([5, 3])],
  (x) => tf.gather(x!, integers([4, 1, 1, 0])),
);
smooth(
  "gather, two axes of indices",
  () => [normal([5, 3])],
  (x) => tf.gather(x!, integers([4, 1, 1, 0, 2, 4], [2, 3])),
);
smooth(
  "gather along the last axis",
  () => [normal([2, 5])],
  (x) => tf.gather(x!, integers([4, 1, 1]), 1),
);
smooth(
  "gatherND",
  () => [normal([3, 4])],
  (x) => tf.gatherND(x!, integers([0, 1, 2, 3, 0, 1], [3, 2])),
);
smooth(
  "pick one a row by oneHot",
  () => [normal([3, 4])],
  (x) => tf.sum(tf.mul(x!, tf.oneHot(integers([1, 3, 0]), 4)), -1),
);
smooth(
  "unsortedSegmentSum",
  () => [normal([5, 2])],
  (x) => tf.unsortedSegmentSum(x as tf.Tensor2D, integers([0, 2, 2, 1, 0]) as tf.Tensor1D, 4),
);
smooth(
  "slice",
  () => [normal([3, 4, 2])],
  (x) => tf.slice(x!, [1, 0, 1], [2, 3, 1]),
);
discrete(
  "stridedSlice",
  () => [normal([4, 6])],
  (x) => tf.stridedSlice(x!, [0, 1], [4, 6], [2, 2]),
);
smooth(
  "pad",
  () => [normal([2, 3])],
  (x) =>
    tf.pad(
      x!,
      [
        [1, 0],
        [0, 2],
      ],
      0.5,
    ),
);
smooth(
  "concat",
  () => [normal([2, 3]), normal([2, 1], 2)],
  (a, b) => tf.concat([a!, b!], 1),
);
smooth(
  "stack",
  () => [normal([2, 3]), normal([2, 3], 2)],
  (a, b) => tf.stack([a!, b!], 1),
);
smooth(
  "split",
  () => [normal([2, 6])],
  (x) => {
    const [a, b, c] = tf.split(x!, [1, 3, 2], 1);
    return tf.concat([tf.mul(c!, 2), tf.square(b!), a!], 1);
  },
);
smooth(
  "unstack",
  () => [normal([3, 2])],
  (x) => {
    const [a, b, c] = tf.unstack(x!);
    return tf.add(tf.mul(a!, b!), c!);
  },
);
smooth(
  "reverse",
  () => [normal([2, 3])],
  (x) => tf.reverse(x!, 1),
);
smooth(
  "tile",
  () => [normal([2, 3])],
  (x) => tf.tile(x!, [2, 3]),
);
smooth(
  "broadcastTo",
  () => [normal([3, 1])],
  (x) => tf.broadcastTo(x!, [2, 3, 4]),
);
smooth(
  "reshape",
  () => [normal([2, 6])],
  (x) => tf.square(tf.reshape(x!, [3, 4])),
);
smooth(
  "reshape to the same shape",
  () => [normal([2, 6])],
  (x) => tf.square(tf.reshape(x!, [2, 6])),
);
smooth(
  "expandDims and squeeze",
  () => [normal([2, 3])],
  (x) => tf.squeeze(tf.square(tf.expandDims(x!, 1))),
);
for (const order of [
  [1, 0],
  [0, 1],
  [2, 0, 1],
  [0, 2, 1, 3],
  [0, 3, 2, 1],
  [2, 0, 3, 1, 4],
])
  smooth(
    `transpose [${order}]`,
    () => [normal([2, 3, 2, 3, 2].slice(0, order.length))],
    (x) => tf.square(tf.transpose(x!, order)),
  );
smooth(
  "cast to float32",
  () => [normal([3])],
  (x) => tf.square(tf.cast(x!, "float32")),
);
smooth(
  "bandPart",
  () => [normal([4, 4])],
  (x) => tf.linalg.bandPart(x!, -1, 0),
);

for (const [a, b] of [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const) {
  const left = a ? [4, 3] : [3, 4];
  const right = b ? [2, 4] : [4, 2];
  const flags = `${a ? "transposed" : "plain"} · ${b ? "transposed" : "plain"}`;
  smooth(
    `matMul ${flags}`,
    () => [normal(left), normal(right, 2)],
    (x, y) => tf.matMul(x!, y!, a, b),
  );
  smooth(
    `batched matMul ${flags}`,
    () => [normal([2, 3, ...left]), normal([2, 3, ...right], 2)],
    (x, y) => tf.matMul(x!, y!, a, b),
  );
}
smooth(
  "matMul, one matrix for a batch",
  () => [normal([2, 3, 4]), normal([1, 4, 2], 2)],
  (x, y) => tf.matMul(x!, y!),
);
smooth(
  "conv2d",
  () => [normal([1, 5, 5, 2]), normal([3, 3, 2, 3], 2)],
  (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same"),
);
smooth(
  "conv2d with stride",
  () => [normal([2, 6, 6, 1]), normal([2, 2, 1, 2], 2)],
  (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, "valid"),
);
smooth(
  "conv1d",
  () => [normal([2, 7, 3]), normal([3, 3, 2], 2)],
  (x, filter) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 1, "same"),
);
smooth(
  "depthwiseConv2d",
  () => [normal([1, 4, 4, 2]), normal([2, 2, 2, 1], 2)],
  (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "valid"),
);
smooth(
  "maxPool",
  () => [normal([1, 4, 4, 2])],
  (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"),
);
smooth(
  "avgPool",
  () => [normal([1, 4, 4, 2])],
  (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid"),
);

// Without a gradient in tfjs on any backend, or without a meaningful one: values only.
discrete(
  "einsum",
  () => [normal([2, 3]), normal([3, 4], 2)],
  (a, b) => tf.einsum("ij,jk->ki", a!, b!),
);
discrete(
  "scatterND",
  () => [],
  () => tf.scatterND(integers([1, 3, 1], [3, 1]), tf.tensor1d([1, 2, 3]), [5]),
);
discrete(
  "tensorScatterUpdate",
  () => [normal([5])],
  (x) => tf.tensorScatterUpdate(x!, integers([1, 3], [2, 1]), tf.tensor1d([9, 8])),
);
discrete(
  "argMax",
  () => [normal([3, 4])],
  (x) => tf.argMax(x!, -1),
);
discrete(
  "argMin",
  () => [normal([3, 4])],
  (x) => tf.argMin(x!, 0),
);
discrete(
  "topk values",
  () => [normal([3, 5])],
  (x) => tf.topk(x!, 2).values,
);
discrete(
  "topk indices",
  () => [normal([3, 5])],
  (x) => tf.topk(x!, 2).indices,
);
discrete(
  "oneHot",
  () => [],
  () => tf.oneHot(integers([1, 3, 0]), 4),
);
discrete(
  "isNaN",
  () => [],
  () => tf.isNaN(tf.tensor1d([1, Number.NaN, Infinity])),
);
discrete(
  "isFinite",
  () => [],
  () => tf.isFinite(tf.tensor1d([1, Number.NaN, Infinity])),
);
discrete(
  "isInf",
  () => [],
  () => tf.isInf(tf.tensor1d([1, Number.NaN, -Infinity])),
);
discrete(
  "step of NaN and zero",
  () => [],
  () => tf.step(tf.tensor1d([Number.NaN, 0, -0, 1e-30, -Infinity, Infinity])),
);
discrete(
  "step with slope",
  () => [normal([3, 4])],
  (x) => tf.step(x!, 0.25),
);
discrete(
  "relu of NaN",
  () => [],
  () => tf.relu(tf.tensor1d([Number.NaN, -1, 2])),
);
discrete(
  "any",
  () => [],
  () => tf.any(booleans([0, 1, 0, 0], [2, 2]), 1),
);
discrete(
  "all",
  () => [],
  () => tf.all(booleans([1, 1, 0, 1], [2, 2]), 1),
);
for (const [name, compare] of Object.entries({
  ...{ greater: tf.greater, greaterEqual: tf.greaterEqual, less: tf.less, lessEqual: tf.lessEqual },
  ...{ equal: tf.equal, notEqual: tf.notEqual },
}))
  discrete(
    name,
    () => [normal([3, 4])],
    (x) => compare(x!, tf.reverse(x!, 1)),
  );
discrete(
  "logical and, or, xor, not",
  () => [],
  () => {
    const [a, b] = [booleans([0, 0, 1, 1]), booleans([0, 1, 0, 1])];
    return tf.stack([tf.logicalAnd(a, b), tf.logicalOr(a, b), tf.logicalXor(a, b), tf.logicalNot(a)]);
  },
);
discrete(
  "range",
  () => [],
  () => tf.range(3, 11, 2),
);
discrete(
  "linspace",
  () => [],
  () => tf.linspace(0, 1, 5),
);
discrete(
  "fill",
  () => [],
  () => tf.fill([2, 2], 3.5),
);
discrete(
  "onesLike and zerosLike",
  () => [normal([2])],
  (x) => tf.concat([tf.onesLike(x!), tf.zerosLike(x!)]),
);
discrete(
  "cast to int32",
  () => [normal([3, 4])],
  (x) => tf.cast(x!, "int32"),
);
discrete(
  "cast from bool",
  () => [],
  () => tf.cast(booleans([1, 0, 1]), "float32"),
);
discrete(
  "integer arithmetic",
  () => [],
  () => {
    const [a, b] = [integers([7, -7, 8]), integers([2, 3, -3])];
    return tf.concat([tf.add(a, b), tf.sub(a, b), tf.mul(a, b), tf.floorDiv(a, b), tf.maximum(a, b)]);
  },
);
discrete(
  "sum of int32",
  () => [],
  () => tf.sum(integers([1, 2, 3, 4], [2, 2]), 0),
);
discrete(
  "mean of int32",
  () => [],
  () => tf.mean(integers([1, 2, 4, 4], [2, 2]), 0),
);
discrete(
  "max of int32",
  () => [],
  () => tf.max(integers([1, 5, 3, 4], [2, 2]), 0),
);
discrete(
  "gather of int32",
  () => [],
  () => tf.gather(integers([5, 6, 7]), integers([2, 0])),
);
discrete(
  "cumsum of int32",
  () => [],
  () => tf.cumsum(integers([1, 2, 3])),
);
discrete(
  "unsortedSegmentSum drops ids out of range",
  () => [],
  () => tf.unsortedSegmentSum(tf.tensor1d([1, 2, 4, 8]), integers([0, -1, 0, 1]) as tf.Tensor1D, 3),
);
discrete(
  "unsortedSegmentSum of int32",
  () => [],
  () => tf.unsortedSegmentSum(integers([1, 2, 4]) as tf.Tensor1D, integers([0, 2, 0]) as tf.Tensor1D, 3),
);
discrete(
  "multinomial of a sure thing",
  () => [],
  () => tf.multinomial(tf.tensor1d([-1e9, 0, -1e9]), 5, 3),
);
/** Every operation that this library, or a notebook, may train with. */
export const operationTable: readonly Operation[] = operations;
