"""What is wrong with a value, in words of both languages: pydantic's errors, and our own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from annotated_types import GroupedMetadata
from pydantic import BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

_ZH = {
    "missing": "缺少必填项",
    "extra_forbidden": "不认识的字段，请删除",
    "string_type": "应为文字",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "至多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不正确",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为有限的数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "uuid_parsing": "应为 UUID 编号",
    "uuid_type": "应为 UUID 编号",
    "datetime_from_date_parsing": "应为 RFC 3339 时间，例如 2026-03-02T10:00:00+08:00",
    "datetime_parsing": "应为 RFC 3339 时间，例如 2026-03-02T10:00:00+08:00",
    "datetime_type": "应为 RFC 3339 时间，例如 2026-03-02T10:00:00+08:00",
    "timezone_aware": "时间必须带时区，例如 +08:00",
    "date_from_datetime_parsing": "应为日期，例如 2026-03-02",
    "date_parsing": "应为日期，例如 2026-03-02",
    "date_type": "应为日期，例如 2026-03-02",
    "enum": "应为以下之一：{expected}",
    "literal_error": "应为以下之一：{expected}",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "too_short": "至少 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "dataclass_type": "应为对象",
    "model_attributes_type": "应为对象",
    "json_invalid": "不是合法的 JSON",
}

_EN = {
    "string_too_short": "should have at least {min_length} character(s)",
    "string_too_long": "should have at most {max_length} characters",
}


def wrong(zh: LiteralString, en: LiteralString) -> PydanticCustomError:
    """What a validator raises, in both languages as a refusal is."""
    return PydanticCustomError("wrong", en, {"zh": zh})


@dataclass(frozen=True, slots=True)
class Formed(GroupedMetadata):
    """A text of a pattern, told in words where pydantic would show the pattern."""

    pattern: str
    zh: LiteralString
    en: LiteralString

    def __iter__(self) -> Iterator[object]:
        yield from StringConstraints(pattern=self.pattern)
        yield BeforeValidator(self._check)

    def _check(self, given: Any) -> Any:
        if isinstance(given, str) and not re.search(self.pattern, given):
            raise wrong(self.zh, self.en)
        return given


def pointer(path: Sequence[str | int]) -> str:
    """An RFC 6901 pointer to a place in the body."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def sentence(error: Any, *, english: bool) -> str:
    """What is wrong with one value, as pydantic found it."""
    kind = error["type"]
    if kind in ("too_short", "too_long") and isinstance(error.get("input"), str):
        kind = f"string_{kind}"  # a text that was cleaned first is measured as any sequence is
    facts = {name: _plain(fact) for name, fact in error.get("ctx", {}).items()}
    if english and kind not in _EN:
        return str(error["msg"])
    said: str = _EN[kind] if english else facts.get("zh") or _ZH.get(kind, "取值不符合要求")
    return said.format(**facts) if "{" in said else said


def _plain(fact: Any) -> Any:
    """A limit without a needless `.0`, and a choice ('a', 'b' or 'c') as a Chinese list."""
    if isinstance(fact, float):
        return f"{fact:g}"
    if not isinstance(fact, str) or not fact.startswith("'"):
        return fact
    return fact.replace("'", "").replace(" or ", ", ").replace(", ", "、")
