"""Every refusal is an RFC 9457 problem that says what to do, in the caller's language."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from services.needs.cluster.states import CLUSTER, ClusterAction, ClusterState
from services.needs.need.states import NEED, NeedAction, NeedState
from services.needs.order.errors import WindowClosed
from services.needs.order.states import ORDER, OrderAction, OrderState
from services.procurement.claim.errors import ClaimNotReady
from services.procurement.claim.states import ListingState
from shared import ids
from shared.access import Role
from shared.edge_errors import EDGE_ERRORS
from shared.edge_failures import problem_of
from shared.errors import Refusal
from shared.problems import edge_body, refusal_body
from shared.states import IllegalMove
from shared.testing.kit import ServiceKit
from shared.web import RoleRequired

HAN = re.compile(r"[\u4e00-\u9fff]")
CANARY = "canary-7c21"
TRACE = "0af7651916cd43dd8448eb211c80319c"
RESERVED = {"type", "title", "status", "detail", "instance", "trace_id"}
pytestmark = pytest.mark.usefixtures("ttl", "at_most")


async def refused(kit: ServiceKit, body: Any, language: str = "") -> dict[str, Any]:
    city, _, _ = await kit.regions()
    admin = kit.actor(Role.CITY_ADMIN, region=city)
    headers = {"Accept-Language": language} if language else None
    answer = await kit.post("/policies", body(city), as_=admin, headers=headers)
    told: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == answer.status_code
    assert told["trace_id"] == answer.headers["x-trace-id"]
    return told


def pointers(told: dict[str, Any]) -> set[str]:
    return {error["pointer"] for error in told["errors"]}


async def test_every_bad_field_is_pointed_at(procurement: ServiceKit, publication: Any) -> None:
    bad = {"name": 1, "region_id": "x", "valid_from": "soon", "source": "。", "more/~": 1}

    told = await refused(procurement, lambda city: publication(city, **bad))

    assert told["type"] == "/problems/validation-failed"
    assert pointers(told) == {"/name", "/region_id", "/valid_from", "/source", "/more~1~0"}
    assert "5" in told["detail"]


async def test_a_parameter_of_a_wrong_form_is_explained_without_a_word_of_english(
    procurement: ServiceKit, publication: Any
) -> None:
    told = await refused(procurement, lambda city: publication(city, value="三天"))
    within = await refused(
        procurement, lambda city: publication(city, value={"value": 3, "unit": "week"})
    )

    assert told["detail"] == "参数值不符合要求：应为对象"
    assert within["errors"] == [
        {"pointer": "/value/unit", "detail": "参数值不符合要求：应为以下之一：s、min、h、day、wd"}
    ]


@pytest.mark.parametrize(
    ("language", "detail"),
    [("", "至多 100 个字符"), ("en", "should have at most 100 characters")],
)
async def test_a_long_text_is_measured_in_characters(
    procurement: ServiceKit, publication: Any, language: str, detail: str
) -> None:
    told = await refused(procurement, lambda city: publication(city, name="长" * 101), language)

    assert told["errors"] == [{"pointer": "/name", "detail": detail}]


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("", "应为以元计的金额，不带逗号，保留两位小数，例如 268000.00"),
        ("en", "must be yuan with two decimals and no commas, such as 268000.00"),
    ],
)
@pytest.mark.parametrize("amount", ["12", "1,000.00", "10万", "１２．００"])
async def test_an_amount_is_asked_for_in_words(
    procurement: ServiceKit, amount: str, language: str, detail: str
) -> None:
    city, _, _ = await procurement.regions()
    body = {"amount": {"amount": amount}, "note": "年度拨款"}

    told = await procurement.post(
        f"/funds/{ids.new()}/appropriations",
        body,
        as_=procurement.actor(Role.FINANCE, region=city),
        headers={"Accept-Language": language},
    )

    assert told.json()["errors"] == [{"pointer": "/amount/amount", "detail": detail}]


async def test_missing_fields_are_pointed_at(procurement: ServiceKit) -> None:
    told = await refused(procurement, lambda _: {})

    assert pointers(told) == {"/name", "/region_id", "/value", "/valid_from", "/source"}
    assert {error["detail"] for error in told["errors"]} == {"缺少必填项"}


@pytest.mark.parametrize(
    ("language", "chinese"),
    [
        ("", True),
        ("zh-CN,zh;q=0.9,en;q=0.8", True),
        ("fr", True),
        ("*", True),
        ("en", False),
        ("en-US,en;q=0.9,zh;q=0.1", False),
        ("EN", False),
        ("fr-FR, fr;q=0.9, en;q=0.8", False),
        ("zh;q=0.5, en", False),
        ("en;q=0", True),
        ("en;q=0.1, zh-CN", True),
        ("en;q=no", True),
        ("enm", True),
    ],
)
async def test_sentences_are_chinese_unless_english_is_asked_for(
    procurement: ServiceKit, publication: Any, language: str, *, chinese: bool
) -> None:
    late = {"valid_to": "2026-01-01T00:00:00+08:00"}
    for body in (
        lambda city: publication(city, **late),
        lambda city: publication(city, region_id=str(ids.new())),
        lambda city: publication(city, name=1),
        lambda city: publication(city, name="kernel.at_most", value=0.5),
    ):
        told = await refused(procurement, body, language)

        sentences = [told["title"], *(error["detail"] for error in told.get("errors", []))]
        for sentence in (*sentences, told["detail"]):
            assert bool(HAN.search(sentence)) is chinese, sentence


@pytest.mark.parametrize(
    ("english", "roles"), [(False, "采购人员、财务人员"), (True, "buyer, finance")]
)
def test_lists_and_moments_are_said_as_people_say_them(*, english: bool, roles: str) -> None:
    closed_at = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)

    required = refusal_body(RoleRequired(roles=[Role.BUYER, Role.FINANCE]), english=english)
    late = refusal_body(WindowClosed(closed_at=closed_at), english=english)

    assert roles in required["detail"]
    assert "2026-03-09 17:30:00" in late["detail"]
    assert late["closed_at"] == closed_at


@pytest.mark.parametrize(("english", "said"), [(False, "（已接单）"), (True, "state accepted ")])
def test_a_state_is_said_in_the_language_of_the_sentence(*, english: bool, said: str) -> None:
    with pytest.raises(IllegalMove) as caught:
        ORDER.after(OrderState.ACCEPTED, OrderAction.ACCEPT)

    told = refusal_body(caught.value, english=english)

    assert said in told["detail"]
    assert (told["state"], told["action"]) == ("accepted", "accept")


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        (
            NeedState.SUBMITTED,
            "现在可以：受理、要求补充信息、不予受理、撤回。",
            "accept, ask_info, refuse",
        ),
        (NeedState.CLOSED, "现在可以：提出异议。", "Possible now: dispute."),
        (NeedState.WITHDRAWN, "事项已结束，不再办理。", "It is over"),
    ],
)
def test_a_move_that_is_not_possible_is_answered_with_those_that_are(
    state: NeedState, zh: str, en: str
) -> None:
    with pytest.raises(IllegalMove) as caught:
        NEED.after(state, NeedAction.SERVE)

    told = refusal_body(caught.value, english=False)

    assert told["detail"] == f"当前状态（{state.zh}）不能办理此操作。{zh}"
    assert en in refusal_body(caught.value, english=True)["detail"]
    assert told["allowed"] == NEED.allowed(state)
    assert "reason_zh" not in told


def test_what_goes_on_by_itself_is_nothing_to_be_done_by_hand() -> None:
    with pytest.raises(IllegalMove) as caught:
        CLUSTER.after(ClusterState.WATCHING, ClusterAction.PROPOSE)

    assert "目前无需人工办理" in refusal_body(caught.value, english=False)["detail"]


@pytest.mark.parametrize(("english", "said"), [(False, "未定"), (True, "not set")])
def test_what_is_not_set_is_said_so(*, english: bool, said: str) -> None:
    told = refusal_body(ClaimNotReady(ListingState.OPEN, None), english=english)

    assert said in told["detail"]


async def test_what_may_be_chosen_is_listed_in_the_language_of_the_sentence(
    registry: ServiceKit,
) -> None:
    told = (await registry.get("/regions", params={"level": "planet"})).json()

    assert re.fullmatch("应为以下之一：[a-z]+(、[a-z]+)+", told["errors"][0]["detail"])


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("", "请原样填写上一页返回的 next"),
        ("en", "must be `next` of the page before, unchanged"),
    ],
)
async def test_a_page_that_no_list_told_of_is_asked_for_in_words(
    registry: ServiceKit, language: str, detail: str
) -> None:
    headers = {"Accept-Language": language}

    told = await registry.send("GET", "/regions?after=2", headers=headers)

    assert told.json()["errors"] == [{"parameter": "after", "in": "query", "detail": detail}]


def test_what_no_column_holds_points_at_no_errors_that_are_not_there() -> None:
    class TooLargeError(Exception):
        sqlstate = "22003"

    told = edge_body(problem_of(DBAPIError("", None, TooLargeError())), english=False)

    assert (told["type"], told["status"]) == ("/problems/validation-failed", 422)
    assert told["detail"].startswith("有一处内容无法保存")
    assert not {"errors", "count"} & set(told)


async def test_a_problem_of_the_edge_speaks_english_too(procurement: ServiceKit) -> None:
    answer = await procurement.post(
        "/policies",
        content=b"{",
        headers={"Content-Type": "application/json", "Accept-Language": "en"},
    )

    assert answer.json()["title"] == "The body cannot be parsed"


@pytest.mark.parametrize(
    "more",
    [
        {"name": CANARY},
        {"name": [CANARY]},
        {"region_id": CANARY},
        {"value": CANARY},
        {"value": {"value": 1, "unit": CANARY}},
        {"valid_from": CANARY},
        {"valid_to": f"2026-03-01T00:00:00+08:00{CANARY}"},
        {"source": f"\u202e{CANARY}"},
        {"source": CANARY * 100},
        {"source": {"a": CANARY}},
        {"name": "kernel.at_most", "value": CANARY},
        {"name": "kernel.at_most", "value": [CANARY]},
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_was_sent_is_never_echoed(
    procurement: ServiceKit, publication: Any, more: dict[str, Any], language: str
) -> None:
    told = await refused(procurement, lambda city: publication(city, **more), language)

    assert CANARY not in str(told)
    assert told["status"] == 422


async def test_a_fault_of_ours_tells_the_caller_nothing(
    procurement: ServiceKit, publication: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError(f"SELECT {CANARY} FROM secrets")

    monkeypatch.setattr("shared.regions.get", broken)
    told = await refused(procurement, publication)

    assert (told["status"], told["type"]) == (500, "/problems/fault")
    assert CANARY not in str(told)
    assert set(told) == {"type", "title", "status", "detail", "trace_id"}


async def test_the_trace_id_is_the_callers_if_he_sent_one(procurement: ServiceKit) -> None:
    headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}

    answer = await procurement.send("GET", "/nothing", headers=headers)

    assert answer.json()["trace_id"] == TRACE


@pytest.mark.parametrize(
    "given", ["", "x", f"00-{TRACE}", f"00-{TRACE.upper()}-b7ad6b7169203331-01", "é"]
)
async def test_a_garbled_traceparent_is_replaced(procurement: ServiceKit, given: str) -> None:
    headers = {b"traceparent": given.encode()}

    answer = await procurement.send("GET", "/nothing", headers=headers)

    assert UUID(answer.json()["trace_id"]).version == 7


def _all(kind: type[Refusal]) -> list[type[Refusal]]:
    return [kind, *(deeper for below in kind.__subclasses__() for deeper in _all(below))]


def test_no_fact_of_a_refusal_hides_a_member_of_the_problem() -> None:
    for refusal in _all(Refusal):
        assert not RESERVED & set(getattr(refusal, "__dataclass_fields__", {})), refusal


def test_the_shortest_refusal_is_a_whole_problem() -> None:
    body = refusal_body(Refusal.__subclasses__()[0](), english=True)

    assert set(body) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize("error", EDGE_ERRORS, ids=lambda error: error.slug)
@pytest.mark.parametrize("english", [True, False])
def test_every_edge_error_has_its_words(error: Any, *, english: bool) -> None:
    reasons = {"reason_zh": "语法错误", "reason_en": "syntax"}
    members = reasons | {"limit": 1, "expected": "application/json", "count": 1}

    body = edge_body(error.problem(**members), english=english)

    assert bool(HAN.search(body["title"])) is not english
    assert bool(HAN.search(body["detail"])) is not english
    assert not reasons.keys() & body
