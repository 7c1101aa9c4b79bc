"""Empty figures for the studies; nothing here touches pyplot."""


def new_figure(n_panels: int, *, height: float = 3.6):
    """A figure with panels side by side.

    Args:
        n_panels (int): number of panels, from 1.
        height (float): height in inches.

    Returns:
        tuple[matplotlib.figure.Figure, list]: the figure and its axes.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.4 * n_panels, height), layout="constrained")
    panels = list(figure.subplots(1, n_panels, squeeze=False)[0])
    for panel in panels:
        panel.grid(alpha=0.3)
    return figure, panels
