"""Plays the loops one after the other."""

from rich.console import Console

from deploy.local.credentials import ADMIN_FILE
from deploy.local.demo import menu_loop
from deploy.local.demo.api import client
from deploy.local.demo.cast import Casting
from deploy.local.demo.delivery import Delivery
from deploy.local.demo.demand import Demand
from deploy.local.demo.menu_loop import MenuLoop
from deploy.local.demo.offices import open_offices
from deploy.local.demo.screen import Screen
from deploy.local.stack import Stack

PROJECT_STEPS = 15


def play(stack: Stack, console: Console) -> None:
    """Call the cast together, play, and say where to look."""
    screen = Screen(console, steps=1 + menu_loop.STEPS + PROJECT_STEPS)
    with client() as http, screen:
        casting = Casting(stack, http)
        cast = casting.call()
        place = f"{cast.street['name']} {cast.community['name']}"
        screen.step(f"the stage is {place}, 太仓", f"household {cast.household_id}")
        MenuLoop(stack, cast, screen).play()
        screen.console.print("\n[bold]项目 — the project loop[/]")
        offices = open_offices(casting, cast)
        need, contract = Demand(cast, offices, screen).play()
        Delivery(cast, offices, screen, contract).play(need)
    screen.close()
    console.print(f"accounts: admin, city-admin; their password is in {stack.data / ADMIN_FILE}")
    if stack.gateway_url is not None:
        console.print(f"every call above, to try yourself: {stack.gateway_url}/docs/")
