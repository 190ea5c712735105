"""The guides are pasted into a shell as they stand, against real services."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from shared import clock
from shared.access import Role
from shared.contracts.registry import SigningKeyState
from shared.testing.kit import ServiceKit
from tests.journeys.conftest import RunningStack
from tests.procurement.delivery import Delivery, given_a_delivery
from tests.procurement.market import Market
from tests.registry.given import Tree, given_a_tree, given_an_organization
from tests.registry.identity import PASSWORD, given_account, given_keys, given_role

GUIDES = Path(__file__).parents[2] / "docs/guides"
INDENT = "    "
NEEDS_TOOLS = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")), reason="needs curl and jq"
)
SUBMITTED = '{\n  "state": "open",\n  "given": [\n    "third_party"\n  ]\n}\n'


def blocks(guide: str) -> str:
    """What a reader pastes: the indented lines."""
    lines = (GUIDES / guide).read_text().splitlines()
    return "\n".join(line.removeprefix(INDENT) for line in lines if line.startswith(INDENT))


async def given_a_city(registry: ServiceKit) -> Tree:
    """A registry with a tree, an evaluator's organization, and the city's administrator."""
    tree = await given_a_tree(registry)
    await given_an_organization(registry, tree)
    await given_keys(registry)
    admin = await given_account(registry, "city-admin")
    await given_role(registry, admin.id, Role.CITY_ADMIN, tree.city, days=3_650)
    return tree


async def given_a_contract(procurement: ServiceKit, tree: Tree) -> Delivery:
    """As the demo leaves it: a log was drawn, and an evaluation waits for its third party."""
    city = await procurement.region(id=tree.city.id, level="city")
    district = await procurement.region(id=tree.district.id, parent=city, level="district")
    street = await procurement.region(id=tree.street.id, parent=district, level="street")
    market = Market(
        procurement,
        city,
        street,
        await procurement.region(id=tree.community.id, parent=street),
        buyer=procurement.actor(Role.BUYER, region=street),
        approver=procurement.actor(Role.DEPARTMENT, region=city),
        finance=procurement.actor(Role.FINANCE, region=street),
        authority=procurement.actor(Role.SUPERVISING_AUTHORITY, region=city),
    )
    delivery = await given_a_delivery(market)
    await delivery.record()
    await delivery.sampled()
    opened = {"phase": "mid_term"}
    path = f"{delivery.path}/evaluations"
    await delivery.must(path, opened, as_=delivery.checker, status=201)
    return delivery


def served(**kits: ServiceKit) -> tuple[uvicorn.Server, socket.socket]:
    """A gateway to the services, on a port of its own that listens already."""

    async def gateway(scope: Any, receive: Any, send: Any) -> None:
        _, _, name, *_ = scope["path"].split("/")
        await kits[name].app(scope, receive, send)

    listening = socket.create_server(("127.0.0.1", 0))
    return uvicorn.Server(uvicorn.Config(gateway, lifespan="off", log_config=None)), listening


@pytest.mark.parametrize("guide", ["evaluator", "mini-program"])
def test_both_languages_say_the_same_commands(guide: str) -> None:
    assert blocks(f"{guide}.md") == blocks(f"{guide}.zh-CN.md")


@NEEDS_TOOLS
async def test_who_pastes_the_guide_ends_with_a_submitted_evaluation(
    registry: ServiceKit, procurement: ServiceKit, tmp_path: Path
) -> None:
    tree = await given_a_city(registry)
    delivery = await given_a_contract(procurement, tree)
    for key in await registry.events(SigningKeyState.subject):
        await procurement.receive(SigningKeyState(**key))
    registry.now = procurement.now = clock.now()  # the guide's dates are those of its reader
    (tmp_path / "admin-password").write_text(PASSWORD)
    server, listening = served(registry=registry, procurement=procurement)
    port = str(listening.getsockname()[1])

    serving = asyncio.create_task(server.serve([listening]))
    pasted = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", blocks("evaluator.md")),
        cwd=tmp_path,
        env=os.environ | {"SANSHE_DATA": str(tmp_path), "SANSHE_GATEWAY_PORT": port},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed = (await pasted.communicate())[0].decode()
    server.should_exit = True
    await serving

    assert printed.endswith(SUBMITTED), printed
    assert delivery.contract["id"] in (tmp_path / "contract.json").read_text()


@NEEDS_TOOLS
def test_who_pastes_the_mini_programs_guide_has_a_service_rated(
    running_stack: RunningStack, tmp_path: Path
) -> None:
    (tmp_path / ".venv").symlink_to(sys.prefix)
    stack = running_stack.stack
    port = str(stack.gateway_port)

    pasted = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", blocks("mini-program.md")],
        cwd=tmp_path,
        env=os.environ | {"SANSHE_DATA": str(stack.data), "SANSHE_GATEWAY_PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )

    assert pasted.returncode == 0, pasted.stdout + pasted.stderr
    assert "\nconfirmed\n" in pasted.stdout
    assert '"state":"closed"' in pasted.stdout
    assert "至少应有一个文字或数字" in pasted.stdout
