"""Alerts and dashboards ask for what our programs really export; each alert has its page."""

import importlib
import json
import re
import shutil
import subprocess
from typing import Any

import promql_parser as promql
import pytest
import yaml
from prometheus_client import REGISTRY

from deploy.local.stack import SERVICES
from tests.house.sources import ROOT, files

PLACE = ROOT / "deploy" / "observability"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((PLACE / "rules.yml").read_text())["groups"]
    for rule in group["rules"]
]
ALERTS = {rule["alert"]: rule for rule in RULES if "alert" in rule}
RECORDED = {rule["record"] for rule in RULES if "record" in rule}
NOT_OURS = {"up", "ALERTS", "node_filesystem_avail_bytes", "node_filesystem_size_bytes"}
"""Prometheus' own, and those of the machine."""
KERNEL_METRICS = (ROOT / "shared" / "metrics.py").read_text()
SUFFIXES = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_count", "_sum"),
    "gauge": ("",),
    "info": ("_info",),
}


@pytest.fixture(scope="module")
def exported() -> set[str]:
    """The sample names of /metrics of our programs."""
    for service in SERVICES:
        for program in ("app", "worker"):
            importlib.import_module(f"services.{service}.{program}")
    return {
        family.name + suffix for family in REGISTRY.collect() for suffix in SUFFIXES[family.type]
    }


def metrics(expression: str) -> set[str]:
    """The names of the series that an expression asks for."""
    asked = {
        re.match(r"[\w:]+", part)[0]  # type: ignore[index]
        for part in _selectors(promql.parse(expression))
    }
    assert asked, expression
    return asked


def _selectors(node: Any) -> list[str]:
    if isinstance(node, promql.VectorSelector):
        return [str(node)]
    if isinstance(node, promql.MatrixSelector):
        return [str(node.vector_selector)]
    if isinstance(node, promql.Call):
        return [found for one in node.args for found in _selectors(one)]
    if isinstance(node, promql.BinaryExpr):
        return _selectors(node.lhs) + _selectors(node.rhs)
    if isinstance(node, promql.ParenExpr | promql.AggregateExpr | promql.UnaryExpr):
        return _selectors(node.expr)
    assert isinstance(node, promql.NumberLiteral | promql.StringLiteral), type(node)
    return []


def boards() -> dict[str, dict[str, Any]]:
    folder = PLACE / "grafana" / "dashboards"
    return {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.get("alert") or rule["record"])
def test_a_rule_asks_for_what_is_there(rule: dict[str, Any], exported: set[str]) -> None:
    if rule.get("record") == "slo:budget":
        assert re.fullmatch(r"vector\(0\.\d+\)", rule["expr"])
        return
    assert metrics(rule["expr"]) <= exported | RECORDED | NOT_OURS


def test_a_panel_asks_for_what_is_there(exported: set[str]) -> None:
    panels = [panel for board in boards().values() for panel in board["panels"]]

    asked = {
        name
        for panel in panels
        for target in panel["targets"]
        for name in metrics(target["expr"].replace("$service", ".*"))
    }

    assert len(panels) > 20
    assert asked <= exported | RECORDED | NOT_OURS
    declared = re.findall(r'^(?: {4}|.*\()"([a-z_]+)",', KERNEL_METRICS, re.MULTILINE)
    assert len(declared) > 15
    assert not [name for name in declared if not any(one.startswith(name) for one in asked)]


@pytest.mark.parametrize("name", sorted(ALERTS))
def test_an_alert_says_what_it_means_and_what_to_do(name: str) -> None:
    alert = ALERTS[name]
    page, _, heading = alert["annotations"]["runbook"].partition("#")

    assert alert["labels"]["severity"] in ("page", "ticket")
    assert re.search("[一-鿿]", alert["annotations"]["summary"])
    assert alert["annotations"]["summary_en"].isascii()
    assert heading == name.lower()
    for language in (page, page.replace(".md", ".zh-CN.md")):
        text = (ROOT / language).read_text()
        assert f"\n## {name}\n" in text
        section = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert "    " in section, "commands to type"


def lines_of_our_logs() -> str:
    """One of each event, as shared/logs.py writes it: what it is about comes first."""
    code = "\n".join(path.read_text() for path in files("shared", "services"))
    about = ("seal_transfers", "registry.organization.state.v1")
    return "\n".join(
        f'{{"kind":"{what}","event":"{name}","level":"warning"}}'
        for name in re.findall(r'\blog\.\w+\(\s*"([\w.]+)"', code)
        for what in about
    )


@pytest.mark.parametrize("page", ["runbook.md", "runbook.zh-CN.md"])
def test_a_runbook_looks_for_what_programs_log(page: str) -> None:
    text = (ROOT / "docs/operations" / page).read_text()
    asked = re.findall(r"logs .*(?:-api|-worker) \|(.*)", text)
    patterns = [one for line in asked for one in re.findall(r"grep (?:-E )?'?([^'\s]+)", line)]

    lines = lines_of_our_logs()

    assert len(patterns) > 8
    assert [one for one in patterns if not re.search(one, lines)] == []


def test_every_alert_has_an_example_that_raises_it() -> None:
    examples = (PLACE / "rules.test.yml").read_text()

    assert set(re.findall(r'alertname="(\w+)"', examples)) == set(ALERTS)


def test_every_program_is_asked_for_its_metrics() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    told: dict[str, Any] = compose["x-environment"]
    ports = {"api": "HTTP_PORT", "worker": "WORKER_PORT"}

    targets = json.loads((PLACE / "targets.json").read_text())

    assert [(one["targets"], one["labels"]) for one in targets] == [
        (
            [f"{service}-{program}:{told[f'{service.upper()}_{port}']}"],
            {"service": service, "program": program},
        )
        for program, port in ports.items()
        for service in SERVICES
    ]


def test_alerts_reach_whoever_is_told() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    told = yaml.safe_load((ROOT / "deploy/compose/alertmanager.yml").read_text())

    (asked,) = json.loads((PLACE / "alertmanagers.json").read_text())[0]["targets"]
    routes = [told["route"], *told["route"]["routes"]]

    assert asked.partition(":")[0] in compose
    assert {route["receiver"] for route in routes} == {one["name"] for one in told["receivers"]}
    assert ["severity = page"] in [route.get("matchers") for route in routes]
    assert all(set(one) == {"name"} for one in told["receivers"]), "nobody is told unasked"


COMMANDS = [
    ("promtool", "check", "config", "--syntax-only", "prometheus.yml"),
    ("promtool", "check", "rules", "rules.yml"),
    ("promtool", "test", "rules", "rules.test.yml"),
    ("amtool", "check-config", "../compose/alertmanager.yml"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_prometheus_itself_accepts_it_and_raises_what_the_examples_say(
    command: tuple[str, ...],
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed: not run")

    done = subprocess.run(command, cwd=PLACE, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
