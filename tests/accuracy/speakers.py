"""Quotes with their canonical speakers on the five seeds, against a reading by hand (``seeds_gold.json``).

``python tests/accuracy/speakers.py`` writes ``measured/speakers.json``. A quote counts as found where at least half of
the letters agree, one to one; as right where its speaker is the one of the gold, too. Optional gold and what falls on
it neither count for nor against.
"""

from __future__ import annotations

import difflib
import json
import random
import re
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"
GOLD = json.loads((HERE / "seeds_gold.json").read_text(encoding="utf-8"))


def name_words(name: str | None) -> list[str]:
    plain = unicodedata.normalize("NFKD", re.sub(r"['’.]", "", name or "")).encode("ascii", "ignore").decode().lower()
    return re.findall("[a-z]+", plain)


def same_speaker(wanted: str, given: str | None) -> bool:
    """One name, or one a part of the other with the same surname; unnamed sources by the noun that describes them."""
    gold, said = name_words(wanted), name_words(given)
    if not gold or not said:
        return gold == said
    if gold[-1] == "unnamed":
        return gold[-2] in said
    alike = gold[-1] == said[-1] or difflib.SequenceMatcher(None, gold[-1], said[-1]).ratio() > 0.9
    return alike and (set(gold[:-1]) <= set(said[:-1]) or set(said[:-1]) <= set(gold[:-1]))


def letters(text: str) -> tuple[str, list[int]]:
    places = [at for at, char in enumerate(text) if char.isalnum()]
    return "".join(text[at].lower()[0] for at in places), places


def located(parts: list[str], haystack: str, places: list[int], start: int) -> set[int]:
    """Where the letters of the parts stand in the raw text."""
    found: set[int] = set()
    for part in parts:
        needle, _ = letters(part)
        at = haystack.find(needle, start)
        at = haystack.find(needle) if at < 0 else at
        if needle and at >= 0:
            found.update(places[at : at + len(needle)])
            start = at + len(needle)
    return found


def score(seed: str, quotes: list[tuple[list[str], str | None]]) -> dict[str, int]:
    """Counts for one seed; quotes are (parts as they stand in the article, speaker), in order."""
    raw = (SEEDS / seed).read_text(encoding="utf-8")
    haystack, places = letters(raw)
    gold = [{at for a, b in row["spans"] for at in range(a, b) if raw[at].isalnum()} for row in GOLD[seed]]
    said: list[set[int]] = []
    for parts, _ in quotes:
        start = min(said[-1], default=0) if said else 0
        said.append(located(parts, haystack, places, sum(place < start for place in places)))
    pairs = [(len(g & s) / max(len(g), len(s)), i, j) for i, g in enumerate(gold) for j, s in enumerate(said) if g & s]
    match: dict[int, int] = {}
    for overlap, i, j in sorted(pairs, reverse=True):
        if overlap >= 0.5 and i not in match and j not in match.values():
            match[i] = j
    required = [i for i, row in enumerate(GOLD[seed]) if not row.get("optional")]
    right = [
        i
        for i in required
        if i in match
        and any(
            same_speaker(name, quotes[match[i]][1])
            for name in [GOLD[seed][i]["speaker"], *GOLD[seed][i].get("alt_speakers", [])]
        )
    ]
    covered = set().union(*gold)
    false = [j for j, s in enumerate(said) if j not in match.values() and len(s & covered) < 0.5 * max(1, len(s))]
    found = sum(i in match for i in required)
    return {"gold": len(required), "found": found, "right": len(right), "said": len(said), "false": len(false)}


def counts() -> list[dict[str, int]]:
    """The counts of every seed, by the package as users call it."""
    from analysis import load

    corpus = load(SEEDS)
    texts = corpus.articles.set_index("article_id")["text"]
    out = []
    for source, article in zip(corpus.articles["source"], corpus.articles["article_id"], strict=True):
        rows = corpus.quotes[corpus.quotes["article_id"] == article].sort_values("quote")
        parts = [[texts[article][a:b] for a, b in spans] for spans in rows["spans"]]
        names = [name if isinstance(name, str) else None for name in rows["speaker"]]
        out.append(score(Path(source).name, list(zip(parts, names, strict=True))))
    return out


def share(rows: list[dict[str, int]], part: str, whole: str) -> float:
    return sum(row[part] for row in rows) / max(1, sum(row[whole] for row in rows))


def figure(rows: list[dict[str, int]], part: str, whole: str) -> dict[str, float]:
    """A share with its 95 % bootstrap interval over articles."""
    generator = random.Random(0)
    drawn = sorted(share(generator.choices(rows, k=len(rows)), part, whole) for _ in range(2000))
    return {"value": round(share(rows, part, whole), 3), "low": round(drawn[50], 3), "high": round(drawn[1949], 3)}


def main() -> None:
    rows = counts()
    record = {
        "measure": "quotes with the right canonical speaker, direct, mixed and indirect",
        "data": f"the five seeds, {sum(row['gold'] for row in rows)} quotes read by hand",
        "command": "python tests/accuracy/speakers.py",
        "n": sum(row["gold"] for row in rows),
        "found": figure(rows, "found", "gold"),
        "speaker_where_found": figure(rows, "right", "found"),
        "end_to_end": figure(rows, "right", "gold"),
        "false": figure(rows, "false", "said"),
    }
    (HERE / "measured" / "speakers.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
