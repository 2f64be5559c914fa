"""Words that introduce the words of others: verbs of saying in all their forms, and what stance they take."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.lexicons import load_lexicon, words

_STANCES = ("conceding", "charged", "distancing", "neutral")


def saying(cue: str) -> str | None:
    """The stance of the saying verb in a cue: neutral, distancing, charged or conceding; None without one.

    Lists of verbs by stance are in ``lexicons/saying_verbs.toml``. Where a cue holds several, the last one counts.

    >>> saying("falsely claimed"), saying("went on to say"), saying(":")
    ('distancing', 'neutral', None)
    """
    for word in reversed(re.findall(r"[a-z]+", cue.lower())):
        if stance := _stances().get(word):
            return stance
    return None


@cache
def _stances() -> dict[str, str]:
    return {
        form: stance
        for stance in reversed(_STANCES)
        for lemma in words("saying_verbs", stance)
        for form in inflections(lemma)
    }


class CueVerb(NamedTuple):
    """What a verb of saying takes: any clause, a clause without ``that``, a hearer, a noun phrase as content.

    ``particle`` are second words (``point out``); a ``bound`` verb says something only with one of them.
    """

    lemma: str
    clause: bool
    bare: bool
    hearer: bool
    content: bool
    particle: frozenset[str] = frozenset()
    bound: bool = False


@cache
def cue_verbs() -> dict[str, CueVerb]:
    """Every form of every verb in ``quote_cues.toml``."""
    part = {name: words("quote_cues", name) for name in ("clause", "bare", "hearer", "content", "label")}
    lemmas = frozenset().union(*part.values())
    verbs = {v: CueVerb(v, *(v in part[name] for name in ("clause", "bare", "hearer", "content"))) for v in lemmas}
    for phrase in words("quote_cues", "phrase"):
        lemma, particle = phrase.split()
        verb = verbs.get(lemma, CueVerb(lemma, True, True, False, False, bound=True))
        verbs[lemma] = verb._replace(particle=verb.particle | {particle})
    return {form: verb for lemma, verb in sorted(verbs.items()) for form in inflections(lemma)}


def inflections(lemma: str) -> set[str]:
    """The forms of an English verb; irregular ones from ``saying_verbs.toml``.

    >>> sorted(inflections("reply")), sorted(inflections("say"))
    (['replied', 'replies', 'reply', 'replying'], ['said', 'say', 'saying', 'says'])
    """
    irregular = load_lexicon("saying_verbs").extra.get("irregular", {}).get(lemma, "").split()
    stem = lemma.removesuffix("e")
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    past = stem + "ed"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    doubled = irregular and irregular[0].startswith("+")
    if doubled:  # "+t": the last consonant doubles before -ed and -ing
        return {lemma, third, lemma + irregular[0][1:] + "ed", lemma + irregular[0][1:] + "ing"}
    return {lemma, third, stem + "ing", *(irregular or [past])}
