"""The reduce between the passes: one small table of names, spellings, offices and dates over the whole corpus.

Within an article a surname belongs to the full name it came with; over the corpus, spellings of one name
(``Zelensky``, ``Zelenskyy``) and short forms (``Joe``, ``Joseph R.``) fall together under the commonest form. A roster
holds only counts, so rosters add up in any order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice

from analysis.language.people.names import Mention
from analysis.language.people.roles import fits
from analysis.lexicons import load_lexicon

Key = tuple[str, str]  # folded given name and surname; either may be empty

WINDOW = 12  # months within which a name or an office counts as near in date
DOMINANT = 0.8  # share of the articles with a surname that one full name must hold to own it
LIMIT = 50  # people of one surname that one article is searched for
_FINAL = re.compile(r"(?:iy|yy|ij|ii|ey|y|i)$")
_DOUBLE = re.compile(r"(.)\1+")
_INITIAL = re.compile(r"\w|(?:\w\.)+")


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A name without accents, case, apostrophes, doubled letters and the many ways to spell a final ``i``."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode() or word
    return _DOUBLE.sub(r"\1", _FINAL.sub("i", re.sub(r"[’'`.\]\[]", "", plain).lower()))


_NICKNAMES = load_lexicon("first_names").extra["nicknames"]
_SHORT_FORMS = {fold(name): frozenset(map(fold, short)) for name, short in _NICKNAMES.items()}


def same_given(one: str, other: str) -> bool:
    """Whether two folded given names can be one person's: equal, an initial, or a short form."""
    if one == other or (1 in (len(one), len(other)) and one[:1] == other[:1]):
        return True
    left, right = ({name, *_SHORT_FORMS.get(name, ())} for name in (one, other))
    return bool(left & right)


def _without_initials(name: str) -> str:
    first, *others = name.replace("]", "").split()
    return " ".join([first, *(word for word in others if not _INITIAL.fullmatch(word))])


def key(mention: Mention) -> Key:
    """The folded name of a mention: its first given name that is no initial, and its surname."""
    given = mention.given.split()
    named = [word for word in given if not _INITIAL.fullmatch(word)] or given
    return (fold(named[0]) if named else "", fold(mention.surname))


def full_name(mention: Mention) -> str:
    """The name as printed, without title; empty where there is no full name."""
    return f"{mention.given} {mention.surname}" if mention.given and mention.surname else ""


def link(mentions: Sequence[Mention]) -> list[Key]:
    """For each mention the key of its person, by the full names of the same article alone."""
    families: dict[str, dict[Key, Mention]] = defaultdict(dict)
    given_to: dict[str, set[Key]] = defaultdict(set)
    keys = [key(mention) for mention in mentions]
    for at, (mention, own) in enumerate(zip(mentions, keys, strict=True)):
        if all(own):
            keys[at] = _kin(own, mention, families[_base(own)])
            given_to[own[0]].add(keys[at])
    for at, (mention, own) in enumerate(zip(mentions, keys, strict=True)):
        if not all(own):
            family, named = families.get(_base(own), {}), given_to.get(own[0] or own[1], set())
            sign = mention.gender
            fitting = (k for k, other in islice(family.items(), LIMIT) if not sign or other.gender in (sign, ""))
            keys[at] = next(fitting, own) if family or len(named) != 1 else next(iter(named))
    return keys


def _base(own: Key) -> str:
    return own[1].removesuffix(" jr")


def _kin(own: Key, mention: Mention, family: dict[Key, Mention]) -> Key:
    """The member of a family that a full name, or the end of one (``Peña Nieto``), belongs to; else a new member."""
    if own not in family:
        for other, longer in islice(family.items(), LIMIT):
            if own[1] == other[1] and (same_given(own[0], other[0]) or longer.given.endswith(f" {mention.given}")):
                return other
        family[own] = mention
    return own


@dataclass
class Entry:
    """One person of the corpus: canonical name, articles by month, signs of gender."""

    name: str
    months: Counter[int] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)

    @property
    def gender(self) -> str:
        """``m``, ``f``, or empty where nothing tells."""
        return "" if not self.signs else "m" if self.signs["m"] >= self.signs["f"] else "f"

    def near(self, month: int) -> int:
        """Articles within `WINDOW` of the month (all of them where the month is unknown)."""
        return sum(count for other, count in self.months.items() if is_near(month, other))


def is_near(month: int, other: int) -> bool:
    """Whether two months lie within `WINDOW`; 0 is an unknown month and near to all."""
    return not month or not other or abs(month - other) <= WINDOW


def month_of(day: date | None) -> int:
    """Months since year 0; 0 when there is no day."""
    return 0 if day is None or day != day else day.year * 12 + day.month


@dataclass(frozen=True)
class Roster:
    """Counts of names, roles and genders by folded name and month. ``one + other`` merges two of them."""

    forms: Counter[tuple[Key, str, int]]
    roles: Counter[tuple[Key, str, int]]
    genders: Counter[tuple[Key, str]]
    _owners: dict[tuple[str, int, str], Entry | None] = field(default_factory=dict, compare=False, repr=False)
    _holders: dict[tuple[str, int], Counter[str]] = field(default_factory=dict, compare=False, repr=False)

    def __add__(self, other: Roster) -> Roster:
        return Roster(self.forms + other.forms, self.roles + other.roles, self.genders + other.genders)

    def __iadd__(self, other: Roster) -> Roster:
        self.forms.update(other.forms)
        self.roles.update(other.roles)
        self.genders.update(other.genders)
        return self

    @cached_property
    def entries(self) -> dict[Key, Entry]:
        """One entry for each person, under every key that is theirs."""
        spelled: dict[Key, Counter[str]] = defaultdict(Counter)
        for (own, form, _), count in self.forms.items():
            spelled[own][form] += count
        heads: dict[Key, Key] = {}
        groups: dict[str, list[Key]] = defaultdict(list)
        for own in sorted(spelled, key=lambda own: (-spelled[own].total(), own)):
            heads[own] = next((one for one in groups[own[1]] if same_given(own[0], one[0])), own)
            if heads[own] == own:
                groups[own[1]].append(own)
            else:
                spelled[heads[own]].update(spelled[own])
        people = {own: Entry(_canonical(spelled[own])) for own, head in heads.items() if own == head}
        out = {own: people[head] for own, head in heads.items()}
        for (own, _, month), count in self.forms.items():
            out[own].months[month] += count
        for (own, sign), count in self.genders.items():
            if own in out:
                out[own].signs[sign] += count
        return out

    @cached_property
    def named(self) -> dict[str, Entry]:
        """Everybody by canonical name."""
        return {entry.name: entry for entry in self.entries.values()}

    @cached_property
    def _families(self) -> dict[str, dict[str, Entry]]:
        """The people of each folded surname by name, in a fixed order."""
        out: dict[str, dict[str, Entry]] = defaultdict(dict)
        for own, entry in sorted(self.entries.items(), key=lambda item: item[0]):
            out[_base(own)][entry.name] = entry
        return out

    @cached_property
    def _offices(self) -> dict[str, list[tuple[str, int, str, int]]]:
        """Role, month, holder and number of articles by each word of the role."""
        out: dict[str, list[tuple[str, int, str, int]]] = defaultdict(list)
        for (own, role, month), count in sorted(self.roles.items()):
            if holder := self.entries.get(own) or self.owner(_base(own), month):
                for word in set(role.split()):
                    out[word].append((role, month, holder.name, count))
        return out

    def holders(self, wanted: str, month: int) -> Counter[str]:
        """Who holds an office near in date (`roles.fits`), with the number of articles that say so.

        ``the president`` is nobody who is always called the president of some country, unless all are.
        """
        if (wanted, month) not in self._holders:
            lists = [self._offices.get(word, []) for word in wanted.split() if word != "leader"]
            held: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
            for role, other, name, count in min(lists, key=len, default=[]):
                if is_near(month, other) and fits(wanted, role):
                    held["@" in role and "@" not in wanted][name] += count
            self._holders[wanted, month] = held[False] or held[True]
        return self._holders[wanted, month]

    def owner(self, surname: str, month: int, gender: str = "") -> Entry | None:
        """The one person whose surname this is near in date, or None where several share it."""
        asked = (surname, month, gender)
        if asked not in self._owners:
            family = self._families.get(surname, {}).values()
            counts = {one.name: one.near(month) for one in family if not gender or one.gender in (gender, "")}
            first = max(counts, key=lambda name: counts[name], default="")
            owns = first and counts[first] and counts[first] >= DOMINANT * sum(counts.values())
            self._owners[asked] = self._families[surname][first] if owns else None
        return self._owners[asked]


def _canonical(forms: Counter[str]) -> str:
    """The commonest form; one that is printed without a middle initial goes before one that is not."""
    plain = {form: count for form, count in forms.items() if _without_initials(form) == form} or forms
    return _without_initials(min(plain, key=lambda form: (-plain[form], -len(form), form)))


def merge(articles: Iterable[tuple[str, date | None, Sequence[Mention]]]) -> Roster:
    """Reduce many articles, each (article_id, day or None, mentions of `find_mentions`), to one roster."""
    roster = Roster(Counter(), Counter(), Counter())
    for _, day, mentions in articles:
        month, sure = month_of(day), [mention for mention in mentions if mention.sure]
        linked = list(zip(sure, link(sure), strict=True))
        full = ((m, own) for m, own in linked if full_name(m) and same_given(own[0], key(m)[0]))
        roster.forms.update({(own, full_name(m), month) for m, own in full})
        roster.roles.update({(own, role, month) for m, own in linked for role in m.roles})
        roster.genders.update((own, m.gender or m.near) for m, own in linked if m.gender or m.near)
    return roster
