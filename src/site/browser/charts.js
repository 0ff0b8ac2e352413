// Draws every figure of the page with Plotly, one after the other from the top, in the colours of the reader's
// scheme. A figure's JSON stands beside its place, so the page needs no request and works from file://.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const charts = [];

  /** Plotly's defaults are made for white paper; a figure's own traces keep their colours. */
  function colours(layout, isDark) {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    const ink = isDark ? value("--ink") : "#1c2430";
    const line = isDark ? value("--line") : "#dfe3e8";
    const update = {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      "font.color": ink,
      "hoverlabel.bgcolor": isDark ? value("--raised") : "#ffffff",
      "hoverlabel.font.color": ink,
      "legend.bgcolor": "rgba(0,0,0,0)",
    };
    for (const axis of Object.keys(layout).filter((key) => /^[xyz]axis\d*$/.test(key))) {
      update[`${axis}.gridcolor`] = line;
      update[`${axis}.zerolinecolor`] = isDark ? value("--muted") : "#aab3bd";
      update[`${axis}.linecolor`] = isDark ? value("--muted") : "#aab3bd";
    }
    for (const [index] of (layout.sliders ?? []).entries()) {
      update[`sliders[${index}].bgcolor`] = line;
      update[`sliders[${index}].bordercolor`] = line;
      update[`sliders[${index}].font.color`] = ink;
    }
    for (const [index] of (layout.updatemenus ?? []).entries()) {
      update[`updatemenus[${index}].bgcolor`] = isDark ? value("--raised") : "#ffffff";
      update[`updatemenus[${index}].bordercolor`] = isDark ? value("--muted") : "#aab3bd";
      update[`updatemenus[${index}].font.color`] = ink;
    }
    return update;
  }

  /** Sets `a.b[0].c` in a layout before it is drawn, as Plotly.relayout does afterwards. */
  function assign(layout, update) {
    for (const [path, value] of Object.entries(update)) {
      const keys = path.split(/[.[\]]+/).filter(Boolean);
      let target = layout;
      for (const key of keys.slice(0, -1)) {
        target[key] ??= {};
        target = target[key];
      }
      target[keys.at(-1)] = value;
    }
  }

  async function draw(figure) {
    const place = figure.querySelector(".plot");
    const { data, layout, frames, config } = JSON.parse(figure.querySelector("script").textContent);
    for (const axis of ["xaxis", "yaxis"]) layout[axis] ??= {};
    // The column is as wide as the reader's window allows; a fixed width would run out of it on a phone.
    delete layout.width;
    layout.autosize = true;
    assign(layout, colours(layout, dark.matches));
    await Plotly.newPlot(place, {
      data,
      layout,
      frames,
      config: { displaylogo: false, ...config, responsive: true },
    });
    figure.dataset.drawn = "true";
    charts.push(place);
  }

  function recolour(isDark) {
    for (const place of charts) Plotly.relayout(place, colours(place.layout, isDark));
  }

  async function drawAll() {
    for (const figure of document.querySelectorAll("figure.chart")) {
      try {
        await draw(figure);
      } catch (error) {
        const message = document.createElement("p");
        message.className = "failed";
        message.textContent = `This chart cannot be drawn: ${error.message}`;
        figure.append(message);
        console.error(error);
      }
      // The page answers to the reader between two charts.
      await new Promise((resume) => setTimeout(resume));
    }
    document.documentElement.dataset.charts = "drawn";
  }

  dark.addEventListener("change", () => recolour(dark.matches));
  addEventListener("beforeprint", () => recolour(false));
  addEventListener("afterprint", () => recolour(dark.matches));
  drawAll();
})();
