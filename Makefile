# The README's commands. Everything installs into .venv; a second start installs nothing.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
# Machines that forbid byte code at run time would pay for compiling at every start.
COMPILE := $(BIN)/python -m compileall -q .venv/lib bot index >/dev/null || true

.PHONY: chat telegram index formats test bench ranking cluster test-cluster constraints train test-train clean

chat: .venv/run.stamp
	@$(BIN)/talks chat

# Admins may send files of every format.
telegram: .venv/formats.stamp
	@$(BIN)/talks telegram

index: .venv/run.stamp
	@$(BIN)/talks index build

formats: .venv/formats.stamp

test: .venv/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

# Three OpenSearch nodes on this machine, each a process of its own, until Ctrl-C. Needs Java 17 and, once, Maven.
cluster: .venv/cluster.stamp
	@$(BIN)/python -m tests.cluster.nodes

test-cluster: .venv/test.stamp
	TALKS_TEST_CLUSTER=1 $(BIN)/pytest tests/cluster

bench: .venv/run.stamp
	@$(BIN)/python -m bench

# The ranking beside other programs, at growing sizes; the largest takes some ten minutes.
ranking: .venv/bench.stamp
	@$(BIN)/python -m bench.ranking

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

.venv/cluster.stamp: .venv/run.stamp constraints-cluster.txt
	@echo "installing what talks to a cluster (once) ..." >&2
	@$(INSTALL) --require-hashes -r constraints-cluster.txt
	@$(COMPILE)
	@touch $@

.venv/bench.stamp: .venv/run.stamp constraints-bench.txt
	@echo "installing what the ranking is compared with (once) ..." >&2
	@$(INSTALL) --require-hashes -r constraints-bench.txt
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
	$(UV) --extra build --extra reader pyproject.toml -o constraints.txt
	$(UV) --extra build --extra reader --extra formats pyproject.toml -o constraints-formats.txt
	$(UV) --extra build --extra reader --extra cluster pyproject.toml -o constraints-cluster.txt
	$(UV) --extra build --extra reader --extra test pyproject.toml -o constraints-test.txt
	$(UV) --extra build --extra reader --extra bench pyproject.toml -o constraints-bench.txt
	$(UV) --extra build --extra train pyproject.toml -o constraints-train.txt

# Training of the reading model: a venv of its own, for torch is large. DATA is the folder of the question sets.
DATA ?= ../shared/data
# Memory that was freed is used again instead of given back: a tenth faster.
KEEP := MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=8000000000 MALLOC_TOP_PAD_=200000000
train: .venv-train/run.stamp
	$(KEEP) .venv-train/bin/python -m reader.train $(DATA) --out var/reader
	.venv-train/bin/python -m reader.export var/reader/reader.pt --groups var/reader/wiki.jsonl var/reader/wiki_unanswerable.jsonl
	.venv-train/bin/python -m reader.combine $(DATA) --limit 700

test-train: .venv-train/run.stamp
	$(KEEP) .venv-train/bin/python -m reader.check $(DATA)

.venv-train/run.stamp: constraints-train.txt pyproject.toml
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/pip install --quiet --disable-pip-version-check --require-hashes -r constraints-train.txt
	@.venv-train/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf .venv .venv-train var
