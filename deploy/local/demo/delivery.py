"""From the first service log to the payment, and what the resident sees of it."""

from datetime import timedelta
from typing import Any

from deploy.local.demo.api import Body
from deploy.local.demo.cast import Cast
from deploy.local.demo.demand import GROUP
from deploy.local.demo.offices import Offices, social_worker
from deploy.local.demo.screen import Screen
from deploy.local.errors import CommandError
from shared import clock, ids

CONFLICT = 409
VISIT = timedelta(seconds=5)
"""The contract was signed today, perhaps just after midnight: its first services are short."""
PEOPLE = 8
FROM_CONTRACT = "procurement.contract"
RATINGS = (5, 5, 4, 5, 4, 5, 5, 4)


class Delivery:
    """Plays the second half of the project loop."""

    def __init__(self, cast: Cast, offices: Offices, screen: Screen, contract: Body) -> None:
        self._cast = cast
        self._offices = offices
        self._screen = screen
        self._contract = contract
        self._path = f"contracts/{contract['id']}"
        self._supplier = cast.managers[contract["organization_id"]]
        self._began = clock.now()

    def play(self, need: Body) -> None:
        """Delivery, checks, three parties' word, payment, credits, and the trail."""
        self._deliver()
        self._check()
        self._settle("signing")
        final = self._evaluate()
        self._settle("final")
        self._credits()
        self._trail(need, final)

    def _deliver(self) -> None:
        supplier, organization = self._supplier, self._contract["organization_id"]
        workers = [social_worker(self._cast, organization, name) for name in ("周敏", "吴倩")]
        asked = {"target_group": GROUP, "count": PEOPLE}
        issued = supplier.post("procurement", f"{self._path}/beneficiaries", asked)["items"]
        tokens = [one["token"] for one in issued]
        casework = {"qty": 8, "phase": "intervention", "beneficiaries": tokens[:1]}
        event = {"qty": 2, "headcount": 40}
        group = {"qty": 4, "session": 1, "sessions": 6, "beneficiaries": tokens}
        self._await_worker(workers[0], self._log("casework", workers[0], 2, **casework))
        self._record(self._log("groupwork", workers[0], 1, **group))
        self._await_worker(workers[1], self._log("community_work", workers[1], 1, **event))
        self._screen.step("service logs: casework, a group, a community event", *workers)
        clash = self._log("casework", workers[1], 1, **casework)
        refused = supplier.try_post("procurement", f"{self._path}/service-logs", clash)
        if refused.status_code != CONFLICT:
            raise CommandError(f"an overlapping log was answered {refused.text}")
        self._screen.step("a log that overlaps another is refused", refused.json()["detail"])

    def _log(self, method: str, worker: str, visits_ago: int, **more: Any) -> Body:
        item = next(one for one in self._contract["items"] if one["method"] == method)
        starts = self._began - visits_ago * VISIT
        return {
            "item_id": item["id"],
            "worker_ids": [worker],
            "starts_at": starts.isoformat(),
            "ends_at": (starts + VISIT).isoformat(),
            "community_id": self._cast.community["id"],
            "place": "社区活动室",
            **more,
        }

    def _record(self, log: Body) -> Body:
        return self._supplier.post("procurement", f"{self._path}/service-logs", log)

    def _await_worker(self, worker: str, log: Body) -> None:
        """A social worker's first log is taken once procurement has heard of him."""

        def look() -> Body | None:
            answer = self._supplier.try_post("procurement", f"{self._path}/service-logs", log)
            return answer.json() if answer.is_success else None

        self._supplier.await_(look, f"social worker {worker} at procurement")

    def _check(self) -> None:
        manager = self._cast.manager
        sample = manager.post("procurement", f"{self._path}/samples")
        word = {"word": f"{self._cast.community['name']} {self._cast.tag}"}
        drawn = manager.post("procurement", f"samples/{sample['id']}/draw", word)
        asked = {"contract_id": self._contract["id"], "state": "sampled"}
        for log in manager.pages("procurement", "service-logs", **asked):
            manager.post("procurement", f"service-logs/{log['id']}/verification")
        manager.post("procurement", f"samples/{sample['id']}/closing")
        self._screen.step(
            f"{drawn['drawn_size']} of {drawn['pool_size']} logs drawn and verified",
            f"seed {drawn['seed']}, which anyone can recompute",
        )

    def _evaluate(self) -> Body:
        manager, evaluator = self._cast.manager, self._offices.evaluator
        engaged = {
            "evaluator_id": self._offices.evaluator_id,
            "evaluator_organization_id": str(ids.new()),
        }
        manager.post("procurement", f"{self._path}/engagements", engaged)
        spare = manager.post("procurement", f"{self._path}/evaluations", {"phase": "mid_term"})
        waiting = self._cast.address("procurement", f"evaluations/{spare['id']}")
        self._screen.keep("left open for you: docs/guides/evaluator.md", waiting)
        opened = manager.post("procurement", f"{self._path}/evaluations", {"phase": "final"})
        path = f"evaluations/{opened['id']}"
        manager.post("procurement", f"{path}/government-part", _part(8_800))
        evaluator.post("procurement", f"{path}/third-party-part", _part(8_600))
        asked = {"count": len(RATINGS)}
        links = manager.post("procurement", f"{path}/resident-surveys", asked)["items"]
        for link, score in zip(links, RATINGS, strict=False):
            token = link["token"]
            evaluator.post("procurement", f"resident-surveys/{token}/answer", {"score": score})
        final = manager.post("procurement", f"{path}/finalization")
        self._screen.step(
            f"evaluated by government, third party and residents: {final['grade']}",
            f"score {final['score'] / 100:.2f}, {final['responses']} residents answered",
        )
        return final

    def _settle(self, gate: str) -> None:
        manager, finance = self._cast.manager, self._offices.finance
        made = manager.post("procurement", f"{self._path}/settlements", {"gate": gate})
        path = f"settlements/{made['id']}"
        told = manager.get("procurement", f"{path}/explanation")
        self._supplier.post("procurement", f"{path}/confirmation", seen=made)
        payment = manager.post("procurement", f"{path}/payment")
        for step in ("approval", "dispatch", "confirmation"):
            finance.post("procurement", f"payments/{payment['id']}/{step}")
        self._screen.step(f"{gate}: {made['payable']['amount']} 元 paid", *_sentences(told))

    def _credits(self) -> None:
        holder, supplier = self._contract["organization_id"], self._supplier

        def opened() -> Body | None:
            found = supplier.get("credit", "accounts", holder=holder)["items"]
            return found[0] if found else None

        account = supplier.await_(opened, "the organization's account")
        path = f"accounts/{account['id']}/statement"

        def look() -> Body | None:
            lines = supplier.get("credit", path, limit=200)["entries"]
            mine = [line for line in lines if line["source_type"] == FROM_CONTRACT]
            rated = any(line["kind"] == "evaluate" for line in mine)
            return {"lines": mine} if rated else None

        lines = supplier.await_(look, "the project's credits")["lines"]
        self._screen.step(
            f"credits for those served and for performance: {sum(one['amount'] for one in lines)}",
            *[self._explained(line) for line in lines],
        )

    def _explained(self, line: Body) -> str:
        told = self._supplier.get("credit", f"transfers/{line['transfer_id']}/explanation")
        return str(told["explanation"]["zh"])

    def _trail(self, need: Body, final: Body) -> None:
        resident = self._cast.resident

        def look() -> Body | None:
            seen = resident.get("needs", f"needs/{need['id']}/trail")
            return seen if any("settlement" in one["kind"] for one in seen["steps"]) else None

        seen = resident.await_(look, "the trail's end")
        self._screen.step(
            "the resident sees what became of the need, each step with its hash",
            *[f"{one['kind']:<24} {one['record_sha256']}" for one in seen["steps"]],
        )
        address = self._cast.address
        self._screen.keep("what became of it", address("needs", f"needs/{need['id']}/trail"))
        project = f"projects/{self._contract['project_id']}/provenance"
        self._screen.keep("provenance", address("procurement", project))
        self._screen.keep("evaluation", address("procurement", f"evaluations/{final['id']}"))


def _part(score: int) -> Body:
    first = min(score, 6_000)
    return {
        "indicators": [
            {"name": "服务质量", "max_score": 6_000, "score": first},
            {"name": "规范运作", "max_score": 4_000, "score": score - first},
        ],
        "log_ids": [],
        "comment": "按抽查记录评分",
    }


def _sentences(told: Body) -> list[str]:
    return [step["zh"] if isinstance(step, dict) else str(step) for step in told.get("steps", [])]
