# Each target does the set-up that it needs. PYTHON picks the interpreter of .venv (3.11 or newer).
PYTHON ?= python3
PYTEST_ARGS ?=
# Much of a test's time is waiting: three processes keep two cores busy for 94 % of the time in
# tests/browser, for 78 % where commands are started.
JOBS ?= 3
DEMO_ARGS ?=
BENCH_ARGS ?=

VENV := .venv
PEERS := .venv-peers
BIN := $(VENV)/bin
PY := $(BIN)/python
# Of every environment: pyproject.toml names it.
LINKS := .venv/src/hotlead
FOLDERS := topics router agents
WEB := router/web
CHROMIUM := /usr/bin/chromium
AS_ROOT := $(shell test "$$(id -u)" = 0 || echo sudo)
JARS := deploy/kafka/libs/.stamp

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-bench demo test test-python test-browser walk chaos chaos-mutants bench lint fmt lock clean web web-check

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.setup $(JARS) ## .venv with what hotlead needs to run, and the jars of Apache Kafka

setup-dev: $(VENV)/.setup-dev $(JARS) ## the same, with what tests and lint need

setup-bench: $(VENV)/.setup-bench $(JARS) ## the same, with what the bench needs beside them

# One line a step; what a step says is in its log, and is shown whole when it fails.
LOGS := build/log
STEP := @.ci/step $(LOGS)/$$(echo $(@F) | tr -d .).log
PIP := $(PY) -m pip install --disable-pip-version-check --no-input --progress-bar off --no-deps
# $(call install,LOCK...): each package with its hash.
install = $(STEP) "installing $$(cat $(1) | grep -c '^[a-z].*==') packages into $(VENV)" \
	$(PIP) --require-hashes $(addprefix -r ,$(1))

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "hotlead needs Python 3.11 or newer: make $(or $(MAKECMDGOALS),setup) PYTHON=python3.11"; exit 1; }
	@.ci/step $(LOGS)/venv.log "making $(VENV)" $(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "install python3-venv, then run make again"; exit 1; }

# Links, so that router/ is hotlead.router here as it is in the wheel, new files included.
$(VENV)/.setup: requirements.lock requirements-build.lock pyproject.toml | $(PY)
	@mkdir -p $(LINKS)
	@for folder in $(FOLDERS); do ln -sfn ../../../$$folder $(LINKS)/$$folder; done
	$(call install,requirements.lock requirements-build.lock)
	$(STEP) "linking this checkout into $(VENV)" $(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/.setup-dev: requirements-dev.lock $(VENV)/.setup
	$(call install,requirements-dev.lock)
	@touch $@

$(VENV)/.setup-bench: requirements-bench.lock $(VENV)/.setup-dev
	$(call install,requirements-bench.lock)
	@touch $@

demo: $(VENV)/.setup ## a furniture brand's day in little more than a minute; DEMO_ARGS="--seed 2"
	@$(BIN)/hotlead demo $(DEMO_ARGS)

$(JARS): deploy/kafka/pom.xml
	@if command -v java >/dev/null && command -v mvn >/dev/null; then \
		.ci/step $(LOGS)/jars.log "fetching the jars of Apache Kafka" deploy/kafka/kafka.sh fetch && touch $@; \
	elif [ "$$CI" = true ]; then \
		echo "java and mvn are needed in CI: apt-get install openjdk-17-jre-headless maven"; exit 1; \
	else \
		echo "no java or no mvn: the Tansu broker will be used in place of Apache Kafka"; \
	fi

# Servers, clocks at many times their speed and browsers on two cores: what failed beside others runs
# once more by itself, and what fails there fails. Both are told (CONTRIBUTING.md).
ALONE = [ $$? = 1 ] && echo "once more, what failed, by itself:" \
	&& $(PY) -m pytest --ignore=tests/chaos/mutants --last-failed --last-failed-no-failures=none -x

test: setup-dev ## unit tests, then integration tests on real brokers and stores
	@$(PY) -m pytest --ignore=tests/chaos/mutants -n $(JOBS) --dist loadfile \
		--no-loadscope-reorder $(PYTEST_ARGS) || { $(ALONE); }

test-python: ## the same on another Python, beside .venv: PYTHON=python3.13 PYTEST_ARGS=tests/unit
	@$(MAKE) --no-print-directory VENV=.venv-$(notdir $(PYTHON)) test

# HOTLEAD_SCREENSHOTS=1 makes docs/screenshots anew; Chinese text there needs fonts-noto-cjk.
test-browser: setup-dev $(CHROMIUM) $(WEB)/node_modules/.stamp ## the pages in a real Chromium, which is installed when missing
	@$(PY) -m pytest tests/browser $(PYTEST_ARGS)

# What is committed is cloned, and installed anew; the ladder is waited for. Some minutes.
walk: setup-dev $(CHROMIUM) ## README done to the letter from a clean clone, with the times; PAGE=docs/getting-started.md
	@$(PY) -m tests.walk $(PAGE)

$(WEB)/node_modules/.stamp: $(WEB)/package.json $(WEB)/package-lock.json $(WEB)/.npmrc
	@command -v npm >/dev/null || { echo "the pages are built by npm: install Node.js 20 or newer"; exit 1; }
	@.ci/step $(LOGS)/npm.log "installing what builds the pages" npm --prefix $(WEB) ci --no-fund --no-audit
	@touch $@

# The pages' types are made from the contract: $(call contract) writes them, with --check it compares.
contract = $(BIN)/hotlead openapi | (cd $(WEB) && npm run --silent contract -- $(1))

web: $(WEB)/node_modules/.stamp $(VENV)/.setup ## build the pages of router/web into router/pages
	@$(call contract)
	@cd $(WEB) && npm run --silent check && npm run --silent build

# In CI too: what is committed is what /openapi.json and router/web make.
web-check: $(WEB)/node_modules/.stamp $(VENV)/.setup ## fail when router/pages is not what router/web makes, or that is of another /openapi.json
	@$(call contract,--check) || { echo "src/shared/contract.ts in $(WEB) is of another contract" \
		"than /openapi.json: run make web, and commit $(WEB) and router/pages"; exit 1; }
	@cd $(WEB) && npm run --silent check && made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT \
		&& PAGES="$$made" npm run --silent build && { diff -r "$$made" ../pages >/dev/null \
		|| { echo "router/pages is not what router/web makes: run make web, and commit router/pages"; exit 1; }; }

# SHORT=1: one mixed run of about 4 minutes. NEMESIS=kill-worker, or several with + between, SEED=7:
# that run alone. All of them take some 45 minutes. KEEP=1 keeps what runs that hold leave, too;
# REPORT=FILE writes verdicts and figures there.
chaos: setup-dev ## faults on purpose, three brokers, and a verdict; SHORT=1, or NEMESIS=kill-worker SEED=7
	@$(PY) -m tests.chaos $(if $(SHORT),--short) $(if $(NEMESIS),--nemesis "$(NEMESIS)") \
		$(if $(SEED),--seed $(SEED)) $(if $(KEEP),--keep) $(if $(REPORT),--report "$(REPORT)")

chaos-mutants: setup-dev ## one defect at a time brought into a copy of the source: each must be caught
	@$(PY) -m pytest -q -s tests/chaos/mutants $(PYTEST_ARGS)

# SHORT=1 is about 6 minutes of it; BENCH_ARGS="throughput --only hotlead hand_loop" is one part, and
# writes no report. BASE=de33d4a compares with that revision, too; REPORT=FILE writes the report there.
bench: setup-bench $(PEERS)/.stamp ## speed beside other ways to write a router, then loadtest/report.json
	@HOTLEAD_PEERS_PYTHON=$(abspath $(PEERS)/bin/python) $(PY) -m loadtest $(if $(SHORT),--short) \
		$(if $(BASE),--base "$(BASE)") $(if $(REPORT),--report "$(REPORT)") $(BENCH_ARGS)

# Apart, since what the peers need does not agree with what hotlead pins.
$(PEERS)/.stamp: loadtest/peers/requirements.lock
	@test -x $(PEERS)/bin/python || .ci/step $(LOGS)/peers.log "making $(PEERS)" $(PYTHON) -m venv $(PEERS)
	@.ci/step $(LOGS)/peers.log "installing $$(grep -c '^[a-z].*==' $<) packages into $(PEERS)" \
		$(PEERS)/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
		--no-deps --require-hashes -r $<
	@touch $@

$(CHROMIUM):
	@$(AS_ROOT) true
	@.ci/step $(LOGS)/apt.log "asking for Debian's packages, as root" $(AS_ROOT) apt-get update -q
	@.ci/step $(LOGS)/apt.log "installing chromium, as root" $(AS_ROOT) env DEBIAN_FRONTEND=noninteractive \
		apt-get install -q -y --no-install-recommends chromium

lint: $(VENV)/.setup-dev ## ruff, mypy --strict, import-linter, and the rules of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict
	@$(BIN)/lint-imports --no-logo --no-cache
	@$(PY) -m pytest -q tests/test_tidy.py

fmt: $(VENV)/.setup-dev ## put the code into shape
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format .

lock: ## resolve the dependencies anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv"; exit 1; }
	uv pip compile $(LOCK_FLAGS) pyproject.toml -o requirements.lock
	uv pip compile $(LOCK_FLAGS) --group build -c requirements.lock -o requirements-build.lock
	uv pip compile $(LOCK_FLAGS) --group dev -c requirements.lock -c requirements-build.lock \
		pyproject.toml -o requirements-dev.lock
	uv pip compile $(LOCK_FLAGS) --group bench -c requirements-dev.lock -o requirements-bench.lock
	uv pip compile $(LOCK_FLAGS) loadtest/peers/requirements.txt -o loadtest/peers/requirements.lock

LOCK_FLAGS := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

clean: ## remove what was made here, the data of embedded brokers included
	rm -rf $(VENV) .venv-python* $(PEERS) $(WEB)/node_modules .hotlead .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist deploy/kafka/libs
	find $(FOLDERS) tests -name __pycache__ -type d -prune -exec rm -rf {} +
