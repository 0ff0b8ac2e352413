import type { CategoricalPolicy } from "../policy/categoricalPolicy";

/**
 * What answers are worth:
 * - a function of the prompt's and the answer's position, called once for each pair of them;
 * - a table [prompts][answers];
 * - for one prompt a list [answers], such as a reward model's scores; for several a flat typed array [prompts · answers].
 */
export type Reward =
  | ((prompt: number, answer: number) => number)
  | readonly (readonly number[])[]
  | readonly number[]
  | Float32Array;

/**
 * The rewards of all answers to all prompts.
 *
 * @returns [prompts][answers]
 * @throws RangeError if the table does not fit the policy, or a reward is not finite; the message names which
 */
export function rewardTable(reward: Reward, { prompts, answers }: CategoricalPolicy): number[][] {
  const table = prompts.map((_, prompt) =>
    answers.map((_, answer) => lookUp(reward, prompt, answer, answers.length)),
  );
  const shape = shapeOf(reward, prompts.length);
  if (
    shape !== undefined &&
    (shape[0] !== prompts.length || shape.slice(1).some((n) => n !== answers.length))
  ) {
    throw new RangeError(
      `PolicyTrainer: reward has shape [${shape.join(", ")}]; expected [prompts, answers] = [${prompts.length}, ${answers.length}].`,
    );
  }
  table.forEach((row, prompt) => {
    row.forEach((value, answer) => {
      if (typeof value !== "number" || !Number.isFinite(value)) {
        throw new RangeError(
          `PolicyTrainer: the reward of answer ${answer} to prompt ${prompt} is ${value}; expected a finite number.`,
        );
      }
    });
  });
  return table;
}

function lookUp(reward: Reward, prompt: number, answer: number, answers: number): number {
  if (typeof reward === "function") return reward(prompt, answer);
  const row = reward[prompt];
  return Array.isArray(row) ? row[answer] : (reward as ArrayLike<number>)[prompt * answers + answer]!;
}

/** [prompts, lengths of the rows …], or undefined for a function. */
function shapeOf(reward: Reward, prompts: number): number[] | undefined {
  if (typeof reward === "function") return undefined;
  if (Array.isArray(reward[0])) return [reward.length, ...(reward as number[][]).map((row) => row.length)];
  return [prompts, reward.length / prompts];
}
