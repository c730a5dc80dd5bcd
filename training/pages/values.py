"""Invented values: dates, amounts, names, addresses, codes, in the formats of each language.

A value specification is the name of a generator (``"money"``), a choice (``"one:Cash/Visa"``) or a pattern
(``"pat:INV-####"``: ``#`` is a digit, ``@`` a capital, ``*`` either).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from training.pages import words
from training.pages.tongues import MODULES, UNSPACED, tongue

Text = tuple[str, ...]
"""A value as its printed lines; nearly always one."""

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
_DATES = {
    "en": ("%d/%m/%Y", "%m/%d/%y", "%Y-%m-%d", "%d-%m-%Y", "{d} {B} %Y", "{B} {d}, %Y", "%d {b} %Y", "%m/%d/%Y"),
    "de": ("%d.%m.%Y", "%d.%m.%y", "{d}. {B} %Y", "%Y-%m-%d"),
    "fr": ("%d/%m/%Y", "{d} {B} %Y", "%d.%m.%Y", "%d-%m-%y"),
    "es": ("%d/%m/%Y", "{d} de {B} de %Y", "%d-%m-%Y", "%d/%m/%y"),
}


_LONG = {"en": "{d} {B} %Y", "de": "{d}. {B} %Y"}
_SEPARATORS = {"en": (",", "."), "de": (".", ","), "fr": (" ", ","), "es": (".", ",")}
"""Between thousands, and before decimals."""


class Inventor:
    """Draws values in the manner of one page: one language, one currency, one style of dates and decimals."""

    def __init__(self, rng: Random, language: str) -> None:
        self.rng = rng
        self.language = language
        self.own = tongue(language).words if language in MODULES else {}
        self.date_style = rng.choice(self.own.get("dates") or _DATES[language])
        self.thousands, self.decimal = _SEPARATORS.get(language) or self.own["number"][:2]
        self.thousands = self.thousands.replace("_", rng.choice((" ", "\u00a0")))
        self.comma = self.decimal == ","
        self.cents = int(self.own.get("cents", ("2",))[0])
        self.worth = float(self.own.get("worth", ("1",))[0])
        self.coin = rng.choice(self.own.get("money", ("",)))
        figures = self.own.get("digits", ())
        self.figures = str.maketrans("0123456789", figures[0]) if figures and rng.random() < float(figures[1]) else {}
        symbols = ("$", "$", "£", "€", "RM", "USD ", "R", "", "") if language == "en" else ("€", "EUR", "", "CHF")
        self.symbol = rng.choice(symbols)
        self.year_now = rng.randint(1985, 2025)
        self.old = rng.random() < 0.08
        self.clock = rng.choice(("%H:%M", "%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p"))
        self.upper_names = rng.random() < 0.15

    def value(self, spec: str) -> Text:
        """The printed lines of a new value of that specification."""
        if spec.startswith("one:"):
            return (self.rng.choice(spec[4:].split("/")),)
        if spec.startswith("pat:"):
            return (self.rng.choice([self.pattern(part) for part in spec[4:].split("/")]),)
        made = _GENERATORS[spec](self)
        return (made,) if isinstance(made, str) else made

    def pattern(self, text: str) -> str:
        rng = self.rng
        return "".join(
            rng.choice("0123456789")
            if c == "#"
            else rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ")
            if c == "@"
            else rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789")
            if c == "*"
            else c
            for c in text
        )

    def day(self) -> date:
        year = self.rng.randint(1870, 1975) if self.old else self.year_now + self.rng.choice((0, 0, 0, 0, -1, 1))
        return date(year, 1, 1) + timedelta(self.rng.randrange(365))

    def write_day(self, day: date, style: str = "") -> str:
        month = self._months()[day.month - 1]
        style = style or self.date_style
        numbers = {"%d": f"{day.day:02}", "%m": f"{day.month:02}", "%Y": f"{day.year}", "%y": f"{day.year % 100:02}"}
        parts = {
            "{B}": month,
            "{b}": month[:3],
            "{d}": f"{day.day}",
            "{m}": f"{day.month}",
            "{be}": f"{day.year + 543}",
        }
        for mark, written in (numbers | parts).items():
            style = style.replace(mark, written)
        return style.translate(self.figures)

    def _months(self) -> Sequence[str]:
        return self.own.get("months") or _MONTHS[self.language].split()

    def weekday(self) -> str:
        return self.rng.choice(self.own.get("days") or _DAYS[self.language].split())

    def month(self) -> str:
        return self.rng.choice(self._months())

    def time(self) -> str:
        hour, minute = self.rng.randrange(24), self.rng.choice((0, 15, 30, 45, self.rng.randrange(60)))
        second = self.rng.randrange(60)
        if "%I" in self.clock:
            suffix = " " * self.clock.count(" ") + ("AM" if hour < 12 else "PM")
            return f"{(hour - 1) % 12 + 1}:{minute:02}{suffix}"
        return (f"{hour:02}:{minute:02}" + (f":{second:02}" if "%S" in self.clock else "")).translate(self.figures)

    def amount(self, low: float, high: float, decimals: int = 2) -> str:
        """Log-uniform between the bounds, with the page's separators, no currency."""
        value = low * (high / low) ** self.rng.random()
        text = f"{value:,.{decimals}f}"
        text = text.replace(",", "_").replace(".", self.decimal).replace("_", self.thousands)
        return text.translate(self.figures)

    def money(self, low: float = 2, high: float = 4000) -> str:
        text = self.amount(low * self.worth, high * self.worth, self.cents)
        if self.own:
            return self.coin.format(n=text)
        if self.comma:
            return f"{text} {self.symbol}" if self.symbol else text
        return f"{self.symbol}{text}"

    def name(self) -> str:
        rng = self.rng
        if self.own and rng.random() < 0.93:
            first, last = rng.choice(self.own["first"]), rng.choice(self.own["last"])
            text = rng.choice(self.own["name"]).format(f=first, l=last)
            return text.upper() if self.upper_names else text
        spoken = self.language if not self.own and rng.random() < 0.8 else rng.choice(("en", "de", "fr", "es"))
        first, last = rng.choice(words.FIRST[spoken]), rng.choice(words.LAST[spoken])
        form = rng.random()
        if form < 0.12:
            text = f"{first[0]}. {last}"
        elif form < 0.2:
            text = f"{last}, {first}"
        elif form < 0.3:
            text = f"{first} {rng.choice('ABCDEFGHJKLMRSTW')}. {last}"
        else:
            text = f"{first} {last}"
        return text.upper() if self.upper_names else text

    def company(self) -> str:
        rng, spoken = self.rng, self.language
        if self.own:
            head, trade = (
                rng.choice(self.own["last"] + self.own["nouns"] + words.BRAND[:9]),
                rng.choice(self.own["trade"]),
            )
            return rng.choice(self.own["company"]).format(h=head, t=trade, x=rng.choice(self.own["suffix"]))
        head = rng.choice(words.LAST[spoken] + words.NOUN + words.BRAND)
        parts = [head, rng.choice(words.TRADE[spoken])]
        if rng.random() < 0.25:
            parts.insert(1, rng.choice(words.NOUN))
        if rng.random() < 0.65:
            parts.append(rng.choice(words.SUFFIX[spoken]))
        text = " ".join(parts)
        return text.upper() if rng.random() < 0.25 else text

    def street(self) -> str:
        rng = self.rng
        if self.own:
            on = rng.choice(self.own["street"])
            return rng.choice(self.own["house"]).format(s=on, n=rng.randint(1, 299), m=rng.randint(1, 40))
        name, number = rng.choice(words.STREET[self.language]), rng.randint(1, 399)
        return f"{name} {number}" if self.language in ("de", "es") else f"{number} {name}"

    def city(self) -> str:
        return self.rng.choice(words.of("city", self.language))

    def postcode(self) -> str:
        if self.language != "en":
            return self.pattern(self.rng.choice(self.own.get("postcode", ("#####",))))
        return self.pattern(self.rng.choice(("#####", "#####-####", "@@# #@@", "#####")))

    def address(self) -> Text:
        rng = self.rng
        if self.own:
            written = rng.choice(self.own["address"]).format(h=self.street(), z=self.postcode(), c=self.city())
            parts = tuple(part.strip() for part in written.split("|"))
            return (
                parts
                if rng.random() < 0.5
                else (rng.choice(self.own.get("comma") or ("" if self.language in UNSPACED else ", ",)).join(parts),)
            )
        town = f"{self.city()}, {self.postcode()}" if self.language == "en" else f"{self.postcode()} {self.city()}"
        lines = [self.street(), town]
        if rng.random() < 0.25:
            lines.append(rng.choice(words.of("country", self.language)))
        if rng.random() < 0.45:
            return (", ".join(lines),)
        return tuple(lines)

    def phone(self) -> str:
        if self.language == "en":
            return self.pattern(self.rng.choice(("(###) ###-####", "###-###-####", "+44 #### ######", "0#-#### ####")))
        if self.own:
            return self.pattern(self.rng.choice(self.own["phone"]))
        return self.pattern(self.rng.choice(("+49 ### ######", "0## / ## ## ##", "+34 ### ## ## ##", "01 ## ## ## ##")))

    def email(self) -> str:
        name = self.rng.choice(("info", "sales", "office", "contact", self.rng.choice(words.LAST["en"]).lower()))
        return f"{name.replace(chr(39), '')}@{self.domain()}"

    def domain(self) -> str:
        ending = {"en": ("com", "org", "net", "co.uk"), "de": ("de", "com"), "fr": ("fr", "com"), "es": ("es", "com")}
        endings = self.own.get("domain") or ending[self.language]
        return f"{self.rng.choice(words.BRAND + words.NOUN).lower()}.{self.rng.choice(endings)}"

    def species(self) -> str:
        text = f"{self.rng.choice(words.GENUS)} {self.rng.choice(words.SPECIES)}"
        return text + self.rng.choice(("", "", " L.", " Fabr.", " (Linn.)", " Michx."))

    def sentence(self, count: int) -> str:
        gap = "" if self.language in UNSPACED else " "
        text = gap.join(self.rng.choices(words.of("word", self.language), k=count))
        return text[:1].upper() + text[1:] + self.own.get("stop", ("" if self.language in UNSPACED else ".",))[0]

    def title(self) -> str:
        """Of a work, a course, an event, from two or three words."""
        nouns, measures = words.of("nouns", self.language), words.of("measures", self.language)
        gap = "" if self.language in UNSPACED else " "
        return gap.join((self.rng.choice(nouns), self.rng.choice(nouns), self.rng.choice(measures)))

    def coordinates(self) -> str:
        rng = self.rng
        if rng.random() < 0.5:
            return f"{rng.uniform(0, 80):.4f}, {rng.uniform(-179, 179):.4f}"
        return (
            f"{rng.randint(0, 80)}°{rng.randint(10, 59)}'{rng.choice('NS')} "
            f"{rng.randint(0, 179)}°{rng.randint(10, 59)}'{rng.choice('EW')}"
        )


def _one(choices: Sequence[str]) -> Callable[[Inventor], str]:
    return lambda v: v.rng.choice(choices)


def _unit(low: int, high: int, units: str) -> Callable[[Inventor], str]:
    def make(v: Inventor) -> str:
        gap, decimals = v.rng.choice(("", " ")), 1 if high <= 100 and v.rng.random() < 0.4 else 0
        return f"{v.amount(low, high, decimals)}{gap}{v.rng.choice(units.split())}"

    return make


def _period(v: Inventor) -> str:
    first = v.day()
    last = first + timedelta(v.rng.choice((6, 13, 27, 29, 60, 364)))
    return f"{v.write_day(first)} {v.rng.choice(('-', '–', 'to' if v.language == 'en' else '-'))} {v.write_day(last)}"


_GENERATORS: dict[str, Callable[[Inventor], str | Text]] = {
    "date": lambda v: v.write_day(v.day()),
    "longdate": lambda v: v.write_day(v.day(), v.own.get("longdate", (_LONG.get(v.language, "{d} {B} %Y"),))[0]),
    "birth": lambda v: v.write_day(date(v.year_now - v.rng.randint(18, 80), 1, 1) + timedelta(v.rng.randrange(364))),
    "later": lambda v: v.write_day(v.day() + timedelta(v.rng.choice((7, 14, 30, 365, 1460)))),
    "stamp": lambda v: f"{v.write_day(v.day())} {v.time()}",
    "period": _period,
    "time": Inventor.time,
    "hours": lambda v: f"{v.rng.randint(6, 11)}:00 - {v.rng.randint(15, 22)}:{v.rng.choice(('00', '30'))}",
    "year": lambda v: str(v.rng.randint(1890, 2025)),
    "month": lambda v: v.own.get("month", ("{b} {y}",))[0].format(b=v.month(), y=v.year_now),
    "weekday": Inventor.weekday,
    "money": lambda v: v.money(),
    "coins": lambda v: v.money(0.5, 60),
    "bigmoney": lambda v: v.money(900, 900000),
    "percent": lambda v: f"{v.amount(0.5, 100, v.rng.choice((0, 0, 1, 2)))}{v.rng.choice(('%', '%', ' %'))}",
    "int": lambda v: str(v.rng.randint(1, 60)),
    "count": lambda v: v.amount(10, 90000, 0),
    "digits": lambda v: v.pattern(v.rng.choice(("####", "#####", "######", "########", "##########"))),
    "code": lambda v: v.pattern(
        v.rng.choice(("@@####", "####-##", "@-#####", "##/####", "@@@-####", "######@", "@#@###"))
    ),
    "longcode": lambda v: v.pattern(v.rng.choice(("####-####-####", "@@##########", "*****-*****", "#### #### ####"))),
    "letter": lambda v: v.pattern(v.rng.choice(("@", "@#", "@@"))),
    "person": Inventor.name,
    "company": Inventor.company,
    "street": Inventor.street,
    "city": Inventor.city,
    "postcode": Inventor.postcode,
    "address": Inventor.address,
    "country": lambda v: v.rng.choice(words.of("country", v.language)),
    "region": lambda v: v.rng.choice(words.REGION),
    "phone": Inventor.phone,
    "email": Inventor.email,
    "url": lambda v: v.rng.choice(("www.", "www.", "https://")) + v.domain(),
    "iban": lambda v: v.pattern(
        v.rng.choice(("DE## #### #### #### #### ##", "GB## @@@@ #### #### ##", "FR## #### #### ####"))
    ),
    "swift": lambda v: v.pattern("@@@@@@##"),
    "vat": lambda v: v.pattern(
        v.rng.choice(("GB### #### ##", "DE#########", "FR ## #########", "ES@########", "##-#######"))
    ),
    "card": lambda v: v.pattern(v.rng.choice(("XXXX XXXX XXXX ####", "XXXX-####", "############"))),
    "goods": lambda v: v.rng.choice(words.of("goods", v.language)),
    "brand": _one(words.BRAND),
    "word": lambda v: v.rng.choice(words.of("nouns", v.language)),
    "species": Inventor.species,
    "genus": _one(words.GENUS),
    "place": lambda v: f"{v.rng.choice(words.PLACE)}, {v.rng.choice(words.REGION)}",
    "habitat": _one(words.TREE),
    "museum": _one(words.MUSEUM),
    "coords": Inventor.coordinates,
    "elevation": _unit(20, 4200, "m ft. m m.s.m. feet"),
    "weight": _unit(1, 900, "kg g kg lb oz"),
    "length": _unit(1, 900, "cm mm m in"),
    "volume": _unit(1, 990, "ml l cl L"),
    "speed": _unit(5, 900, "km/h mph Mbps rpm"),
    "temp": lambda v: f"{v.rng.randint(-25, 240)}{v.rng.choice((' °C', '°C', ' °F', '°'))}",
    "energy": _unit(5, 2400, "kWh kcal kJ W"),
    "bytes": _unit(1, 990, "GB MB KB TB"),
    "minutes": lambda v: (
        f"{v.rng.randint(2, 240)} {v.rng.choice(('min', 'min', 'h', 'days' if v.language == 'en' else 'h'))}"
    ),
    "title": Inventor.title,
    "sentence": lambda v: v.sentence(v.rng.randint(4, 8)),
    "version": lambda v: f"{v.rng.randint(0, 19)}.{v.rng.randint(0, 20)}.{v.rng.randint(0, 99)}",
    "size": lambda v: f"{v.rng.randint(5, 200)} x {v.rng.randint(5, 200)} {v.rng.choice(('cm', 'mm', 'in', 'px'))}",
    "ratio": lambda v: f"{v.rng.randint(1, 60)}/{v.rng.randint(60, 120)}",
    "lab": lambda v: f"{v.amount(0.1, 400, 1)} {v.rng.choice(('mg/dL', 'mmol/L', 'g/L', 'U/L', 'µg/mL', '%'))}",
    "seat": lambda v: v.pattern(v.rng.choice(("##@", "@-##", "#@", "##"))),
    "flight": lambda v: v.pattern(v.rng.choice(("@@ ####", "@@###", "@@@ ###"))),
    "plate": lambda v: v.pattern(v.rng.choice(("@@@ ####", "@@ ## @@@", "@-@@ ####"))),
    "age": lambda v: str(v.rng.randint(18, 90)),
    "score": lambda v: v.rng.choice(("A", "B+", "C", "1,7", "92/100", "8.5", "Pass", "87", "74 %")),
}
SPECS = tuple(_GENERATORS)
PLAIN = ("date", "money", "percent", "count", "code", "digits", "person", "word", "year", "weight", "title", "time")
"""What an invented key may hold."""
