"""The Swedish word for every code, and its place in the method page."""

from __future__ import annotations

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
LEVEL_WORDS = {
    "met": "uppnått",
    "near": "nära målet",
    "not_met": "ej uppnått",
    "not_assessable": "går inte att bedöma",
}
STANDING_WORDS = LEVEL_WORDS | {
    "already": "redan nått",
    "on_track": "i fas",
    "behind": "efter eller på fel väg",
    "not_yet": "ännu inte nått",
}
STANDING_COUNTED = {  # of one, of several: "ett är uppnått och två är inte uppnådda"
    "met": ("uppnått", "uppnådda"),
    "near": ("nära målet", "nära målet"),
    "not_met": ("inte uppnått", "inte uppnådda"),
    "already": ("redan nått", "redan nådda"),
    "on_track": ("i fas", "i fas"),
    "behind": ("efter eller på fel väg", "efter eller på fel väg"),
    "not_yet": ("ännu inte nått", "ännu inte nådda"),
}
MIDTERM_WORDS = {
    "already": ("är redan nått", "är redan nådda"),
    "on_track": ("är i fas", "är i fas"),
    "behind": ("ligger efter eller går åt fel håll", "ligger efter eller går åt fel håll"),
    "not_yet": ("är ännu inte nått", "är ännu inte nådda"),
}
SO_FAR_WORDS = {"met": "redan nått", "not_met": "ännu inte nått"}
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
PACE_WORDS = {
    "met": "uppnått",
    "on_track": "i fas",
    "behind": "efter",
    "far_behind": "långt efter",
    "wrong_way": "fel väg",
    "": "ingen takt",
}
PACE_ENDS = {
    "on_track": "i fas med målet {goal} till {year}",
    "behind": "efter den takt som målet {goal} kräver",
    "far_behind": "långt efter den takt som målet {goal} kräver",
    "wrong_way": "åt fel håll från målet {goal}",
}
PACE_COUNTED = {
    "well": ("i fas eller redan nått", "i fas eller redan nådda"),
    "late": ("efter", "efter"),
    "wrong": ("på fel väg", "på fel väg"),
}
REASON_WORDS = {
    "no_target": "planen anger inget mål",
    "no_own_target": "planen anger mål bara för totalen",
    "total_target_only": "planen anger mål bara för totalen",
    "before_plan": "rapportåret ligger inte efter planens utgångsår",
    "not_yet_measured": "mätningen görs inte varje år, och ingen är gjord ännu",
    "no_outcome": "utfall saknas",
    "related_only": "det finns bara ett närliggande mått, som visas men inte bedöms",
    "broken_series": "mätningen har lagts om, så att utfallet inte kan jämföras med planen",
    "break_in_series": "mätningen har lagts om, så att utfallet inte kan jämföras med planen",
    "no_denominator": "antalet saknar uppgift om av hur många",
    "incomplete_mean": "medelvärdet kan inte räknas, eftersom ett års värde saknas",
    "no_common_year": "kvinnor och män har inget gemensamt mätår",
    "no_baseline": "planen anger inget utgångsvärde",
    "not_applicable": "ej tillämpligt",
    "protected": "för få personer för att visas",
    "not_measured": "ej mätt",
    "not_split_by_sex": "ej uppdelat på kön",
    "not_found": "uppgift saknas",
    "relation_not_met": "talet når målet, men värdet är inte bättre än {comparator_genitive}",
    "number_not_met": "värdet är bättre än {comparator_genitive}, men talet når inte målet",
}
COMPARISON_WORDS = {"deltagande_kommuner": "deltagande kommuner i snitt"}
FLAG_WORDS = {
    "rounded": "uppnått efter avrundning: det oavrundade värdet missar målet",
    "uncertain": "osäker: avståndet till målet är inte större än felmarginalen",
    "older_outcome": "utfall från {year}",
    "coarse": "grov: den planerade förändringen är så liten att takten säger lite",
    "within_rounding": "inom avrundningen: åt fel håll med mindre än planens sista siffra",
    "majority_changed": "bytt majoritet: det andra könet är nu fler",
    "n_changed": "antalet räknas av ett annat antal än i planen",
    "comparator_missing": "{comparator_genitive} värde för samma år saknas: bara talet är bedömt",
    "comparator_unnamed": "planen namnger inte kommunerna att jämföra med: bara talet är bedömt",
    "close_definition": "måttets definition ligger nära planens men är inte densamma",
    "derived_value": "värdet är uträknat av publicerade tal (en summa, en skillnad eller en kvot)",
    "other_source_met": "en annan källas tal ger uppnått",
    "other_source_near": "en annan källas tal ger nära målet",
    "other_source_not_met": "en annan källas tal ger ej uppnått",
    "worse_than_baseline": "sämre än {baseline_year}",
    "two_points": "två punkter: linjen visas men ger ingen klass",
    "turn_required": "vändning krävs",
    "break_in_series": "mätningen har lagts om efter det värdet: det som mätts på det nya sättet är inte med",
    "incomplete_mean": "nyare årsvärden finns, men medelvärdet stannar vid ett år som saknas",
    "margin_bound": "felmarginalen är en övre gräns, räknad på antalet svar",
    "no_narrowing_planned": "planens egna mål minskar inte gapet",
}
CLASS_NOTES = {
    "close_definition": "måttet ligger nära planens men är inte detsamma",
    "comparator_unnamed": "bara talet är bedömt, eftersom planen inte namnger de jämförbara kommunerna",
    "comparator_missing": "bara talet är bedömt, eftersom {comparator_genitive} värde för samma år saknas",
    "other_source_met": "en annan källa ger uppnått",
    "other_source_near": "en annan källa ger nära målet",
    "other_source_not_met": "en annan källa ger ej uppnått",
}
GAP_CHANGE_WORDS = {
    "narrowing": "minskar",
    "unchanged": "oförändrat",
    "widening": "ökar",
    "reversed": "byter riktning",
    "not_assessable": "går inte att bedöma",
}
GAP_HOW_WORDS = {"up": "uppåt", "both": "från båda håll", "down": "nedåt", "": ""}
GAP_HOW_TOLD = {
    "up": ", utan att något av könen fick det sämre",
    "both": ", genom att det ena könet fick det bättre och det andra sämre",
    "down": ", utan att något av könen fick det bättre",
    "": "",
}
OWNERS = {"kvinnor": "kvinnornas", "män": "männens", "flickor": "flickornas", "pojkar": "pojkarnas"}
BETTER_OFF_WORDS = {"women": "kvinnor", "men": "män", "equal": "lika", "": ""}
CHANGE_WORDS = {"better": "bättre", "unchanged": "oförändrat", "worse": "sämre", "": ""}
EVIDENCE_WORDS = {"clear": "entydig", "mostly": "övervägande", "none": "ingen tydlig riktning", "": "för få år"}
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
    "near_5": "halverad tolerans för nära målet (5 i stället för 10 procent)",
    "near_20": "dubblad tolerans för nära målet (20 i stället för 10 procent)",
    "no_rounding": "utan avrundning till planens sista siffra",
    "two_point_slope": "prognosen dragen genom första och sista värdet",
    "no_relation": "utan jämförelsen med {comparator_word}",
}
IDENTITY_WORDS = {"proved": "styrkt", "reasoned": "rimligt", "not_same": "prövat, inte samma", "": "inte prövat"}
