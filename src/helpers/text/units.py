"""Figures of one series in Swedish, with the words of its unit.

The words stand in the series' own row.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from helpers.model.numbers import decimals_of, exact, format_number, round_half_up
from helpers.text.figures import between, difference_decimals, number, shown


class Numbers:
    """Print figures of one series: unit, unit of differences, decimals."""

    def __init__(self, series_row: Mapping[str, Any]) -> None:
        self.series = series_row
        self.unit = series_row["unit"]
        self.difference = series_row["unit_difference"]
        self._one, self._one_difference = series_row["unit_singular"], series_row["unit_difference_singular"]
        self._prefix = series_row["unit_prefix"]
        self.last = Decimal(str(series_row["precision"]))
        self.decimals = decimals_of(self.last)

    def number(self, value: float | Decimal) -> str:
        """Return a figure as everywhere else."""
        return number(self.series, value)

    def step(self, value: float | Decimal) -> str:
        """Return an intermediate result as printed.

        It stands nowhere else, so it has up to two decimals more than the plan.
        """
        own = decimals_of(exact(value).normalize()) if value else 0
        return format_number(value, min(max(own, self.decimals), self.decimals + 2))

    def step_change(self, value: float | Decimal) -> str:
        """Return an intermediate difference with its unit."""
        return f"{self.step(value)} {self._difference_unit(value)}"

    def number_of(self, value: float | Decimal) -> Decimal:
        """Return a figure rounded as it is printed."""
        return shown(self.series, value)

    def size(self, value: Decimal) -> str:
        """Return a difference from `between` without its unit."""
        return format_number(value, decimals_of(value))

    def between(self, one: float | Decimal, other: float | Decimal) -> Decimal:
        """Return the difference of two figures as printed."""
        return between(self.series, one, other)

    def term(self, value: float) -> str:
        """Return a figure inside a formula; a negative one in parentheses."""
        return f"({self.number(value)})" if value < 0 else self.number(value)

    def divided(self, value: float) -> str:
        """Return a figure of a quotient, unrounded.

        With as many decimals as the printed quotient needs.
        """
        own = decimals_of(exact(value).normalize()) if value else 0
        if own <= self.decimals + 1:
            return self.number(value)
        kept = round_half_up(exact(value), Decimal(1).scaleb(-self.decimals - 5)).normalize()
        return format_number(kept, max(decimals_of(kept), self.decimals))

    def amount(self, value: float) -> str:
        """Return a figure with its unit."""
        if self._prefix:
            return f"{self._prefix} {self.number(value)}"
        return f"{self.number(value)} {self._one if abs(exact(value)) == 1 else self.unit}"

    def change(self, value: float | Decimal, *, sign: bool = False) -> str:
        """Return a difference with the unit of differences.

        A Decimal from `between` keeps the decimals that it carries.
        """
        plus = "+" if sign and value > 0 else ""
        digits = difference_decimals(self.series, value)
        return f"{plus}{format_number(value, digits)} {self._difference_unit(value)}"

    def _difference_unit(self, value: float | Decimal) -> str:
        return self._one_difference if abs(exact(value)) == 1 else self.difference

    def a_year(self, value: float) -> str:
        """Return a yearly change with one decimal more than the plan prints.

        One that would be printed as 0 but is not has its first two digits.
        """
        digits, size = self.decimals + 1, abs(exact(value))
        if size and round_half_up(size, Decimal(1).scaleb(-digits)) == 0:
            digits = 1 - size.adjusted()
        return f"{format_number(value, digits, sign=True)} {self.difference} om året"
