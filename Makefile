# SPDX-License-Identifier: Apache-2.0
# `make site` builds the site, `make serve` shows it, `make test` runs every test, `make check` everything that CI runs.
# Each target sets up what it needs: Python packages from the hashed lock into .venv, judges into the system and .tools.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

BENCH ?=
# tests make and delete files by the hundred thousand: in memory, where there is room for them
SCRATCH ?= $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $$4}')" -gt 6000000 ] 2>/dev/null \
	&& echo /dev/shm || echo $${TMPDIR:-/tmp})

TESTS ?=

.PHONY: site serve test check quality strict-site bench lock judges clean

site: $(VENV)/.site
	$(BIN)/python build.py --jobs $(JOBS)

serve: $(VENV)/.site
	$(BIN)/chetavani serve

test: $(VENV)/.dev judges
	made=$$(mktemp -d -p $(SCRATCH)) && trap 'rm -rf "$$made"' EXIT \
		&& TMPDIR=$$made $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(TESTS)

check: quality strict-site test

quality: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/chetavani lint

strict-site: $(VENV)/.dev
	$(BIN)/python build.py --strict --jobs $(JOBS)

# the other people's validators and readers that the tests use as judges
judges: $(VENV)/.dev
	.ci/judges

# measures this build and five others side by side; BENCH="--quick" is short, see docs/development/benchmarks.md
bench: $(VENV)/.dev .tools/bench/.ready
	$(BIN)/python bench/run.py --jobs $(JOBS) $(BENCH)

# refreshes the lock after a change in pyproject.toml; needs uv
lock:
	uv pip compile -q pyproject.toml --group build --python-version 3.11 --universal --generate-hashes \
		--no-emit-index-url --no-header -o requirements/site.txt
	uv pip compile -q pyproject.toml --group build --group dev --python-version 3.11 --universal --generate-hashes \
		--no-emit-index-url --no-header -c requirements/site.txt -o requirements/dev.txt
	for group in bench bench-pelican; do \
		uv pip compile -q --group $$group --python-version 3.11 --universal --generate-hashes \
			--no-emit-index-url --no-header -o requirements/$$group.txt; \
	done

clean:
	rm -rf site .site.builds $(VENV) .tools

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: requirements/site.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install -q --require-hashes -r requirements/site.txt
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

# judges.txt is apart because what it holds asks for a version of lxml that none of us wants; only its schemas are read
$(VENV)/.dev: requirements/dev.txt requirements/judges.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install -q --require-hashes -r requirements/dev.txt
	$(PIP) install -q --require-hashes --no-deps -r requirements/judges.txt
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.site

# the other site builders stay out of our own environment: some want other versions of what we use
.tools/bench/.ready: requirements/bench.txt requirements/bench-pelican.txt bench/package-lock.json | $(VENV)/bin/python
	for group in bench bench-pelican; do \
		$(PYTHON) -m venv .tools/$$group && .tools/$$group/bin/python -m pip --disable-pip-version-check --no-input \
			install -q --require-hashes -r requirements/$$group.txt || exit 1; \
	done
	cp bench/package.json bench/package-lock.json .tools/bench/
	cd .tools/bench && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@
