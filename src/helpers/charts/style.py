"""Colours, marks and lines of charts and classes, the same wherever they are drawn."""

from __future__ import annotations

from helpers.model.codes import PEERS, RIKET

INK, MUTED, GRID, SHADE, BAND = "#1a1a1a", "#595959", "#e3e3e3", "#f1f1f1", "#EEF4F9"
AXIS, NUMBERS, BAR, MENS_SHARE = "#767676", "#525252", "#7A7A7A", "#F6D3AE"
ZONE, TRACK, BETWEEN, FAINT, PROJECTED = "#d3e3e2", "#dedede", "#8d8d8d", "#757575", "#6b6b6b"  # in rows of tables
COLOURS = {"women": "#542788", "men": "#D96F00", "total": "#1a1a1a", RIKET: "#8A9098", "target": "#005A5A",
           f"{RIKET}_women": "#9A82B8", f"{RIKET}_men": "#C27A2C", PEERS: "#47698A"}  # fmt: skip
TEXT_COLOURS = {**COLOURS, "men": "#A34F00", RIKET: "#5F666E", f"{RIKET}_women": "#6E5494", f"{RIKET}_men": "#8A5A1E"}
CLASS_COLOURS = {
    "met": "#1b6e3c",
    "already": "#1b6e3c",
    "on_track": "#00606b",
    "near": "#8a5a00",
    "not_yet": "#8a5a00",
    "behind": "#a3153a",
    "not_met": "#a3153a",
    "not_assessable": "#6b6b6b",
}
MARKERS = {"women": "o", "men": "s", "total": "D", RIKET: "x", f"{RIKET}_women": "x", f"{RIKET}_men": "+", PEERS: ""}
LINES = {PEERS: "-.", "women": "-", "men": "--", "total": "-", RIKET: ":", f"{RIKET}_women": ":", f"{RIKET}_men": ":"}
WEIGHTS = {"women": 2.6, "men": 2.6, "total": 2.6}
LIGHT = 1.8  # width of lines shown beside


def target_key(line: str) -> str:
    """Return the style of a target of this line."""
    return "target" if line == "total" else line
