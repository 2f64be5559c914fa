"""Quotes with their canonical speakers, against a reading by hand of the five seeds and of 18 BASIL articles.

``python tests/accuracy/speakers.py BASIL`` writes ``measured/speakers.json`` (BASIL, Fan et al., EMNLP 2019: the folder
holds dev.jsonl; ``basil_gold.json`` has our labels, offsets without text) and ``measured/speakers_seeds.json``. A quote
counts as found where at least half of the letters agree, one to one; as right where its speaker is the one of the gold,
too. Optional gold and what falls on it neither count for nor against.
"""

from __future__ import annotations

import difflib
import json
import random
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import load
from analysis.measures.correction import error_rates
from analysis.measures.statistics import MIN_ARTICLES

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"
GOLD = json.loads((HERE / "seeds_gold.json").read_text(encoding="utf-8"))
BASIL_GOLD = json.loads((HERE / "basil_gold.json").read_text(encoding="utf-8"))


def name_words(name: str | None) -> list[str]:
    plain = unicodedata.normalize("NFKD", re.sub(r"['’.]", "", name or "")).encode("ascii", "ignore").decode().lower()
    return re.findall("[a-z]+", plain)


def same_speaker(wanted: str | None, given: str | None) -> bool:
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


def score(raw: str, gold: list[dict[str, Any]], quotes: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts for one article, and the judged ``pairs``; quotes are parts (as they stand in it), speaker, how, kind."""
    haystack, places = letters(raw)
    wanted = [{at for a, b in row["spans"] for at in range(a, b) if raw[at].isalnum()} for row in gold]
    said: list[set[int]] = []
    for quote in quotes:
        start = min(said[-1], default=0) if said else 0
        said.append(located(quote["parts"], haystack, places, sum(place < start for place in places)))
    pairs = [
        (len(g & s) / max(len(g), len(s)), i, j) for i, g in enumerate(wanted) for j, s in enumerate(said) if g & s
    ]
    match: dict[int, int] = {}
    for overlap, i, j in sorted(pairs, reverse=True):
        if overlap >= 0.5 and i not in match and j not in match.values():
            match[i] = j
    required = [i for i, row in enumerate(gold) if not row.get("optional")]
    judged = [
        {
            **quotes[match[i]],
            "right": any(
                same_speaker(name, quotes[match[i]]["speaker"])
                for name in [gold[i].get("speaker"), *gold[i].get("alt_speakers", [])]
            ),
        }
        for i in required
        if i in match
    ]
    covered = set().union(*wanted)
    false = [j for j, s in enumerate(said) if j not in match.values() and len(s & covered) < 0.5 * max(1, len(s))]
    right = sum(pair["right"] for pair in judged)
    found = {"gold": len(required), "found": len(judged), "right": right, "said": len(said), "false": len(false)}
    return {**found, "pairs": judged}


def judge(
    source: Path | pd.DataFrame, raws: dict[str, str], gold: dict[str, Any], **options: str
) -> list[dict[str, Any]]:
    """The counts of every article, by the package as users call it; ``raws`` and ``gold`` by url or file name."""
    corpus = load(source, **options)
    texts = corpus.articles.set_index("article_id")["text"]
    rows = []
    for article in corpus.articles.itertuples():
        name = article.url if isinstance(article.url, str) else article.source
        own = corpus.quotes[corpus.quotes["article_id"] == article.article_id].sort_values("quote")
        quotes = [
            {
                "parts": [texts[article.article_id][a:b] for a, b in row.spans],
                "speaker": row.speaker if isinstance(row.speaker, str) else None,
                "how": row.how,
                "kind": row.kind,
            }
            for row in own.itertuples()
        ]
        rows.append({"outlet": article.outlet, **score(raws[name], gold[name], quotes)})
    return rows


def judge_seeds(**options: str) -> list[dict[str, Any]]:
    raws = {name: (SEEDS / name).read_text(encoding="utf-8") for name in GOLD}
    return judge(SEEDS, raws, GOLD, **options)


def judge_basil(folder: Path, **options: str) -> list[dict[str, Any]]:
    lines = (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    frame = pd.DataFrame([row for row in map(json.loads, lines) if row["id"] in BASIL_GOLD])
    frame = frame[["id", "outlet", "date", "text"]].rename(columns={"id": "url"})
    return judge(frame, dict(zip(frame["url"], frame["text"], strict=True)), BASIL_GOLD, **options)


def share(rows: list[dict[str, Any]], part: str, whole: str) -> float:
    return sum(row[part] for row in rows) / max(1, sum(row[whole] for row in rows))


def figure(rows: list[dict[str, Any]], part: str, whole: str) -> dict[str, float]:
    """A share with its 95 % bootstrap interval over articles, without one where there are fewer than ten."""
    if len(rows) < MIN_ARTICLES:
        return {"value": round(share(rows, part, whole), 3)}
    generator = random.Random(0)
    drawn = sorted(share(generator.choices(rows, k=len(rows)), part, whole) for _ in range(2000))
    return {"value": round(share(rows, part, whole), 3), "low": round(drawn[50], 3), "high": round(drawn[1949], 3)}


def figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "quotes found (half of their letters or more)": figure(rows, "found", "gold"),
        "right speaker, of those found": figure(rows, "right", "found"),
        "found with the right speaker": figure(rows, "right", "gold"),
        "false quotes, of all reported": figure(rows, "false", "said"),
    }


def record(rows: list[dict[str, Any]], data: str) -> dict[str, Any]:
    return {
        "measure": "quotes with the right canonical speaker, all kinds",
        "data": f"{data}, {sum(row['gold'] for row in rows)} quotes read by hand",
        "command": "python tests/accuracy/speakers.py BASIL",
        "n": sum(row["gold"] for row in rows),
        **figures(rows),
    }


def main(basil: Path) -> None:
    rows = judge_basil(basil)
    outlets = {
        outlet: [row for row in rows if row["outlet"] == outlet] for outlet in sorted({r["outlet"] for r in rows})
    }
    about = record(rows, "18 articles of BASIL, on which rules were developed")
    about |= {outlet: {"found with the right speaker": figure(own, "right", "gold")} for outlet, own in outlets.items()}
    about["errors"] = error_rates(pd.DataFrame([pair for row in rows for pair in row["pairs"]]))
    seeds = record(judge_seeds(), "the five seeds, on which rules were developed")
    for name, found in (("speakers", about), ("speakers_seeds", seeds)):
        (HERE / "measured" / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
