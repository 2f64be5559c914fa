"""The word lists behind the rules (``lexicons/quote_cues.toml``) as sets, and verbs of saying in all their forms."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.lexicons import load_lexicon, words

DETERMINER = words("quote_cues", "determiner")
PRONOUN = words("quote_cues", "pronoun")
AUXILIARY = words("quote_cues", "auxiliary")
PREPOSITION = words("quote_cues", "preposition")
BOUNDARY = words("quote_cues", "boundary")
QUESTION = words("quote_cues", "question")
TIME = words("quote_cues", "time")
TITLE = words("quote_cues", "title")
FINITE = words("quote_cues", "finite")
NOUN_FORM = words("quote_cues", "noun_form")
NOUN_CUE = words("quote_cues", "noun")
DASHES = frozenset(("—", "–", "―", "--", "-"))
END = frozenset((".", "?", "!", "…", ";", "..."))
STOPS = frozenset((*',:()[]"/<>=', "")) | END | DASHES

_STANCES = ("conceding", "charged", "distancing", "neutral")


class CueVerb(NamedTuple):
    """What a verb of saying takes: any clause, a clause without ``that``, a hearer, a noun phrase as content.

    ``particle`` are second words (``point out``); a ``bound`` verb says something only with one of them.
    """

    lemma: str
    clause: bool = True
    bare: bool = True
    hearer: bool = False
    content: bool = False
    particle: frozenset[str] = frozenset()
    bound: bool = False


def saying(cue: str) -> str | None:
    """The stance of the saying verb in a cue: neutral, distancing, charged or conceding; None without one.

    Lists of verbs by stance are in ``lexicons/saying_verbs.toml``. Where a cue holds several, the last one counts.

    >>> saying("falsely claimed"), saying("went on to say"), saying(":")
    ('distancing', 'neutral', None)
    """
    stances = _stances()
    return next((stances[word] for word in reversed(re.findall(r"[a-z]+", cue.lower())) if word in stances), None)


@cache
def _stances() -> dict[str, str]:
    lemmas = {lemma: stance for stance in _STANCES for lemma in words("saying_verbs", stance)}
    return {form: stance for lemma, stance in lemmas.items() for form in inflections(lemma)}


def _cue_verbs() -> dict[str, CueVerb]:
    """Every form of every verb in ``quote_cues.toml``."""
    clause, bare, hearer, content, label = (
        words("quote_cues", part) for part in ("clause", "bare", "hearer", "content", "label")
    )
    verbs = {
        verb: CueVerb(verb, verb in clause, verb in bare, verb in hearer, verb in content)
        for verb in clause | bare | hearer | content | label
    }
    for phrase in words("quote_cues", "phrase"):
        lemma, particle = phrase.split()
        verb = verbs.get(lemma, CueVerb(lemma, bound=True))
        verbs[lemma] = verb._replace(particle=verb.particle | {particle})
    return {form: verb for lemma, verb in sorted(verbs.items()) for form in inflections(lemma)}


def inflections(lemma: str) -> set[str]:
    """The forms of an English verb; irregular ones from ``saying_verbs.toml`` (``+t`` doubles the consonant).

    >>> sorted(inflections("reply")), sorted(inflections("say"))
    (['replied', 'replies', 'reply', 'replying'], ['said', 'say', 'saying', 'says'])
    """
    irregular = load_lexicon("saying_verbs").extra["irregular"].get(lemma, "").split()
    stem = lemma.removesuffix("e")
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    past = stem + "ed"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    if irregular and irregular[0].startswith("+"):
        stem, past = lemma + irregular[0][1:], lemma + irregular[0][1:] + "ed"
        irregular = irregular[1:]
    return {lemma, third, stem + "ing", *(irregular or [past])}


CUE_VERBS = _cue_verbs()
WEIGHED = frozenset(form for lemma in words("quote_cues", "weighed") for form in inflections(lemma))
TRIGGERS = frozenset((*CUE_VERBS, *NOUN_CUE, "according"))
