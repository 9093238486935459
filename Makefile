# Each target makes what it needs: a virtual environment in .venv with the locked requirements.
# PYTHON=/path/to/python3.11 chooses the interpreter that makes it.

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
NODE_READY := tests/interop/node_modules/.package-lock.json
SAMPLE := service/samples/sample.blt --rule scottish-2011 --constraints service/samples/constraints.json

define NEXT_STEPS

Next, with a ballot file of your own:
  $(BIN)/omov rules                                 the counting rules; 'omov rules ID' prints one
  $(BIN)/omov count FILE --rule ID                  the count sheet; --view minutes for sentences
  $(BIN)/omov count FILE --rule ID --json > record.json
  $(BIN)/omov check record.json FILE                checks the record without the engine
README.md says what a ballot file looks like, and what is not there yet.
endef
export NEXT_STEPS

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock

help:
	@echo "make run     count the sample election and print its table and minutes"
	@echo "make test    run the tests"
	@echo "make check   format, lint, types, and which package may import which"
	@echo "make bench   measure the speed of counting"
	@echo "make lock    resolve the requirements again (requirements/dev.txt)"

run: $(READY)
	@$(BIN)/omov count $(SAMPLE)
	@echo
	@$(BIN)/omov count $(SAMPLE) --view minutes
	@echo "$$NEXT_STEPS"

test: $(READY) $(NODE_READY)
	@$(BIN)/python -m pytest -q -n auto

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY)
	@$(BIN)/python tests/load/bench.py

# uv is fetched when it is needed: only this target needs it, and its output is pinned by hashes.
lock: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		pyproject.toml requirements/dev.in -o requirements/dev.txt

$(READY): requirements/dev.txt pyproject.toml .ci/environment
	@PYTHON="$(PYTHON)" sh .ci/environment

# Other people's programs that ours must agree with. Without Node their tests are skipped (not in CI).
$(NODE_READY): tests/interop/package-lock.json
	@if command -v npm >/dev/null; then \
		npm ci --prefix tests/interop --no-audit --no-fund --silent && touch $@; \
	else echo "Node is not installed: the interoperation tests will be skipped."; fi
