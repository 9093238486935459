# Each target makes what it needs: a virtual environment in .venv with the locked requirements.
# PYTHON=/path/to/python3.11 chooses the interpreter that makes it.

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
NODE_READY := tests/interop/node_modules/.package-lock.json
.DEFAULT_GOAL := help
.PHONY: help run test check bench lock

help:
	@echo "make run     start a sample election: vote, close, count, declare, verify (DEMO=--reset starts afresh)"
	@echo "make test    run the tests"
	@echo "make check   format, lint, types, and which package may import which"
	@echo "make bench   measure the speed of counting"
	@echo "make lock    resolve the requirements again (requirements/*.txt)"

run: $(READY)
	@$(BIN)/omov demo $(DEMO)

test: $(READY) $(NODE_READY)
	@$(BIN)/python -m pytest -q -n auto

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/hadolint Dockerfile

bench: $(READY)
	@$(BIN)/python tests/load/bench.py

# uv is fetched when it is needed: only this target needs it, and its output is pinned by hashes.
lock: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		pyproject.toml requirements/dev.in -o requirements/dev.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		pyproject.toml requirements/build.in -o requirements/run.txt

$(READY): requirements/dev.txt pyproject.toml .ci/environment
	@PYTHON="$(PYTHON)" sh .ci/environment

# Other people's programs that ours must agree with. Without Node their tests are skipped (not in CI).
$(NODE_READY): tests/interop/package-lock.json
	@if command -v npm >/dev/null; then \
		npm ci --prefix tests/interop --no-audit --no-fund --silent && touch $@; \
	else echo "Node is not installed: the interoperation tests will be skipped."; fi
