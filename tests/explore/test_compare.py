"""Two follow-ups beside each other, and what is shown as frames."""

from __future__ import annotations

import numpy as np
from IPython.display import HTML

from helpers import cards, compare, follow_up, frames


def test_two_follow_ups_stand_beside_each_other():
    found = compare(2017, 2019, "fler_jobb").set_index("series").loc["17"]
    assert (found["value_2017"], found["value_2019"]) == (41, 38)
    assert (found["level_2017"], found["level_2019"], found["level_change"]) == ("near", "met", "better")  # 40 + 1,5


def test_the_whole_plan_is_compared_in_its_order_when_no_area_is_named():
    names = list(dict.fromkeys(compare(2017, 2019)["series"]))
    assert names == [name for name in follow_up().series["series"] if name in set(names)]


def test_the_tables_of_what_is_shown_come_back_as_numbers():
    first = frames(cards(follow_up("fler_jobb", 2019), "17"))[0]
    assert first.attrs["caption"] == "Bidragshushåll, hushåll per 1 000 invånare"
    assert first["2017"].tolist() == [41, 21.1]
    assert first["Fattades till målet"].tolist() == ["nått", "inte tillämpligt"]


def test_a_frame_reads_swedish_figures_and_leaves_words():
    shown = HTML(
        "<table><tr><th>Namn</th><th>Tal</th><th>Ord</th></tr>"
        "<tr><th>a</th><td>−1\u00a0234,5</td><td>1</td></tr><tr><th>b</th><td><i>uppgift saknas</i></td>"
        "<td>två</td></tr></table>"
    )
    found = frames(shown)[0]
    assert found["Tal"].iloc[0] == -1234.5
    assert np.isnan(found["Tal"].iloc[1])
    assert found["Ord"].tolist() == ["1", "två"]
