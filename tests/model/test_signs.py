"""Signs that look like others, are not seen, or were lost in a wrong code page."""

import pytest

from helpers.data.personal import is_personal_column, personal_data, personal_number
from helpers.model.signs import folded, garbled, visible


@pytest.mark.parametrize("hyphen", "-‐‑‒–—−－﹣")
def test_every_hyphen_is_seen_as_one(hyphen):
    assert personal_number(f"19121212{hyphen}1212") == "19121212-1212"


@pytest.mark.parametrize(
    "text",
    [
        "１９１２１２１２-１２１２",
        "19121212\u00ad-1212",
        "1912\u200b1212-1212",
        "121212\u2009-\u20091212",
        "l9121212-12l2",
        "81-12-18 9876",
        "811218.9876",
    ],
)
def test_a_personal_number_is_found_however_it_is_dressed(text):
    # 811218-9876 is Skatteverket's own example of a number whose check digit holds.
    assert "personnummer" in personal_data(text)


@pytest.mark.parametrize("text", ["2015–2019", "Mätt 2019-12-31, 2018 lägre", "2019-12-31 1 000", "102 065 – 100 923"])
def test_years_dates_and_sums_are_no_personal_numbers(text):
    assert personal_data(text) == ""


@pytest.mark.parametrize(
    "text", ["Fråga anna.b@x.example", "anna＠x.example", "anna (at) x.example", "a @ x . example"]
)
def test_an_email_address_is_found(text):
    assert "e-postadress" in personal_data(text)


def test_a_personal_column_is_known_by_its_looks():
    assert is_personal_column("E‑post")


def test_what_is_not_seen_is_left_out_and_letters_are_whole():
    assert visible("a\u200b\ufeffb\u00ad") == "ab"
    assert visible("a\u030a") == "å"


def test_folding_gives_plain_hyphens_spaces_and_digits():
    assert folded("１\u202f０００\u2212٣") == "1 000-3"


@pytest.mark.parametrize(("text", "mark"), [("K\ufffdlla", "\ufffd"), ("KÃ¤lla", "Ã¤"), ("2015â€“2019", "â€")])
def test_a_wrong_code_page_shows(text, mark):
    assert garbled(text).startswith(mark[:1])


@pytest.mark.parametrize("text", ["Källa, café, Ångström – ”ord”", "Ã är en bokstav", "Âge"])
def test_right_text_is_not_taken_for_garbled(text):
    assert garbled(text) == ""
