import { requireCount } from "../reward/requireOption";
import { readModel, writeModel } from "../reward/savedModel";
import { tf } from "../tensor/backend";
import type { Generator } from "../tensor/generator";

export interface CategoricalPolicyOptions {
  /** The answers that the policy chooses from, or how many there are. */
  answers: readonly string[] | number;
  /** The prompts, or how many there are. Default 1. */
  prompts?: readonly string[] | number;
  /** Unnormalised log-probabilities to begin with, [prompts][answers]; [answers] will do for one prompt. Default 0: uniform. */
  logits?: readonly (readonly number[])[] | readonly number[] | Float32Array;
}

/**
 * A policy over a fixed set of answers: one row of logits per prompt, and a softmax over each row.
 *
 *     π(answer | prompt) = exp(logits[prompt][answer]) / Σ_a exp(logits[prompt][a])
 *
 * A language model is the same with a network behind the logits. Here everything a theorem speaks of – expectations, entropies,
 * divergences – can be computed exactly. Prompts and answers are named by their positions.
 */
export class CategoricalPolicy {
  /** What the answers say; their positions as text if only their number was given. */
  readonly answers: readonly string[];
  /** What the prompts say; their positions as text if only their number was given. */
  readonly prompts: readonly string[];
  /** The weights, [prompts, answers]. */
  readonly logits: tf.Variable<tf.Rank.R2>;

  /** @throws RangeError if there are no answers or prompts, or the logits do not fit their numbers */
  constructor({ answers, prompts = 1, logits }: CategoricalPolicyOptions) {
    this.answers = names("answers", answers);
    this.prompts = names("prompts", prompts);
    const shape: [number, number] = [this.prompts.length, this.answers.length];
    const start = logits === undefined ? new Float32Array(shape[0] * shape[1]) : flatten(logits, shape);
    this.logits = tf.tidy(() => tf.variable(tf.tensor2d(start, shape)));
  }

  get parameters(): readonly tf.Variable[] {
    return [this.logits];
  }

  /** log π of every answer to every prompt, [prompts, answers]; differentiable. */
  logProbs(): tf.Tensor2D {
    return tf.logSoftmax(this.logits);
  }

  /**
   * log π of some answers, [prompts.length]; differentiable.
   *
   * @param prompts position of each answer's prompt
   * @param answers position of each answer
   */
  logProbsOf(prompts: ArrayLike<number>, answers: ArrayLike<number>): tf.Tensor1D {
    const rows = this.positions(prompts, answers);
    return tf.tidy(
      () => tf.gather(tf.reshape(this.logProbs(), [-1]), tf.tensor1d(rows, "int32")) as tf.Tensor1D,
    );
  }

  /** The same as numbers in double precision, [prompts][answers]. */
  logProbTable(): number[][] {
    const logits = this.logits.dataSync<"float32">();
    const answers = this.answers.length;
    return this.prompts.map((_, prompt) => {
      const row = Array.from(logits.subarray(prompt * answers, (prompt + 1) * answers));
      const largest = row.reduce((a, b) => Math.max(a, b));
      const logSum = largest + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
      return row.map((logit) => logit - logSum);
    });
  }

  /** π of every answer to every prompt as numbers, [prompts][answers]. */
  probabilities(): number[][] {
    return this.logProbTable().map((row) => row.map(Math.exp));
  }

  /** Entropy of each prompt's distribution in nats, −Σ π log π; 0 … log(number of answers). */
  entropy(): number[] {
    return this.logProbTable().map((row) => -row.reduce((sum, logP) => sum + times(Math.exp(logP), logP), 0));
  }

  /**
   * KL(this ‖ other) of each prompt in nats, Σ π·(log π − log π_other), exactly.
   *
   * @throws RangeError if the other policy has other numbers of prompts or answers
   */
  klTo(other: CategoricalPolicy): number[] {
    this.requireLike("klTo", other);
    const theirs = other.logProbTable();
    return this.logProbTable().map((row, prompt) =>
      row.reduce((sum, logP, answer) => sum + times(Math.exp(logP), logP - theirs[prompt]![answer]!), 0),
    );
  }

  /**
   * Draws answers.
   *
   * @param count answers per prompt
   * @param generator where the randomness comes from
   * @param prompts positions of the prompts to answer; default: every prompt once, in order
   * @returns positions of the answers, [prompts · count]; the first `count` belong to the first prompt
   */
  sample(count: number, generator: Generator, prompts?: ArrayLike<number>): Int32Array {
    requireCount("CategoricalPolicy.sample", { count });
    const asked = prompts === undefined ? this.prompts.map((_, i) => i) : Array.from(prompts);
    const probabilities = this.probabilities();
    const drawn = new Int32Array(asked.length * count);
    asked.forEach((prompt, i) => {
      drawn.set(generator.multinomial(probabilities[this.prompt(prompt)]!, count), i * count);
    });
    return drawn;
  }

  /** A policy of its own that has the same logits now: a frozen reference, or the old policy of PPO. */
  copy(): CategoricalPolicy {
    const { answers, prompts } = this;
    return new CategoricalPolicy({ answers, prompts, logits: this.logits.arraySync() });
  }

  /** Takes over the logits of another policy of the same size. */
  assign(other: CategoricalPolicy): void {
    this.requireLike("assign", other);
    tf.tidy(() => this.logits.assign(tf.add(other.logits, 0)));
  }

  /** @throws RangeError if the other policy has other numbers of prompts or answers */
  requireLike(where: string, other: CategoricalPolicy): void {
    const [mine, theirs] = [this.logits.shape, other.logits.shape];
    if (mine[0] !== theirs[0] || mine[1] !== theirs[1]) {
      throw new RangeError(
        `CategoricalPolicy.${where}: the other policy has shape [${theirs.join(", ")}], this one [${mine.join(", ")}]; ` +
          "prompts and answers must be the same.",
      );
    }
  }

  /** Frees the logits. */
  dispose(): void {
    this.logits.dispose();
  }

  /** Writes `config.json` and `model.safetensors` into a directory, which is made if need be. */
  async save(directory: string): Promise<void> {
    const { answers, prompts } = this;
    await writeModel(directory, "CategoricalPolicy", { answers, prompts }, { logits: this.logits });
  }

  /**
   * Reads what {@link save} wrote.
   *
   * @throws Error if the directory holds no `CategoricalPolicy`, or its files are damaged or do not fit together
   */
  static load(directory: string): Promise<CategoricalPolicy> {
    return readModel(
      directory,
      "CategoricalPolicy",
      ({ answers, prompts }) =>
        new CategoricalPolicy({ answers: answers as string[], prompts: prompts as string[] }),
      (policy) => ({ logits: policy.logits }),
    );
  }

  private positions(prompts: ArrayLike<number>, answers: ArrayLike<number>): Int32Array {
    if (prompts.length !== answers.length || prompts.length === 0) {
      throw new RangeError(
        `CategoricalPolicy: ${prompts.length} prompts for ${answers.length} answers; expected as many, and at least one.`,
      );
    }
    const positions = new Int32Array(answers.length);
    for (let i = 0; i < answers.length; i++) {
      const answer = answers[i]!;
      if (!Number.isInteger(answer) || answer < 0 || answer >= this.answers.length) {
        throw new RangeError(
          `CategoricalPolicy: answer ${answer} is not one of 0 … ${this.answers.length - 1}.`,
        );
      }
      positions[i] = this.prompt(prompts[i]!) * this.answers.length + answer;
    }
    return positions;
  }

  private prompt(position: number): number {
    if (!Number.isInteger(position) || position < 0 || position >= this.prompts.length) {
      throw new RangeError(
        `CategoricalPolicy: prompt ${position} is not one of 0 … ${this.prompts.length - 1}.`,
      );
    }
    return position;
  }
}

/** p·x where p = 0 wins over an infinite x. */
function times(p: number, x: number): number {
  return p === 0 ? 0 : p * x;
}

function names(what: string, given: readonly string[] | number): readonly string[] {
  if (typeof given === "number") requireCount("CategoricalPolicy", { [what]: given });
  else if (!Array.isArray(given) || given.length === 0 || given.some((name) => typeof name !== "string")) {
    throw new RangeError(`CategoricalPolicy: ${what} must be a list of texts, not empty, or their number.`);
  }
  return typeof given === "number" ? Array.from({ length: given }, (_, i) => String(i)) : [...given];
}

function flatten(
  logits: readonly (readonly number[])[] | readonly number[] | Float32Array,
  [prompts, answers]: [number, number],
): Float32Array {
  const table = (typeof logits[0] === "number" ? [logits] : logits) as readonly ArrayLike<number>[];
  if (table.length !== prompts || table.some((row) => row.length !== answers)) {
    throw new RangeError(
      `CategoricalPolicy: logits has shape [${table.length}, ${table[0]?.length ?? 0}]; expected [prompts, answers] = [${prompts}, ${answers}].`,
    );
  }
  const flat = Float32Array.from(table.flatMap((row) => Array.from(row)));
  if (!flat.every(Number.isFinite)) throw new RangeError("CategoricalPolicy: logits must be finite numbers.");
  return flat;
}
