"""What is wrong with a body, field by field, in the caller's language and without echoing it."""

from collections.abc import Sequence
from typing import Any

from shared.edge_errors import VALIDATION_FAILED
from shared.problems import edge_body

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
    "model_attributes_type": "应为对象",
    "json_invalid": "不是合法的 JSON",
}


def body(errors: Sequence[Any], *, english: bool) -> dict[str, Any]:
    """The problem for pydantic's errors, with an RFC 6901 pointer to each place in the body."""
    listed = [_entry(error, english=english) for error in errors]
    problem = edge_body(VALIDATION_FAILED.problem(count=len(listed)), english=english)
    problem.pop("count")
    return problem | {"errors": listed}


def _entry(error: dict[str, Any], *, english: bool) -> dict[str, str]:
    where, *path = error["loc"] or ["body"]
    detail = error["msg"] if english else _chinese(error)
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
    if where == "body":
        return {"pointer": pointer, "detail": detail}
    return {"parameter": str(path[0]) if path else "", "in": str(where), "detail": detail}


def _chinese(error: dict[str, Any]) -> str:
    kind = error["type"]
    if kind in ("too_short", "too_long") and isinstance(error.get("input"), str):
        kind = f"string_{kind}"  # a text that was cleaned first is measured as any sequence is
    facts = error.get("ctx", {})
    if "expected" in facts:  # 'a', 'b' or 'c'
        listed = facts["expected"].replace("'", "").replace(" or ", ", ").replace(", ", "、")
        facts = facts | {"expected": listed}
    sentence = facts.get("zh") or _ZH.get(kind, "取值不符合要求")
    return sentence.format(**facts) if "{" in sentence else sentence
