# Everything a developer types. `make up` and `make test` are all a fresh machine needs.
BIN = .venv/bin
LOCK = $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --quiet
# three even on two cores: much of the time tests wait for real programs to come back
BY_CORE = --numprocesses 3 --dist loadgroup --no-loadscope-reorder

.PHONY: setup up test check code contents bench stress chaos chaos-long chaos-controls upgrade-rehearsal fix docs migration reset lock

up: setup             ## start PostgreSQL, NATS, Caddy and the four services; Ctrl-C stops them
	$(BIN)/sanshe up

# assertions are written out once, where Python is told to write no bytecode too
test: export PYTHONDONTWRITEBYTECODE =
test: setup           ## the whole test suite, against real servers on free ports
	$(BIN)/pytest --ignore tests/smoke $(BY_CORE) $(ARGS)

check: setup          ## all that must hold besides the tests
	$(MAKE) --no-print-directory --jobs 2 --output-sync code contents
	$(BIN)/pytest tests/smoke -q $(BY_CORE)

code:
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

contents:
	$(BIN)/lint-imports
	$(BIN)/python -m deploy.docs --check
	$(BIN)/python -m deploy.supply

bench: setup          ## how near the platform comes to what the machine can do: docs/benchmarks.md
	$(BIN)/python -m benchmarks.intake
	$(BIN)/python -m benchmarks.events
	$(BIN)/python -m benchmarks.backlog
	$(BIN)/python -m benchmarks.credit_posting
	$(BIN)/python -m benchmarks.credit_rules_cost
	$(BIN)/python -m benchmarks.credit_reading
	$(BIN)/python -m benchmarks.credit_http
	$(BIN)/python -m benchmarks.credit_backlog
	$(BIN)/python -m benchmarks.credit_simulation

stress: setup         ## the ledger for 60 s, with PostgreSQL killed midway: docs/benchmarks.md
	$(BIN)/python -m benchmarks.credit_stress

chaos: setup          ## six minutes of load and faults, then the judge: docs/operations/faults.md
	$(BIN)/python -m tests.chaos

chaos-long: setup     ## the same for 45 minutes, with every fault the machine allows
	$(BIN)/python -m tests.chaos --seconds 2700 --all

chaos-controls: setup ## seeded bugs that the judge of the chaos runs must find
	$(BIN)/pytest tests/chaos/controls.py

upgrade-rehearsal: setup ## an older version becomes this one while people work: docs/operations/upgrade.md
	$(BIN)/python -m tests.chaos.upgrade

fix: setup            ## format, and repair what can be repaired by itself
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: setup           ## write docs/generated and tests/contracts
	$(BIN)/python -m deploy.docs

migration: setup      ## make migration service=needs message="why"
	$(BIN)/python -m deploy.migration $(service) "$(message)"
	$(MAKE) --no-print-directory fix

reset: setup          ## throw away the data of the local stack
	$(BIN)/sanshe reset

lock: setup           ## after a change of dependencies in pyproject.toml
	$(LOCK) --extra telemetry --extra operations --group local --group dev -o requirements.lock
	$(LOCK) --extra telemetry --extra operations -c requirements.lock -o requirements-runtime.lock

setup: .venv/.ready   ## .venv as requirements.lock names it
.venv/.ready: pyproject.toml requirements.lock deploy/setup
	deploy/setup && touch $@
