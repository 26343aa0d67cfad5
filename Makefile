# Each target does the set-up that it needs. PYTHON picks the interpreter of .venv (3.11 or newer).
PYTHON ?= python3
PYTEST_ARGS ?=
# Much of a test's time is waiting, so that two processes on two cores take little more than half of it.
JOBS ?= 2
DEMO_ARGS ?=
BENCH_ARGS ?=

VENV := .venv
PEERS := .venv-peers
BIN := $(VENV)/bin
PY := $(BIN)/python
LINKS := $(VENV)/src/hotlead
FOLDERS := topics router agents
WEB := router/web
CHROMIUM := /usr/bin/chromium
AS_ROOT := $(shell test "$$(id -u)" = 0 || echo sudo)
JARS := deploy/kafka/libs/.stamp

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-browser chaos chaos-mutants bench lint fmt lock clean web web-check

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.stamp $(JARS) ## .venv with locked dependencies, and the jars of Apache Kafka

# Links, so that router/ is hotlead.router here as it is in the wheel, new files included.
define MAKE_VENV
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "hotlead needs Python 3.11 or newer: make $(or $(MAKECMDGOALS),setup) PYTHON=python3.11"; exit 1; }
@test -x $(PY) || { echo "making $(VENV)"; $(PYTHON) -m venv $(VENV); } \
	|| { rm -rf $(VENV); echo "install python3-venv, then run make again"; exit 1; }
@mkdir -p $(LINKS)
@for folder in $(FOLDERS); do ln -sfn ../../../$$folder $(LINKS)/$$folder; done
endef

$(VENV)/.stamp: requirements-dev.lock pyproject.toml
	$(MAKE_VENV)
	@echo "installing $$(grep -c '^[a-z].*==' requirements-dev.lock) locked packages into $(VENV)"
	@$(PY) -m pip install --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@$(PY) -m pip install --disable-pip-version-check --no-deps --no-build-isolation -q -e .
	@touch $@ $(VENV)/.runtime

# What it takes to run hotlead, and no more: no tools of development, no jars.
$(VENV)/.runtime: requirements.lock pyproject.toml
	$(MAKE_VENV)
	@echo "installing $$(grep -c '^[a-z].*==' requirements.lock) locked packages into $(VENV)"
	@$(PY) -m pip install --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@# What builds the link to this checkout, from the lock of development.
	@awk '/^[a-z]/ { keep = /^(hatchling|packaging|pathspec|pluggy|trove-classifiers)==/ } keep' \
		requirements-dev.lock > $(VENV)/build.lock
	@$(PY) -m pip install --disable-pip-version-check --require-hashes --no-deps -q -r $(VENV)/build.lock
	@$(PY) -m pip install --disable-pip-version-check --no-deps --no-build-isolation -q -e .
	@touch $@

demo: $(VENV)/.runtime ## a furniture brand's day in little more than a minute; DEMO_ARGS="--seed 2"
	@$(BIN)/hotlead demo $(DEMO_ARGS)

$(JARS): deploy/kafka/pom.xml
	@if command -v java >/dev/null && command -v mvn >/dev/null; then \
		deploy/kafka/kafka.sh fetch && touch $@; \
	elif [ "$$CI" = true ]; then \
		echo "java and mvn are needed in CI: apt-get install openjdk-17-jre-headless maven"; exit 1; \
	else \
		echo "no java or no mvn: the Tansu broker will be used in place of Apache Kafka"; \
	fi

test: setup ## unit tests, then integration tests on real brokers and stores
	@$(PY) -m pytest -q tests/browser -m alone
	@$(PY) -m pytest --ignore=tests/chaos/mutants -m "not alone" -n $(JOBS) --dist loadfile \
		--no-loadscope-reorder $(PYTEST_ARGS)

# HOTLEAD_SCREENSHOTS=1 makes docs/screenshots anew; Chinese text there needs fonts-noto-cjk.
test-browser: setup $(CHROMIUM) $(WEB)/node_modules/.stamp ## the pages in a real Chromium, which is installed when missing
	@$(PY) -m pytest tests/browser $(PYTEST_ARGS)

$(WEB)/node_modules/.stamp: $(WEB)/package.json $(WEB)/package-lock.json $(WEB)/.npmrc
	@command -v npm >/dev/null || { echo "the pages are built by npm: install Node.js 20 or newer"; exit 1; }
	@cd $(WEB) && npm ci --silent
	@touch $@

web: $(WEB)/node_modules/.stamp ## build the pages of router/web into router/pages
	@cd $(WEB) && npm run --silent check && npm run --silent build

# In CI too: what is committed in router/pages is what router/web makes.
web-check: $(WEB)/node_modules/.stamp ## fail when router/pages is not what router/web makes
	@cd $(WEB) && npm run --silent check && made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT \
		&& PAGES="$$made" npm run --silent build && { diff -r "$$made" ../pages >/dev/null \
		|| { echo "router/pages is not what router/web makes: run make web, and commit router/pages"; exit 1; }; }

# SHORT=1: one mixed run of about 4 minutes. NEMESIS=kill-worker, or several with + between, SEED=7:
# that run alone. All of them take some 45 minutes. KEEP=1 keeps what runs that hold leave, too.
chaos: setup ## faults on purpose, three brokers, and a verdict; SHORT=1, or NEMESIS=kill-worker SEED=7
	@$(PY) -m tests.chaos $(if $(SHORT),--short) $(if $(NEMESIS),--nemesis "$(NEMESIS)") \
		$(if $(SEED),--seed $(SEED)) $(if $(KEEP),--keep)

chaos-mutants: setup ## one defect at a time brought into a copy of the source: each must be caught
	@$(PY) -m pytest -q -s tests/chaos/mutants $(PYTEST_ARGS)

# SHORT=1 is about 6 minutes of it; BENCH_ARGS="throughput --only hotlead hand_loop" is one part, and
# writes no report.
bench: setup $(PEERS)/.stamp ## speed beside other ways to write a router, then loadtest/report.json
	@HOTLEAD_PEERS_PYTHON=$(abspath $(PEERS)/bin/python) $(PY) -m loadtest $(if $(SHORT),--short) $(BENCH_ARGS)

# Apart, since what the peers need does not agree with what hotlead pins.
$(PEERS)/.stamp: loadtest/peers/requirements.lock
	@test -x $(PEERS)/bin/python || { echo "making $(PEERS)"; $(PYTHON) -m venv $(PEERS); }
	@echo "installing $$(grep -c '^[a-z].*==' $<) locked packages into $(PEERS)"
	@$(PEERS)/bin/python -m pip install --disable-pip-version-check --require-hashes --no-deps -q -r $<
	@touch $@

$(CHROMIUM):
	@echo "installing chromium by apt-get, as root"
	@$(AS_ROOT) apt-get update -q
	@$(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium

lint: $(VENV)/.stamp ## ruff, mypy --strict, and the rules of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict
	@$(PY) -m pytest -q tests/test_tidy.py

fmt: $(VENV)/.stamp ## put the code into shape
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format .

lock: ## resolve the dependencies anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv"; exit 1; }
	uv pip compile $(LOCK_FLAGS) pyproject.toml -o requirements.lock
	uv pip compile $(LOCK_FLAGS) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile $(LOCK_FLAGS) loadtest/peers/requirements.txt -o loadtest/peers/requirements.lock

LOCK_FLAGS := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

clean: ## remove what was made here, the data of embedded brokers included
	rm -rf $(VENV) $(PEERS) $(WEB)/node_modules .hotlead .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist deploy/kafka/libs
	find $(FOLDERS) tests -name __pycache__ -type d -prune -exec rm -rf {} +
