"""The sentences of an explanation, in Chinese and English, with every number in them."""

from dataclasses import dataclass
from typing import Any

UNIT = 100
GRADES = {"excellent": "优秀", "good": "良好", "pass": "合格", "fail": "不合格"}
GATES = {"signing": "签约预付", "mid_term": "中期", "final": "末期"}


@dataclass(frozen=True)
class Step:
    """One step of the arithmetic."""

    name: str
    zh: str
    en: str


def explain(told: dict[str, Any], agreed: dict[str, dict[str, Any]]) -> list[Step]:
    """From the logs to the amount: of the settlement's record, and the items of its contract."""
    items = [_item(item, agreed[item["item_id"]]) for item in told["items"]]
    quantity = _say(
        "quantity",
        "QV 合计 {} 元",
        "QV together: {} yuan",
        _yuan(told["quantity_fen"]),
    )
    return [*items, quantity, *_quality(told), _ceiling(told), *_result(told)]


def _item(item: dict[str, Any], agreed: dict[str, Any]) -> Step:
    done = item["delivered"]
    zh, en = [f"经核验 {done['checked']}"], [f"{done['checked']} checked"]
    for one in done["periods"]:
        zh.append(f"抽查外 {one['qty']}（抽 {one['drawn']} 条、剔除 {one['rejected']} 条）")
        en.append(f"{one['qty']} accepted ({one['rejected']} of {one['drawn']} drawn rejected)")
    if done["fabricated"]:
        zh.append(f"虚假 {done['fabricated']}，按三倍扣减")
        en.append(f"{done['fabricated']} fabricated, deducted three times")
    price, amount = _yuan(item["unit_price_fen"]), _yuan(item["amount_fen"])
    numbers = (_qty(item["verified"]), _qty(item["cap"]), _qty(item["counted"]), price, amount)
    return Step(
        f"item:{item['item_id']}",
        f"{agreed['name']}：{'；'.join(zh)}。"
        + "V = {}，上限 {}，计 {} × 单价 {} 元 = {} 元".format(*numbers),
        f"{agreed['method']}: {'; '.join(en)}. "
        + "V = {}, cap {}, counted {} × {} yuan = {} yuan".format(*numbers),
    )


def _quality(told: dict[str, Any]) -> list[Step]:
    if told["share_bp"] is None:
        return []
    score, share = _qty(told["score"]), _percent(told["share_bp"])
    earned = _yuan(told["earned_fen"])
    return [
        Step(
            "quality",
            f"质量得分 S = {score}，等级“{GRADES[told['grade']]}”，兑现系数 k = {share}",
            f"Quality S = {score}, grade {told['grade']}, k = {share}",
        ),
        _say("earned", "k × QV = {} 元", "k × QV = {} yuan", earned),
    ]


def _ceiling(told: dict[str, Any]) -> Step:
    return _say(
        "ceiling",
        "合同价 {} 元 × 累计付款比例 {} = {} 元",
        "Value {} yuan × tranches so far {} = {} yuan",
        *(_yuan(told["value_fen"]), _percent(told["ratio_bp"]), _yuan(told["ceiling_fen"])),
    )


def _result(told: dict[str, Any]) -> list[Step]:
    gate, cumulative = told["gate"], _yuan(told["cumulative_fen"])
    if told["earned_fen"] is None:
        zh, en = f"{GATES[gate]}不以服务量为条件", "The advance waits for no service"
    else:
        zh, en = "取两者较低", "The lower of the two"
    settled, paid = _yuan(told["settled_fen"]), _yuan(told["paid_fen"])
    penalties = _yuan(told["penalties_fen"])
    owed = told["clawback_fen"] > 0
    amount = _yuan(told["clawback_fen"] if owed else told["payable_fen"])
    return [
        Step("cumulative", f"{zh}：CP = {cumulative} 元", f"{en}: CP = {cumulative} yuan"),
        _say(
            "settled",
            "CP {} − 累计扣款 {} = 结算 {} 元",
            "CP {} − penalties so far {} = settled {} yuan",
            *(cumulative, penalties, settled),
        ),
        Step(
            "clawback" if owed else "payable",
            f"已付 {paid} 元，{'应追回' if owed else '本次应付'} {amount} 元",
            f"Paid before {paid} yuan; {'to be paid back' if owed else 'payable now'} {amount}",
        ),
    ]


def _say(name: str, zh: str, en: str, *numbers: str) -> Step:
    return Step(name, zh.format(*numbers), en.format(*numbers))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _qty(hundredths: int) -> str:
    return f"{hundredths // UNIT}.{hundredths % UNIT:02d}"


def _percent(bp: int) -> str:
    return f"{bp // 100}.{bp % 100:02d} %"
