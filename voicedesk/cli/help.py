"""The page of ``--help``, in the language in force.

The texts are those of the commands themselves: their docstrings and the ``help`` of their options.
``packaging/translations.py`` takes them from here into the catalogue.
"""

import copy
from collections.abc import Iterable, Iterator

import click

from voicedesk.base.words import mark, tr

_OF_CLICK = {
    "Options": mark("Options:"),
    "Commands": mark("Commands:"),
    "Show this message and exit.": mark("Show this message and exit."),
    "Show the version and exit.": mark("Show the version and exit."),
}


def texts(command: click.Command) -> Iterator[str]:
    """Every text of the command's help, and of the commands below it that are shown."""
    yield from (text for text in (_text(command), *map(_text, command.params)) if text)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            if not below.hidden:
                yield from texts(below)


def translated(command: click.Command) -> click.Command:
    """The same command, and those below it, with the help in the language in force."""
    made = copy.copy(command)
    made.context_class = _Context
    made.help = tr(_text(command)) if command.help else None
    made.short_help = _first_sentence(made.help or "")
    made.params = [_translated(parameter) for parameter in command.params]
    if isinstance(made, click.Group):
        made.subcommand_metavar = tr("COMMAND [ARGS]...")
        made.commands = {name: translated(below) for name, below in made.commands.items()}
    return made


def _translated(parameter: click.Parameter) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    made = copy.copy(parameter)
    made.help = tr(_text(parameter))
    return made


def _text(of: click.Command | click.Parameter) -> str:
    """Without the line breaks of the source; an argument has no text."""
    return " ".join((getattr(of, "help", None) or "").split())


def _first_sentence(text: str) -> str:
    """Whole, where click would cut it after some words."""
    return text.partition(". ")[0].removesuffix(".") + "."


class _Page(click.HelpFormatter):
    """What click itself says on the page."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or tr("Usage:") + " ")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{tr(_OF_CLICK[heading])}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl([(term, _said(text)) for term, text in rows], col_max, col_spacing)


def _said(text: str) -> str:
    if text in _OF_CLICK:
        return tr(_OF_CLICK[text])
    return text.replace("[required]", tr("[required]"))


class _Context(click.Context):
    formatter_class = _Page
