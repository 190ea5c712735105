"""What each operation must leave behind, written down apart from the services' code."""

EVENTS = {
    "file": ("needs", "needs.need.submitted.v1"),
    "accept": ("needs", "needs.order.accepted.v1"),
    "decline": ("needs", "needs.order.declined.v1"),
    "complete": ("needs", "needs.order.done.v1"),
    "confirm": ("needs", "needs.order.confirmed.v1"),
    "rate": ("needs", "needs.survey.answered.v1"),
    "redeem": ("credit", "credit.redemption.requested.v1"),
    "approve": ("credit", "credit.redemption.approved.v1"),
    "fulfill": ("credit", "credit.redemption.fulfilled.v1"),
    "cancel": ("credit", "credit.redemption.canceled.v1"),
}
"""The fact that is told once for each acknowledged operation, about the operation's target."""

AUDITED = {
    "file": ("needs", "need", "POST /needs"),
    "accept": ("needs", "dispatch_order", "POST /orders/{order_id}/acceptance"),
    "decline": ("needs", "dispatch_order", "POST /orders/{order_id}/decline"),
    "depart": ("needs", "dispatch_order", "POST /orders/{order_id}/departure"),
    "check-in": ("needs", "dispatch_order", "POST /orders/{order_id}/check-in"),
    "complete": ("needs", "dispatch_order", "POST /orders/{order_id}/completion"),
    "confirm": ("needs", "dispatch_order", "POST /orders/{order_id}/confirmation"),
    "redeem": ("credit", "redemption", "POST /redemptions"),
    "approve": ("credit", "redemption", "POST /redemptions/{redemption_id}/approval"),
    "fulfill": ("credit", "redemption", "POST /redemptions/{redemption_id}/fulfillment"),
    "cancel": ("credit", "redemption", "POST /redemptions/{redemption_id}/cancellation"),
    "edit": ("registry", "team", "PUT /teams/{team_id}"),
}
"""The audit row of each acknowledged operation: service, entity, operation."""

MOVES = {
    ("needs", "dispatch_order"): {
        (None, "offered"),
        ("offered", "accepted"),
        ("offered", "declined"),
        ("offered", "expired"),
        ("offered", "recalled"),
        ("accepted", "en_route"),
        ("en_route", "on_site"),
        ("on_site", "done_claimed"),
        ("done_claimed", "confirmed"),
    },
    ("needs", "need"): {
        (None, "accepted"),  # filed and accepted in one transaction: a menu item serves it
        ("accepted", "classified"),
        ("accepted", "dispatching"),
        ("classified", "dispatching"),
        ("dispatching", "classified"),
        ("dispatching", "in_service"),
        ("in_service", "resolved"),
        ("resolved", "closed"),
    },
    ("credit", "redemption"): {
        (None, "requested"),
        ("requested", "approved"),
        ("requested", "canceled"),
        ("approved", "fulfilled"),
        ("approved", "canceled"),
    },
}
"""The moves that this load can cause; one transaction may make two of them at once."""
