"""Every refusal speaks for itself, in Chinese and in English."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from string import Formatter

import pytest

from deploy.docs.sources import refusals, tables
from services.needs.candidate.rules import Unfit
from services.needs.classification.rules import Route
from services.needs.support.states import Stance
from shared.access import Role
from shared.errors import Refusal
from shared.problems import slug_of
from shared.states import Named
from tests.house.sources import files

HAN = re.compile(r"[\u4e00-\u9fff]")
WORDS = (
    *("state", "phase", "gate", "form", "missing", "reasons", "role", "roles"),
    *("stance", "routes", "needed", "legal_type"),
)
STATES = [state for _, machine in tables() for state in type(machine.initial)]
ACTIONS = {action for _, machine in tables() for _, action, _ in machine.moves}
PLACEHOLDERS_ONLY = re.compile(r"^\{\w+\}$")


@pytest.mark.parametrize("refusal", refusals(), ids=slug_of)
def test_it_has_its_own_title_and_sentences(refusal: type[Refusal]) -> None:
    assert refusal.__doc__, "the docstring is the English title"
    assert refusal.__doc__.splitlines()[0].rstrip().endswith(".")
    for language in ("zh", "en"):
        assert language in vars(refusal), f"{refusal.__name__} needs its own {language}"
    assert HAN.search(refusal.zh) or PLACEHOLDERS_ONLY.match(refusal.zh)
    assert not HAN.search(refusal.en)


@pytest.mark.parametrize("refusal", refusals(), ids=slug_of)
def test_its_sentences_name_only_its_facts(refusal: type[Refusal]) -> None:
    facts = {field.name for field in fields(refusal)} if is_dataclass(refusal) else set[str]()
    for sentence in (refusal.zh, refusal.en):
        asked = {name for _, name, _, _ in Formatter().parse(sentence) if name}

        assert asked <= facts


@pytest.mark.parametrize("refusal", refusals(), ids=slug_of)
def test_a_word_of_the_api_is_said_by_its_chinese_name(refusal: type[Refusal]) -> None:
    facts: dict[str, object] = {}
    if is_dataclass(refusal):
        facts = {field.name: field.type for field in fields(refusal)}
    said = {name for name in WORDS if f"{{{name}}}" in refusal.zh}

    assert {name for name in said if facts[name] not in (Named, list[Named])} == set()


@pytest.mark.parametrize("word", [*Role, *Unfit, *Route, *Stance, *STATES], ids=repr)
def test_every_word_has_a_chinese_name(word: Named) -> None:
    assert re.fullmatch("[\u4e00-\u9fff，、]+", word.zh)


@pytest.mark.parametrize("action", sorted(ACTIONS, key=repr), ids=repr)
def test_an_action_that_people_take_has_a_chinese_name(action: Named) -> None:
    assert re.fullmatch("[\u4e00-\u9fff]*", action.zh)


@pytest.mark.parametrize("path", [one for one in files("services") if one.name == "schemas.py"])
def test_what_an_input_refuses_it_refuses_in_both_languages(path: Path) -> None:
    text = path.read_text("utf-8")

    assert "ValueError(" not in text, "raise shared.schemas.wrong(zh, en)"
    assert "PydanticCustomError(" not in text, "raise shared.schemas.wrong(zh, en)"


def test_no_two_refusals_of_a_service_share_a_type() -> None:
    named = [(refusal.__module__.split(".")[:2], slug_of(refusal)) for refusal in refusals()]

    assert [name for name in named if named.count(name) > 1] == []
