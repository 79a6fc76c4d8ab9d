from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import v4
from small_project import notebook

from helpers.runner.export import Heading, export, exporter, slug, with_ids
from helpers.runner.pages import Link, Page
from helpers.storage.about import about
from helpers.storage.paths import project_root

LINKS = (Link("index.html", "Översikt"), Link("01_b.html", "Fler jobb & mer"), Link("metod.html", "Metod"))


def _page(name="01_b.html", title="Fler jobb & mer"):
    return Page(
        name=name,
        stem="01_b",
        title=title,
        area="fler_jobb",
        year=2019,
        comparison="riket",
        checksum="c" * 64,
        versions=(("Python", "3.11.7"), ("pandas", "3.1.1")),
        pages=LINKS,
        source=Path("01_b.ipynb"),
    )


def _with_outputs(*outputs, markdown="# Fler jobb & mer"):
    nb = notebook(markdown, "hemlig_kod()")
    nb.cells[1].outputs = list(outputs)
    return nb


def _shown(html):
    return v4.new_output("display_data", data={"text/html": html, "text/plain": "<object>"})


# headings


def test_every_heading_gets_an_id_and_the_contents_list_levels_two_and_three():
    body = with_ids("<h1>Fler jobb</h1><h2>Så långt kvar?</h2><h3>Kvinnor &amp; <em>män</em></h3><h4>Not</h4>")
    assert body.html == (
        '<h1 id="fler-jobb">Fler jobb</h1><h2 id="sa-langt-kvar">Så långt kvar?</h2>'
        '<h3 id="kvinnor-man">Kvinnor &amp; <em>män</em></h3><h4 id="not">Not</h4>'
    )
    assert body.contents == (Heading(2, "sa-langt-kvar", "Så långt kvar?"), Heading(3, "kvinnor-man", "Kvinnor & män"))


def test_equal_headings_get_ids_of_their_own():
    body = with_ids("<h2>Utfall</h2><h2>Utfall</h2><h2>Utfall</h2>")
    assert [heading.id for heading in body.contents] == ["utfall", "utfall-2", "utfall-3"]


def test_an_id_of_another_element_is_not_given_to_a_heading():
    assert with_ids('<div id="utfall"></div><h2>Utfall</h2>').contents[0].id == "utfall-2"


def test_a_headings_own_id_and_class_are_kept():
    assert with_ids('<h2 class="x" id="eget">A</h2>').html == '<h2 id="eget" class="x">A</h2>'


def test_a_data_attribute_is_not_taken_for_an_id():
    assert with_ids('<h2 data-id="a">B</h2>').html == '<h2 id="b" data-id="a">B</h2>'


@pytest.mark.parametrize(("text", "expected"), [("Å, ä och Ö!", "a-a-och-o"), ("2019", "2019"), ("…", "avsnitt")])
def test_a_slug_is_ascii(text, expected):
    assert slug(text) == expected


# pages


def test_a_page_shows_markdown_and_outputs_but_never_code():
    markup = export(_with_outputs(_shown("<p>Ett stycke</p>"), markdown="# Fler jobb\n\nText *här*."), _page())
    assert "<em>här</em>" in markup
    assert "<p>Ett stycke</p>" in markup
    assert "hemlig_kod" not in markup
    assert "&lt;object&gt;" not in markup


def test_headings_inside_outputs_are_in_the_contents():
    markup = export(_with_outputs(_shown("<h2>Från en hjälpfunktion</h2>")), _page())
    assert 'href="#fran-en-hjalpfunktion"' in markup
    assert markup.count('id="fran-en-hjalpfunktion"') == 1


def test_plain_text_is_escaped():
    markup = export(_with_outputs(v4.new_output("stream", name="stdout", text="1 < 2 & 3")), _page())
    assert "1 &lt; 2 &amp; 3" in markup


def test_a_page_is_swedish_and_needs_no_script_and_no_network():
    markup = export(_with_outputs(), _page())
    assert '<html lang="sv"' in markup
    assert "<script" not in markup
    assert "http://" not in markup.replace("http://www.w3.org", "")
    assert "https://" not in markup
    assert "default-src 'none'" in markup


def test_a_page_carries_the_checksum_the_year_and_the_versions():
    markup = export(_with_outputs(), _page())
    assert "c" * 12 in markup
    assert "2019" in markup
    assert "pandas 3.1.1" in markup


def test_a_page_links_to_the_others_with_their_titles_escaped():
    markup = export(_with_outputs(), _page(name="index.html", title="Översikt"))
    assert 'href="01_b.html"' in markup
    assert "Fler jobb &amp; mer" in markup


def test_the_pages_before_and_after_are_known():
    assert (_page().previous, _page().next) == (LINKS[0], LINKS[2])
    assert _page(name="index.html").previous is None
    assert _page(name="metod.html").next is None


@pytest.mark.parametrize("tag", ['<img src="data:,">', '<img src="data:," alt="">', "<IMG src='data:,'>"])
def test_an_image_without_alt_is_refused(tag):
    with pytest.raises(ValueError, match="textalternativ"):
        export(_with_outputs(_shown(tag)), _page())


def test_a_figure_shown_as_a_mere_image_is_refused():
    output = v4.new_output("display_data", data={"image/png": "AAAA", "text/plain": "<Figure>"})
    with pytest.raises(ValueError, match="1 figur"):
        export(_with_outputs(output), _page())


def test_a_figure_with_html_beside_its_image_is_shown():
    output = v4.new_output("display_data", data={"image/png": "AAAA", "text/html": '<img alt="Diagram" src="data:,">'})
    assert 'alt="Diagram"' in export(_with_outputs(output), _page())


def test_the_same_id_twice_is_refused():
    with pytest.raises(ValueError, match="tabell-1"):
        export(_with_outputs(_shown('<p id="tabell-1"></p>'), _shown('<p id="tabell-1"></p>')), _page())


def test_the_exporter_is_made_once():
    assert exporter() is exporter()


def test_exporting_leaves_the_notebook_as_it_was():
    nb = _with_outputs(_shown("<h2>A</h2>"))
    before = str(nb)
    export(nb, _page())
    assert str(nb) == before


# links and own work


def test_links_between_notebooks_lead_to_their_pages_and_to_nothing_else():
    links = (Link("index.html", "Översikt", "00_o.ipynb"), Link("01_b.html", "B", "01_b.ipynb"))
    page = replace(_page(), pages=(*links, Link("metod.html", "Metod", "metod.md")))
    shown = '<a href="00_o.ipynb#serier">a</a> <a href="../docs/metod.md#halla">b</a> <a href="09_x.ipynb">c</a>'
    html = export(_with_outputs(_shown(shown), markdown="# Fler jobb\n\n[d](01_b.ipynb#L)"), page)
    for there in ("index.html#serier", "metod.html#halla", "09_x.ipynb", "01_b.html#L"):
        assert f'<a href="{there}">' in html
    assert 'href="00_o.ipynb' not in html
    assert '<a href="01_b.ipynb">Anteckningsboken' in html


def test_what_is_for_own_work_in_a_notebook_is_not_on_its_page():
    nb = _with_outputs(_shown("<p>synligt</p>"), markdown="# Fler jobb")
    nb.cells.append(v4.new_markdown_cell("## Gå vidare själv", metadata={"tags": ["own-work"]}))
    html = export(nb, _page())
    assert "synligt" in html
    assert "Gå vidare" not in html
    assert len(nb.cells) == 3


@pytest.mark.parametrize(
    ("year", "told"),
    [
        (2019, "✓ uppnått, ≈ nära målet, ✗ ej uppnått, ? går inte att bedöma."),
        (
            2018,
            "✓ redan nått, → i fas, ↓ efter eller på fel väg, ○ ännu inte nått, ≈ nära målet, ? går inte att bedöma.",
        ),
    ],
)
def test_the_foot_explains_the_signs_that_the_pages_of_that_year_use(year, told):
    page = replace(_page(), year=year, about=about(project_root()))
    assert f"<li>{told}" in export(_with_outputs(), page)
