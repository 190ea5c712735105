"""The life of a menu item."""

from shared.states import Named, StateTable, from_any


class MenuItemState(Named):
    """Where a menu item stands."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    SUSPENDED = "suspended", "已暂停"
    RETIRED = "retired", "已下架"


class MenuItemAction(Named):
    """What can happen to a menu item."""

    PUBLISH = "publish", "发布"
    SUSPEND = "suspend", "暂停"
    RESUME = "resume", "恢复"
    RETIRE = "retire", "下架"


S, A = MenuItemState, MenuItemAction

# fmt: off
MENU_ITEM = StateTable("menu_item", initial=S.DRAFT, moves=[
    (S.DRAFT,     A.PUBLISH, S.PUBLISHED),
    (S.PUBLISHED, A.SUSPEND, S.SUSPENDED),
    (S.SUSPENDED, A.RESUME,  S.PUBLISHED),
    *from_any((S.PUBLISHED, S.SUSPENDED), A.RETIRE, S.RETIRED),
])
# fmt: on
