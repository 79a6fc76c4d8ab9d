"""Check finished pages: every series is shown, every link leads somewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from helpers.runner.failures import BuildFailedError
from helpers.runner.fingerprint import digest_rows
from helpers.runner.pages import Page
from helpers.runner.settings import Settings

_ID = re.compile(r"""<[^>]*?\sid\s*=\s*["']([^"']*)["']""")
_HREF = re.compile(r"""<a\s[^>]*?\bhref\s*=\s*["']([^"']*)["']""")


def refuse_loose_ends(settings: Settings, planned: tuple[Page, ...]) -> None:
    """Refuse pages with missing series or dead links.

    Parameters
    ----------
    settings : Settings
        Of the build; its pages stand finished in ``settings.staging``.
    planned : tuple of Page
        All pages of the year.

    Raises
    ------
    BuildFailedError
        With every series that its goal area's page has no element for (an element with the series as id), and every
        link to a file that is not there or to an id that its page lacks.
    """
    markup = {page.name: (settings.staging / page.name).read_text(encoding="utf-8") for page in planned}
    ids = {name: set(map(html.unescape, _ID.findall(text))) for name, text in markup.items()}
    issues = [*_unshown(settings.root, planned, ids), *_dead_links(settings.staging, markup, ids)]
    if issues:
        raise BuildFailedError("\n".join(issues))


def _unshown(root: Path, planned: tuple[Page, ...], ids: dict[str, set[str]]) -> Iterator[str]:
    """Yield the series that their goal area's page lacks."""
    series = digest_rows(root / "data" / "processed" / "series.csv")
    for page in planned:
        of_area = [row["series"] for row in series if row["area"] == page.area]
        if lost := [name for name in of_area if name not in ids[page.name]]:
            yield f"{page.source.name} visar inte {', '.join(lost)}. Visa varje serie i området med cards."


def _dead_links(folder: Path, markup: dict[str, str], ids: dict[str, set[str]]) -> Iterator[str]:
    """Yield links to missing files and missing ids, each once."""
    for name, text in markup.items():
        for link in dict.fromkeys(map(html.unescape, _HREF.findall(text))):
            parts = urlsplit(link)
            target, anchor = unquote(parts.path) or name, unquote(parts.fragment)
            if parts.scheme or parts.netloc:
                continue
            if not (folder / target).is_file():
                yield f"{name} länkar till {link}, men {target} finns inte."
            elif anchor and target in ids and anchor not in ids[target]:
                yield f"{name} länkar till {link}, men på {target} finns inget med id {anchor}."
