"""Who speaks: the noun phrase before or after a cue, found without a tagger.

English news puts the speaker next to the verb. To its left a phrase is read backwards to the beginning of its clause
(a comma, ``that``, ``but`` ...), stepping over appositions (``Weber, a fellow at the Fund, said``), brackets and
relative clauses; to its right it is read forwards to the first word that cannot belong to a name or a description.
A phrase is a pair ``(first, last)`` of word numbers, last exclusive.
"""

from __future__ import annotations

from analysis.language.quotes.clauses import Sentence
from analysis.language.quotes.grammar import (
    AUXILIARY,
    BOUNDARY,
    DASHES,
    DETERMINER,
    PREPOSITION,
    PRONOUN,
    STOPS,
    TIME,
    TITLE,
)
from analysis.lexicons import words

Phrase = tuple[int, int]

_LINKS = frozenset(("of", "for", "from", "at", "with", "in", "on", "to", "near"))
_OF = frozenset(("of", "for", "at", "from", "with"))
_PARTICLES = frozenset(("de", "van", "von", "bin", "al", "el", "la", "der", "den", "ibn"))
_JOINING = _PARTICLES | {"and"}
_SUBJECTS = frozenset(("he", "she", "they", "it", "i", "we", "who", "whose", "which", "whom"))
_LY_NOUNS = words("quote_cues", "ly_noun")
_UNNAMED = words("quote_cues", "unnamed")
_ROLE_ENDINGS = tuple(words("quote_cues", "role_ending"))
_NO_HEAD = (STOPS - {")"}) | BOUNDARY | PREPOSITION
_NO_SUBJECT = STOPS | BOUNDARY | PREPOSITION | TIME
_LONGEST = 14


def is_adverb(s: Sentence, at: int) -> bool:
    """Whether the word may stand beside a verb without being its subject or object."""
    low = s.low[at]
    if low in AUXILIARY or low.endswith("n't"):
        return True
    return not s.capital[at] and (low in TIME or (low.endswith("ly") and low not in _LY_NOUNS))


def is_name(s: Sentence, at: int) -> bool:
    """Whether the word has a capital and is no article."""
    return s.capital[at] and s.low[at] not in DETERMINER


def _is_role_word(low: str) -> bool:
    return low in TITLE or low.endswith(_ROLE_ENDINGS)


def subject_before(s: Sentence, cue: int) -> Phrase | None:
    """The subject left of the cue, or None."""
    if cue not in s.subject:
        s.subject[cue] = _subject_before(s, cue)
    return s.subject[cue]


def _subject_before(s: Sentence, cue: int) -> Phrase | None:
    low, last = s.low, cue
    while last > 0 and (is_adverb(s, last - 1) or low[last - 1] in TIME):
        last -= 1
    last = _before_bracket(s, last)
    if last > 0 and (low[last - 1] == "," or low[last - 1] in DASHES):
        last = _before_bracket(s, _before_apposition(s, last - 1))
    if last <= 0 or low[last - 1] in STOPS or low[last - 1] in BOUNDARY - PRONOUN:
        return None
    if low[last - 1] in PRONOUN:
        return last - 1, last
    if low[last - 1] in DETERMINER or low[last - 1].endswith(("'s", "s'")):
        return None
    first = last
    while first > 0 and last - first < _LONGEST and not _begins_clause(s, first - 1):
        first -= 1
    if first > 1 and first < last and low[first - 1] == "who":  # "people who watched the debate said"
        return subject_before(s, first - 1)
    spoke = (at for at in range(first + 1, last - 1) if low[at].endswith("ing") and low[at + 1] in PREPOSITION)
    last = next(spoke, last)  # "an official speaking on background said"
    return _noun_phrase(s, first, last) if first < last else None


def _before_bracket(s: Sentence, last: int) -> int:
    places = range(last - 2, max(-1, last - 26), -1) if s.low[last - 1] == ")" else ()
    return next((i for i in places if s.low[i] == "("), last)


def _before_apposition(s: Sentence, comma: int) -> int:
    """Where the phrase before ``, a senior fellow at Brookings,`` ends; 0 if these commas enclose no apposition."""
    at = next((i for i in range(comma - 1, max(0, comma - 40), -1) if s.low[i] == s.low[comma]), comma - 1)
    if at == comma - 1 or s.low[at - 1] in _NO_HEAD:
        return 0
    # the comma after the name if a role stands before this one: "DeMoro, head of Nurses United, a union,"
    name = next((i for i in range(at - 1, max(0, at - _LONGEST), -1) if s.low[i] in STOPS), 0)
    named = name > 1 and s.low[name] == "," and is_name(s, name - 1) and s.low[name - 1] not in TIME
    role = not s.capital[name + 1] or s.low[name + 1] in TITLE
    return name if named and role and s.low[name - 2] not in PREPOSITION else at


def _begins_clause(s: Sentence, at: int) -> bool:
    low = s.low[at]
    if low == "and":  # "Clinton and Kaine said", not "left and Clinton said"
        return not (s.capital[at + 1] and s.capital[at - 1])
    return low in STOPS or low in BOUNDARY or (low in PRONOUN and low not in DETERMINER)


def _noun_phrase(s: Sentence, first: int, last: int) -> Phrase:
    """The noun phrase that ends a stretch of words: back to its determiner or name, over ``of`` and ``for``."""
    start = last - 1
    while start > first:
        before = s.low[start - 1]
        if before in _LINKS and start - 2 >= first and s.low[start - 2] not in TIME:
            start -= 2
        elif s.low[start] in DETERMINER or (
            s.capital[start]
            and not (s.capital[start - 1] or before in DETERMINER or before in _JOINING or _is_role_word(before))
        ):
            break
        else:
            start -= 1
    return start, last


def subject_after(s: Sentence, cue: int) -> Phrase | None:
    """The subject right of the cue, as in ``said Gesine Weber, a fellow``, or None."""
    first = cue + 1
    low = s.low[first]
    if low in _SUBJECTS:
        return first, first + 1
    if low in _NO_SUBJECT or (is_adverb(s, first) and not s.capital[first]):
        return None
    last = first + 1
    while last - first < _LONGEST and _goes_on(s, first, last):
        last += 1
    return first, last


def _goes_on(s: Sentence, first: int, at: int) -> bool:
    """Whether the phrase from ``first`` on includes word ``at``."""
    low, before, following = s.low[at], s.low[at - 1], s.low[at + 1]
    if low in _OF:
        return (s.capital[at + 1] or following in DETERMINER) and following not in TIME
    if low == "and":
        return s.capital[at - 1] and s.capital[at + 1]
    if (before in DETERMINER and low not in STOPS) or before in _OF:
        return True
    if low in _NO_SUBJECT or low in PRONOUN or low in DETERMINER:
        return False
    if s.capital[at] or low in _PARTICLES:
        return True
    if low in AUXILIARY or low.endswith(("ed", "ing")):
        return False
    if low.endswith("s") or _is_role_word(low) or before.endswith("'s"):
        return True
    return not is_name(s, at - 1) or not is_name(s, first) or s.capital[at + 1] or s.capital[at + 2]


def main_subject(s: Sentence, before: int) -> Phrase | None:
    """The subject a sentence begins with, past a dateline and an introductory phrase."""
    low, at = s.low, 0
    while at < before and (
        low[at] in BOUNDARY or low[at] in ("however", "meanwhile", "moreover", ",", '"', "then", "now")
    ):
        at += 1
    dash = next((i for i in range(at, min(at + 8, before)) if low[i] in DASHES), -1)
    if dash > 0 and all(s.capital[i] or low[i] in ",()" for i in range(at, dash)):
        at = dash + 1
    opener = low[min(at, before - 1)]
    if opener in PREPOSITION or opener in TIME or opener.endswith(("ing", "ed")):
        at = next((i for i in range(at, before) if low[i] == "," and not low[i + 1].isdigit()), at) + 1
    return subject_after(s, at - 1) if at < before else None


def name_kind(s: Sentence, phrase: Phrase) -> str:
    """How a mention names its speaker: pronoun, name, title or role."""
    first, last = phrase
    low = s.low[first:last]
    if len(low) == 1 and (low[0] in PRONOUN or low[0] in ("his", "her", "their", "its", "my")):
        return "pronoun"
    if len(low) == 1 and low[0] in _UNNAMED:
        return "role"
    if low[0] not in DETERMINER and any(s.capital[first:last]):
        return "name"
    return "title" if not TITLE.isdisjoint(low) else "role"
