import { namedPositions } from "./barChart";
import type { ChartWords, Figure, FigureFrame, Trace } from "./figure";
import { player } from "./player";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { houseConfig, houseLayout, palette } from "./theme";

/** What {@link choicesOverTime} draws. */
export interface ChoicesOverTimeOptions extends ChartWords {
  /** What there is to choose from. */
  options: readonly string[];
  /** The position of the option chosen in each round. */
  choices: Series;
  /** Whether it was liked, one for each round. */
  liked: readonly boolean[];
  /** What an option is; default `"option"`. */
  optionTitle?: string;
  /** What a round is; default `"round"`. */
  unit?: string;
  /** How many states the slider has at most; default 21. */
  states?: number;
}

/**
 * Draws which option was chosen in each round and whether it was liked, one row an option, with a slider and a button that plays
 * the rounds. Unless a title is given, it says which option was chosen most in the last quarter.
 *
 * @throws Error if there is no option or round, a choice is no position of an option, or choices and likes are not equally many.
 */
export function choicesOverTime(given: ChoicesOverTimeOptions): Figure {
  const chart = "choicesOverTime";
  const { liked, optionTitle = "option", unit = "round", states = 21 } = given;
  const options = checkedNames(chart, "options", given.options);
  const choices = checkedSeries(chart, "choices", given.choices, liked.length);
  const wrong = choices.find((choice) => options[choice] === undefined);
  if (wrong !== undefined)
    throw new Error(`${chart}: ${wrong} is none of the options 0 … ${options.length - 1}.`);
  if (!(states >= 2)) throw new Error(`${chart}: states must be at least 2, found ${states}.`);
  const rounds = choices.length;
  const marks = (wanted: boolean, upTo: number) => {
    const picked = choices.flatMap((_, i) => (i < upTo && liked[i] === wanted ? [i] : []));
    // Plotly takes a trace without a point for a mistake; a gap draws nothing.
    if (picked.length === 0) return { x: [null], y: [null] };
    return { x: picked.map((i) => i + 1), y: picked.map((i) => choices[i]!) };
  };
  const trace = (name: string, wanted: boolean, marker: object): Trace => ({
    type: "scatter",
    mode: "markers",
    name,
    ...marks(wanted, rounds),
    marker,
    hovertemplate: `${unit} %{x}: ${name}<extra></extra>`,
  });
  const last = Math.max(1, Math.round(rounds / 4));
  const recent = options.map((_, option) => choices.slice(-last).filter((c) => c === option).length);
  const favourite = recent.indexOf(Math.max(...recent));
  const count = Math.min(states, rounds);
  const ends = Array.from({ length: count }, (_, i) =>
    count === 1 ? rounds : Math.round(1 + (i * (rounds - 1)) / (count - 1)),
  );
  const frames = ends.map(
    (end): FigureFrame => ({ name: `${unit} ${end}`, data: [marks(true, end), marks(false, end)] }),
  );
  const layout = houseLayout({
    chart,
    title:
      given.title ??
      `In its last ${last} ${unit}s it chose “${options[favourite]}” ${recent[favourite]} times`,
    x: { title: unit, range: [0, rounds + 1] },
    y: { title: optionTitle, ...namedPositions(options) },
    height: 150 + 46 * options.length,
    showLegend: true,
    roomAbove: 30,
    roomBelow: 84,
  });
  const legend = { orientation: "h", x: 0, y: 1, yanchor: "bottom" };
  return {
    data: [
      trace("liked", true, { color: palette[0], symbol: "circle", size: 8 }),
      trace("not liked", false, { color: palette[3], symbol: "x-thin-open", size: 7, line: { width: 2 } }),
    ],
    layout: { ...layout, legend, hovermode: "closest", ...player(frames, { unit, frameMs: 150 }) },
    config: houseConfig(),
    frames,
    caption: checkedText(
      chart,
      "the caption",
      given.caption ??
        `Each mark is one ${unit}: its row is the ${optionTitle} chosen, a filled circle was liked, a cross was not. Press Play, or move the slider, to watch the choices come in.`,
    ),
  };
}
