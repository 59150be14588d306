"""The curves of growth as a picture."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib

from tests.benchmarks.figures import spread
from tests.benchmarks.growth import MILLISECONDS, Curves
from tests.benchmarks.table import FOLDER

matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402  the choice of what draws must come first

PICTURE = FOLDER / "growth.png"


def draw(curves: Mapping[str, Curves]) -> Path:
    """Return one frame for each title, one line for each call, with the least and the most of the rounds."""
    figure, frames = pyplot.subplots(1, len(curves), figsize=(6.5 * len(curves), 5), squeeze=False, sharey=True)
    for frame, (title, lines) in zip(frames[0], curves.items(), strict=True):
        for name, curve in lines.items():
            sizes = sorted(curve)
            found = [spread([seconds * MILLISECONDS for seconds in curve[size]]) for size in sizes]
            low, high = [each.median - each.least for each in found], [each.most - each.median for each in found]
            frame.errorbar(sizes, [each.median for each in found], yerr=(low, high), label=name, capsize=2)
        frame.set(title=title, xscale="log", yscale="log", xlabel=title.rpartition(" ")[2], ylabel="ms a call")
        frame.grid(visible=True, which="both", alpha=0.25)
    # The last frame has the calls of the others, too.
    frames[0][-1].legend(fontsize="small")
    FOLDER.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(PICTURE, dpi=110)
    pyplot.close(figure)
    return PICTURE
