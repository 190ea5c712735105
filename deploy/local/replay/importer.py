"""The account that enters messages: made once, a receiver in the community it imports into."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from deploy.local.credentials import ADMIN_NAME, IMPORT_FILE, new_password, once
from deploy.local.demo.api import Body, Person, administrator, body_of
from deploy.local.demo.cast import CITY_ADMIN_NAME
from deploy.local.errors import CommandError
from deploy.local.stack import Stack
from shared import clock

NAME = "import-12345"
ROLE_LASTS = timedelta(days=1)
COMMUNITY = "community"
TAKEN = {"username-taken", "already-held"}
"""What an earlier run did."""


@dataclass(frozen=True)
class Importer:
    """Who imports, and where."""

    account_id: UUID
    login: dict[str, str]
    region: Body


def importer(stack: Stack, http: httpx.Client, code: str) -> Importer:
    """The importer's account, with the role of a receiver in the community of this code."""
    admin = administrator(stack, http, ADMIN_NAME)
    city_admin = administrator(stack, http, CITY_ADMIN_NAME)
    region = next(city_admin.pages("registry", "regions", code=code), None)
    if region is None or region["level"] != COMMUNITY:
        hint = "`sanshe regions list --under CODE` lists them"
        raise CommandError(f"{code} is not the code of a community; {hint}")
    password = once(stack.data / IMPORT_FILE, new_password())
    login = {"username": NAME, "password": password}
    given = login | {"password": f"first-{password}"}
    _once(admin, "accounts", given | {"kind": "staff", "region_id": region["id"]})
    try:
        own = Person.signed_in(stack, http, **login)
    except CommandError:  # nobody has chosen this password yet, or the one that was is lost
        _give_anew(admin, given["password"])
        own = Person.signed_in(stack, http, **given, new_password=password)
    account_id = UUID(own.get("registry", "me")["account"]["id"])
    until = (clock.now() + ROLE_LASTS).isoformat()
    role = {"role": "receiver", "valid_to": until, "region_id": region["id"]}
    _once(city_admin, f"accounts/{account_id}/grants", role)
    return Importer(account_id, login, region)


def _give_anew(admin: Person, password: str) -> None:
    """The file is in no backup: after a restore the account has a password nobody knows."""
    all_of_them = admin.pages("registry", "accounts", limit=200)
    account = next(one for one in all_of_them if one["username"] == NAME)
    admin.post("registry", f"accounts/{account['id']}/password-reset", {"password": password})


def _once(by: Person, path: str, sent: dict[str, Any]) -> None:
    answer = by.try_post("registry", path, sent)
    if answer.is_success or answer.json()["type"].removeprefix("/problems/") not in TAKEN:
        body_of(answer)
