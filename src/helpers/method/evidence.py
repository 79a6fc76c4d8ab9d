"""Direction and evidence (method, section 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import NamedTuple

from helpers.method.line import Line
from helpers.method.plan import Declaration, Point


class Trend(NamedTuple):
    """Mann-Kendall's test of one series of years.

    Attributes
    ----------
    s : int
        Pairs that rise minus pairs that fall.
    tau_b : float
        s over its largest possible value given the ties; NaN when all values are equal.
    p : float
        Exact two-sided probability over all orders of the values, ties kept.
    p_min : float
        The smallest p that these values could have given in any order.
    strong : bool
        Whether abs(tau_b) >= 0.6, decided in whole numbers.
    """

    s: int
    tau_b: float
    p: float
    p_min: float
    strong: bool


@cache
def _gaussian_binomial(n: int, k: int) -> tuple[int, ...]:
    """Return the coefficients of the Gaussian binomial.

    How many orders of k ones and n-k twos have 0, 1, 2 ... falls.
    """
    if k in (0, n):
        return (1,)
    left, right = _gaussian_binomial(n - 1, k - 1), _gaussian_binomial(n - 1, k)
    size = k * (n - k) + 1
    terms = [left[i] if i < len(left) else 0 for i in range(size)]
    return tuple(term + (right[i - k] if 0 <= i - k < len(right) else 0) for i, term in enumerate(terms))


@cache
def _falls(ties: tuple[int, ...]) -> tuple[int, ...]:
    """Return the number of orders by falling pairs, for given tie sizes.

    The coefficients of the Gaussian multinomial.
    """
    total, counts = 0, (1,)
    for size in ties:
        total += size
        factor = _gaussian_binomial(total, size)
        product = [0] * (len(counts) + len(factor) - 1)
        for i, a in enumerate(counts):
            for j, b in enumerate(factor):
                product[i + j] += a * b
        counts = tuple(product)
    return counts


@cache
def _tail(ties: tuple[int, ...], size: int) -> tuple[float, float, float, bool]:
    """Return tau_b, p, the smallest attainable p, and whether tau_b is strong.

    For abs(s) = ``size``; strong is at least 0.6.
    """
    counts = _falls(ties)
    pairs, orders = len(counts) - 1, sum(counts)
    as_extreme = sum(count for falls, count in enumerate(counts) if abs(pairs - 2 * falls) >= size)
    most = counts[0] + counts[-1] if pairs else orders
    n = sum(ties)
    product = (n * (n - 1) // 2) * pairs
    tau_b = size / product**0.5 if product else float("nan")
    return tau_b, as_extreme / orders, most / orders, pairs > 0 and 25 * size * size >= 9 * product


def mann_kendall(values: Sequence[Decimal]) -> Trend:
    """Return the exact Mann-Kendall test of values in the order of years.

    Ties are allowed.

    Under no trend all orders of the values are equally likely. The number of falling pairs over all orders of values
    with ties follows the Gaussian multinomial coefficient, so no simulation and no normal approximation is needed.

    Parameters
    ----------
    values : sequence of numbers
        At least two, one a year, sorted by year.

    Returns
    -------
    Trend
    """
    s = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    sizes: dict = defaultdict(int)
    for value in values:
        sizes[value] += 1
    tau_b, p, p_min, strong = _tail(tuple(sorted(sizes.values())), abs(s))
    return Trend(s, tau_b if s >= 0 else -tau_b, p, p_min, strong)


def evidence_facts(line: Line) -> dict:
    """Return the evidence for the direction of at least four points.

    clear (p <= 0.05), mostly (tau_b >= 0.6) or none.
    """
    if len(line.points) < 4 or line.value is None:
        return {}
    trend = mann_kendall([point.value for point in line.points])
    word = "clear" if trend.p <= 0.05 else "mostly" if trend.strong else "none"
    way = line.declared.direction * trend.s
    return {
        "evidence": word,
        "trend": "" if word == "none" else "better" if way > 0 else "worse",
        "evidence_n": len(line.points),
        "evidence_tau": trend.tau_b,
        "evidence_p": trend.p,
        "evidence_p_min": trend.p_min,
    }


def _compare(declared: Declaration, before: Point, after: Point) -> tuple[str, str]:
    """Return better, unchanged or worse, and whether the difference exceeds the margin.

    A change counts when it is at least the larger of one unit and the margin of the difference (the root of the two
    squared margins). The second is empty except for surveys with known margins.
    """
    change, margin = declared.direction * (after.value - before.value), None
    if before.margin is not None and after.margin is not None:
        margin = (before.margin**2 + after.margin**2).sqrt()
    word = "unchanged" if abs(change) < max(declared.unit, margin or 0) else "better" if change > 0 else "worse"
    if not declared.survey or margin is None:
        return word, ""
    return word, "yes" if change and abs(change) >= margin else "no"


def direction_facts(line: Line) -> dict:
    """Return the direction since the previous measured year and since the baseline."""
    if line.value is None:
        return {}
    facts = {}
    if len(line.points) > 1:
        previous = line.points[-2]
        change, significant = _compare(line.declared, previous, line.value)
        facts |= {
            "previous_year": previous.year,
            "previous": previous.value,
            "change_previous": change,
            "significant_previous": significant,
        }
    if line.baseline is not None:
        change, significant = _compare(line.declared, line.baseline, line.value)
        facts |= {"change_baseline": change, "significant_baseline": significant}
    return facts
