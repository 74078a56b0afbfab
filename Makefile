# The README's commands. Everything installs into .venv; a second start installs nothing.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
# Machines that forbid byte code at run time would pay for compiling at every start.
COMPILE := $(BIN)/python -m compileall -q .venv/lib bot index >/dev/null || true

.PHONY: chat telegram index formats test bench constraints clean

chat: .venv/run.stamp
	@$(BIN)/talks chat

telegram: .venv/run.stamp
	@$(BIN)/talks telegram

index: .venv/run.stamp
	@$(BIN)/talks index build

formats: .venv/formats.stamp

test: .venv/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

bench: .venv/run.stamp
	@$(BIN)/python -m bench

.venv/bin/python:
	@$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python constraints.txt pyproject.toml
	@echo "installing into .venv (once) ..." >&2
	@$(INSTALL) --require-hashes -r constraints.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@

.venv/formats.stamp: .venv/run.stamp constraints-formats.txt
	@echo "installing what reads .html, .pdf and .rss files (once) ..." >&2
	@$(INSTALL) --require-hashes -r constraints-formats.txt
	@$(COMPILE)
	@touch $@

.venv/test.stamp: .venv/run.stamp constraints-test.txt
	@echo "installing what the tests need (once) ..." >&2
	@$(INSTALL) --require-hashes -r constraints-test.txt
	@$(COMPILE)
	@touch $@

# Pins again from pyproject.toml; needs uv. Download addresses stay out of the files.
UV := uv pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url
constraints:
	$(UV) --extra build pyproject.toml -o constraints.txt
	$(UV) --extra build --extra formats pyproject.toml -o constraints-formats.txt
	$(UV) --extra build --extra test pyproject.toml -o constraints-test.txt

clean:
	rm -rf .venv var
