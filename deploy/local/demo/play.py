"""Plays the loops one after the other."""

from rich.console import Console

from deploy.local.credentials import ADMIN_FILE
from deploy.local.demo import menu_loop
from deploy.local.demo.api import client
from deploy.local.demo.cast import Casting
from deploy.local.demo.menu_loop import MenuLoop
from deploy.local.demo.screen import Screen
from deploy.local.stack import Stack


def play(stack: Stack, console: Console) -> None:
    """Call the cast together, play, and say where to look."""
    screen = Screen(console, steps=1 + menu_loop.STEPS)
    with client() as http, screen:
        cast = Casting(stack, http).call()
        place = f"{cast.street['name']} {cast.community['name']}"
        screen.step(f"the stage is {place}, 太仓", f"household {cast.household_id}")
        MenuLoop(stack, cast, screen).play()
    screen.close()
    console.print(f"accounts: admin, city-admin; their password is in {stack.data / ADMIN_FILE}")
    if stack.gateway_url is not None:
        console.print(f"every call above, to try yourself: {stack.gateway_url}/docs/")
