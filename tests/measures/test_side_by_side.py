from dataclasses import replace

import numpy as np
import pytest
from smallcorpus import corpus_of

from analysis import tables
from analysis.errors import ArgumentError
from analysis.linking.words import words
from analysis.measures.evidence import evidence
from analysis.measures.side_by_side import (
    carriage,
    copied_share,
    coverage,
    not_carried,
    only_here,
    quote_matrix,
    shared_quotes,
)

FULL = "I promise that the harbour will reopen in March, and every fisherman will have a berth, I think, before summer."
OPENING = "The mayor spoke on Monday. "


def story(*carriers, dates=None):
    """One event; each carrier is (words before, words quoted, kind, speaker)."""
    texts = [
        f'{OPENING}{before} "{words}" to us.' if kind != "indirect" else f"{OPENING}{before} {words}."
        for before, words, kind, _ in carriers
    ]
    clauses = [words if kind != "mixed" else f'"{words}"' for _, words, kind, _ in carriers]
    quotes = [(i, clause, c[2], c[3], {}) for i, (clause, c) in enumerate(zip(clauses, carriers, strict=True)) if c[2]]
    outlets = ["Anchor", "Beacon", "Courier", "Dispatch"][: len(carriers)]
    return corpus_of(texts, outlets=outlets, dates=dates, events=["0" * 16] * len(carriers), quotes=quotes)


@pytest.mark.parametrize(
    ("quoted", "form", "trimmed_at", "missing", "added"),
    [
        (FULL, "full", "", "", ""),
        (FULL.replace("harbour", "[old] harbor"), "full", "", "", ""),
        (FULL.removeprefix("I promise that "), "trimmed", "start", "I promise that", ""),
        (FULL.replace(", I think,", ""), "trimmed", "middle", "I think", ""),
        (FULL[:47], "trimmed", "end", "and every fisherman will have a berth, I think, before summer", ""),
        (
            FULL[15:47],
            "trimmed",
            "start, end",
            "I promise that … and every fisherman will have a berth, I think, before summer",
            "",
        ),
        (FULL.replace("every fisherman", "each boat"), "reworded", "", "every fisherman", "each boat"),
    ],
)
def test_the_form_says_what_an_outlet_made_of_the_fullest_carrier(quoted, form, trimmed_at, missing, added):
    rows = shared_quotes(story(("She said", FULL, "direct", "Ana Ruiz"), ("She said", quoted, "direct", "Ruiz")))
    assert rows["outlet"].tolist() == ["Anchor", "Beacon"]
    assert rows["form"].iloc[0] == "full"
    found = rows.iloc[1]
    assert (found["form"], found["trimmed_at"], found["missing"], found["added"]) == (form, trimmed_at, missing, added)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Exactly what shape the harbour takes is a subject of intense discussion here",
            "What we pay is a subject of intense discussion",
        ),
        ("I am not a gambler at all", "I am not a banker"),
        ("nobody will play around with so many workers there", "nobody is going to mess with our people there"),
        ("We will win in the end", "You will see us in court"),
    ],
)
def test_look_alikes_stay_apart(one, other):
    assert shared_quotes(story(("He said", one, "direct", "Ruiz"), ("He said", other, "direct", "Ruiz"))).empty


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (("called him a", "scoundrel", "mixed", "Ruiz"), ("spoke of a", "scoundrel,", "mixed", "Ana Ruiz"), True),
        (("called him a", "scoundrel", "mixed", "Ruiz"), ("heard Ruiz speak of a", "scoundrel", None, None), True),
        (("called him a", "scoundrel", "mixed", "Ruiz"), ("spoke of a", "scoundrel", None, None), False),
        (("called him a", "scoundrel", "mixed", "Ruiz"), ("spoke of a", "scoundrel", "mixed", "Ben Okafor"), False),
        (("called it", "great", "mixed", "Ruiz"), ("called it", "great", "mixed", "Ruiz"), False),
        (("appeared on", "Harbour Nights", "mixed", "Ruiz"), ("spoke to", "Harbour Nights", "mixed", "Ruiz"), False),
        (("spoke of a", "scoundrel", None, None), ("spoke of a", "scoundrel", None, None), False),
    ],
)
def test_a_few_marked_words_need_the_same_speaker_and_a_telling_word(one, other, shared):
    assert bool(len(shared_quotes(story(one, other)))) is shared


@pytest.mark.parametrize(("plain", "shared"), [(1, True), (2, False)])
def test_a_few_marked_words_are_a_term_where_as_many_articles_use_them_without_marks(plain, shared):
    quoting = [("spoke of a", "pier tax", "mixed", "Ruiz"), ("called it a", "pier tax", "mixed", "Ruiz")]
    others = [("The town pays a", "pier tax already", "indirect", None)] * plain
    assert bool(len(shared_quotes(story(*quoting, *others)))) is shared


def test_reported_speech_joins_the_words_it_reports():
    report = "every fisherman would have his berth in the harbour before summer after it reopens in March"
    rows = shared_quotes(story(("She said", FULL, "direct", "Ana Ruiz"), ("She said", report, "indirect", "Ana Ruiz")))
    assert rows["form"].tolist() == ["full", "paraphrased"]
    assert shared_quotes(
        story(("She said", FULL, "direct", "Ana Ruiz"), ("He said", report, "indirect", "Okafor"))
    ).empty


@pytest.mark.parametrize(("before", "shared"), [("He has signalled that", True), ("Nobody doubts that", False)])
def test_a_plain_sentence_that_reports_the_speaker_joins_too(before, shared):
    said = "every fisherman would have his berth in the harbour before summer after it reopens in March"
    corpus = story(("He said", FULL, "direct", "Ben Okafor"), (before, said, "indirect", None))
    corpus = replace(corpus, quotes=corpus.quotes.iloc[:1])
    mention = {
        "article_id": corpus.articles["article_id"][1],
        "surface": "mayor",
        "person": "Ben Okafor",
        "how": "role",
    }
    people = tables.conform([{**mention, "start": 4, "end": 9, "confidence": 1.0}], "people")
    rows = shared_quotes(replace(corpus, people=people))
    assert rows["form"].tolist() == ["full", "paraphrased"][: 2 * shared]
    assert rows["cue"].iloc[1:].tolist() == ["signalled"][:shared]


@pytest.mark.parametrize(
    ("said", "speakers", "days", "shared"),
    [
        (FULL, ("Ana Ruiz", "Ruiz"), ("2024-05-01", "2024-05-03"), True),
        (FULL, ("Ana Ruiz", None), ("2024-05-01", "2024-05-03"), True),
        (FULL, ("Ana Ruiz", "Ruiz"), ("2024-05-01", None), True),
        (FULL, ("Ana Ruiz", "Ruiz"), ("2024-05-01", "2024-05-09"), False),
        (FULL, ("Ana Ruiz", "Ben Ott"), ("2024-05-01", "2024-05-03"), False),
        ("every fisherman will have", ("Ana Ruiz", "Ruiz"), ("2024-05-01", "2024-05-03"), False),
    ],
    ids=["a few days apart", "one unattributed", "one undated", "a week apart", "two speakers", "four words"],
)
def test_two_events_share_what_one_speaker_said_at_length_and_lately(said, speakers, days, shared):
    texts = [f'{OPENING}She said "{FULL}" to us.', f'{OPENING}She said "{said}" to us.']
    quotes = [
        (i, words, "direct", speaker, {}) for i, (words, speaker) in enumerate(zip((FULL, said), speakers, strict=True))
    ]
    rows = shared_quotes(corpus_of(texts, outlets=["Anchor", "Beacon"], quotes=quotes, dates=days))
    assert rows["outlet"].tolist() == ["Anchor", "Beacon"] * shared
    assert rows["event"].nunique() == shared


def test_an_outlet_carries_what_it_printed_under_another_event():
    says = f'{OPENING}She said "{FULL}" to us.'
    quotes = [(i, FULL, "direct", "Ruiz", {}) for i in (0, 1, 3)]
    corpus = corpus_of(
        [says, says, "Nothing was new.", says],
        outlets=["Anchor", "Beacon", "Courier", "Courier"],
        events=["0" * 16] * 3 + ["1" * 16],
        dates=["2024-05-01", "2024-05-01", "2024-05-02", "2024-05-03"],
        quotes=quotes,
    )
    assert quote_matrix(corpus)["Courier"].tolist() == ["full"]


def test_carriers_in_other_events_accuse_nobody_of_silence():
    says, silent = f'{OPENING}She said "{FULL}" to us.', "Nothing was new."
    corpus = corpus_of(
        [says, silent, silent, says, says],
        outlets=["Anchor", "Beacon", "Courier", "Dispatch", "Echo"],
        events=["0" * 16] * 3 + ["1" * 16, "2" * 16],
        dates=["2024-05-01", "2024-05-03", "2024-05-03", "2024-05-02", "2024-05-02"],
        quotes=[(i, FULL, "direct", "Ruiz", {}) for i in (0, 3, 4)],
    )
    assert not_carried(corpus).empty
    assert quote_matrix(corpus).columns.tolist() == ["Anchor", "Beacon", "Courier"]


def test_an_organisation_that_is_only_named_is_not_called_silent():
    says = f'{OPENING}The Harbour Office said "{FULL}" to us.'
    quotes = [(i, FULL, "direct", "Harbour Office", {"speaker_kind": "organisation"}) for i in (0, 1)]
    texts = [says, says, "The Harbour Office was closed."]
    days = ["2024-05-01", "2024-05-01", "2024-05-02"]
    outlets = ["Anchor", "Beacon", "Courier"]
    corpus = corpus_of(texts, outlets=outlets, events=["0" * 16] * 3, dates=days, quotes=quotes)
    assert not_carried(corpus, of="speakers").query("outlet == 'Courier'")["form"].tolist() == ["named"]


def test_an_outlet_called_unknown_stands_beside_a_missing_one():
    says = f'{OPENING}She said "{FULL}" to us.'
    quotes = [(i, FULL, "direct", "Ruiz", {}) for i in range(3)]
    outlets = ["unknown", "outlet unknown", None]
    corpus = corpus_of([says] * 3, outlets=outlets, events=["0" * 16] * 3, quotes=quotes)
    assert (quote_matrix(corpus) == "full").all(axis=None)


SILENT = ("Nothing was", "new", None, None)


def test_only_a_later_article_can_lack_an_utterance():
    says = ("She said", FULL, "direct", "Ruiz")
    days = ["2024-05-01", "2024-05-02", "2024-05-02", "2024-05-01"]
    statuses = not_carried(story(says, says, SILENT, SILENT, dates=days)).set_index("outlet")
    assert statuses["status"].to_dict() == {"Courier": "not carried", "Dispatch": "cannot tell"}
    assert statuses["others"].tolist() == [2, 2]


def test_speakers_two_others_quote_are_carried_named_or_missing():
    says = ("She said", FULL, "direct", "Ana Ruiz")
    corpus = story(says, says, SILENT, SILENT, dates=["2024-05-01", "2024-05-01", "2024-05-02", "2024-05-01"])
    mention = {"article_id": corpus.articles["article_id"][2], "surface": "Ruiz", "person": "Ana Ruiz", "how": "name"}
    people = tables.conform([{**mention, "start": 0, "end": 4, "confidence": 1.0}], "people")
    found = not_carried(replace(corpus, people=people), of="speakers").set_index("outlet")
    assert found["form"].fillna("").to_dict() == {"Courier": "named", "Dispatch": ""}
    assert found["status"].to_dict() == {"Courier": "not carried", "Dispatch": "cannot tell"}
    with pytest.raises(ArgumentError, match="of must be one of utterances, speakers"):
        not_carried(corpus, of="words")


def test_what_one_outlet_alone_has_is_listed_unless_it_stands_in_another_text():
    alone = "We buried the anchor under the library on purpose"
    says, own = ("She said", FULL, "direct", "Ruiz"), ("He said", alone, "direct", "Okafor")
    table = only_here(story(says, says, own))
    assert table[["what", "outlet", "speaker"]].to_numpy().tolist() == [
        ["utterance", "Courier", "Okafor"],
        ["speaker", "Courier", "Okafor"],
    ]
    printed = ("The plaque reads", alone, "indirect", None)
    assert only_here(story(says, printed, own))["what"].tolist().count("utterance") == 1  # Anchor's own
    assert only_here(story(says, own)).empty


def many_events(events, carry, words, seed=0):
    """Events of four outlets: Anchor and Beacon carry all; ``carry(outlet, words)`` is the chance of the other two."""
    random = np.random.default_rng(seed)
    texts, outlets, groups, quotes, dates = [], [], [], [], []
    for event in range(events):
        said = f"In year {event} the harbour of town {event} shall reopen on day {event} for {event} fishermen"
        for outlet in ("Anchor", "Beacon", "Courier", "Dispatch"):
            size = words(outlet, random)
            has = outlet in ("Anchor", "Beacon") or random.random() < carry(outlet, size)
            body = f'She said "{said}".' if has else "Nothing was new."
            if has:
                quotes.append((len(texts), said, "direct", "Ana Ruiz", {}))
            texts.append(f"{body} {'word ' * size}")
            outlets.append(outlet)
            groups.append(f"{event:016d}")
            dates.append("2024-05-01" if outlet in ("Anchor", "Beacon") else "2024-05-02")
    return corpus_of(texts, outlets=outlets, events=groups, quotes=quotes, dates=dates)


def test_below_ten_events_carriage_has_no_interval():
    corpus = many_events(9, lambda outlet, size: 0.5, lambda outlet, random: 50)
    assert carriage(corpus)[["low", "high"]].isna().all(axis=None)


def test_who_prints_first_has_no_share_of_what_others_carry():
    corpus = many_events(12, lambda outlet, size: 0.5, lambda outlet, random: 50)
    assert set(carriage(corpus)["group"]) == {"Courier", "Dispatch"}  # the others carry all, but on the first day


def test_at_equal_length_an_outlet_is_not_blamed_for_being_short():
    sizes = {"Anchor": 200, "Beacon": 200, "Courier": 400, "Dispatch": 100}
    corpus = many_events(
        200,
        lambda outlet, size: 0.15 * np.log(size / 5),  # length alone decides
        lambda outlet, random: int(sizes[outlet] * random.choice([0.25, 1, 4])),
    )
    table = carriage(corpus).set_index(["group", "part"])["value"].unstack()
    gap = table.loc["Courier"] - table.loc["Dispatch"]
    assert gap["as counted"] == pytest.approx(0.15 * np.log(4), abs=0.1)
    assert gap["at equal length"] == pytest.approx(0, abs=0.1)


def test_the_interval_at_equal_length_holds_the_slope_s_error_too():
    corpus = many_events(60, lambda outlet, size: 0.5, lambda outlet, random: int(100 * random.choice([1, 2, 6])))
    row = carriage(corpus).query("group == 'Courier' and part == 'at equal length'").iloc[0]
    told = not_carried(corpus).query("could")

    def without(event):
        kept = told[told["event"] != event]
        size = np.log(corpus.articles.merge(corpus.events).groupby(["event", "outlet"])["words"].sum())
        size = (size - size.groupby("event").transform("mean")).rename("size")
        kept = kept.assign(n=kept["status"] == "carried").join(size, on=["event", "outlet"])
        inside = kept[["n", "size"]].astype(float)
        inside -= inside.groupby(kept["outlet"]).transform("mean")
        slope = (inside["n"] * inside["size"]).sum() / (inside["size"] ** 2).sum()
        own = kept[kept["outlet"] == "Courier"]
        return own["n"].mean() - slope * own["size"].mean()

    left_out = np.array([without(event) for event in told["event"].unique()])
    jackknife = np.sqrt((len(left_out) - 1) * left_out.var())
    assert (row["high"] - row["low"]) / 2 == pytest.approx(2.0 * jackknife, rel=0.1)


def test_every_table_leads_to_the_quotes_behind_it():
    says = ("She said", FULL, "direct", "Ana Ruiz")
    corpus = story(says, says, SILENT, dates=["2024-05-01", "2024-05-02", "2024-05-03"])
    texts = [corpus.articles["text"][i].index(FULL) for i in range(2)]
    for table in (shared_quotes(corpus), not_carried(corpus), not_carried(corpus, of="speakers")):
        found = evidence(corpus, table.iloc[0])
        assert found["outlet"].tolist() == ["Anchor", "Beacon"]
        assert found["start"].tolist() == texts
    many = many_events(8, lambda outlet, size: 0.5, lambda outlet, random: 50)
    share = carriage(many).query("group == 'Courier' and part == 'as counted'").iloc[0]
    assert 0 < share["n"] < 8
    assert evidence(many, share)["outlet"].tolist() == ["Courier"] * int(share["n"])


def test_copies_are_one_voice():
    says = ("She said", FULL, "direct", "Ruiz")
    corpus = story(says, says, SILENT, dates=["2024-05-01", "2024-05-01", "2024-05-03"])
    corpus.articles.loc[1, "copy_of"] = corpus.articles.loc[0, "article_id"]
    assert len(not_carried(corpus)) == 1
    assert not_carried(corpus, copies_once=True).empty
    assert not carriage(corpus).empty
    assert carriage(corpus, copies_once=True).empty
    assert only_here(corpus)["what"].tolist() == []
    assert only_here(corpus, copies_once=True).empty


def test_the_copied_share_counts_words_in_long_passages_of_earlier_articles():
    wire = " ".join(f"w{n}" for n in range(60))
    own = " ".join(f"v{n}" for n in range(40))
    corpus = corpus_of([wire, f"{wire} {own}"], outlets=["Anchor", "Beacon"], dates=["2024-05-01", "2024-05-02"])
    shares = copied_share(corpus).set_index("group")
    assert shares["value"].to_dict() == {"Anchor": 0, "Beacon": pytest.approx(0.6)}
    assert shares["of"].to_dict() == {"Anchor": 60, "Beacon": 100}


def test_words_in_quotation_marks_are_no_copied_words():
    wire, one, other, speech = (" ".join(f"{letter}{n}" for n in range(60)) for letter in "wxys")
    texts = [f"{wire} “{speech}” {own}." for own in (one, other)]
    corpus = corpus_of(texts, outlets=["Anchor", "Beacon"], dates=["2024-05-01", "2024-05-02"])
    corpus.sentences["quoted_words"] = 60
    row = copied_share(corpus).set_index("group").loc["Beacon"]
    assert row[["n", "of", "value"]].tolist() == [60, 120, 0.5]


def test_the_whole_text_is_searched_not_only_its_quotes():
    says, unmarked = (
        ("She said", FULL, "direct", "Ruiz"),
        ("The town hopes", FULL.replace("I promise", ""), "indirect", None),
    )
    table = not_carried(story(says, says, unmarked, dates=["2024-05-01", "2024-05-01", "2024-05-03"])).set_index(
        "outlet"
    )
    assert table.loc["Courier", ["status", "form"]].tolist() == ["carried", "paraphrased"]


def test_two_outlets_are_too_few_to_speak_of_what_one_lacks():
    says = ("She said", FULL, "direct", "Ruiz")
    assert not_carried(story(says, says)).empty


def test_the_matrix_shows_each_outlet_of_the_event():
    short = FULL.removeprefix("I promise that ")
    carriers = [("She said", FULL, "direct", "Ruiz"), ("She said", short, "direct", "Ruiz"), SILENT]
    corpus = story(*carriers, dates=["2024-05-01", "2024-05-01", "2024-05-02"])
    matrix = quote_matrix(corpus)
    assert matrix.index.names == ["utterance", "speaker", "text"]
    assert matrix.iloc[0].to_dict() == {"Anchor": "full", "Beacon": "trimmed", "Courier": "not carried"}
    assert quote_matrix(corpus, event="0" * 16).equals(matrix)
    with pytest.raises(ArgumentError, match="event must be one of 0000000000000000, not 'x'"):
        quote_matrix(corpus, event="x")


def test_utterances_of_most_outlets_come_first_and_the_earliest_outlet_too():
    more = "The second quay is closed to every boat until the divers come back from their leave."
    says, also = ("She said", FULL, "direct", "Ruiz"), ("She said", more, "direct", "Ruiz")
    days = ["2024-05-03", "2024-05-02", "2024-05-01"]
    one, other = story(says, says, says, dates=days), story(also, also, SILENT, dates=days)
    texts = [f"{a} {b}" for a, b in zip(other.articles["text"], one.articles["text"], strict=True)]
    quotes = [(i, words, "direct", "Ruiz", {}) for i in range(3) for words in (more, FULL) if words in texts[i]]
    outlets = one.articles["outlet"].tolist()
    corpus = corpus_of(texts, outlets=outlets, dates=days, events=["0" * 16] * 3, quotes=quotes)
    matrix = quote_matrix(corpus)
    assert matrix.index.get_level_values("utterance").tolist() == [1, 2]
    assert matrix.index.get_level_values("text")[0].startswith("I promise")
    assert matrix.columns.tolist() == ["Courier", "Beacon", "Anchor"]
    assert matrix.attrs["days"] == {"Anchor": days[0], "Beacon": days[1], "Courier": days[2]}
    assert matrix.attrs["about"].endswith(". 3 articles, 1 event, ")


def test_coverage_counts_articles_and_puts_the_widest_event_first():
    corpus = corpus_of(
        ["One.", "Two.", "Three.", "Four."], outlets=["Anchor", "Anchor", "Beacon", None], events=["a", "b", "b", "b"]
    )
    table = coverage(corpus)
    assert table.index.get_level_values("event").tolist() == ["b", "a"]
    assert table.loc["b"].iloc[0].to_dict() == {"Anchor": 1, "Beacon": 1, "unknown": 1}


@pytest.mark.parametrize(
    ("said", "outlets"),
    [
        ("convinced that we need a lasting peace, not a ceasefire", {"Fox News", "BBC"}),
        ("precisely what that layers up to", {"Fox News", "BBC"}),
        ("if there is a ceasefire without a backstop", {"Fox News", "Bangkok Post", "BBC"}),
        ("security guarantees beyond very much", {"Fox News", "BBC"}),
        ("to talk about peacekeeping until we have a deal", {"Fox News", "VOA"}),
        ("dictator", {"Bangkok Post", "VOA", "TRT World"}),
        ("exactly what the configuration of that is", set()),
        ("I hope we have that problem", set()),
    ],
)
def test_the_utterances_of_the_seeds_are_aligned(seeds, said, outlets):
    rows = shared_quotes(seeds)
    having = rows[[" ".join(words(said)) in " ".join(words(quoted)) for quoted in rows["quoted"]]]
    assert set(having["outlet"]) == outlets
    assert having["utterance"].nunique() <= 1


def test_what_the_seeds_report_of_one_announcement_is_one_utterance(seeds):
    rows = shared_quotes(seeds).query("form == 'paraphrased' or form == 'full'")
    having = rows[rows["text"].str.contains("2.5%|increase defen[cs]e spending")]
    assert set(having["outlet"]) == {"Bangkok Post", "VOA", "TRT World"}
    assert having["utterance"].nunique() == 1
    assert having["quote"].isna().sum() == 2  # two stand in plain sentences
