"""What the containers are handed, and how their health is asked for."""

import subprocess
import sysconfig
from pathlib import Path

import pytest

from deploy.compose import healthy, prepare
from deploy.local.stack import SERVICES, Stack


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    return Stack(data=tmp_path_factory.mktemp("master"))


def test_secrets_are_made_once(master: Stack) -> None:
    assert prepare.mounts(master) == prepare.mounts(master)


def test_only_migrations_know_the_owner_and_only_what_serves_knows_the_keys(master: Stack) -> None:
    mounts = prepare.mounts(master)

    for service in SERVICES:
        assert set(mounts[service]) == {
            f"{service}_{secret}" for secret in ("database_url", "nats_url", "keys.json")
        }
        assert set(mounts[f"{service}-migrate"]) == {
            f"{service}_{secret}" for secret in ("database_url", "migration_url")
        }
        assert f"//{service}_app:" in mounts[service][f"{service}_database_url"]
        assert f"//{service}_owner:" in mounts[f"{service}-migrate"][f"{service}_migration_url"]


def test_nobody_knows_the_superuser_but_who_makes_the_databases(master: Stack) -> None:
    mounts = prepare.mounts(master)
    superuser = mounts["postgres"]["password"]

    assert {
        name
        for name, folder in mounts.items()
        if any(superuser in text for text in folder.values())
    } == {"postgres", "databases"}


def test_the_broker_accepts_its_configuration(master: Stack, tmp_path: Path) -> None:
    written = prepare.mounts(master)["nats"]["nats.conf"]
    (tmp_path / "nats.conf").write_text(written)
    server = Path(sysconfig.get_path("scripts")) / "nats-server"

    checked = subprocess.run(
        [server, "-t", "-c", tmp_path / "nats.conf"], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stderr
    assert "sync_interval: always" in written


@pytest.mark.parametrize(
    ("command", "told", "port"),
    [
        ("python -m services.needs.app ", {}, 8000),
        ("python -m services.needs.app ", {"NEEDS_HTTP_PORT": "8102"}, 8102),
        ("/sbin/docker-init -- python -m services.credit.worker ", {}, 8001),
        ("python -m services.credit.worker ", {"CREDIT_WORKER_PORT": "8204"}, 8204),
        ("python -m services.credit.migrations ", {}, None),
    ],
)
def test_the_health_check_knows_what_its_container_runs(
    command: str, told: dict[str, str], port: int | None
) -> None:
    assert healthy.port_of(command, told) == port
