"""As what somebody sits on a panel, and why he stands aside."""

from shared.states import Named


class Capacity(Named):
    """As what somebody sits on a panel."""

    EXPERT = "expert", "专家"
    FINANCE = "finance", "财务人员"
    SOCIAL_WORK = "social_work", "社会工作者"
    RESIDENT = "resident", "居民代表"
    BUYER = "buyer", "采购人代表"


class Ground(Named):
    """Why a member does not judge a candidate (Implementing Regulation, art. 9)."""

    EMPLOYMENT = "employment", "任职或受雇"
    CONTROL = "control", "担任董事、监事或控股"
    KINSHIP = "kinship", "与负责人有亲属关系"
    DESIGN = "design", "参与项目设计"
    OTHER = "other", "其他可能影响公正的关系"
