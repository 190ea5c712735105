"""The arithmetic of the annual evaluation (spec/credit.md §3): `max(0, s - 70) * 5`."""

from typing import Any

from services.credit.transfer.rules import stood, told

PER_POINT = 10
"""The registry's scores go to 1000, those of the formula to 100."""


def worth(score: int, *, least: int, each: int) -> int:
    """What a score of 0 … 1000 earns: `each` for every point of 100 above `least`, rounded down."""
    assert score >= 0
    return max(0, score - least * PER_POINT) * each // PER_POINT


def evaluation_told(after: int, moved: int, *, inputs: dict[str, Any]) -> dict[str, Any]:
    """Why an annual evaluation moved credits, and how many stand `after`."""
    score = f"{inputs['score'] // PER_POINT}.{inputs['score'] % PER_POINT}"
    least, each = inputs["least"], inputs["each"]
    amount = worth(inputs["score"], least=least, each=each)
    formula = f"max(0, {score} − {least}) × {each} = {amount}"
    zh = f"{inputs['year']} 年度绩效综合考评 {score} 分：{formula} 积分，本次变动 {moved:+d}。"
    en = f"Evaluation of {inputs['year']}, score {score}: {formula} credits; {moved:+d} now."
    why = told(amount=abs(moved), zh=zh, en=en, inputs=inputs, steps={"worth": amount})
    return why | stood(after, moved)
