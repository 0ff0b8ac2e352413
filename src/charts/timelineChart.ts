import type { TimelineEvent, TimelineStrand } from "../preferences/shippedData";
import { buttonRow } from "./buttonRow";
import { chartText, lineCount } from "./chartText";
import type { ChartWords, Figure, Trace } from "./figure";
import { checkedNames, checkedText } from "./series";
import { colour, houseConfig, houseLayout, ink, symbols } from "./theme";

/** What {@link timelineChart} draws. */
export interface TimelineChartOptions extends ChartWords {
  /** In any order. */
  events: readonly TimelineEvent[];
  /** From which years on the buttons show the chart; default 1990, 2010 and 2017. */
  zoomFrom?: readonly number[];
  /** The event whose card is open at first, by its title; default: the first. */
  open?: string;
}

const strands: readonly TimelineStrand[] = [
  "reinforcement learning",
  "preference learning",
  "language models",
];
const cardWidth = 46;
const labelLength = 36;
const rowHeight = 24;

/**
 * Draws events on a true scale of years, one row each, the oldest on top: colour and symbol say the strand. A slider walks from event
 * to event and opens a card with who, why and where from; buttons zoom in on the later years; a press on a strand in the legend hides it.
 * Unless a title is given, it says in which years the later half of the events lies.
 *
 * @throws Error if there is no event, one has no title, or `open` is none of the titles.
 */
export function timelineChart(options: TimelineChartOptions): Figure {
  const chart = "timelineChart";
  const events = [...options.events].sort((a, b) => timeOf(a) - timeOf(b));
  checkedNames(
    chart,
    "events",
    events.map(({ title }) => title),
  );
  const open = options.open === undefined ? 0 : events.findIndex(({ title }) => title === options.open);
  if (open < 0) throw new Error(`${chart}: there is no event "${options.open}" to open.`);
  const present = strands.filter((strand) => events.some((event) => event.strand === strand));
  const last = Math.ceil(timeOf(events.at(-1)!));
  const cards = events.map(cardOf);
  const cardHeight = 18 * Math.max(...cards.map((card) => card.split("<br>").length));
  const first = viewFrom(events, events[0]!.year, last);
  const rowsOf = (strand: TimelineStrand) =>
    events.flatMap((event, row) => (event.strand === strand ? [row] : []));
  const ring = (row: number) => ({ x: [[timeOf(events[row]!)]], y: [[row]] });
  const data = present.map((strand): Trace => {
    const rows = rowsOf(strand);
    const number = strands.indexOf(strand);
    return {
      type: "scatter",
      mode: "markers+text",
      name: strand,
      x: rows.map((row) => timeOf(events[row]!)),
      y: rows,
      text: rows.map((row) => labelOf(events[row]!)),
      textposition: rows.map((row) => first.positions[row]!),
      textfont: { size: 11, color: ink.text },
      cliponaxis: false,
      customdata: rows.map((row) => cards[row]!),
      marker: { color: colour(number), symbol: symbols[number], size: 11 },
      hovertemplate: "%{customdata}<extra></extra>",
    };
  });
  data.push({
    type: "scatter",
    mode: "markers",
    name: "open card",
    x: ring(open).x[0],
    y: ring(open).y[0],
    marker: { color: ink.text, symbol: "circle-open", size: 20, line: { width: 2.5, color: ink.text } },
    hoverinfo: "skip",
    showlegend: false,
  });
  const layout = houseLayout({
    chart,
    title: options.title ?? finding(events),
    x: { title: "year", range: first.x, tickformat: "d", zeroline: false },
    y: {
      title: "event, the oldest on top",
      range: first.y,
      showticklabels: false,
      ticks: "",
      showgrid: false,
      zeroline: false,
    },
    height: 130 + rowHeight * events.length,
    showLegend: true,
    roomAbove: 92,
    roomBelow: cardHeight + 92,
  });
  const card = { xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", align: "left" };
  return {
    data,
    layout: {
      ...layout,
      // The rows have no tick labels: a narrow margin leaves more room for the events.
      margin: { ...(layout.margin as object), l: 36 },
      hovermode: "closest",
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
      annotations: [{ ...card, yshift: -56, text: cards[open]!, showarrow: false, borderpad: 4 }],
      sliders: [
        {
          active: open,
          pad: { t: 62 + cardHeight },
          currentvalue: { visible: true, prefix: "event of ", xanchor: "left", font: { size: 14 } },
          ticklen: 3,
          tickcolor: ink.line,
          font: { size: 12, color: ink.text },
          steps: events.map((event, row) => ({
            label: String(event.year),
            method: "update",
            args: [ring(row), { "annotations[0].text": cards[row]! }, [present.length]],
          })),
        },
      ],
      updatemenus: [
        buttonRow(
          [events[0]!.year, ...(options.zoomFrom ?? [1990, 2010, 2017])].map((year, i) => {
            const view = viewFrom(events, year, last);
            const positions = present.map((strand) => rowsOf(strand).map((row) => view.positions[row]!));
            return {
              label: i === 0 ? "all" : `from ${year}`,
              method: "update",
              args: [
                { textposition: positions },
                { "xaxis.range": view.x, "yaxis.range": view.y },
                present.map((_, trace) => trace),
              ],
            };
          }),
          { room: 54 },
        ),
      ],
    },
    config: houseConfig(),
    caption: checkedText(
      chart,
      "the caption",
      options.caption ??
        "Move the slider to walk through the events and read their cards. The buttons zoom in on later years; press a strand in the legend to hide it.",
    ),
  };
}

/** A date as a number of years: the middle of the month, or of the year where the month is not known. */
function timeOf({ year, month }: TimelineEvent): number {
  return Number((year + (month === undefined ? 0.5 : (month - 0.5) / 12)).toFixed(2));
}

/** Ranges that show the events from a year on, and on which side of its mark each label then has room. */
function viewFrom(
  events: readonly TimelineEvent[],
  year: number,
  last: number,
): { x: [number, number]; y: [number, number]; positions: string[] } {
  const shown = events.filter((event) => event.year >= year);
  const room = 0.03 * (last - year);
  const middle = (year + last) / 2;
  return {
    x: [year - room, last + room],
    y: [events.length - 0.4, events.length - shown.length - 0.6],
    // Where a label would begin in front of a zoomed axis, its event is out of view, and so must the label be.
    positions: events.map((event) =>
      event.year < year || timeOf(event) > middle ? "middle left" : "middle right",
    ),
  };
}

function labelOf({ title }: TimelineEvent): string {
  const short = title.length > labelLength ? `${title.slice(0, labelLength - 1).trimEnd()}…` : title;
  return `  ${chartText(short)}  `;
}

/** Title and date, who, why and the source, in lines that fit on a telephone. */
function cardOf({ year, month, title, who, why, source }: TimelineEvent): string {
  const date =
    month === undefined
      ? String(year)
      : new Date(Date.UTC(year, month - 1)).toLocaleDateString("en", {
          month: "long",
          year: "numeric",
          timeZone: "UTC",
        });
  const heading = chartText(title, cardWidth)
    .split("<br>")
    .map((line) => `<b>${line}</b>`)
    .join("<br>");
  const from = lineCount(source, cardWidth) > 2 ? `${source.slice(0, cardWidth)}…` : source;
  return [
    heading,
    chartText(`${who}, ${date}`, cardWidth),
    chartText(why, cardWidth),
    chartText(from, cardWidth),
  ].join("<br>");
}

function finding(events: readonly TimelineEvent[]): string {
  const middle = events[Math.floor(events.length / 2)]!;
  const later = events.filter(({ year }) => year >= middle.year).length;
  return `${later} of ${events.length} events lie in the years from ${middle.year} on`;
}
