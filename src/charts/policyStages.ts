import { chartText } from "./chartText";
import type { Figure } from "./figure";
import { checkedNames, checkedTable, type Series } from "./series";
import { shareChart } from "./shareChart";

/** What {@link policyStages} draws. */
export interface PolicyStagesOptions {
  /** States the finding. */
  title: string;
  caption: string;
  /** What was done to the policy, in order; each is a bar. */
  stages: readonly string[];
  /** Each is a button. */
  prompts: readonly string[];
  answers: readonly string[];
  /** Probabilities by stage, prompt and answer: `[stages][prompts][answers]`. */
  probabilities: readonly (readonly Series[])[];
  /** Position of the prompt that is shown first; default 0. */
  shown?: number;
}

/** Height of a button in pixels, with its distance to the next. */
const buttonHeight = 33;

/**
 * Draws what becomes of a policy from stage to stage: one bar a stage, divided into the answers to one prompt, with a button for
 * each prompt.
 *
 * @throws Error if there is no stage, prompt or answer, the probabilities do not fit them, or those of a stage do not sum to 1
 */
export function policyStages(options: PolicyStagesOptions): Figure {
  const chart = "policyStages";
  const { title, caption, shown = 0 } = options;
  const stages = checkedNames(chart, "stages", options.stages);
  const prompts = checkedNames(chart, "prompts", options.prompts);
  const answers = checkedNames(chart, "answers", options.answers);
  if (options.probabilities.length !== stages.length)
    throw new Error(
      `${chart}: probabilities has ${options.probabilities.length} stages, expected ${stages.length}.`,
    );
  const tables = options.probabilities.map((table, stage) => {
    if (table.length !== prompts.length)
      throw new Error(
        `${chart}: probabilities[${stage}] has ${table.length} prompts, expected ${prompts.length}.`,
      );
    return checkedTable(chart, `probabilities[${stage}]`, table, answers.length);
  });
  if (prompts[shown] === undefined)
    throw new Error(`${chart}: shown is ${shown}; expected one of 0 … ${prompts.length - 1}.`);
  const figures = prompts.map((_, prompt) =>
    shareChart({
      title,
      caption,
      stages,
      valueTitle: "share of answers",
      parts: Object.fromEntries(
        answers.map((answer, a) => [answer, tables.map((table) => table[prompt]![a]!)]),
      ),
    }),
  );
  const figure = figures[shown]!;
  const room = 12 + buttonHeight * prompts.length;
  const margin = figure.layout.margin as { t: number };
  return {
    ...figure,
    layout: {
      ...figure.layout,
      height: figure.layout.height + room,
      margin: { ...margin, t: margin.t + room },
      // The more bars, the smaller a share of their height is the same distance.
      legend: { ...(figure.layout.legend as object), y: -64 / (56 * stages.length + 40) },
      updatemenus: [
        {
          type: "buttons",
          direction: "down",
          x: 0,
          xanchor: "left",
          y: 1,
          yanchor: "bottom",
          pad: { b: 8 },
          active: shown,
          showactive: true,
          buttons: figures.map(({ data }, prompt) => ({
            label: chartText(prompts[prompt]!),
            method: "restyle",
            args: [{ x: data.map(({ x }) => x), text: data.map(({ text }) => text) }],
          })),
        },
      ],
    },
  };
}
