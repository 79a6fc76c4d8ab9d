"""Personal numbers and telephone numbers, however they are parted, are told from figures; every number is made up."""

import pytest

from helpers.data.personal import personal_data

# Parted before the month or the day by a nought, as no figure is; 811218-9876 is Skatteverket's own example, whose
# check digit holds.
PARTED = [
    "19 85 01 01 12 34",
    "85 01 01 12 34",
    "1985 01 01 12 34",
    "19-85-01-01-12-34",
    "19.85.01.01.12.34",
    "19 85 01 01-12 34",
    "1 9 8 5 0 1 0 1 1 2 3 4",
    "gäller 19  85  01  01  12  34.",
    "19\u200985\u200901\u200901\u200912\u200934",
    "81 12 18 98 76",
    "811218 98 76",
    "811218:9876",
    "811218_9876",
    "811218=9876",
    "811218|9876",
    "81 12 18 - 98 76",
    "811218--9876",
    "811218 - - 9876",
    "811218⸺9876",
    "811218ー9876",
]
# Digits and letters that only look like digits, the last four hidden or of a reserve number, a word that says what it
# is, and twelve digits of the last century, whatever the check digit.
DISGUISED = [
    "85O1OI-1234", "85О1О1-1234", "8501o1-12|4", "⁸⁵⁰¹⁰¹-¹²³⁴", "⑧⑤⓪①⓪①-①②③④", "8⃣5⃣0⃣1⃣0⃣1⃣-1⃣2⃣3⃣4⃣",
    "850101-xxxx", "19850101-****", "19850101-TF12", "850101-T123", "pnr 8501011234", "personnummer: 850101 1234",
    "198501011234", "19850101 1234",
]  # fmt: skip
TELEPHONE = [
    "ring 070-123 45 67",
    "0701234567",
    "070 123 45 67",
    "070-1234567",
    "070 1234567",
    "070.123.45.67",
    "070 - 123 45 67",
    "+46 70 123 45 67",
    "+46701234567",
    "0046 70 123 45 67",
    "+46 (0)70-123 45 67",
    "016-710 10 00",
    "016 710 10 00",
    "(016) 710 10 00",
    "016/710 10 00",
    "016-710 1000",
    "08-506 940 00",
    "0152-123 45",
    "tel. 710 10 00",
    "tfn 710 10 00",
    "telefonnummer 123 45 67",
    "mobil: 123 45 67",
    "０７０‐１２３ ４５ ６７",
    "070\u2011123\u00a045\u00a067",
    "O7O-l23 45 67",
    "070-123-45-67",
    "070 123 4567",
    "070.1234567",
    "+46.70.123.45.67",
    "＋46701234567",
    "016_710 10 00",
    "016–710–10–00",
    "ankn. 1234",
]
EMAIL = [
    "anna@exempel", "anna(snabel-a)exempel.invalid", "anna{at}exempel.invalid", "anna[a]exempel.invalid",
    "anna(@)exempel.invalid", "anna at exempel punkt invalid", "anna[at]exempel[dot]invalid", "anna@exempel。invalid",
]  # fmt: skip
FIGURES = [
    "1 234 567 av 2 345 678", "5 180 000", "102 065 – 100 923", "2014 folkmängd 100 923", "1 016 710 kronor",
    "Folkmängd 103 684 104 709 105 924 106 859 106 975 (2016-2020)", "Kommun 0484 103 684 104 709", "0484", "U09400",
    "2016-2019", "2019-12-31 1 000", "hämtad 2019-01-15 14.30", "hämtad 2019-01-15 14:30", "08-12 2019", "01-12-2019",
    "08.00–16.30", "Via telefon 12 345 samtal", "kontakt via telefon: 47 procent", "tel 2019", "Dnr KSKF/2019:123",
    "org.nr 212000-0357", "55 48 52 65 60", "12 34 56 78 90", "12,5 13,1 14,2 15,0", "2015 10 12 14 16", "02 03 04",
    "2010 2011 2012 2013", "85 010 112 345", "0,016 710 10 00", "10 000 000 000 kr", "3 000 000 000–4 000 000 000",
    "https://exempel.se/a/070-1234567/b", "ISBN 0-19-852663-6", "SFS 2009:400",
    "Målet (a) nåddes. Resten (b) inte.", "3 st @ 50 kr", "@kommunen svarade", "https://exempel.invalid/@namn",
    "201901151430", "20190115 1430", "Prioritet 1|2", "med anknytning 200", "12 m², 10² och 3½", "5 at 6",
]  # fmt: skip


@pytest.mark.parametrize("text", PARTED + DISGUISED)
def test_a_personal_number_parted_or_disguised_in_any_way_is_found(text):
    assert "personnummer" in personal_data(text)


@pytest.mark.parametrize("text", TELEPHONE)
def test_a_telephone_number_is_found(text):
    assert "telefonnummer" in personal_data(text)


@pytest.mark.parametrize("text", EMAIL)
def test_an_email_address_is_found(text):
    assert "e-postadress" in personal_data(text)


@pytest.mark.parametrize("text", FIGURES)
def test_figures_years_times_and_numbers_of_documents_are_left_alone(text):
    assert personal_data(text) == ""
