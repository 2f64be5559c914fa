"""Small exports in the shape of each archive, made of the same two articles."""

import gzip
import io
import json
import zipfile
from html import escape

import pandas as pd

ARTICLES = [
    {
        "title": "Mayor resigns after vote",
        "outlet": "The Valley Post",
        "date": "2025-03-02",
        "author": "Jane Doe",
        "text": [
            "The mayor of the valley resigned on Sunday & left the hall.",
            "“I have done what I could,” she said to the council.",
        ],
    },
    {
        "title": "Bridge opens: the river is crossed",
        "outlet": "Harbour Times",
        "date": "2025-03-04",
        "author": "John Roe",
        "text": ["Length: that was what the engineers of the bridge spoke about.", "It is the longest of the region."],
    },
]
DAYS = ["March 2, 2025 Sunday", "March 4, 2025 Tuesday 1:04 PM GMT"]


def docx(lines):
    """A .docx of these paragraphs; a no-break space stands after each label, as in the exports."""
    runs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return zipped({"word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{runs}</w:body></w:document>'})


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def nexis_lines(articles=ARTICLES, announced=2):
    lines = ["Job Number: 1", f"Documents ({announced})", "1. Mayor resigns after vote", "News", "Sources: All", "", ""]
    for article, day in zip(articles, DAYS, strict=False):
        lines += [article["title"], article["outlet"], day, "Late Edition", "", "Copyright 2025 Somebody"]
        lines += ["Section:\xa0NEWS; Pg. 3", "Length:\xa020 words", f"Byline:\xa0{article['author']}", "Body", "", ""]
        lines += [*article["text"], "", "Classification", "Language:\xa0ENGLISH", "Load-Date:\xa0March 5, 2025", ""]
        lines += ["End of Document", "", ""]
    return lines


def nexis(**options):
    return docx(nexis_lines(**options))


def lexis_txt(wrap="\n"):
    parts = ["Download Request: Selected Items: 1-2\n\n"]
    for number, (article, day) in enumerate(zip(ARTICLES, DAYS, strict=True), 1):
        text = "\n\n".join(paragraph.replace(" of ", f"{wrap}of ") for paragraph in article["text"])
        parts.append(
            f"\n\n                      {number} of 2 DOCUMENTS\n\n\n            {article['outlet']}\n\n        {day}\n"
            f"Edition 1;\nScotland\n\n{article['title']}\n\nBYLINE: {article['author']}\n\nLENGTH: 20 words\n\n"
            f"{text}\n\nLOAD-DATE: March 5, 2025\n\nLANGUAGE: ENGLISH\n\n           Copyright 2025 Somebody\n\n"
        )
    return "".join(parts).encode()


def lexis_html():
    docs = []
    for number, (article, day) in enumerate(zip(ARTICLES, DAYS, strict=True), 1):
        paragraphs = [f"{number} of 2 DOCUMENTS", article["outlet"], day, article["title"]]
        paragraphs += [f"BYLINE: {article['author']}", "LENGTH: 20 words", *article["text"], "LANGUAGE: ENGLISH"]
        docs.append("".join(f"<BR><DIV><P><SPAN>{escape(p)}</SPAN></P></DIV>" for p in paragraphs))
    return f'<HTML><HEAD><META TOPIC="x" DOCUMENTS="2" /></HEAD><BODY>{"".join(docs)}</BODY></HTML>'.encode()


def factiva_html():
    rows = []
    for number, article in enumerate(ARTICLES):
        paragraphs = [f"<p class='articleParagraph'>{escape(p)}\n</p>" for p in article["text"]]
        cells = {"HD": article["title"], "BY": article["author"], "PD": article["date"], "SN": article["outlet"]}
        cells = {name: escape(value) for name, value in cells.items()}
        cells |= {"LP": paragraphs[0], "TD": paragraphs[1], "AN": f"<br/>Document VALL000020250302el320000{number}"}
        table = "".join(f"<tr><td class='index'><b>{k}</b>&nbsp;</td><td>{v}</td></tr>" for k, v in cells.items())
        rows.append(f'<div class="article enArticle"><table>{table}</table></div>')
    return f"<html><head><title>Factiva</title></head><body>{''.join(rows)}</body></html>".encode()


def factiva_lines():
    parts = []
    for article in ARTICLES:
        lines = [article["author"], "1,020 words", article["date"], "02:15 PM", article["outlet"], "VALL", "English"]
        divs = "".join(f"<div>{line}</div>" for line in lines)
        text = "".join(f'<p class="articleParagraph enarticleParagraph">{escape(p)}</p>' for p in article["text"])
        head = f'<div id="hd"><span class="enHeadline">{article["title"]}</span></div>'
        parts.append(
            f'<div class="article enArticle">{head}{divs}{text}<p>Document VALL000020250302el3200001</p></div>'
        )
    return f"<html><head><title>Factiva</title></head><body>{''.join(parts)}</body></html>".encode()


def factiva_xml(count=2):
    articles = "".join(
        f"<ppsarticle><article><accessionNo>VALL000020250302el320000{number}</accessionNo><headline><paragraph>"
        f"<hlt>{a['title'].split()[0]}</hlt> {a['title'].split(maxsplit=1)[1]}</paragraph></headline>"
        f"<byline>{a['author']}</byline><sourceName>{a['outlet']}</sourceName><publicationDate><dateTime>{a['date']}"
        f"T01:35:58Z</dateTime></publicationDate><leadParagraph><paragraph>{escape(a['text'][0])}</paragraph>"
        f"</leadParagraph><tailParagraphs><paragraph>{escape(a['text'][1])}</paragraph></tailParagraphs></article>"
        "</ppsarticle>"
        for number, a in enumerate(ARTICLES)
    )
    body = f'<ppsarticleResultSet count="{count}">{articles}</ppsarticleResultSet>'
    return f'\ufeff<?xml version="1.0"?><R><A xmlns="http://global.factiva.com/pps/2.0">{body}</A></R>'.encode()


def europresse():
    days = ["dimanche 2 mars 2025", "Tuesday, March 4, 2025"]
    parts = [
        f"<article><header><span class='DocPublicationName'>{a['outlet']}   </span><span class='DocHeader'>News, {day},"
        f" p. 16</span><div class='titreArticle'><p class='titreArticleVisu'>{a['title']}</p></div><div>{a['author']}"
        f"</div></header><section><div class='docOcurrContainer'><p>{escape(a['text'][0])}</p></div></div></section>"
        f"<section><p>{escape(a['text'][1])}</p></section><aside><p>A photo.</p></aside>"
        f"<footer><p>news·2025</p></footer></article>"
        for a, day in zip(ARTICLES, days, strict=True)
    ]
    return f"<!DOCTYPE html><html><head></head><body>{''.join(parts)}</body></html>".encode()


def trafilatura_xml():
    docs = "".join(
        f'<doc sitename="{a["outlet"]}" title="{a["title"]}" author="{a["author"]}" date="{a["date"]}" '
        f'url="https://valley.example/a/{n}"><main>{"".join(f"<p>{escape(p)}</p>" for p in a["text"])}</main></doc>'
        for n, a in enumerate(ARTICLES)
    )
    return f"<corpus>{docs}</corpus>".encode()


def crawled(**names):
    """JSON records whose fields have other names."""
    joined = [{**article, "text": "\n\n".join(article["text"])} for article in ARTICLES]
    records = [{names.get(name, name): value for name, value in article.items()} for article in joined]
    extra = {"canonical_link": "https://valley.example/", "fingerprint": "ab"}
    urls = [{"source": f"https://valley.example/a/{number}"} for number in range(len(records))]
    return json.dumps([{**extra, **record, **url} for record, url in zip(records, urls, strict=True)]).encode()


def xlsx():
    buffer = io.BytesIO()
    pd.DataFrame([{**a, "text": "\n\n".join(a["text"])} for a in ARTICLES]).to_excel(buffer, index=False)
    return buffer.getvalue()


def tsv():
    lines = ["title\toutlet\tdate\tauthor\ttext"]
    lines += [
        "\t".join([a["title"], a["outlet"], a["date"], a["author"], f'"{a["text"][0]}\n\n{a["text"][1]}"'])
        for a in ARTICLES
    ]
    return "\n".join(lines).encode()


EXPORTS = {
    "nexis.docx": nexis(),
    "lexis.txt": lexis_txt(),
    "lexis.html": lexis_html(),
    "factiva.html": factiva_html(),
    "lines.html": factiva_lines(),
    "factiva.xml": factiva_xml(),
    "europresse.html": europresse(),
    "trafilatura.xml": trafilatura_xml(),
    "trafilatura.json": crawled(outlet="source-hostname"),
    "newspaper4k.json": crawled(outlet="meta_site_name", date="publish_date", author="authors"),
    "news-please.json": crawled(outlet="source_domain", date="date_publish", author="authors", text="maintext"),
    "table.xlsx": xlsx(),
    "table.tsv": tsv(),
    "zipped.zip": zipped({"folder/nexis.docx": nexis()}),
    "packed.xml.gz": gzip.compress(factiva_xml()),
}
