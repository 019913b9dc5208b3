"""The reader's language: its words, its dates, its ranges. English is the source, Simplified Chinese the translation.

The message catalogue is the one of the whole product, read with the standard library so that the command line needs no
web framework. Extraction looks for calls named `gettext` and `ngettext`.
"""

from __future__ import annotations

import gettext as catalogues
from datetime import date, datetime
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")


class Language:
    """Words and dates of one language.

    Args:
        code: `en` or `zh`.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.tag = "zh-Hans" if code == "zh" else "en"
        self.gettext, self.ngettext = _catalogue(code).gettext, _catalogue(code).ngettext

    def month(self, number: int) -> str:
        """Full name of a month, 1–12."""
        gettext = self.gettext
        return (
            gettext("January"),
            gettext("February"),
            gettext("March"),
            gettext("April"),
            gettext("May"),
            gettext("June"),
            gettext("July"),
            gettext("August"),
            gettext("September"),
            gettext("October"),
            gettext("November"),
            gettext("December"),
        )[number - 1]

    def month_short(self, number: int) -> str:
        """Short name of a month for pictures, 1–12."""
        gettext = self.gettext
        return (
            gettext("Jan"),
            gettext("Feb"),
            gettext("Mar"),
            gettext("Apr"),
            gettext("May (short)"),
            gettext("Jun"),
            gettext("Jul"),
            gettext("Aug"),
            gettext("Sep"),
            gettext("Oct"),
            gettext("Nov"),
            gettext("Dec"),
        )[number - 1].removesuffix(" (short)")

    def weekday(self, number: int) -> str:
        """Name of a weekday, Monday is 0."""
        gettext = self.gettext
        return (
            gettext("Monday"),
            gettext("Tuesday"),
            gettext("Wednesday"),
            gettext("Thursday"),
            gettext("Friday"),
            gettext("Saturday"),
            gettext("Sunday"),
        )[number]

    def day(self, when: date) -> str:
        """A date in words: `24 January 2024`."""
        return self.gettext("{day} {month} {year}").format(day=when.day, month=self.month(when.month), year=when.year)

    def day_short(self, when: date, *, year: bool = False) -> str:
        """A date for pictures: `24 Jan`."""
        text = self.gettext("{day} {short_month} {year}") if year else self.gettext("{day} {short_month}")
        return text.format(day=when.day, short_month=self.month_short(when.month), year=when.year)

    def moment(self, when: datetime) -> str:
        """A moment of the chat: `Saturday 18 July 2026, 23:52`."""
        return self.gettext("{weekday} {date}, {time}").format(
            weekday=self.weekday(when.weekday()), date=self.day(when), time=f"{when:%H:%M}"
        )

    def between_days(self, first: date, last: date) -> str:
        """A span of days: `between 2 and 20 May 2024`, or one day."""
        gettext = self.gettext
        if first == last:
            text = gettext("on {d2} {m2} {y2}")
        elif (first.year, first.month) == (last.year, last.month):
            text = gettext("between {d1} and {d2} {m2} {y2}")
        elif first.year == last.year:
            text = gettext("between {d1} {m1} and {d2} {m2} {y2}")
        else:
            text = gettext("between {d1} {m1} {y1} and {d2} {m2} {y2}")
        return text.format(**self._parts(first, last))

    def between_months(self, first: date, last: date) -> str:
        """A span of months: `between March and May 2024`, or `in March 2024`."""
        gettext = self.gettext
        if (first.year, first.month) == (last.year, last.month):
            text = gettext("in {m2} {y2}")
        elif first.year == last.year:
            text = gettext("between {m1} and {m2} {y2}")
        else:
            text = gettext("between {m1} {y1} and {m2} {y2}")
        return text.format(**self._parts(first, last))

    def _parts(self, first: date, last: date) -> dict[str, str | int]:
        """Both ends of a span, each part by its name, so that a translation may order them as its language does."""
        return {
            "d1": first.day,
            "m1": self.month(first.month),
            "y1": first.year,
            "d2": last.day,
            "m2": self.month(last.month),
            "y2": last.year,
        }

    def together(self, *sentences: str) -> str:
        """Sentences one after another: English parts them by a blank, Chinese does not."""
        return (" " if self.code == "en" else "").join(sentences)

    def count(self, number: int) -> str:
        """A number in groups of three where the language writes it so."""
        return f"{number:,}" if self.code == "en" else str(number)


def language(code: str) -> Language:
    """The words for any tag a browser or terminal may give: `zh_CN.UTF-8` → Chinese, everything else → English."""
    return _language("zh" if code.lower().startswith("zh") else "en")


@cache
def _language(code: str) -> Language:
    return Language(code)


@cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    if code == "en":
        return catalogues.NullTranslations()
    return catalogues.translation("django", str(files("toward") / "locale"), ["zh_Hans"], fallback=True)
