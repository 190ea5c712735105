"""What Prometheus is told; labels are bounded, paths are templates."""

from prometheus_client import Counter, Gauge, Histogram

REQUEST_SECONDS = Histogram(
    "http_server_request_duration_seconds",
    "Time to answer a request",
    ["route", "method", "status_class"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 10),
)
REPLAYS = Counter("idempotency_replay_total", "Requests answered from the first answer")
RATE_LIMITED = Counter("rate_limited_total", "Requests over a quota", ["caller"])
DENIED = Counter("authz_denied_total", "Requests refused for want of a role", ["route"])
UNPUBLISHED = Gauge("outbox_unpublished_rows", "Events that wait to be published")
OLDEST_UNPUBLISHED = Gauge("outbox_oldest_unpublished_age_seconds", "Age of the oldest of them")
PUBLISHED = Counter("outbox_publish_total", "Publications", ["result"])
REPAIRED = Counter("outbox_stream_repair_total", "Events published again after a stream was lost")
RELAY_LEADER = Gauge("relay_leader", "1 in the process that publishes")
HANDLED = Counter("inbox_processed_total", "Events handled", ["consumer", "result"])
EVENT_SECONDS = Histogram(
    "event_end_to_end_seconds",
    "From the commit of an event to the commit of its effect",
    ["consumer"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300),
)
PARKED = Gauge("dead_letter_open", "Events and timers that wait for a person", ["kind"])
TIMERS_RUN = Counter("timers_run_total", "Timers run", ["kind", "result"])
TIMERS_OVERDUE = Gauge("timer_oldest_due_age_seconds", "How late the most overdue timer is")
LAG = Gauge("consumer_lag_messages", "Events of a stream not yet handed to us", ["stream"])
IN_HAND = Gauge(
    "consumer_ack_pending_ratio", "Share of what may be in hand unacknowledged", ["stream"]
)
POOL_IN_USE = Gauge("db_pool_in_use", "Database connections at work")
POOL_SIZE = Gauge("db_pool_size", "Database connections there may be")
OLDEST_TRANSACTION = Gauge("db_oldest_tx_age_seconds", "Age of the oldest open transaction")
AUDIT_UNSEALED = Gauge("audit_unsealed_age_seconds", "Age of the oldest audit row not sealed")
CLOCKS_APART = Gauge(
    "clock_offset_seconds", "How far this machine's clock is at least from the database's"
)
