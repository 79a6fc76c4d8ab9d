"""The columns of the plan table: meaning and example of each."""

from __future__ import annotations

from typing import NamedTuple

SHEET, GUIDE = "Plan", "Så fyller du i"
YES = ("ja", "nej")
BETTER = {"högre": "higher", "lägre": "lower", "jämn fördelning": "balance"}
PEOPLE = {"kvinnor och män": ("kvinnor", "män"), "flickor och pojkar": ("flickor", "pojkar"), "annat": ("", "")}


class Head(NamedTuple):
    """One column of the plan table.

    Its head, what to write, an example, what may be chosen, and whether it must be filled in.
    """

    name: str
    text: str
    example: str
    choices: tuple[str, ...] = ()
    needed: bool = False


def _figures(name: str, text: str, example: str) -> list[Head]:
    who = {"K": "kvinnor eller flickor", "M": "män eller pojkar", "T": "alla"}
    return [
        Head(f"{name} {sex}", f"{text} för {word}. Tomt om planen inte har det; – om den har raden utan tal.", example)
        for sex, word in who.items()
    ]


HEADS = (
    Head("Målområde", "Planens rubrik över indikatorn.", "Trygg uppväxt", needed=True),
    Head("Nivå", "Planens slag av indikator, som plan.toml skriver dem.", "Ortsindikatorer", needed=True),
    Head("Nr", "Planens beteckning: bokstav eller siffra.", "3", needed=True),
    Head("Del", "Vilken del, när indikatorn har flera. Annars tomt.", "årskurs 9"),
    Head("Indikator", "Planens lydelse.", "Andel elever som är behöriga till gymnasiet", needed=True),
    Head(
        "Kort namn",
        "Namn i diagram och tabeller, helst högst 40 tecken. Varje rad har ett eget.",
        "Behöriga till gymnasiet",
        needed=True,
    ),
    Head("Enhet", "Enheten i flertal.", "procent", needed=True),
    Head("Bättre", "Vilket håll som är bra.", "högre", tuple(BETTER), needed=True),
    Head(
        "Gäller",
        "Vilka värdet handlar om; annat när det inte är personer.",
        "flickor och pojkar",
        tuple(PEOPLE),
        needed=True,
    ),
    Head("Utgångsår", "År för planens utgångsvärde.", "2023", needed=True),
    Head("Målår", "År då målet ska vara nått.", "2027", needed=True),
    *_figures("Utgång", "Planens utgångsvärde, ett antal av alla som 9/15,", "84,5"),
    *_figures("Mål", "Planens mål, skrivet som utgångsvärdet,", "90"),
    *_figures("Riket utgång", "Rikets värde utgångsåret, om planen anger det,", "85,1"),
    Head("Ska vara bättre än", "Den som målet ställs mot, som plan.toml skriver det. Annars tomt.", "riket"),
    Head("Genomsnitt", "Första och sista år, när målet gäller ett genomsnitt. Annars tomt.", "2024-2027"),
    Head("Kan vara negativt", "Ja för till exempel ett netto eller ett resultat.", "nej", YES),
    Head("Enkät", "Ja när värdet kommer ur en enkät.", "nej", YES),
    Head("Nytt mätsätt från", "År då mätningen lades om. Annars tomt.", "2025"),
    Head("Källa", "Vem som mäter. Tomt när planen inte säger det.", "Skolverket"),
)
NAMES = tuple(head.name for head in HEADS)
SEXES = {"K": "women", "M": "men", "T": "total"}
