"""`sanshe needs`: needs from elsewhere, into the running intake."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.local.demo.api import client
from deploy.local.errors import CommandError, explained
from deploy.local.replay.importer import importer
from deploy.local.replay.messages import Message, Target, read
from deploy.local.replay.player import Player
from deploy.local.replay.summary import Summary
from deploy.local.stack import Stack, data_directory

SOURCE = "12345"
UNSORTED = "unsorted"

app = typer.Typer(no_args_is_help=True, help="Take needs over from other systems.")
console = Console(highlight=False)


@app.callback()
def needs() -> None:
    """Take needs over from other systems."""


@app.command()
def replay(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="CSV with the columns message_id,user,title,submitted_at,detail",
        ),
    ],
    region: Annotated[str, typer.Option(help="the code of the community they are entered in")],
    category: Annotated[str, typer.Option(help="the category they are entered under")] = UNSORTED,
    source: Annotated[str, typer.Option(help="whose numbers the messages bear")] = SOURCE,
    rate: Annotated[float | None, typer.Option(min=0.01, help="messages a second at most")] = None,
) -> None:
    """Play residents' messages into the intake, in order, as staff would enter them.

    A message that came in before is known again and changes nothing, however long ago that was.
    """
    with explained():
        messages = read(file)
        summary, seconds = run(messages, region=region, category=category, source=source, rate=rate)
    for line in summary.lines():
        console.print(line, markup=False, soft_wrap=True)
    console.print(summary.table())
    console.print(f"{summary.answered} of {len(messages)} answered in {seconds:.1f} s,", end=" ")
    console.print(f"{summary.answered / max(seconds, 0.001):.0f} a second")


def run(
    messages: list[Message], *, region: str, category: str, source: str, rate: float | None
) -> tuple[Summary, float]:
    """Play them all under a progress bar; answers the summary and the seconds it took."""
    stack = Stack.load(data_directory())
    with client() as http:
        who = importer(stack, http, region)
    target = Target(
        region_id=who.region["id"], category_code=category, source=source, space=who.account_id
    )
    summary = Summary()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    began = time.monotonic()
    with Progress(TextColumn(who.region["name"]), *columns, console=console) as progress:
        bar = progress.add_task("replay", total=len(messages))

        def count(message: Message, answer: httpx.Response) -> None:
            summary.count(message.submitted_at, answer)
            progress.advance(bar)

        player = Player(stack, who, target, count)
        try:
            asyncio.run(player.play(messages, rate))
        except* CommandError as several:
            raise CommandError(str(several.exceptions[0])) from None
    return summary, time.monotonic() - began
