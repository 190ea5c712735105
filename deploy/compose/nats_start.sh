# Starts NATS so that it reads all it stored. By its index (2.15.1) it would believe damaged files are whole,
# and hang when a new state is to replace one that it cannot read. What it drops the services tell again.
rm -f "${1:-/data}"/jetstream/*/streams/*/msgs/index.db "${3:-/tmp}/silent"
exec nats-server -c "${2:-/run/secrets/nats.conf}"
