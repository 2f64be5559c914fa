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
from functools import cache, cached_property, lru_cache

from analysis.language.people.names import Mention
from analysis.lexicons import load_lexicon

Key = tuple[str, str]
"""Folded given name and surname; either may be empty."""

WINDOW = 12  # months within which a name or an office counts as near in date
DOMINANT = 0.8  # share of the articles with a surname that one full name must hold to own it
_FINAL = re.compile(r"(?:iy|yy|ij|ii|ey|y|i)$")
_DOUBLE = re.compile(r"(.)\1+")
_INITIAL = re.compile(r"\w\.?(?:\w\.)*")


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A name without accents, case, apostrophes, doubled letters and the many ways to spell a final ``i``.

    >>> fold("Zelenskyy") == fold("Zelensky") == fold("ZELENSKIY")
    True
    """
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode() or word
    plain = re.sub(r"[’'`.\]\[]", "", plain).lower()
    return _DOUBLE.sub(r"\1", _FINAL.sub("i", plain))


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    table = load_lexicon("first_names").extra["nicknames"]
    return {fold(name): frozenset(map(fold, short)) for name, short in table.items()}


def same_given(one: str, other: str) -> bool:
    """Whether two folded given names can be one person's: equal, an initial, or a short form.

    >>> same_given("joseph", "joe"), same_given("barack", "michelle")
    (True, False)
    """
    if one == other or (1 in (len(one), len(other)) and one[:1] == other[:1]):
        return True
    forms = _short_forms()
    left, right = forms.get(one, frozenset()), forms.get(other, frozenset())
    return other in left or one in right or bool(left & right)


def key(mention: Mention) -> Key:
    """The folded name of a mention."""
    given = [word for word in mention.given.split() if not _INITIAL.fullmatch(word)] or mention.given.split()
    surname = fold(mention.surname)
    if mention.suffix.lower() == "jr" and len(given) == len(mention.given.split()):
        surname += " jr"
    return (fold(given[0]) if given else "", surname)


def printed(mention: Mention) -> str:
    """The full name without title and middle initials.

    >>> from analysis.language.people import find_mentions
    >>> [printed(m) for m in find_mentions("Vice President Joseph R. Biden Jr. spoke.") if m.sure]
    ['Joseph Biden']
    """
    words = mention.given.replace("]", "").split()
    kept = [word for at, word in enumerate(words) if at == 0 or not _INITIAL.fullmatch(word)]
    suffix = ["Jr."] if key(mention)[1].endswith(" jr") else []
    return " ".join([*kept, mention.surname, *suffix])


def link(mentions: Sequence[Mention]) -> list[Key]:
    """For each mention the key of its person, by the full names of the same article alone."""
    known: dict[str, list[Key]] = defaultdict(list)
    keys = [key(mention) for mention in mentions]
    for given, surname in keys:
        if given and surname and not any(same_given(given, one) for one, _ in known[surname]):
            known[surname].append((given, surname))
    return [_linked(mention, own, known) for mention, own in zip(mentions, keys, strict=True)]


def _linked(mention: Mention, own: Key, known: dict[str, list[Key]]) -> Key:
    given, surname = own
    family = known.get(surname, []) or known.get(f"{surname} jr", [])
    if given and surname:
        return next((one for one in family if same_given(given, one[0])), own)
    if not surname:
        named = [one for group in known.values() for one in group if one[0] == given]
        return named[0] if len(named) == 1 else own
    if len(family) > 1:
        fitting = [one for one in family if not mention.gender or _gender_of(one[0]) in (mention.gender, "")]
        return fitting[0] if fitting else own
    return family[0] if family else own


@cache
def _gender_of(given: str) -> str:
    from analysis.language.people.names import given_names

    return {fold(name): sign for name, sign in given_names().items()}.get(given, "")


@dataclass
class Entry:
    """One person of the corpus: canonical name, articles by month, roles by month, gender."""

    name: str
    months: Counter[int] = field(default_factory=Counter)
    roles: Counter[tuple[str, int]] = field(default_factory=Counter)
    gender: str = ""

    def near(self, month: int) -> int:
        """Articles within `WINDOW` of the month (all of them where the month is unknown)."""
        return sum(count for other, count in self.months.items() if is_near(month, other))

    def roles_near(self, month: int) -> list[str]:
        """Roles held within `WINDOW` of the month."""
        return [role for (role, other) in self.roles if is_near(month, other)]


def is_near(month: int, other: int) -> bool:
    """Whether two months lie within `WINDOW`; 0 is an unknown month and near to all."""
    return not month or not other or abs(month - other) <= WINDOW


def month_of(day: date | None) -> int:
    """Months since year 0; 0 when there is no day."""
    return 0 if day is None or day != day else day.year * 12 + day.month


@dataclass(frozen=True)
class Roster:
    """Counts of names, roles and genders by folded name and month. ``one + other`` merges two of them."""

    forms: Counter[tuple[str, str, str, int]]
    roles: Counter[tuple[str, str, str, int]]
    genders: Counter[tuple[str, str, str]]

    def __add__(self, other: Roster) -> Roster:
        return Roster(self.forms + other.forms, self.roles + other.roles, self.genders + other.genders)

    @cached_property
    def entries(self) -> dict[Key, Entry]:
        """One entry for each person, under every key that is theirs."""
        totals: Counter[Key] = Counter()
        spelled: dict[Key, Counter[str]] = defaultdict(Counter)
        for (given, surname, form, _), count in self.forms.items():
            totals[given, surname] += count
            spelled[given, surname][form] += count
        heads: dict[Key, Key] = {}
        groups: dict[str, list[Key]] = defaultdict(list)
        for own, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0])):
            head = next((one for one in groups[own[1]] if same_given(own[0], one[0])), own)
            heads[own] = head
            if head == own:
                groups[own[1]].append(own)
            else:
                spelled[head].update(spelled[own])
        people = {head: Entry(_commonest(spelled[head])) for head in set(heads.values())}
        return self._filled({own: people[head] for own, head in heads.items()})

    def _filled(self, entries: dict[Key, Entry]) -> dict[Key, Entry]:
        for (given, surname, _, month), count in self.forms.items():
            entries[given, surname].months[month] += count
        for (given, surname, role, month), count in self.roles.items():
            if (given, surname) in entries:
                entries[given, surname].roles[role, month] += count
        signs: dict[str, Counter[str]] = defaultdict(Counter)
        for (given, surname, sign), count in self.genders.items():
            if (given, surname) in entries:
                signs[entries[given, surname].name][sign] += count
        for entry in entries.values():
            entry.gender = max(sorted(signs[entry.name]), key=signs[entry.name].__getitem__, default="")
        return entries

    @cached_property
    def families(self) -> dict[str, list[Entry]]:
        """The people of each folded surname."""
        out: dict[str, dict[str, Entry]] = defaultdict(dict)
        for (_, surname), entry in self.entries.items():
            out[surname.removesuffix(" jr")][entry.name] = entry
        return {surname: [people[name] for name in sorted(people)] for surname, people in out.items()}

    def owner(self, surname: str, month: int, gender: str = "") -> Entry | None:
        """The one person whose surname this is near in date, or None where several share it."""
        family = [e for e in self.families.get(surname, ()) if not (gender and e.gender and gender != e.gender)]
        counts = [(entry.near(month), entry) for entry in family]
        total = sum(count for count, _ in counts)
        best = max(counts, key=lambda pair: pair[0], default=None)
        return best[1] if best and total and best[0] >= DOMINANT * total else None


def _commonest(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], -len(form), form))


def merge(articles: Iterable[tuple[str, date | None, Sequence[Mention]]]) -> Roster:
    """Reduce the mentions of many articles to one roster.

    Parameters
    ----------
    articles : iterable of (article_id, day or None, mentions)
        The mentions as `find_mentions` gave them.
    """
    roster = Roster(Counter(), Counter(), Counter())
    for _, day, mentions in articles:
        month = month_of(day)
        sure = [mention for mention in mentions if mention.sure]
        keys = link(sure)
        roster.forms.update(
            {(*own, printed(m), month) for m, own in zip(sure, keys, strict=True) if m.given and own[1]}
        )
        roster.roles.update({(*own, role, month) for m, own in zip(sure, keys, strict=True) for role in m.roles})
        roster.genders.update(
            (*own, m.gender or m.near) for m, own in zip(sure, keys, strict=True) if m.gender or m.near
        )
    return roster
