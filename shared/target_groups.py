"""Whom services are made for first."""

from shared.states import Named


class TargetGroup(Named):
    """The thirteen vulnerable groups of policy document 003."""

    MIGRANT = "migrant", "流动人口"
    LEFT_BEHIND = "left_behind", "留守人员"
    ELDERLY = "elderly", "老年人"
    CHILD_YOUTH = "child_youth", "儿童青少年"
    DISABLED = "disabled", "残障人员"
    UNEMPLOYED = "unemployed", "失业人员"
    DISASTER_HIT = "disaster_hit", "受灾人员"
    DRUG_RELATED = "drug_related", "涉毒人员"
    OFFENDER = "offender", "服刑人员"
    SINGLE_PARENT = "single_parent", "单亲家庭"
    LOST_ONLY_CHILD = "lost_only_child", "失独家庭"
    EMPTY_NEST = "empty_nest", "空巢家庭"
    LOW_INCOME = "low_income", "低收入家庭"
