from services.needs.order.states import LIVE, ORDER, OrderAction, OrderState


def test_a_confirmed_order_is_final_but_for_a_dispute() -> None:
    finals = {state for state in OrderState if not ORDER.allowed(state)}

    assert ORDER.allowed(OrderState.CONFIRMED) == [OrderAction.DISPUTE]
    assert finals == {
        OrderState.DISPUTED,
        OrderState.DECLINED,
        OrderState.EXPIRED,
        OrderState.RECALLED,
        OrderState.NO_SHOW,
        OrderState.FAILED,
        OrderState.REASSIGNED,
    }
    assert not finals & {*LIVE}
