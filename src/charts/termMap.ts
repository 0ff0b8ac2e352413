import { chartText } from "./chartText";
import type { Figure } from "./figure";
import { checkedNames, checkedTable, checkedText, type Series } from "./series";
import { colour, houseConfig, houseLayout } from "./theme";

/** What {@link termMap} draws. */
export interface TermMapOptions {
  /** States the finding. */
  title: string;
  caption: string;
  terms: readonly string[];
  /** What the columns are called: the sections. */
  sections: readonly string[];
  /** How often each term occurs in each section, [terms][sections]. */
  counts: readonly Series[];
}

/**
 * Draws where terms occur: a row a term, a column a section, a dot that grows with the count. A menu orders the rows by name, by the
 * section where a term comes first, or by how often it occurs. Terms that occur nowhere come last.
 *
 * @throws Error if there is no term or section, or the counts do not fit them.
 */
export function termMap(options: TermMapOptions): Figure {
  const chart = "termMap";
  const terms = checkedNames(chart, "terms", options.terms);
  const sections = checkedNames(chart, "sections", options.sections);
  const counts = checkedTable(chart, "counts", options.counts, sections.length);
  if (counts.length !== terms.length)
    throw new Error(`${chart}: there are ${counts.length} rows of counts for ${terms.length} terms.`);
  const total = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const first = counts.map((row) => {
    const section = row.findIndex((count) => count > 0);
    return section < 0 ? sections.length : section;
  });
  const rows = terms.map((_, i) => i);
  const byName = [...rows].sort((a, b) => terms[a]!.localeCompare(terms[b]!, "en"));
  const orders: [label: string, order: number[]][] = [
    ["by name", byName],
    ["by first section", [...byName].sort((a, b) => first[a]! - first[b]!)],
    ["by frequency", [...byName].sort((a, b) => total[b]! - total[a]!)],
  ];
  const states = orders.map(([label, order]) => {
    const dots = order.flatMap((term, row) =>
      counts[term]!.flatMap((count, section) => (count > 0 ? [{ term, row, section, count }] : [])),
    );
    return {
      label,
      x: dots.map(({ section }) => section),
      y: dots.map(({ row }) => row),
      size: dots.map(({ count }) => Math.round(10 * Math.min(16, 5 + 2.2 * Math.sqrt(count))) / 10),
      said: dots.map(
        ({ term, section, count }) =>
          `${chartText(terms[term]!)}, section ${chartText(sections[section]!)}: ${count}`,
      ),
      names: order.map((term) => chartText(terms[term]!)),
    };
  });
  const now = states[0]!;
  const layout = houseLayout({
    chart,
    title: options.title,
    x: {
      title: "section",
      tickangle: 0,
      tickfont: { size: 11 },
      tickmode: "array",
      tickvals: sections.map((_, i) => i),
      ticktext: sections.map((section) => chartText(section)),
      range: [-0.6, sections.length - 0.4],
      zeroline: false,
    },
    y: {
      title: "term",
      tickmode: "array",
      tickvals: rows,
      ticktext: now.names,
      range: [terms.length - 0.4, -0.6],
      zeroline: false,
      ticks: "",
    },
    height: 150 + 19 * terms.length,
    roomAbove: 40,
  });
  layout.yaxis.tickfont = { size: 11 };
  return {
    data: [
      {
        type: "scatter",
        mode: "markers",
        name: "occurrences",
        x: now.x,
        y: now.y,
        text: now.said,
        marker: { color: colour(0), size: now.size, opacity: 0.8 },
        hovertemplate: "%{text}<extra></extra>",
      },
    ],
    layout: {
      ...layout,
      hovermode: "closest",
      updatemenus: [
        {
          // A row of buttons would not fit on a telephone, beside long names.
          type: "dropdown",
          x: 1,
          xanchor: "right",
          y: 1,
          yanchor: "bottom",
          pad: { b: 8 },
          active: 0,
          showactive: true,
          buttons: states.map(({ label, x, y, size, said, names }) => ({
            label,
            method: "update",
            args: [{ x: [x], y: [y], text: [said], "marker.size": [size] }, { "yaxis.ticktext": names }],
          })),
        },
      ],
    },
    config: houseConfig(),
    caption: checkedText(chart, "the caption", options.caption),
  };
}
