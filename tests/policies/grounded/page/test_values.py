"""What values look like."""

import pytest

from cropvlm_tools.policies.grounded.page.values import value_fit


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("date", "02.03.2020", "12.50"),
        ("date", "5-Jan-2017 03:17 PM", "Jan"),
        ("date", "Oct. 30, l965 or Oct. 30, 1965", "October"),
        ("date", "3rd March 2031", "3 of 5"),
        ("date", "12 VII 1999", "VII"),
        ("date", "2020-03-02", "555 018 2274"),
        ("period", "03/31/20 - 04/06/20", "Dates"),
        ("amount", "24,23 EUR", "02.03.2020"),
        ("amount", "$9,510.00", "9510"),
        ("amount", "1 234,50", "1,2345"),
        ("time", "at 06:30", "0630"),
        ("phone", "+49 (0)30 123-456", "12 34"),
        ("email", "a.b@example.org", "at example"),
        ("url", "www.example.org", "example"),
        ("percent", "14.7 %", "14.7"),
        ("measure", "ca. 190 m", "ca. 190"),
        ("code", "AA20040134", "Invoice"),
        ("code", "INV-2031/7", "12.50"),
        ("number", "978 stores", "stores"),
        ("address", "27, Jalan Dedap 13, 81100 Johor", "Total 12.50"),
        ("issuer", "Holloway Trading Sdn Bhd", "12.50"),
        ("name", "Richard C. Harris", "12.50"),
        ("name", "Essex County", "Date / Revision"),
        ("heading", "Lichens of Ohio", "2/3"),
        ("country", "Mosses of Iowa, U.S.A.", "Essex County"),
        ("country", "10115 Berlin, Deutschland", "Landweg 3"),
        ("country", "República Dominicana", "Domingo"),
        ("country", "Südkorea", "Seoul"),
        ("country", "Basseterre, St. Kitts and Nevis", "St. Louis, Missouri"),
        ("country", "Saint Vincent & the Grenadines", "Vincent Price"),
        ("country", "Made in the UK", "Newark, New Jersey"),
        ("country", "Afrique du Sud", "Le Cap"),
        ("country", "Mauritius", "Mauricio Gomez"),
        ("country", "Island", "Prince Edward Island"),  # German for Iceland
        ("country", "Oaxaca, Mexico", "Taos, New Mexico"),
    ],
)
def test_fit(kind: str, good: str, bad: str) -> None:
    assert value_fit(good, kind) > 0.5 > value_fit(bad, kind)


def test_no_kind_fits_nothing() -> None:
    assert value_fit("12.50", None) == value_fit("12.50", "text") == 0
