"""What a look-back says, sentence by sentence: "we", "it", "I noticed"; a range, never a point; never who.

Functions take the language first and numbers second and return one finished sentence. No sentence claims that a habit
that faded means anything about the bond.
"""

from __future__ import annotations

from datetime import date

from toward.insight.language import Language
from toward.lookback.report import LookBack, Ritual, day_of
from toward.science.findings import Finding

EVENINGS = ("good_night",)


def name(of: Language, ritual: Ritual) -> str:
    """The short name of a habit, in quotes where it is something said."""
    gettext = of.gettext
    known = {
        "good_morning": gettext("“Good morning”"),
        "good_night": gettext("“Good night”"),
        "i_love_you": gettext("“I love you”"),
        "how_was_your_day": gettext("“How was your day”"),
        "on_my_way": gettext("“On my way”, “home safe”"),
        "thank_you": gettext("“Thank you”"),
        "sorry": gettext("“Sorry”"),
        "pet_names": gettext("Pet names"),
        "calls": gettext("Calls"),
    }
    return known[ritual.name] if ritual.origin == "known" else gettext("“{phrase}”").format(phrase=ritual.name)


def ours(of: Language, ritual: Ritual) -> str:
    """The habit as the subject of a sentence: `Our good-nights`."""
    gettext = of.gettext
    known = {
        "good_morning": gettext("Our good-mornings"),
        "good_night": gettext("Our good-nights"),
        "i_love_you": gettext("Our I-love-yous"),
        "how_was_your_day": gettext("Our how-was-your-days"),
        "on_my_way": gettext("Our home-safes"),
        "thank_you": gettext("Our thank-yous"),
        "sorry": gettext("Our sorries"),
        "pet_names": gettext("Our pet names"),
        "calls": gettext("Our calls"),
    }
    return known[ritual.name] if ritual.origin == "known" else gettext("Our “{phrase}”").format(phrase=ritual.name)


def unit(ritual: Ritual) -> int:
    """Days to count a rate in: a week, or a month for what is rare."""
    rates = [rate for rate in (ritual.before, ritual.now) if rate is not None]
    return 7 if max((rate.upper for rate in rates), default=1.0) * 7 >= 1.5 else 30


def how_often(of: Language, rate: Finding, days: int) -> str:
    """A rate as two numbers of `days`: `1–3`."""
    low, high = round(days * rate.lower), round(days * rate.upper)
    if low == high:
        low, high = (low - 1, high) if low == days else (low, high + 1)
    return of.gettext("{low}–{high}").format(low=low, high=high)


def dates(ritual: Ritual, look: LookBack) -> tuple[date, date] | None:
    """First and last day on which the change may have begun (80 %)."""
    if ritual.began is None or look.when is None:
        return None
    return day_of(look.when, ritual.began.lower), day_of(look.when, ritual.began.upper)


def opening(of: Language, ritual: Ritual, look: LookBack) -> str:
    """One changed habit in one sentence: what, between when, from how often to how often."""
    gettext, span = of.gettext, dates(ritual, look)
    if span is None:
        return gettext("{ours} changed.").format(ours=ours(of, ritual))
    texts = {
        (True, True): gettext("{ours} grew, beginning {when}: from {before} evenings in {days} to {now}."),
        (True, False): gettext("{ours} grew, beginning {when}: from {before} days in {days} to {now}."),
        (False, True): gettext("{ours} thinned out, beginning {when}: from {before} evenings in {days} to {now}."),
        (False, False): gettext("{ours} thinned out, beginning {when}: from {before} days in {days} to {now}."),
    }
    text = texts[ritual.status == "growing", ritual.name in EVENINGS]
    return text.format(ours=ours(of, ritual), when=of.between_months(*span), **_rates(of, ritual))


def _rates(of: Language, ritual: Ritual) -> dict[str, str | int]:
    """How often it was and is, and in how many days that is counted."""
    days = unit(ritual)
    before, now = (how_often(of, rate, days) if rate is not None else "" for rate in (ritual.before, ritual.now))
    return {"before": before, "now": now, "days": days}


def headline(of: Language, look: LookBack) -> str:
    """The page's first words: how many grew, faded, held; what is kinder comes first."""
    grew, less, held = (
        sum(r.status in kinds for r in look.rituals) for kinds in (("growing",), ("faded", "fading"), ("steady",))
    )
    if not grew + less + held:
        return of.gettext("It is too early to say anything sure.")
    if not less and not grew:
        return of.together(of.gettext("Nothing faded that I can see."), kept(of, held, first=True))
    said = [grown(of, grew)] if grew else []
    for count, say in ((held, kept), (less, faded)) if held > less and not grew else ((less, faded), (held, kept)):
        if count:
            said.append(say(of, count, first=not said))
    return of.together(*said)


def grown(of: Language, count: int) -> str:
    """`One small thing grew.`"""
    return of.ngettext("One small thing grew.", "{n} small things grew.", count).format(n=numeral(of, count))


def faded(of: Language, count: int, *, first: bool) -> str:
    """`Two small things faded.`, or after another sentence `Two faded.`"""
    if not first:
        return of.ngettext("One faded.", "{n} faded.", count).format(n=numeral(of, count))
    return of.ngettext("One small thing faded.", "{n} small things faded.", count).format(n=numeral(of, count))


def kept(of: Language, count: int, *, first: bool) -> str:
    """`Four small things held.`, or after another sentence `Four held.`"""
    if not first:
        return of.ngettext("One held.", "{n} held.", count).format(n=numeral(of, count))
    return of.ngettext("One small thing held.", "{n} small things held.", count).format(n=numeral(of, count))


def numeral(of: Language, count: int) -> str:
    """Small numbers in words, as a person would say them at the start of a sentence."""
    gettext = of.gettext
    small = (
        gettext("One"),
        gettext("Two"),
        gettext("Three"),
        gettext("Four"),
        gettext("Five"),
        gettext("Six"),
        gettext("Seven"),
        gettext("Eight"),
        gettext("Nine"),
    )
    return small[count - 1] if 1 <= count <= len(small) else str(count)


def lead(of: Language, look: LookBack) -> str:
    """The sentence under the headline: the surest change, or what steadiness means."""
    changed = [ritual for ritual in look.rituals if ritual.began is not None]
    if changed:
        less = [ritual for ritual in changed if ritual.status != "growing"]
        return opening(of, max(less or changed, key=lambda ritual: ritual.certainty), look)
    if any(ritual.status == "steady" for ritual in look.rituals):
        return of.gettext("Our small habits went up and down, as they do; none of them went away.")
    return of.gettext(
        "There are too few days in touch, or too few small things that recur in words. A longer chat says more."
    )


def since(of: Language, ritual: Ritual, look: LookBack) -> str:
    """The heading of one changed habit: when it began, and how."""
    span = dates(ritual, look)
    if span is None or ritual.began is None:
        return opening(of, ritual, look)
    gettext, sudden = of.gettext, ritual.began.p_abrupt > 0.5
    texts = {
        (True, True): gettext("It grew rather suddenly, {when}."),
        (True, False): gettext("It began to grow {when}, slowly."),
        (False, True): gettext("It dropped rather suddenly, {when}."),
        (False, False): gettext("It began to thin out {when}, slowly."),
    }
    return texts[ritual.status == "growing", sudden].format(when=of.between_days(*span))


def from_to(of: Language, ritual: Ritual) -> str:
    """How often it was, and is."""
    gettext = of.gettext
    text = (
        gettext("Before: {before} evenings in {days}. Now: {now}.")
        if ritual.name in EVENINGS
        else gettext("Before: {before} days in {days}. Now: {now}.")
    )
    return text.format(**_rates(of, ritual))


def how_sure(of: Language, ritual: Ritual) -> str:
    """How sure the change is, in people rather than percent."""
    certain = min(99, int(100 * ritual.certainty))
    return of.gettext("Of 100 changes that look like this, about {n} are real; the others are chance.").format(
        n=certain
    )


def steady(of: Language, ritual: Ritual) -> str:
    """How often a habit that held happens: `5–6 days in 7`."""
    gettext = of.gettext
    if ritual.now is None:
        return gettext("too early: {n} days in touch").format(n=ritual.observed_days)
    text = gettext("{now} evenings in {days}") if ritual.name in EVENINGS else gettext("{now} days in {days}")
    return text.format(**_rates(of, ritual))


def covers(of: Language, look: LookBack) -> str:
    """What was looked at: `352 days in touch, 41,208 messages, 2 Jan 2025 – 11 Dec 2025`."""
    if look.when is None or look.chat is None:
        return ""
    touched = int(look.when.in_touch.sum())
    text = of.ngettext("{messages} messages, {n} day in touch", "{messages} messages, {n} days in touch", touched)
    return text.format(messages=of.count(look.messages), n=of.count(touched))


def limits(of: Language, look: LookBack) -> list[str]:
    """What an export cannot show, and what was odd about this one."""
    gettext = of.gettext
    odd = {
        "near_cap": gettext(
            "This export is close to the number of messages at which the app cuts off: the oldest ones are probably missing. A missing past counts as unknown, not as nothing."
        ),
        "cut_off": gettext("The file ends in the middle of a message; what came before was read."),
        "mixed_encoding": gettext("Some letters were stored in a broken way; they were kept as they are."),
        "dates_go_back": gettext(
            "The dates in this file jump backwards in several places; each line was kept at its own date."
        ),
    }
    said = [text for code, text in odd.items() if code in look.reading.notes]
    if look.stopped is not None and look.when is not None:
        said.append(
            gettext(
                "From {date} nearly everything changes at once. That looks like a change of the place where we talk, not of our habits."
            ).format(date=of.day(day_of(look.when, look.stopped)))
        )
    return [
        *said,
        gettext(
            "A ritual may have moved out of the chat: a call, another app, a kiss at the door leave no message. Days without any message count as unknown, not as no."
        ),
        gettext(
            "If everything held for us, there is still up to one chance in ten that such a page shows a change that is only chance. It never says who wrote more or answered sooner."
        ),
    ]


def unread(of: Language, look: LookBack) -> str | None:
    """How many lines were not understood, or None where all were."""
    n = look.reading.unread_lines
    text = of.ngettext(
        "{n} line was not understood and is not part of this page.",
        "{n} lines were not understood and are not part of this page.",
        n,
    )
    return text.format(n=of.count(n)) if n else None


def note(of: Language, ritual: Ritual) -> str | None:
    """A caution that belongs to one habit alone."""
    gettext = of.gettext
    return {
        "sorry": gettext("Fewer sorries can also mean fewer reasons for one."),
        "calls": gettext("Only calls that the app wrote into the chat are seen here."),
        "on_my_way": gettext("When we come home together, there is nothing to write."),
    }.get(ritual.name if ritual.origin == "known" else "")


def one_small_thing(of: Language, look: LookBack) -> str:
    """One thing to try, small enough for tonight."""
    gettext = of.gettext
    less = [ritual for ritual in look.rituals if ritual.status in ("faded", "fading") and ritual.name != "sorry"]
    if not less:
        grown_ones = [ritual for ritual in look.rituals if ritual.status in ("growing", "steady")]
        if not grown_ones:
            return gettext("Tonight, say one small thing on purpose, and see whether it wants to stay.")
        return gettext("Tonight, say aloud that one of them is still there.")
    first = max(less, key=lambda ritual: ritual.certainty)
    return {
        "good_morning": gettext(
            "Tomorrow, before the day begins, write one good morning. Only one, and only tomorrow."
        ),
        "good_night": gettext(
            "Tonight, before the light goes out, say good night: on the phone, or better, in the dark."
        ),
        "i_love_you": gettext("Say it once this week at a moment when nothing asks for it."),
        "how_was_your_day": gettext("Tonight, ask how the day was, and put the phone face down for the answer."),
        "on_my_way": gettext("On the next way home, write two words when setting out."),
        "thank_you": gettext("Today, say thanks for one thing that usually goes without saying."),
        "pet_names": gettext("Use the old name once today, the one that only we two use."),
        "calls": gettext("Call once this week for two minutes, for no reason."),
    }.get(
        first.name if first.origin == "known" else "",
        gettext("Write it once more, just so: “{phrase}”").format(phrase=first.name),
    )


def width(text: str) -> int:
    """Columns that a text takes in a terminal; Han characters take two."""
    return sum(2 if "\u1100" <= c <= "\uffef" else 1 for c in text)


def safe(text: str) -> str:
    """Without control characters: a chat must not steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)
