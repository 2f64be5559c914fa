"""The parts of the README that are generated: ``python tests/readme.py`` rewrites them, a test compares them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click

from analysis import tables
from analysis.cli import main

ROOT = Path(__file__).parents[1]


def help_block() -> str:
    """The help text of the command and of each of its subcommands."""
    context = click.Context(main, info_name="crossread")
    texts = [main.get_help(context)]
    for name, command in sorted(main.commands.items()):
        texts.append(command.get_help(click.Context(command, info_name=name, parent=context)))
    return "\n".join(f"```text\n{text}\n```" for text in texts)


def codebook_block() -> str:
    """A list of columns for each table."""
    lines = []
    for table, columns in tables.TABLES.items():
        lines += [f"**{table}**", "", "| column | kind | meaning |", "|---|---|---|"]
        lines += [f"| {c.name}{'?' if c.optional else ''} | {c.kind.rstrip('?')} | {c.meaning} |" for c in columns]
        lines.append("")
    return "\n".join(lines).rstrip()


def measured_block() -> str:
    """One line for each measured figure."""
    lines = ["| measure | figure | 95 % interval | measured on |", "|---|---|---|---|"]
    for path in sorted((ROOT / "tests/accuracy/measured").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        for name, value in figures(record):
            low, high = value.get("low"), value.get("high")
            interval = f"{low:.2f} to {high:.2f}" if low is not None else ""
            lines.append(f"| {record['measure']}: {name} | {value['value']:.2f} | {interval} | {record['data']} |")
    return "\n".join(lines)


def figures(record: dict[str, Any], name: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every ``{"value": ...}`` in a record, named by the keys that lead to it."""
    if "value" in record:
        return [(name or "value", record)]
    inner = {key: value for key, value in record.items() if isinstance(value, dict) and key != "by_outlet"}
    return [found for key, value in inner.items() for found in figures(value, f"{name} {key}".strip())]


def rewritten(text: str) -> str:
    """The README with its generated parts made anew."""
    blocks = {"help": help_block(), "measured": measured_block(), "codebook": codebook_block()}
    for name, block in blocks.items():
        pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = pattern.sub(lambda match, block=block: f"{match[1]}{block}\n{match[2]}", text)
    return text


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
