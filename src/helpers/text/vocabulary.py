"""The Swedish word for every code, and its place in the method page.

A code's word is its label in `helpers.model.schemas`, which the tables show too. Only what a label cannot hold is
written here: words with a ``{placeholder}``, other forms of a word, and short words for narrow places.
"""

from __future__ import annotations

from helpers.model.schemas import labels

PAGE = "../docs/metod.md"  # as notebooks link to it; the exporter turns it into the method page
ANCHORS = {
    "change": f"{PAGE}#forandra",
    "hold": f"{PAGE}#halla",
    "level": f"{PAGE}#niva",
    "balance": f"{PAGE}#balans",
    "follow": f"{PAGE}#folja",
    "relative": f"{PAGE}#relativa",
    "mean": f"{PAGE}#medel",
    "count": f"{PAGE}#antal",
    "gap": f"{PAGE}#gap",
    "pace": f"{PAGE}#takt",
    "projection": f"{PAGE}#prognos",
    "evidence": f"{PAGE}#riktning",
    "not_assessable": f"{PAGE}#gar-inte-att-bedoma",
    "flags": f"{PAGE}#markningar",
    "coverage": f"{PAGE}#tackning",
    "consistency": f"{PAGE}#planens-siffror",
    "ambition": f"{PAGE}#ambition",
    "summary": f"{PAGE}#summering",
    "robustness": f"{PAGE}#robusthet",
    "backtest": f"{PAGE}#prognosprov",
}
LEVEL_WORDS = labels("assessment", "level")
PACE_WORDS = labels("assessment", "pace") | {"": "ingen takt"}
WRONG_WAY = "åt fel håll"  # how what has ``wrong_way`` went
LATE_OR_WRONG = f"{PACE_WORDS['behind']} eller på {PACE_WORDS['wrong_way']}"
STANDING_WORDS = LEVEL_WORDS | {
    "already": "redan nått",
    "on_track": PACE_WORDS["on_track"],
    "behind": LATE_OR_WRONG,
    "not_yet": "ännu inte nått",
}
STANDING_COUNTED = {  # of one, of several: "ett är uppnått och två är inte uppnådda"
    "met": ("uppnått", "uppnådda"),
    "near": ("nära målet", "nära målet"),
    "not_met": ("inte uppnått", "inte uppnådda"),
    "already": ("redan nått", "redan nådda"),
    "on_track": (PACE_WORDS["on_track"],) * 2,
    "behind": (LATE_OR_WRONG,) * 2,
    "not_yet": ("ännu inte nått", "ännu inte nådda"),
}
MIDTERM_WORDS = {
    "already": tuple(f"är {words}" for words in STANDING_COUNTED["already"]),
    "on_track": tuple(f"är {words}" for words in STANDING_COUNTED["on_track"]),
    "behind": (f"ligger {PACE_WORDS['behind']} eller går {WRONG_WAY}",) * 2,
    "not_yet": tuple(f"är {words}" for words in STANDING_COUNTED["not_yet"]),
}
SO_FAR = {"met": "already", "not_met": "not_yet"}  # what a level is called before its target year
SO_FAR_WORDS = {level: STANDING_WORDS[standing] for level, standing in SO_FAR.items()}
UNKNOWN_WORDS = {
    "no_outcome": "inget utfall",
    "related_only": "bara närliggande mått",
    "no_target": "inget mål i planen",
    "not_yet_measured": "ännu inte mätt",
    "broken_series": "mätningen omlagd",
    "break_in_series": "mätningen omlagd",
    "incomplete_mean": "ett år saknas",
}
HOLD_WORDS = {"met": "håller", "near": "nära", "not_met": "under"}
PACE_ENDS = {
    "on_track": f"{PACE_WORDS['on_track']} med målet {{goal}} till {{year}}",
    "behind": f"{PACE_WORDS['behind']} den takt som målet {{goal}} kräver",
    "far_behind": f"{PACE_WORDS['far_behind']} den takt som målet {{goal}} kräver",
    "wrong_way": f"{WRONG_WAY} från målet {{goal}}",
}
PACE_COUNTED = {
    "well": tuple(f"{PACE_WORDS['on_track']} eller {words}" for words in STANDING_COUNTED["already"]),
    "late": (PACE_WORDS["behind"],) * 2,
    "wrong": (f"på {PACE_WORDS['wrong_way']}",) * 2,
}
REASON_WORDS = labels("assessment", "reason") | {
    "relation_not_met": "talet når målet, men värdet är inte bättre än {comparator_genitive}",
    "number_not_met": "värdet är bättre än {comparator_genitive}, men talet når inte målet",
}
COMPARISON_WORDS = {"deltagande_kommuner": "deltagande kommuner i snitt"}
FLAG_WORDS = labels("assessment", "flags") | {
    "older_outcome": "utfall från {year}",
    "comparator_missing": "{comparator_genitive} värde för samma år saknas: bara talet är bedömt",
    "worse_than_baseline": "sämre än {baseline_year}",
}
CLASS_NOTES = {
    "close_definition": "måttet ligger nära planens men är inte detsamma",
    "comparator_unnamed": "bara talet är bedömt, eftersom planen inte namnger de jämförbara kommunerna",
    "comparator_missing": "bara talet är bedömt, eftersom {comparator_genitive} värde för samma år saknas",
    "other_source_met": "en annan källa ger uppnått",
    "other_source_near": "en annan källa ger nära målet",
    "other_source_not_met": "en annan källa ger ej uppnått",
}
GAP_CHANGE_WORDS = labels("assessment", "gap_change")
GAP_HOW_WORDS = labels("assessment", "gap_how") | {"": ""}
GAP_HOW_TOLD = {
    "up": ", utan att något av könen fick det sämre",
    "both": ", genom att det ena könet fick det bättre och det andra sämre",
    "down": ", utan att något av könen fick det bättre",
    "": "",
}
OWNERS = {"kvinnor": "kvinnornas", "män": "männens", "flickor": "flickornas", "pojkar": "pojkarnas"}
BETTER_OFF_WORDS = labels("assessment", "better_off") | {"": ""}
CHANGE_WORDS = labels("assessment", "change_previous") | {"": ""}
EVIDENCE_WORDS = labels("assessment", "evidence") | {"": "för få år"}
AMBITION_WORDS = {
    "better": "bättre än utgångsvärdet",
    "equal": "lika med utgångsvärdet",
    "behind": "sämre än utgångsvärdet",
    "no_baseline": "inget utgångsvärde att jämföra med",
}
VERDICT_WORDS = {
    "ok": "stämmer",
    "no_sisters": "inom 0–100 procent, ingen annan rad att jämföra med",
    "skipped_small_gap": "prövas inte: kvinnor och män skiljer högst två enheter",
    "skipped_not_weighted": "prövas inte: totalen är inget vägt medelvärde",
    "total_outside": "totalen ligger inte mellan kvinnor och män",
    "apart_from_sisters": "andelen kvinnor avviker från indikatorns andra rader: troligen tryckfel",
    "below_scale": "under skalan",
    "above_scale": "över skalan",
    "more_than_n": "fler än det antal som räknas",
    "not_100": "andelarna blir inte 100 procent",
    "several_outcomes": "flera utfall för samma år",
    "comparator_missing": "{comparator_genitive} värde saknas för året",
    "follow_with_target": "angiven som följa, men har mål",
    "change_without_baseline": "angiven som förändra, men saknar utgångsvärde",
    "balance_without_baseline": "angiven som balans, men saknar utgångsvärde",
    "hold_without_baseline": "angiven som hålla, men saknar utgångsvärde",
    "level_with_baseline": "angiven som nivå, men har utgångsvärde",
    "change_contradicted": "angiven som förändra, men målet är inte bättre än utgångsvärdet",
    "balance_contradicted": "angiven som balans, men målet är inte närmare 50 procent",
    "hold_contradicted": "angiven som hålla, men målet är bättre än utgångsvärdet",
}
VARIANT_WORDS = {
    "cagr": "takten räknad som procentuell tillväxt per år (CAGR)",
    "near_half": "halverad tolerans för nära målet ({near} i stället för {own_near} procent)",
    "near_double": "dubblad tolerans för nära målet ({near} i stället för {own_near} procent)",
    "no_rounding": "utan avrundning till planens sista siffra",
    "two_point_slope": "prognosen dragen genom första och sista värdet",
    "no_relation": "utan jämförelsen med {comparator_word}",
}
IDENTITY_WORDS = {"proved": "styrkt", "reasoned": "rimligt", "not_same": "prövat, inte samma", "": "inte prövat"}
