"""The manifests as the real kustomize renders them: valid, closed, and about what is there."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from deploy.docs.sources import settings
from deploy.kubernetes.secrets import secrets
from deploy.local import nats
from deploy.local.stack import ROOT, SERVICES, Stack
from shared.health import ROUTES

PLACE = ROOT / "deploy" / "kubernetes"
BIN = Path(sysconfig.get_path("scripts"))
OVERLAYS = ("single-node", "ha")
OF_OPERATORS = {"Cluster": 4, "ScheduledBackup": 4, "ObjectStore": 4}
"""Kinds that Kubernetes itself does not know; their schemas are nowhere in a package."""
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
Manifest = dict[str, Any]


@pytest.fixture(scope="module", params=OVERLAYS)
def overlay(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def rendered(overlay: str) -> list[Manifest]:
    command: list[str | Path] = [BIN / "kubectl", "kustomize", PLACE / "overlays" / overlay]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


@pytest.fixture(scope="module")
def handed_out(overlay: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    return secrets(Stack(data=tmp_path_factory.mktemp("master")), ha=overlay == "ha")


def of(rendered: list[Manifest], *kinds: str) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one for one in rendered if one["kind"] in kinds}


def pods(rendered: list[Manifest]) -> dict[str, Manifest]:
    """The pod templates by the name of what makes them."""
    makers = of(rendered, "Deployment", "Job", "StatefulSet")
    return {name: one["spec"]["template"] for name, one in makers.items()}


def container(pod: Manifest) -> Manifest:
    (only,) = pod["spec"]["containers"]
    found: Manifest = only
    return found


def selects(selector: Manifest, pod: Manifest) -> bool:
    labels = pod["metadata"]["labels"]
    wanted = selector.get("matchLabels", {}).items() <= labels.items()
    return wanted and all(
        labels.get(one["key"]) in one["values"] for one in selector.get("matchExpressions", [])
    )


def test_kubernetes_knows_every_field(rendered: list[Manifest], overlay: str) -> None:
    unknown: dict[str, int] = {}
    for manifest in rendered:
        if manifest["kind"] in OF_OPERATORS:
            unknown[manifest["kind"]] = unknown.get(manifest["kind"], 0) + 1
        else:
            kubernetes_validate.validate(manifest, "1.32", strict=True)

    assert unknown == (OF_OPERATORS if overlay == "ha" else {})
    assert {one["metadata"]["namespace"] for one in rendered if one["kind"] != "Namespace"} == {
        "sanshe"
    }


def test_every_program_of_the_containers_runs_here(rendered: list[Manifest], overlay: str) -> None:
    servers = {"gateway"} | ({"postgres", "nats"} if overlay == "ha" else set())
    ours = {
        name
        for name, one in COMPOSE["services"].items()
        if not one.get("profiles") and name not in servers | {"prepare", "databases"}
    }

    found = pods(rendered)

    assert set(found) == ours | {f"{service}-databases" for service in SERVICES}
    for name in ours:
        service, ran = name.partition("-")[0], container(found[name])
        told = [part.replace("$(SERVICE)", service) for part in ran.get("command", [])]
        asked = COMPOSE["services"][name]
        if "command" in asked and name not in ("postgres", "nats"):
            assert told == asked["command"]
        image = asked["image"].replace("${SANSHE_VERSION:-0.1.0}", "0.1.0")
        assert ran["image"] == image


def test_every_pod_is_restricted(rendered: list[Manifest]) -> None:
    (namespace,) = of(rendered, "Namespace").values()
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    for name, pod in pods(rendered).items():
        spec, own = pod["spec"], container(pod)["securityContext"]
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] == (999 if name == "postgres" else 65532)
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert own == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container(pod)["resources"]["limits"]
        assert "hostPath" not in str(spec)


def test_a_program_waits_for_its_tables(rendered: list[Manifest]) -> None:
    for name in of(rendered, "Deployment"):
        pod = pods(rendered)[name]
        (first,) = pod["spec"]["initContainers"]

        assert first["command"] == ["python", "-m", "deploy.compose.migrated", "$(SERVICE)"]
        alike = ("image", "envFrom", "securityContext", "volumeMounts")
        assert [first[each] for each in alike] == [container(pod)[each] for each in alike]


def test_every_secret_mounted_is_handed_out_and_none_comes_by_environment(
    rendered: list[Manifest], handed_out: dict[str, dict[str, str]]
) -> None:
    mounted = {
        name: volume["secret"]["secretName"]
        for name, pod in pods(rendered).items()
        for volume in pod["spec"]["volumes"]
        if "secret" in volume
    }

    assert set(mounted) == set(pods(rendered))
    superusers = {
        one["spec"]["superuserSecret"]["name"] for one in of(rendered, "Cluster").values()
    }
    broker = {"nats"} if superusers else set()
    assert {*mounted.values()} | superusers | broker == set(handed_out)
    for name, secret in mounted.items():
        own = re.sub("-(api|worker)$", "", name)
        assert secret == own
    assert not of(rendered, "Secret")
    for name, pod in pods(rendered).items():
        for one in container(pod).get("env", []):
            assert not re.search("PASSWORD$|SECRET|TOKEN|_URL$", one["name"]), name


def test_settings_and_ports_are_those_of_the_services(rendered: list[Manifest]) -> None:
    maps = {one["data"]["SERVICE"]: one["data"] for one in of(rendered, "ConfigMap").values()}
    assert set(maps) == set(SERVICES)
    for service, told in maps.items():
        kind, prefix = settings(service), f"{service.upper()}_"
        fields = {name.removeprefix(prefix).lower() for name in told if name.startswith(prefix)}
        assert fields <= set(kind.model_fields)
        assert {name for name in told if not name.startswith(prefix)} == {
            "SERVICE",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
        }
        assert told[f"{prefix}KEYS_FILE"] == f"/run/secrets/{service}_keys.json"
        assert told[f"{prefix}FORWARDED_ALLOW_IPS"] != "*"
        for program, field in (("api", "http_port"), ("worker", "worker_port")):
            (port,) = container(pods(rendered)[f"{service}-{program}"])["ports"]
            assert port["containerPort"] == kind.model_fields[field].default


def test_kubelet_asks_what_the_programs_answer(rendered: list[Manifest]) -> None:
    answered = {route.path for route in ROUTES}
    for name in of(rendered, "Deployment"):
        ran = container(pods(rendered)[name])
        assert ran["readinessProbe"]["httpGet"]["path"] == "/readyz"
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = ran[probe]["httpGet"]
            assert asked["path"] in answered
            assert asked["port"] == ran["ports"][0]["name"]
        assert ran["livenessProbe"]["httpGet"]["path"] == "/livez"


def test_nothing_passes_but_what_is_named(rendered: list[Manifest]) -> None:
    policies = of(rendered, "NetworkPolicy")
    everything = policies.pop("default-deny")["spec"]
    assert everything == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}

    for name, policy in policies.items():
        selector = policy["spec"]["podSelector"]
        foreign = {"cnpg.io/cluster"} & set(selector.get("matchLabels", {})) or (
            name == "broker" and "nats" not in pods(rendered)
        )
        chosen = {one for one, pod in pods(rendered).items() if selects(selector, pod)}
        assert chosen or foreign, f"{name} is about nobody"


def test_only_a_service_reaches_its_database(rendered: list[Manifest], overlay: str) -> None:
    doors = {
        name: one["spec"]
        for name, one in of(rendered, "NetworkPolicy").items()
        if name.endswith("to-database")
    }
    for name, pod in pods(rendered).items():
        out = [door for door in doors.values() if selects(door["podSelector"], pod)]
        service = pod["metadata"]["labels"].get("sanshe.cn/service")
        assert len(out) == (1 if service else 0), name
        if service and overlay == "ha":
            (to,) = out[0]["egress"][0]["to"]
            assert to["podSelector"]["matchLabels"] == {"cnpg.io/cluster": f"{service}-database"}


def test_the_way_in_is_that_of_the_gateway(rendered: list[Manifest]) -> None:
    (ingress,) = of(rendered, "Ingress").values()
    services = of(rendered, "Service")
    paths = ingress["spec"]["rules"][0]["http"]["paths"]

    assert [one["path"] for one in paths] == [f"/api/{service}/v1" for service in SERVICES]
    for one in paths:
        service = services[one["backend"]["service"]["name"]]
        chosen = {
            name
            for name, pod in pods(rendered).items()
            if selects({"matchLabels": service["spec"]["selector"]}, pod)
        }
        assert chosen == {service["metadata"]["name"]}


def test_an_api_is_never_away_and_grows_under_load(rendered: list[Manifest], overlay: str) -> None:
    scalers = of(rendered, "HorizontalPodAutoscaler")
    assert set(scalers) == {f"{service}-api" for service in SERVICES}
    for name, scaler in scalers.items():
        assert scaler["spec"]["scaleTargetRef"]["name"] == name
    guards = of(rendered, "PodDisruptionBudget")
    assert len(guards) == (8 if overlay == "ha" else 0)
    if overlay == "ha":
        assert all(one["spec"]["minReplicas"] >= 2 for one in scalers.values())
        maps = of(rendered, "ConfigMap").values()
        copies = [one["data"][f"{one['data']['SERVICE'].upper()}_NATS_REPLICAS"] for one in maps]
        assert copies == ["3"] * 4
        for cluster in of(rendered, "Cluster").values():
            synchronous = {"method": "any", "number": 1, "dataDurability": "required"}
            assert cluster["spec"]["postgresql"]["synchronous"] == synchronous
            assert cluster["spec"]["instances"] == 3


def test_the_broker_of_a_cluster_is_told_what_ours_is(tmp_path: Path) -> None:
    values = yaml.safe_load((PLACE / "overlays" / "ha" / "nats-values.yaml").read_text())
    told = values["config"]
    merged = {**told["jetstream"]["merge"], **told["merge"]}
    ours = nats.configuration("127.0.0.1", 4222, tmp_path, None)

    for name, value in merged.items():
        if name == "$include":
            continue
        found = re.search(rf"^\s*{name}: (.+)$", ours, re.MULTILINE)
        assert found is not None, name
        plain = str(value).strip("<> ").lower()
        assert found[1].strip('"').lower() == plain
    handed = secrets(Stack(data=tmp_path / "master"), ha=True)["nats"]
    (file,) = handed
    assert merged["$include"].endswith(f"/{file}")
    (tmp_path / file).write_text(handed[file])
    (tmp_path / "nats.conf").write_text(f"include ./{file}\n")
    checked = subprocess.run(
        [BIN / "nats-server", "-t", "-c", tmp_path / "nats.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert values["container"]["image"]["tag"] in COMPOSE["services"]["nats"]["image"]
    assert told["cluster"] == {"enabled": True, "replicas": 3}


def test_a_server_of_a_cluster_reads_all_it_stored_when_it_starts(tmp_path: Path) -> None:
    values = yaml.safe_load((PLACE / "overlays" / "ha" / "nats-values.yaml").read_text())
    asked = values["container"]["merge"]["command"]
    command = [part.replace("/data", str(tmp_path)) for part in asked]
    index = tmp_path / "jetstream" / "$G" / "streams" / "NEEDS" / "msgs" / "index.db"
    index.parent.mkdir(parents=True)
    index.touch()

    done = subprocess.run(
        [*command, "--version"],
        env={"PATH": f"{BIN}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.startswith("nats-server: v"), done.stderr
    assert not index.exists()


def test_the_folder_may_be_named_before_or_after_the_option(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "deploy.kubernetes.secrets"]

    for asked in (["--ha", "one"], ["one", "--ha"]):
        told = subprocess.run(
            [*program, *asked],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "needs-superuser" in told.stdout, told.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["one"]


def test_who_names_no_folder_is_told_how(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "deploy.kubernetes.secrets"]

    told = subprocess.run(
        program,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 2
    assert "usage: python -m deploy.kubernetes.secrets" in told.stderr
    assert "Traceback" not in told.stderr
