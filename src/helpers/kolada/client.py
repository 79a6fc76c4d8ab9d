"""Ask Kolada's API, with retries and a limited rate."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any, NamedTuple

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type

PUBLIC_URL = "https://api.kolada.se/v3"
URL_VARIABLE = "HELPERS_KOLADA_URL"
PER_PAGE = 5000


class Patience(NamedTuple):
    """How long Kolada is waited for; all but `attempts` and `per_second` in seconds.

    Attributes
    ----------
    attempts : int
        How many times one page is asked for.
    first_wait, longest_wait : float
        The wait before the second attempt, doubled before each one after it, and its ceiling.
    total : float
        The whole fetch, waits included; what asks for longer is given up at once.
    timeout : float
        The silence after which an attempt is given up.
    per_second : float
        Requests a second, at most.
    """

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 60.0
    total: float = 600.0
    timeout: float = 30.0
    per_second: float = 5.0


PATIENCE = Patience()


class KoladaError(Exception):
    """Kolada cannot be used as it answers; carries the Swedish message."""


class AbsentError(KoladaError):
    """The address answers 404."""


class PassingError(KoladaError):
    """What may be over at the next attempt.

    Attributes
    ----------
    wait : float or None
        The seconds that the server asks for, if it does.
    """

    def __init__(self, message: str, wait: float | None = None):
        self.wait = wait
        super().__init__(message)


@dataclass
class Client:
    """Asks Kolada for pages, with retries and a limited rate.

    It remembers when it last asked and what it was answered.

    Attributes
    ----------
    http : httpx.Client
    base_url : str
        Without a slash at its end.
    patience : Patience
    tell : callable
        Takes a Swedish line before each wait.
    sleep, clock : callable
        As `time.sleep` and `time.monotonic`.
    requests : list of dict
        ``path``, ``page`` and ``rows`` of every answer that was accepted.
    """

    http: httpx.Client
    base_url: str
    patience: Patience = PATIENCE
    tell: Callable[[str], object] = print
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    requests: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = self.clock()
        self._deadline = self._next + self.patience.total

    def values(self, path: str) -> list[Any]:
        """Return the values of all pages of one address.

        Pages are counted until there is no next one.

        Raises
        ------
        KoladaError
            If a page does not come within the patience, or cannot be used.
        """
        found: list[Any] = []
        for page in count(1):
            answer = self._patiently(path, page)
            self.requests.append({"path": path, "page": page, "rows": len(answer["values"])})
            found += answer["values"]
            if answer.get("next_url") is None:
                return found
            if not answer["values"]:
                raise KoladaError(f"{path}: sida {page} är tom men säger att det finns fler sidor.")
        raise AssertionError("count() never ends")

    def _patiently(self, path: str, page: int) -> dict[str, Any]:
        attempts = Retrying(
            retry=retry_if_exception_type(PassingError),
            wait=self._wait,
            stop=self._stop,
            sleep=self.sleep,
            before_sleep=self._tell_wait,
            reraise=True,
        )
        try:
            return attempts(self._ask, path, page)
        except PassingError as error:
            tries = attempts.statistics["attempt_number"]
            times = "1 försök" if tries == 1 else f"{tries} försök"
            wait = "" if error.wait is None else f" Kolada ber oss vänta {error.wait:.0f} sekunder; försök igen senare."
            raise KoladaError(f"Gav upp efter {times}: {path} {error}.{wait}") from error

    def _wait(self, state: RetryCallState) -> float:
        asked = state.outcome.exception().wait
        grown = self.patience.first_wait * 2 ** (state.attempt_number - 1)
        return min(grown, self.patience.longest_wait) if asked is None else asked

    def _stop(self, state: RetryCallState) -> bool:
        too_late = self.clock() + state.upcoming_sleep > self._deadline
        return too_late or state.attempt_number >= self.patience.attempts

    def _tell_wait(self, state: RetryCallState) -> None:
        number = f"försök {state.attempt_number + 1} av {self.patience.attempts}"
        self.tell(f"Kolada {state.outcome.exception()}; {number} om {state.upcoming_sleep:.0f} s.")

    def _ask(self, path: str, page: int) -> dict[str, Any]:
        """Ask once, no faster than allowed, and return the envelope."""
        self.sleep(max(0.0, self._next - self.clock()))
        self._next = self.clock() + 1 / self.patience.per_second
        try:
            with self.http.stream("GET", self.base_url + path, params={"page": page, "per_page": PER_PAGE}) as response:
                _refuse_status(response, self.base_url + path)
                return envelope(self._body(response))
        except httpx.TimeoutException as error:
            raise PassingError(f"svarade inte inom {self.patience.timeout:.0f} sekunder") from error
        except httpx.RequestError as error:
            raise PassingError("kunde inte nås eller bröt anslutningen") from error

    def _body(self, response: httpx.Response) -> bytes:
        """Read the whole answer; one that trickles past the deadline is given up."""
        parts = []
        for part in response.iter_bytes():
            parts.append(part)
            if self.clock() > self._deadline:
                raise KoladaError(f"Gav upp: hämtningen tog längre tid än {self.patience.total:.0f} sekunder.")
        return b"".join(parts)


def _refuse_status(response: httpx.Response, address: str) -> None:
    status = response.status_code
    if status == 429 or status == 408 or status >= 500:
        raise PassingError(f"svarade HTTP {status}", retry_after(response.headers))
    if status == 404:
        raise AbsentError(f"{address} finns inte (HTTP 404).")
    if status != 200:
        raise KoladaError(f"{address} svarade HTTP {status}; rätt adress anges med --base-url eller {URL_VARIABLE}.")


def retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds that a server asks one to wait, or None.

    Parameters
    ----------
    headers : httpx.Headers
        A date in ``Retry-After`` is compared with the server's own ``Date``, never against the clock of this machine.

    Returns
    -------
    float or None
        At least 0; None when nothing legible is asked.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        wait = parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, wait.total_seconds())


def envelope(body: bytes) -> dict[str, Any]:
    """Return an answer as Python values, with every decimal as sent.

    Raises
    ------
    PassingError
        If the answer is not JSON, lacks its values or holds another number of them than it says.
    """
    try:
        answer = json.loads(body, parse_float=Decimal, parse_constant=_not_a_number)
    except ValueError as error:
        raise PassingError("skickade ett svar som inte går att läsa som JSON") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("values"), list):
        raise PassingError("skickade ett svar utan values")
    if answer.get("count", len(answer["values"])) != len(answer["values"]):
        raise PassingError(f"skickade {len(answer['values'])} rader men säger sig ha skickat {answer['count']}")
    return answer


def _not_a_number(name: str) -> None:
    raise ValueError(name)
