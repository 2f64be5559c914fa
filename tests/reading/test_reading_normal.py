import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.lexicons import load_lexicon
from analysis.reading import read_articles
from analysis.reading.outlets import fold_outlet, host, outlet_of_text
from analysis.reading.texts import language, language_name, mend, split_authors

SPANISH = (
    "El presidente del gobierno dijo ayer que la ley se va a votar en el congreso de los diputados la semana que viene "
    "y que los ministros han hablado con todos los grupos para llegar a un acuerdo sobre las pensiones."
)
SAMPLES = {
    "en": "The mayor of the town said on Sunday that she would not run again, and that the council had to find a way "
    "to pay for the bridge.",
    "fr": "Le maire de la ville a dit dimanche qu'il ne serait pas candidat et que le conseil devait trouver les "
    "moyens de payer le pont sur la rivière.",
    "de": "Der Bürgermeister der Stadt hat am Sonntag gesagt, dass er nicht mehr antritt und dass der Rat einen Weg "
    "finden muss, die Brücke über den Fluss zu bezahlen.",
    "es": SPANISH,
    "it": "Il sindaco della città ha detto domenica che non si candida più e che il consiglio deve trovare il modo di "
    "pagare il ponte sul fiume con i fondi della regione.",
    "pt": "O prefeito da cidade disse no domingo que não se candidata mais e que a câmara tem de encontrar uma forma "
    "de pagar a ponte sobre o rio com os fundos do governo.",
    "nl": "De burgemeester van de stad zei zondag dat hij niet meer aan de verkiezingen meedoet en dat de raad een "
    "manier moet vinden om de brug over de rivier te betalen.",
    "sv": "Stadens borgmästare sade på söndagen att han inte ställer upp igen och att rådet måste hitta ett sätt att "
    "betala för bron som ska gå över floden från den gamla hamnen.",
    "pl": "Burmistrz miasta powiedział w niedzielę, że nie będzie już kandydował i że rada musi znaleźć sposób na to, "
    "jak zapłacić za most, który jest dla miasta ważny oraz stary, ale nie z budżetu.",
    "ru": "Мэр города сказал в воскресенье, что он не будет участвовать в выборах и что совет должен найти деньги на "
    "мост, который был построен до войны и за который они уже платили из бюджета.",
    "ar": "قال رئيس البلدية في المدينة إن المجلس لا يمكن أن يدفع من أجل الجسر الذي كان على النهر بعد الحرب كما أن "
    "السكان قد طلبوا ذلك من الحكومة خلال هذا العام",
    "zh": "市长在星期天说他不会再参加选举这是议会的决定他们对国家的桥梁和河流有责任",
}


@pytest.mark.parametrize(("code", "text"), SAMPLES.items())
def test_a_language_is_told_by_its_function_words(code, text):
    assert language(text) == code
    assert language(f"{text}\n\n" * 40) == code


@pytest.mark.parametrize(
    "text", ["", "Too short for the rule.", "Lorem ipsum dolor sit amet consectetur adipiscing elit " * 9, "7 " * 99]
)
def test_where_nothing_leads_the_language_is_unknown(text):
    assert language(text) is None


def test_articles_in_other_languages_are_set_aside_with_their_language_named():
    table = pd.DataFrame({"text": [SPANISH, SAMPLES["en"], "Short."]})
    reading = read_articles(table)
    assert reading.ledger["status"].tolist() == ["skipped", "read", "read"]
    assert reading.ledger["reason"][0] == "in Spanish"
    assert reading.articles["language"].fillna("").tolist() == ["en", ""]
    assert read_articles(table, languages=None).articles["language"][0] == "es"
    assert read_articles(table, languages=["es"]).ledger["status"].tolist() == ["read", "skipped", "read"]
    with pytest.raises(ArgumentError, match="languages must be one of"):
        read_articles(table, languages=["english"])


def test_every_language_has_a_name_and_enough_words():
    for code, part in load_lexicon("languages").parts.items():
        assert language_name(code) == part.label
        assert len(part.terms) >= 8


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("NYT", "The New York Times"),
        ("new york times", "The New York Times"),
        ("nytimes.com", "The New York Times"),
        ("https://www.nytimes.com/2025/02/27/us/a.html?x=1", "The New York Times"),
        ("New York Times - Opinion", "The New York Times"),
        ("The New York Times (International)", "The New York Times"),
        ("The Guardian(London)", "The Guardian"),
        ("The Guardian (Nigeria)", "The Guardian (Nigeria)"),
        ("The Independent (London)", "The Independent"),
        ("NPR Online News", "NPR"),
        ("edition.cnn.com", "CNN"),
        ("BBC News", "BBC"),
        ("MAIL ON SUNDAY (London)", "The Mail on Sunday"),
        ("El Pais", "El País"),
    ],
)
def test_the_names_of_an_outlet_become_one(given, name):
    assert fold_outlet(given) == name


@pytest.mark.parametrize("given", ["", "Daily Planet", "Sun News", "Guardian of Forever", "co.uk", "planet.example"])
def test_an_unknown_name_stays_unknown(given):
    assert fold_outlet(given) is None


def test_no_name_or_domain_leads_to_two_outlets():
    parts = load_lexicon("outlets").parts
    for name, part in parts.items():
        for alias in (name, *part.terms):
            assert fold_outlet(alias) == name


def test_a_folded_name_leaves_the_given_one_and_the_settings_win(tmp_path):
    table = pd.DataFrame({"text": ["One.", "Two.", "Three."], "outlet": ["NYT", "Daily Planet", "bbc.co.uk"]})
    articles = read_articles(table).articles
    assert articles["outlet"].tolist() == ["The New York Times", "Daily Planet", "BBC"]
    assert articles["outlet_given"].fillna("").tolist() == ["NYT", "", "bbc.co.uk"]
    table.to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "corpus.toml").write_text('[outlets]\n"The New York*" = "Times"\n"bbc*" = "Auntie"', encoding="utf-8")
    assert read_articles(tmp_path).articles["outlet"].tolist() == ["Times", "Daily Planet", "Auntie"]


def test_ids_see_the_outlet_the_title_and_the_text_as_they_were_given():
    as_given = pd.DataFrame({"text": ["They donâ€™t."], "title": ["â€œYesâ€\x9d"], "outlet": ["NYT"]})
    other = pd.DataFrame({"text": ["They don’t."], "title": ["“Yes”"], "outlet": ["The New York Times"]})
    first, second = read_articles(as_given), read_articles(other)
    assert first.articles[["text", "title", "outlet"]].equals(second.articles[["text", "title", "outlet"]])
    assert first.articles["article_id"][0] != second.articles["article_id"][0]
    assert first.ledger["reason"][0] == "mojibake mended in the title; mojibake mended in the text"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "A.\n\nCopyright 2025 The Washington Post. All rights reserved.",
            ("The Washington Post", "copyright line"),
        ),
        ("A text.\n© 2025 BBC. Read about our approach.", ("BBC", "copyright line")),
        ("A text. CLICK HERE TO GET THE FOX NEWS APP", ("Fox News", "its app")),
        ("Fox News' Jane Doe and John Roe contributed to this report.", ("Fox News", "its reporters")),
        ("WASHINGTON (CNN) -- The mayor left.", ("CNN", "its dateline")),
        ("The Associated Press' Jane Doe contributed to this report.", None),
        ("WASHINGTON (Reuters) - The mayor left.", None),
        ("She told CNN that copyright mattered to the BBC.", None),
        ("Get the Mayor Out app! Copyright 2025 Jane Doe.", None),
    ],
)
def test_only_what_an_outlet_says_of_itself_is_evidence(text, found):
    assert outlet_of_text(text) == found
    reading = read_articles(pd.DataFrame({"text": [text]}))
    assert reading.ledger["reason"].fillna("")[0] == (f"outlet by {found[1]}" if found else "")


def test_an_address_tells_the_outlet_where_none_is_given():
    urls = ["https://www.bbc.com/news/1", "http://m.planet.example:80/a", "https://web.archive.org/web/1/x", ""]
    reading = read_articles(pd.DataFrame({"text": ["A.", "B.", "C.", "D."], "url": urls}))
    assert reading.articles["outlet"].fillna("").tolist() == ["BBC", "m.planet.example", "", ""]
    assert reading.ledger["reason"].notna().tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("name", "text", "outlet", "day", "note"),
    [
        ("bbc/2025-03-02.txt", "She left.", "BBC", "2025-03-02", "outlet by the folder name; date by the file name"),
        (
            "the-guardian_20250302_mayor.txt",
            "She left.",
            "The Guardian",
            "2025-03-02",
            "outlet by the file name; date by ",
        ),
        ("nytimes.com/2025/03/02/a.txt", "She left.", "The New York Times", "2025-03-02", "outlet by the folder name"),
        (
            "a.txt",
            "BBC News\nSunday 2 March 2025\n\nShe left.",
            "BBC",
            "2025-03-02",
            "outlet by its first lines; date by ",
        ),
        (
            "a.txt",
            "Mayor resigns\nPublished: March 2, 2025 10:15 GMT\nShe left.",
            "",
            "2025-03-02",
            "date by its first lines",
        ),
        (
            "a.txt",
            "Outlet: NYT\nDate: 2 March 2025\n\nA text.",
            "The New York Times",
            "2025-03-02",
            "outlet, date by its",
        ),
        ("time series.txt", "She left.", "", "", ""),
        ("12abc34bbc.txt", "She left.", "", "", ""),
        ("20259999.txt", "The vote of March 2, 2025 was close.", "", "", ""),
        ("a.txt", "The BBC said so.\nReuters\nBorn on 2 May 1960\nShe left.", "", "", ""),
    ],
)
def test_first_lines_and_names_of_files_are_evidence_that_the_ledger_names(tmp_path, name, text, outlet, day, note):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    reading = read_articles(tmp_path)
    (row,) = reading.articles.to_dict("records")
    assert row["outlet"] == outlet or (pd.isna(row["outlet"]) and not outlet)
    assert str(row["date"])[:10] == (day or "NaT")
    assert reading.ledger["reason"].fillna("")[0].startswith(note)
    assert bool(note) == reading.ledger["reason"].notna()[0]


def test_the_first_lines_of_a_text_name_its_fields_and_the_text_begins_below(tmp_path):
    head = "Headline: Mayor resigns: a day\nOutlet: The Post\nDate: 2 March 2025\nAuthor: Jane Doe\nURL: https://a.example/b\n"
    (tmp_path / "a.txt").write_text(head + "\nNote: she left.\nAll of it.", encoding="utf-8")
    (row,) = read_articles(tmp_path).articles.to_dict("records")
    assert [row[name] for name in ("title", "outlet", "author", "url")] == [
        "Mayor resigns: a day",
        "The Post",
        "Jane Doe",
        "https://a.example/b",
    ]
    assert row["text"] == "Note: she left.\nAll of it."


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe and John Roe", "Jane Doe; John Roe"),
        ("JANE DOE; JOHN ROE", "JANE DOE; JOHN ROE"),
        ("Jane Doe, John Roe & Ann Poe", "Jane Doe; John Roe; Ann Poe"),
        ("Doe, Jane", "Doe, Jane"),
        ("Martin King, Jr.", "Martin King, Jr."),
        ("Anderson Sandy", "Anderson Sandy"),
        ("By ", "By"),
    ],
)
def test_a_byline_is_parted_at_what_stands_between_names(byline, names):
    assert split_authors(byline) == names


@pytest.mark.parametrize(
    ("text", "mended", "lines"),
    [
        ("Itâ€™s fine.\nCafé.", "It’s fine.\nCafé.", 1),
        ("“Café” in São Paulo, naïve — Ångström", "“Café” in São Paulo, naïve — Ångström", 0),
        ("last week\x92s vote", "last week’s vote", 1),
        ("L&amp;M — “straight 'quotes'”", "L&amp;M — “straight 'quotes'”", 0),
    ],
)
def test_only_mojibake_is_mended(text, mended, lines):
    assert mend(text) == (mended, lines)


def test_metadata_completes_the_text_of_the_same_page(tmp_path):
    header = "id,language,media_name,media_url,publish_date,title,url\n"
    rows = "1,en,bbc.co.uk,u,2025-03-02,Mayor resigns,https://www.bbc.co.uk/news/1/\n2,en,x.org,u,2025-03-03,T,https://x.org/2\n"
    (tmp_path / "mediacloud.csv").write_text(header + rows, encoding="utf-8")
    record = {"text": "She left.", "url": "http://bbc.co.uk/news/1#top", "title": None}
    (tmp_path / "texts.jsonl").write_text(json.dumps(record), encoding="utf-8")
    reading = read_articles(tmp_path)
    assert reading.ledger["reason"].tolist()[:2] == ["metadata of texts.jsonl", "metadata without a text"]
    (row,) = reading.articles.to_dict("records")
    assert (row["title"], row["outlet"], row["media_url"]) == ("Mayor resigns", "BBC", "u")
    assert str(row["date"].date()) == "2025-03-02"


def test_two_addresses_of_one_page_are_one_page():
    urls = ["https://www.a.org/story/", "http://a.org/story#comments"]
    reading = read_articles(pd.DataFrame({"text": ["Old.", "New."], "url": urls}))
    assert reading.ledger["status"].tolist() == ["superseded", "read"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters()) | st.text("ÃâÂ€™é ©(A)'s.\n", max_size=80))
def test_no_text_is_too_strange(text):
    mended, lines = mend(text)
    assert lines <= mended.count("\n") + 1
    assert language(text) is None or language_name(language(text))
    for rule in (fold_outlet, host, outlet_of_text, split_authors):
        rule(text)


def test_long_lines_take_no_longer_than_they_are():
    for piece in ("A", "A. ", "(c) ", "© 2025 A ", "get the A ", "A's ", "Ã", "//a.", ", "):
        text = piece * (1_000_000 // len(piece))
        for rule in (fold_outlet, host, outlet_of_text, split_authors, language, mend):
            rule(text)
