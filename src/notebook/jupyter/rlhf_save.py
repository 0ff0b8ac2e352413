"""Keeps saved notebooks small. Jupyter's server imports this file; see ../saveHook.ts."""

PLOTLY = "application/vnd.plotly.v1+json"


def drop_chart_pictures(model, **_):
    """Removes the PNG picture that JupyterLab's Plotly renderer adds to every chart it draws (30 to 100 kB each).

    Whoever can draw the chart has no use for it, and all others get the chart's HTML or text.
    """
    if model["type"] != "notebook" or not model.get("content"):
        return
    for cell in model["content"].get("cells", []):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if PLOTLY in data:
                data.pop("image/png", None)
