"""A colour stands in one place, and what is written in it or on it can be read."""

import re

import pytest
from frozen import REPOSITORY

from helpers.charts.style import CLASS_COLOURS, TEXT_COLOURS
from helpers.runner.export import exporter

CHARTS = REPOSITORY / "src" / "helpers" / "charts"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("level", CLASS_COLOURS)
def test_a_class_can_be_read_in_its_colour_on_white_and_in_white_on_its_colour(level):
    """WCAG 2.1: 4.5 for text."""
    assert 1.05 / (luminance(CLASS_COLOURS[level]) + 0.05) >= 4.5


@pytest.mark.parametrize("path", sorted(CHARTS.glob("*.py")), ids=lambda path: path.stem)
def test_no_chart_has_a_colour_of_its_own(path):
    found = re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))
    assert bool(found) == (path.stem == "style")


@pytest.mark.parametrize("name", ["style.css.j2", "cards.css.j2"])
def test_a_page_has_the_colour_of_every_class(name):
    css = exporter().environment.get_template(name).render()
    for level, colour in CLASS_COLOURS.items():
        assert re.search(rf"\.{level}\{{(?:background|color):{colour}[;}}]", css), level


def test_the_legend_beside_the_charts_has_their_colours():
    css = exporter().environment.get_template("style.css.j2").render()
    for name, line in (("women", "women"), ("men", "men"), ("goal", "target")):
        assert f".legend .{name}{{color:{TEXT_COLOURS[line]}}}" in css
