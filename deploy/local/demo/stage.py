"""Sets the demo's stage and leaves it: a community to try calls on, and who can sign in there."""

from rich.console import Console

from deploy.local.demo import menu
from deploy.local.demo.api import Body, client
from deploy.local.demo.cast import TEAMS, Casting
from deploy.local.demo.screen import Screen
from deploy.local.stack import Stack

STEPS = 3


def stage(stack: Stack, console: Console) -> Body:
    """A community with staff, a household, a menu item and three teams that stand by."""
    screen = Screen(console, steps=STEPS)
    with client() as http, screen:
        casting = Casting(stack, http)
        cast = casting.call()
        screen.step(f"the stage is {cast.street['name']} {cast.community['name']}, 太仓")
        menu.publish(cast, screen)
    parts = ("resident", "manager", "officer")
    leaders = zip(cast.teams, (f"team-{n + 1}" for n in range(len(TEAMS))), strict=True)
    return {
        "region": {"id": cast.community["id"], "name": cast.community["name"]},
        "roles_until": casting.until,
        "logins": {part: casting.logins[part] for part in parts},
        "leaders": {team_id: casting.logins[name] for team_id, name in leaders},
    }
