/** One button of a chart: what it says and which of Plotly's methods (`restyle`, `relayout`, `update`, `animate`) it calls, with what. */
export interface ChartButton {
  label: string;
  method: string;
  args: unknown[];
}

/**
 * A row of buttons above the plot, of which one is down. Plotly itself acts on them, so that they work in a notebook
 * and on an exported page alike.
 *
 * @param room between the row and the plot, in pixels. Default 8
 */
export function buttonRow(
  buttons: readonly ChartButton[],
  { room = 8 } = {},
): { [attribute: string]: unknown } {
  return {
    type: "buttons",
    direction: "left",
    x: 0,
    xanchor: "left",
    y: 1,
    yanchor: "bottom",
    pad: { b: room },
    active: 0,
    showactive: true,
    buttons,
  };
}
