"""Who speaks: the noun phrase before or after a cue, found without a tagger.

English news puts the speaker next to the verb. To its left a phrase is read backwards to the beginning of its clause
(a comma, ``that``, ``but`` ...), stepping over appositions (``Weber, a fellow at the Fund, said``), brackets and
relative clauses; to its right it is read forwards to the first word that cannot belong to a name or a description.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.language.quotes.clauses import Token
from analysis.lexicons import words

DETERMINER = words("quote_cues", "determiner")
PRONOUN = words("quote_cues", "pronoun")
AUXILIARY = words("quote_cues", "auxiliary")
PREPOSITION = words("quote_cues", "preposition")
BOUNDARY = words("quote_cues", "boundary")
TIME = words("quote_cues", "time")
TITLE = words("quote_cues", "title")
DASHES = frozenset(("—", "–", "―", "--", "-"))
STOPS = frozenset(",;:.?!…()[]\"/<>=") | DASHES | {"..."}

_TITLE_ENDINGS = ("man", "woman", "er", "or", "ist", "al", "ic", "ian", "ant", "ent", "based", "ive", "chair", "chief", "aide")
_LINKS = frozenset(("of", "for", "from", "at", "with", "in", "on", "to", "near"))
_LY_NOUNS = words("quote_cues", "ly_noun")
_PARTICLES = frozenset(("de", "van", "von", "bin", "al", "el", "la", "der", "den", "ibn"))
_RELATIVE = frozenset(("who", "whose", "which", "whom"))
_SUBJECT_PRONOUNS = frozenset(("he", "she", "they", "it", "i", "we"))
_FINITE = frozenset(("has", "had", "have", "is", "was", "are", "were", "did", "does", "do", "would", "will", "could", "can"))
_MAX_WORDS = 14

Range = tuple[int, int]


def is_adverb(token: Token) -> bool:
    """Whether the word may stand between subject and verb, or after the verb, without meaning."""
    low = token.low
    return low in AUXILIARY or low.endswith("n't") or (not token.capital and (low in TIME or (low.endswith("ly") and low not in _LY_NOUNS)))


def subject_before(tokens: Sequence[Token], cue: int) -> Range | None:
    """Tokens ``[first, last)`` of the subject left of the cue, or None."""
    last = cue
    while last > 0 and (is_adverb(tokens[last - 1]) or tokens[last - 1].low in TIME):
        last -= 1
    if last > 0 and tokens[last - 1].low == ")":
        last = _opening(tokens, last - 1)
    if last > 0 and (tokens[last - 1].low == "," or tokens[last - 1].low in DASHES):
        last = _before_apposition(tokens, last - 1)
    if last > 0 and tokens[last - 1].low == ")":
        last = _opening(tokens, last - 1)
    if last <= 0 or tokens[last - 1].low in STOPS or tokens[last - 1].low in BOUNDARY - PRONOUN:
        return None
    if tokens[last - 1].low in PRONOUN:
        return last - 1, last
    if tokens[last - 1].low in DETERMINER or tokens[last - 1].low.endswith(("'s", "s'")):
        return None
    first = last
    while first > 0 and last - first < _MAX_WORDS and not _begins_clause(tokens, first - 1, last):
        first -= 1
    speaking = next((i for i in range(first + 1, last - 1) if _is_participle(tokens, i)), last)
    if first < speaking < last:  # "an official speaking on background said"
        return subject_before(tokens, speaking)
    if first > 1 and first < last and tokens[first - 1].low == "who":  # "people who watched the debate said"
        return subject_before(tokens, first - 1)
    return _noun_phrase(tokens, first, last) if first < last else None


def _is_participle(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    return token.low.endswith("ing") and not token.capital and tokens[at + 1].low in PREPOSITION


def _opening(tokens: Sequence[Token], at: int) -> int:
    """The bracket that opens what closes at ``at``, if near."""
    return next((i for i in range(at - 1, max(-1, at - 25), -1) if tokens[i].low == "("), at)


def _before_apposition(tokens: Sequence[Token], comma: int) -> int:
    """Where the phrase before ``, a senior fellow at Brookings,`` ends; 0 if these commas enclose no apposition."""
    mark = tokens[comma].low
    for at in range(comma - 1, max(0, comma - 40), -1):
        low = tokens[at].low
        if low == '"' and at == comma - 1:
            return 0
        if low != mark:
            continue
        inside, head = tokens[at + 1 : comma], tokens[at - 1]
        if head.low in STOPS - {")"} or head.low in BOUNDARY or head.low in PREPOSITION or not inside:
            return 0
        if inside[0].low in _RELATIVE or inside[0].low in DETERMINER or _is_role(inside):
            return _before_role(tokens, at)
    return 0


def _before_role(tokens: Sequence[Token], comma: int) -> int:
    """The comma after the name when what stands before this one is a role: ``DeMoro, head of Nurses United, a union,``."""
    earlier = next((i for i in range(comma - 1, max(0, comma - _MAX_WORDS), -1) if tokens[i].low in STOPS), 0)
    if earlier > 1 and tokens[earlier].low == "," and (not tokens[earlier + 1].capital or tokens[earlier + 1].low in TITLE) and is_name(tokens[earlier - 1]):
        if tokens[earlier - 2].low not in PREPOSITION and _is_role(tokens[earlier + 1 : comma]):
            return earlier
    return comma


def _is_role(tokens: Sequence[Token]) -> bool:
    return len(tokens) <= _MAX_WORDS and not any(t.low in _FINITE or t.low in PRONOUN - DETERMINER for t in tokens)


def is_name(token: Token) -> bool:
    """Whether the word has a capital and is no article."""
    return token.capital and token.low not in DETERMINER


def is_title_word(token: Token) -> bool:
    """Whether a word in small letters may belong to a name: ``spokesman``, ``nominee``, ``Florida-based``."""
    return token.low in TITLE or token.low.endswith(_TITLE_ENDINGS)


def _begins_clause(tokens: Sequence[Token], at: int, last: int) -> bool:
    low = tokens[at].low
    if low == "and":  # "Clinton and Kaine said", not "left and Clinton said"
        return not (0 < at < last - 1 and tokens[at + 1].capital and tokens[at - 1].capital)
    return low in STOPS or low in BOUNDARY or (low in PRONOUN and low not in DETERMINER)


def _noun_phrase(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """The noun phrase that ends a stretch of words: back to its determiner or name, over ``of`` and ``for``."""
    start = last - 1
    while start > first:
        token, before = tokens[start], tokens[start - 1]
        if before.low in _LINKS and start - 2 >= first and tokens[start - 2].low not in TIME and not _is_verb(tokens[start - 2]):
            start -= 2
        elif token.low in DETERMINER or before.low in PREPOSITION or (before.low in TIME and before.low not in DETERMINER):
            break
        elif token.capital and not (before.capital or before.low in DETERMINER or is_title_word(before) or before.low in _PARTICLES):
            break
        elif is_adverb(before) and before.low not in ("first", "then"):
            break
        else:
            start -= 1
    while start < last - 1 and (is_adverb(tokens[start]) or tokens[start].low in PREPOSITION):
        start += 1
    return start, last


def _is_verb(token: Token) -> bool:
    return not token.capital and token.low.endswith(("ed", "ing"))


def subject_after(tokens: Sequence[Token], cue: int) -> Range | None:
    """Tokens ``[first, last)`` of the subject right of the cue, as in ``said Gesine Weber, a fellow``, or None."""
    first = cue + 1
    if first >= len(tokens):
        return None
    token = tokens[first]
    if token.low in _SUBJECT_PRONOUNS or token.low in _RELATIVE:
        return first, first + 1
    if token.low in STOPS or token.low in TIME or token.low in PREPOSITION or token.low in BOUNDARY or (is_adverb(token) and not token.capital):
        return None
    last = first + 1
    while last < len(tokens) and last - first < _MAX_WORDS and _goes_on(tokens, first, last):
        last += 1
    return first, last


def _goes_on(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether the phrase from ``first`` on includes token ``at``."""
    token, before = tokens[at], tokens[at - 1]
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.low in ("of", "for", "at", "from", "with"):
        return follows is not None and (follows.capital or follows.low in DETERMINER) and follows.low not in TIME
    if token.low == "and":
        return before.capital and follows is not None and follows.capital
    if token.low in TIME and before.low in DETERMINER:
        return True
    if token.low in STOPS or token.low in BOUNDARY or token.low in PREPOSITION or token.low in TIME or token.low in PRONOUN:
        return False
    if token.capital or token.low in _PARTICLES:
        return True
    if token.low in AUXILIARY or _is_verb(token):
        return False
    if token.low.endswith("s") or is_title_word(token) or before.low.endswith("'s"):
        return True
    return not is_name(before) or any(t.capital for t in tokens[at + 1 : at + 3]) or not is_name(tokens[first])


def main_subject(tokens: Sequence[Token], before: int) -> Range | None:
    """The subject a sentence begins with, past an introductory phrase: that of ``Trump attacked her, saying ...``."""
    at = 0
    while at < before and tokens[at].low in BOUNDARY | {"however", ",", '"', "then", "now"}:
        at += 1
    dash = next((i for i in range(at, min(at + 8, before)) if tokens[i].low in DASHES), -1)
    if dash > 0 and all(t.capital or t.low in ",()" for t in tokens[at:dash]):  # a dateline
        at = dash + 1
    comma = next((i for i in range(at, before) if tokens[i].low == ","), before)
    opener = tokens[min(at, before - 1)].low
    if (comma == at + 1 < before - 1 and tokens[comma + 1].low not in _RELATIVE | DETERMINER) or opener in PREPOSITION | TIME or opener.endswith(("ing", "ed")) or (comma < at + 6 and tokens[comma - 1].low in TIME):
        at = comma + 1 if comma < before else at + 1
    return subject_after(tokens, at - 1) if at < before else None


def name_kind(tokens: Sequence[Token], span: Range) -> str:
    """How a mention names its speaker: pronoun, name, title or role."""
    inside = tokens[span[0] : span[1]]
    if len(inside) == 1 and inside[0].low in PRONOUN | {"his", "her", "their", "its", "my"}:
        return "pronoun"
    if inside[0].low not in DETERMINER and any(t.capital and (span[0] > 0 or i > 0 or not t.low.endswith("s")) for i, t in enumerate(inside)):
        return "name"
    return "title" if any(t.low in TITLE for t in inside) else "role"
