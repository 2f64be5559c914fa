"""Topics, speakers, framing and labels on a corpus that can be counted by hand."""

import dataclasses

import pandas as pd
import pytest
from smallcorpus import corpus_of

from analysis import load
from analysis.errors import ArgumentError
from analysis.measures import framing, speakers, topics
from analysis.measures.evidence import evidence
from analysis.measures.grouping import members

TEXTS = [
    "The police met. Ann said a tax is bad. They paid the tax.",
    "A tariff rose. Police came. Bob claimed that all is well here.",
    "Nothing happened. The brash tycoon Ann Lee, the mayor of Rome, said no. An aide said it was late.",
    "A tariff rose. Police came. Bob claimed that all is well here.",
]
LEXICON = """
[parts.economy]
label = "Economy"
terms = ["tax", "tariff*", "budget"]
[parts.crime]
label = "Crime"
terms = ["police"]
[parts.sport]
label = "Sport"
terms = ["goal"]
"""
QUOTES = [
    (0, "a tax is bad", "indirect", "Ann Lee", {"cue": "said", "saying": "neutral"}),
    (1, "all is well here", "direct", "Bob", {"cue": "claimed", "saying": "distancing"}),
    (2, "no", "direct", None, {"cue": "said", "saying": "neutral"}),
    (2, "it was late", "mixed", "aide", {"cue": "quipped", "speaker_kind": "unnamed"}),
    (3, "all is well here", "direct", "Bob", {}),
]
PEOPLE = [(0, "Ann", "Ann Lee", "name"), (2, "Ann Lee", "Ann Lee", "name"), (1, "Bob", "Bob", "name")]
HITS = [
    (0, "police", "topics", "crime"),
    (0, "tax", "topics", "economy"),
    (0, "tax.", "topics", "economy"),
    (1, "tariff", "topics", "economy"),
    (1, "Police", "topics", "crime"),
    (3, "tariff", "topics", "economy"),
]


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(LEXICON, encoding="utf-8")
    return corpus_of(
        TEXTS,
        outlets=["A", "B", None, "B"],
        dates=["2025-02-01", "2025-02-28", "2025-03-01", None],
        events=["e", "e", "f", "e"],
        copy_of=[None, None, None, 1],
        quotes=QUOTES,
        people=PEOPLE,
        hits=HITS,
        settings={"lexicons": {"topics": str(path)}},
    )


def cells(table, *columns):
    return table.set_index(["group", "part"])[list(columns or ["value"])].squeeze(axis=1).to_dict()


def test_articles_without_a_value_stand_under_unknown_and_periods_follow_the_calendar(corpus):
    assert members(corpus)["group"].tolist() == ["A", "B", "unknown", "B"]
    assert members(corpus, over="month")["period"].tolist() == ["2025-02", "2025-02", "2025-03", "unknown"]
    assert members(corpus, over="week")["period"].tolist() == ["2025-W05", "2025-W09", "2025-W09", "unknown"]
    assert members(corpus, by="event")["group"].tolist() == ["e", "e", "f", "e"]


def test_a_copy_counts_once_with_its_first_article_even_where_that_is_gone(corpus):
    ids = corpus.articles["article_id"].tolist()
    assert members(corpus, copies_once=True)["article_id"].tolist() == ids[:3]
    rest = dataclasses.replace(corpus, articles=corpus.articles.iloc[[0, 3]])
    assert members(rest, copies_once=True)["article_id"].tolist() == [ids[0], ids[3]]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("articles", {("A", "Economy"): 1, ("A", "Crime"): 1, ("B", "Economy"): 1, ("B", "Crime"): 1 / 2}),
        ("sentences", {("A", "Economy"): 2 / 3, ("A", "Crime"): 1 / 3, ("B", "Economy"): 2 / 6, ("B", "Crime"): 1 / 6}),
        ("per_1000_words", {("A", "Economy"): 2000 / 13, ("A", "Crime"): 1000 / 13, ("B", "Economy"): 2000 / 24}),
    ],
)
def test_topics_have_three_units_with_their_own_denominators(corpus, unit, expected):
    found = cells(topics.topic_frequency(corpus, unit=unit))
    assert {key: found[key] for key in expected} == pytest.approx(expected)


def test_every_topic_has_a_row_in_every_group_found_or_not(corpus):
    found = cells(topics.topic_frequency(corpus), "n")
    assert set(found) == {(group, part) for group in ("A", "B", "unknown") for part in ("Economy", "Crime", "Sport")}
    assert found["unknown", "Economy"] == found["A", "Sport"] == 0


def test_headlines_count_for_articles_only(corpus):
    section = corpus.sentences["section"].mask(corpus.sentences["text"] == "The police met.", "headline")
    corpus = dataclasses.replace(corpus, sentences=corpus.sentences.assign(section=section))
    assert cells(topics.topic_frequency(corpus))["A", "Crime"] == 1
    table = topics.topic_frequency(corpus, unit="per_1000_words")
    assert cells(table)["A", "Crime"] == 0
    assert cells(table, "of")["A", "Crime"] == 10


def test_a_lexicon_by_path_is_counted_now(corpus, tmp_path):
    path = str(tmp_path / "mine.toml")
    found = cells(topics.topic_frequency(corpus, unit="per_1000_words", lexicon=path), "n")
    assert found["A", "Economy"] == 2
    assert found["B", "Crime"] == 2
    check = topics.topic_check(corpus, lexicon=path).set_index("term")
    assert check.loc["police", ["hits", "articles", "note"]].tolist() == [3, 3, ""]
    assert check.loc["goal", ["hits", "note"]].tolist() == [0, "never found"]
    assert check.loc["police", "context"].split(" | ") == [
        "The [[police]] met. Ann said a tax is bad. They paid",
        "A tariff rose. [[Police]] came. Bob claimed that all is well",
    ]
    assert pd.isna(check.loc["goal", "context"])
    assert check.loc["tax", "share"] == pytest.approx(2 / 4)


def test_shares_of_quoted_words_count_what_stands_in_marks(corpus):
    table = speakers.speaker_share(corpus)
    assert cells(table, "n")["B", "Bob"] == 8
    assert "A" not in set(table["group"])  # quotes no words in marks
    unknown = {part: value for (group, part), value in cells(table).items() if group == "unknown"}
    assert unknown == pytest.approx({"Bob": 0, "other named": 0, "unnamed sources": 3 / 4, "unattributed": 1 / 4})
    attributed = cells(table, "value_of_attributed")
    assert attributed["unknown", "unnamed sources"] == 1
    assert pd.isna(attributed["unknown", "unattributed"])


def test_the_parts_of_a_share_are_the_same_in_every_group_and_sum_to_one(corpus):
    table = speakers.speaker_share(corpus, of="words", top=1)
    assert (
        table.groupby("group")["part"].agg(list).tolist()
        == [["Bob", "other named", "unnamed sources", "unattributed"]] * 3
    )
    assert table.groupby("group")["value"].sum().tolist() == pytest.approx([1, 1, 1])
    assert cells(table)["A", "other named"] == 1


def test_only_the_kinds_asked_for_count(corpus):
    table = speakers.speaker_share(corpus, of="quotes", kinds=["indirect"])
    assert cells(table, "n") == {
        ("A", "Ann Lee"): 1,
        ("A", "other named"): 0,
        ("A", "unnamed sources"): 0,
        ("A", "unattributed"): 0,
    }


def test_saying_verbs_are_shares_of_the_quotes_with_a_cue(corpus):
    table = speakers.saying_verbs(corpus)
    assert cells(table)["B", "distancing"] == 1
    assert cells(table, "of")["B", "distancing"] == 1
    assert cells(table)["unknown", "other"] == 1 / 2
    by_speaker = cells(speakers.saying_verbs(corpus, by="speaker"), "n")
    assert (
        by_speaker["Ann Lee", "neutral"]
        == by_speaker["Bob", "distancing"]
        == by_speaker["unattributed", "neutral"]
        == 1
    )


def test_kinds_and_first_and_last_words_are_counted(corpus):
    assert cells(speakers.quote_kinds(corpus))["unknown", "mixed"] == 1 / 2
    table = speakers.first_and_last_word(corpus)
    first, last = (table[table["measure"].str.startswith(place)] for place in ("first", "last"))
    assert cells(first, "n")["unknown", "unattributed"] == 1
    assert cells(last, "n")["unknown", "unnamed sources"] == 1


def test_speakers_of_one_outlet_only_are_named_people(corpus):
    table = speakers.only_one_outlet(corpus)
    assert table.to_numpy().tolist() == [["Bob", "B", 2, 8, 2], ["Ann Lee", "A", 1, 4, 1]]
    assert speakers.only_one_outlet(corpus.select(outlets=["B"])).empty


def test_tone_counts_each_article_once_and_keeps_the_speakers_apart(corpus, monkeypatch):
    monkeypatch.setattr("analysis.measures.framing.polarity", lambda text: (0.5 if "well" in text else -0.5, 0.0))
    frame = framing.tone(corpus).set_index(["group", "part"])
    assert frame.loc[("B", "outside"), ["value", "of"]].tolist() == pytest.approx([0.1, 2])
    assert ("A", "inside quotation marks") not in frame.index


def test_tone_inside_reads_the_words_in_marks_of_mixed_quotes_too(monkeypatch):
    read = []
    monkeypatch.setattr("analysis.measures.framing.polarity", lambda text: (read.append(text) or len(text) / 100, 0.0))
    texts = ["“All is well,” said Ann Lee.", "Ann Lee called the plan “very nice” and the day “long”. It rained."]
    corpus = load(pd.DataFrame({"outlet": "B", "text": texts}), engine="rules")
    frame = framing.tone(corpus).set_index(["group", "part"])
    assert [text.strip(",") for text in read] == ["All is well", "very nice long"]
    assert frame.loc[("B", "inside quotation marks"), "of"] == 2
    assert frame.loc[("B", "inside quotation marks"), "value"] == pytest.approx(sum(map(len, read)) / 200)


def test_labels_are_names_and_the_descriptions_beside_them(corpus):
    table = framing.actor_labels(corpus, "Ann Lee").set_index(["group", "part"])
    assert table.loc[("A", "Ann"), ["n", "of", "how"]].tolist() == [1, 1, "name"]
    assert table.loc[("unknown", "brash tycoon"), ["n", "how"]].tolist() == [1, "before"]
    assert table.loc[("unknown", "the mayor of Rome"), ["n", "how"]].tolist() == [1, "after"]
    with pytest.raises(ArgumentError, match="person must be one of Ann Lee, Bob, not 'Anne Lee'; did you mean"):
        framing.actor_labels(corpus, "Anne Lee")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The brash tycoon Ann Lee said no.", ["brash tycoon"]),
        ("A defiant Ann Lee said no.", ["defiant"]),
        ("They saw the late Ann Lee.", ["late"]),
        ("They saw Ann Lee, a fierce critic of Mayor Roe, leave.", ["a fierce critic of Mayor Roe"]),
        ("They met Ann Lee, the pianist.", ["the pianist"]),
        ("The court called the retired judge Ann Lee in.", ["retired judge"]),
        ("It was a senior Ann Lee adviser.", []),
        ("The reason Ann Lee left is plain.", []),
        ("The committee offered Ann Lee a seat.", []),
        ("After Ann Lee, the nuclear deal won’t be the leader’s first worry.", []),
        ("Ann Lee, her daughters, and others came.", []),
        ("An old critic. Ann Lee said no.", []),
    ],
)
def test_descriptions_say_who_or_how_the_person_is(text, expected):
    corpus = corpus_of([text], outlets=["A"], people=[(0, "Ann Lee", "Ann Lee", "name")])
    table = framing.actor_labels(corpus, "Ann Lee")
    assert table.loc[table["how"].isin(["before", "after"]), "part"].tolist() == expected


@pytest.mark.parametrize("over", [None, "month"])
@pytest.mark.parametrize(
    "measure",
    [
        topics.topic_frequency,
        speakers.speaker_share,
        speakers.saying_verbs,
        speakers.quote_kinds,
        speakers.first_and_last_word,
        framing.tone,
    ],
)
def test_the_evidence_of_a_row_is_what_was_counted(corpus, measure, over):
    options = {"unit": "per_1000_words"} if measure is topics.topic_frequency else {}
    options |= {"of": "quotes"} if measure is speakers.speaker_share else {}
    table = measure(corpus, over=over, **options)
    behind = evidence(corpus, table)
    for position in range(len(table)):
        row = table.iloc[position]
        found = evidence(corpus, row)
        keys = ["measure", "group", "part"] + ["period"] * (over is not None)
        same = behind[(behind[keys] == row[keys]).all(axis="columns")]
        places = ["article_id", "start", "end", "text"]
        assert same[places].to_numpy().tolist() == found[places].to_numpy().tolist()
        assert (len(found) if measure is not framing.tone else found["article_id"].nunique()) == (
            row["n"] if measure is not framing.tone else row["of"]
        )
        texts = found["article_id"].map(corpus.articles.set_index("article_id")["text"])
        assert [text[a:b] for text, a, b in zip(texts, found["start"], found["end"], strict=True)] == found[
            "text"
        ].tolist()


def test_evidence_takes_named_tuples_and_dicts_and_refuses_other_rows(corpus):
    table = speakers.speaker_share(corpus, of="words", by="event")
    row = next(row for row in table.itertuples() if row.group == "e" and row.part == "Bob")
    assert evidence(corpus, row, by="event")["text"].tolist() == ["all is well here"] * 2
    assert evidence(corpus, row._asdict(), by="event")["cue"].tolist()[0] == "claimed"
    with pytest.raises(ArgumentError, match="row must be one row of an estimates table"):
        evidence(corpus, corpus.articles.iloc[0])


def test_evidence_of_labels_and_words_shows_the_sentence_and_the_term(corpus):
    row = framing.actor_labels(corpus, "Ann Lee").query("part == 'brash tycoon' and n == 1").iloc[0]
    found = evidence(corpus, row)
    assert found[["text", "term"]].to_numpy().tolist() == [
        ["The brash tycoon Ann Lee, the mayor of Rome, said no.", "Ann Lee"]
    ]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: topics.topic_frequency(c, unit="words"), "unit must be one of articles, sentences, per_1000_words"),
        (lambda c: topics.topic_frequency(c, by="outlett"), "by must be .* did you mean 'outlet'"),
        (lambda c: topics.topic_frequency(c, over="year"), "over must be one of None, day, week, month, not 'year'"),
        (lambda c: topics.topic_frequency(c, lexicon="topic"), "lexicon must be"),
        (lambda c: speakers.speaker_share(c, of="word"), "of must be one of quoted_words, words, quotes, not 'word'"),
        (lambda c: speakers.speaker_share(c, kinds=["Direct"]), "kinds must be one of direct, mixed, indirect"),
        (lambda c: speakers.speaker_share(c, top=-1), "top must be a number from 0"),
    ],
)
def test_a_bad_argument_is_named_with_its_rule(corpus, call, message):
    with pytest.raises(ArgumentError, match=message):
        call(corpus)


def test_a_corpus_without_articles_gives_tables_without_rows(corpus):
    empty = corpus.select(since="2030-01-01")
    for table in (
        topics.topic_frequency(empty),
        speakers.speaker_share(empty),
        speakers.saying_verbs(empty),
        speakers.first_and_last_word(empty),
        framing.tone(empty),
    ):
        assert table.empty
        assert table.columns[:4].tolist() == ["measure", "group", "period", "part"]


def test_inputs_are_left_unchanged(corpus):
    before = {name: getattr(corpus, name).copy() for name in ("articles", "sentences", "hits", "quotes", "people")}
    topics.topic_frequency(corpus)
    speakers.speaker_share(corpus)
    framing.tone(corpus)
    framing.actor_labels(corpus, "Bob")
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(corpus, name), frame)


def test_frames_whose_list_is_weak_are_left_out_and_named(seeds):
    shown, weak = framing.frame_vocabulary(seeds), framing.frame_vocabulary(seeds, weak=True)
    assert set(weak["part"]) - set(shown["part"]) == {"Responsibility"}
    assert "Conflict (AUC 0.70)" in shown.attrs["about"]
    assert "Left out, too weak or not measured: Responsibility (AUC 0.64)" in shown.attrs["about"]
    assert "Left out" not in weak.attrs["about"]
