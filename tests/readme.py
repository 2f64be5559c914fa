"""The parts of the README that are generated: ``python tests/readme.py`` rewrites them, a test compares them."""

from __future__ import annotations

import re
from pathlib import Path

from analysis import accuracy, tables
from analysis.cli import main

ROOT = Path(__file__).parents[1]


def help_block() -> str:
    """The help text of the command and of each of its subcommands."""
    context = main.make_context("crossread", [], resilient_parsing=True)
    texts = [main.get_help(context)]
    for name, command in sorted(main.commands.items()):
        texts.append(command.get_help(command.make_context(name, [], parent=context, resilient_parsing=True)))
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
    """One row for each record: what was measured, on what, by which command; the figures with their 95 % intervals."""
    lines = ["| measure | measured on, by | figures [95 % interval] |", "|---|---|---|"]
    for (measure, data, command), rows in accuracy().groupby(["measure", "data", "command"], sort=False):
        figures = [
            f"{row.figure} **{row.value:.2f}**" + (f" [{row.low:.2f}, {row.high:.2f}]" if row.low == row.low else "")
            for row in rows.itertuples()
        ]
        apart = "<br>" if len(figures) < 8 else "; "
        lines.append(f"| {measure} | {data}<br>`{command}` | {apart.join(figures).strip()} |")
    return "\n".join(lines)


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
