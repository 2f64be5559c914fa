"""The reduce between the passes: one small table of names, spellings, offices and dates over the whole corpus.

Within an article a surname belongs to the full name it came with; over the corpus, spellings of one name
(``Zelensky``, ``Zelenskyy``) and short forms (``Joe``, ``Joseph R.``) fall together under the commonest form. A roster
holds only counts, so rosters add up in any order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice

from rapidfuzz.distance import OSA

from analysis.language.people.names import Mention
from analysis.language.people.roles import fits
from analysis.language.words import fold_name
from analysis.lexicons import load_lexicon, words

Key = tuple[str, str]  # folded given name and surname; either may be empty

WINDOW = 12  # months within which a name or an office counts as near in date
DOMINANT = 0.8  # share of the articles with a surname that one full name must hold to own it
LIMIT = 50  # people of one surname that one article is searched for
_CLOSE = 300  # characters within which a surname is that of the full name and office before it
_INITIAL = re.compile(r"\w|(?:\w\.)+")
_NICKNAMES = load_lexicon("first_names").extra["nicknames"]
_SHORT_FORMS = {fold_name(name): frozenset(map(fold_name, short)) for name, short in _NICKNAMES.items()}


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
    return (fold_name(named[0]) if named else "", fold_name(mention.surname))


def full_name(mention: Mention) -> str:
    """The name as printed, without title; empty where there is no full name."""
    return f"{mention.given} {mention.surname}" if mention.given and mention.surname else ""


def link(mentions: Sequence[Mention], owner: Callable[[str, str], Entry | None]) -> list[Key]:
    """For each mention the key of its person, by the full names of the same article.

    A surname is that of the first full name with it; of a later one that came with an office just before; and where it
    stands before any full name, of whom everybody knows by it: ``owner`` of a surname and a gender.
    """
    families: dict[str, dict[Key, Mention]] = defaultdict(dict)
    given_to: dict[str, set[Key]] = defaultdict(set)
    keys = [key(mention) for mention in mentions]
    for at, (mention, own) in enumerate(zip(mentions, keys, strict=True)):
        if all(own):
            keys[at] = _kin(own, mention, families[_base(own)])
            given_to[own[0]].add(keys[at])
    known: dict[str, bool] = {}  # whether a surname stands before any full name
    latest: dict[str, tuple[int, Key]] = {}
    for at, (mention, own) in enumerate(zip(mentions, keys, strict=True)):
        base = _base(own)
        if all(own):
            known.setdefault(base, False)
            if mention.title and mention.title not in words("titles", "kin"):
                latest[base] = mention.end, keys[at]
        elif own[1] and (base in families or (base := _misspelt(base, families))):
            order = list(islice(families[base], LIMIT))
            last, close = latest.get(base, (-_CLOSE, own))
            if mention.start < last + _CLOSE:
                latest[base] = mention.end, close
                order.insert(0, close)
            order = [k for k in order if k[1] == own[1] or base + " jr" != own[1]]
            fitting = (k for k in order if not mention.gender or families[base][k].gender in (mention.gender, ""))
            known_by_it = owner(base, mention.gender) if known.setdefault(base, True) else None
            keys[at] = known_by_it.key if known_by_it else next(fitting, own)
        elif len(named := given_to.get(own[0] or own[1], set())) == 1:
            keys[at] = next(iter(named))
    return keys


def _base(own: Key) -> str:
    return own[1].removesuffix(" jr")


def _misspelt(surname: str, families: Mapping[str, object]) -> str:
    """The one surname of the article that differs in a letter within; empty where there is none."""
    near = [one for one in islice(families, LIMIT) if one[:1] == surname[:1] and OSA.distance(one, surname) == 1]
    return near[0] if len(near) == 1 and len(surname) > 4 else ""


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
    """One person of the corpus: key, printed forms of the name, articles by month, signs of gender."""

    key: Key
    forms: Counter[str] = field(default_factory=Counter)
    months: Counter[int] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)

    @cached_property
    def name(self) -> str:
        """The commonest form; one that is printed without a middle initial goes before one that is not."""
        plain = {form: count for form, count in self.forms.items() if _without_initials(form) == form} or self.forms
        return _without_initials(min(plain, key=lambda form: (-plain[form], -len(form), form)))

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


def dominant(weights: Mapping[str, float]) -> str:
    """The one name that holds at least `DOMINANT` of all weight; empty where none does."""
    best = max(weights, key=lambda name: weights[name], default="")
    return best if best and weights[best] and weights[best] >= DOMINANT * sum(weights.values()) else ""


@dataclass(frozen=True)
class Roster:
    """Counts of full names (``name``), roles and signs of gender by folded name and month; two rosters add up."""

    counts: Counter[tuple[str, Key, str, int]]
    _owners: dict[tuple[str, int, str], Entry | None] = field(default_factory=dict, compare=False, repr=False)
    _holders: dict[tuple[str, int], Counter[str]] = field(default_factory=dict, compare=False, repr=False)

    def __iadd__(self, other: Roster) -> Roster:
        self.counts.update(other.counts)
        return self

    def _of(self, kind: str) -> list[tuple[Key, str, int, int]]:
        return sorted((*row[1:], count) for row, count in self.counts.items() if row[0] == kind)

    @cached_property
    def entries(self) -> dict[Key, Entry]:
        """One entry for each person, under every key that is theirs."""
        spelled: dict[Key, Counter[str]] = defaultdict(Counter)
        for own, form, _, count in self._of("name"):
            spelled[own][form] += count
        out: dict[Key, Entry] = {}
        groups: dict[str, list[Entry]] = defaultdict(list)
        for own in sorted(spelled, key=lambda own: (-spelled[own].total(), own)):
            same = next((one for one in groups[own[1]] if same_given(own[0], one.key[0])), None)
            if same is None:
                groups[own[1]].append(same := Entry(own))
            same.forms.update(spelled[own])
            out[own] = same
        for own, _, month, count in self._of("name"):
            out[own].months[month] += count
        for own, sign, _, count in self._of("gender"):
            if own in out:
                out[own].signs[sign] += count
        return out

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
        for own, role, month, count in self._of("role"):
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
            family = self._families.get(surname, {})
            counts = {n: one.near(month) for n, one in family.items() if not gender or one.gender in (gender, "")}
            self._owners[asked] = family.get(dominant(counts))
        return self._owners[asked]


def merge(articles: Iterable[tuple[str, date | None, Sequence[Mention]]]) -> Roster:
    """Reduce many articles, each (article_id, day or None, mentions of `find_mentions`), to one roster."""
    counts: Counter[tuple[str, Key, str, int]] = Counter()
    for _, day, mentions in articles:
        month, sure = month_of(day), [mention for mention in mentions if mention.sure]
        rows = set()
        for m, own in zip(sure, link(sure, lambda surname, gender: Entry(("", surname))), strict=True):
            if full_name(m):
                rows.add(("name", own, full_name(m), month))
            rows |= {("role", own, role, month) for role in m.roles}
            if m.gender or m.near:
                counts["gender", own, m.gender or m.near, 0] += 1
        counts.update(rows)
    return Roster(counts)
