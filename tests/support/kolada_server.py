"""A real HTTP server on loopback that speaks Kolada's v3, with made-up figures and every issue it can have."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PLACES = {"0000": "Riket", "0484": "Eskilstuna"}
Answer = dict | bytes | int | tuple[int, dict[str, str]] | None


class Kolada:
    """What the server holds, and what it is to do wrong.

    Attributes
    ----------
    titles : dict of str to str
        Id to title of each key figure.
    split : set of str
        The key figures that are divided by gender; the others have T only.
    figures : dict
        (kpi, municipality, year, gender) to value; others are 50.
    withdrawn, left_out : set
        Cells that are withdrawn, and cells that the answer lacks.
    given_up : threading.Event
        What a slow answer waits for: set when the test is over, so that none comes before the client gives up.
    page_size : int
    issue : callable
        Given the number of the request and its path, the answer to give instead: a status, a status with headers,
        raw bytes, ``"cut"`` or ``"slow"``; None for the right one.
    asked : list of str
        The paths so far.
    """

    def __init__(self, titles: dict[str, str], split: set[str]):
        self.split = split
        self.titles, self.figures, self.withdrawn, self.page_size = dict(titles), {}, set(), 5000
        self.left_out: set[tuple[str, str, int, str]] = set()
        self.given_up = threading.Event()
        self.issue: Callable[[int, str], object] = lambda number, path: None
        self.asked: list[str] = []

    def values(self, path: str) -> list[dict]:
        parts = path.strip("/").split("/")
        if parts[0] == "municipality":
            return [{"id": code, "title": PLACES[code]} for code in parts[1].split(",")]
        if parts[0] == "kpi":
            known = [i for i in parts[1].split(",") if i in self.titles]
            return [{"id": i, "title": self.titles[i], "is_divided_by_gender": int(i in self.split)} for i in known]
        kpis, places, years = (parts[i].split(",") for i in (2, 4, 6))
        return [self._row(k, p, int(y)) for k in kpis if k in self.titles for p in places for y in years]

    def _row(self, kpi: str, place: str, year: int) -> dict:
        cells = []
        for gender in "TKM" if kpi in self.split else "T":
            key = (kpi, place, year, gender)
            if key in self.left_out:
                continue
            value = self.figures.get(key, 50)
            cells.append(
                {"gender": gender, "count": 1, "status": "", "value": value, "isdeleted": key in self.withdrawn}
            )
        return {"kpi": kpi, "municipality": place, "period": year, "values": cells}


@contextmanager
def serving(kolada: Kolada) -> Iterator[str]:
    """Serve on a free port of loopback until the block ends; gives the base address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            kolada.asked.append(self.path)
            wrong = kolada.issue(len(kolada.asked), path)
            if wrong == "slow":
                kolada.given_up.wait(60)
                return
            if wrong == "cut":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"values": [')
                return
            status, headers = (
                (wrong, {}) if isinstance(wrong, int) else wrong if isinstance(wrong, tuple) else (200, {})
            )
            body = (
                wrong if isinstance(wrong, bytes) else json.dumps(self._page(path.removeprefix("/v3"), query)).encode()
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _page(self, path: str, query: str) -> dict:
            asked = dict(part.split("=") for part in query.split("&")) if query else {}
            page, found = int(asked.get("page", 1)), kolada.values(path)
            part = found[(page - 1) * kolada.page_size : page * kolada.page_size]
            more = page * kolada.page_size < len(found)
            return {"values": part, "count": len(part), "next_url": "elsewhere" if more else None, "previous_url": None}

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # looks that often, in seconds, whether it is to end
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v3"
    finally:
        kolada.given_up.set()
        server.shutdown()
        server.server_close()
        thread.join()
