# crossread: `make help` lists the targets. Another Python: make PYTHON=python3.13 report
PYTHON ?= python3
BIN := .venv/bin
SETUP := pyproject.toml .ci/constraints.txt
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt

.PHONY: help report figures lab test test-browser test-slow lint clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

report: .venv/.report  ## run the notebooks on the seeds: reports/seeds/index.html
	$(BIN)/crossread report

figures: .venv/.report  ## draw the charts of the seeds anew into figures/
	$(BIN)/crossread report --figures figures --out build/figures

lab: .venv/.lab  ## open copies of the notebooks in JupyterLab
	$(BIN)/crossread lab

test: .venv/.test  ## the tests (a few minutes, no browser)
	$(BIN)/python -m pytest -m "not browser and not slow"

test-browser: .venv/.browser  ## open the reports in headless Chromium
	@command -v chromium >/dev/null || { echo "make test-browser needs the command chromium (apt-get install chromium)"; exit 1; }
	$(BIN)/python -m pytest -m browser

test-slow: .venv/.browser  ## kills, fuzzing, growth, accuracy on data folders (an hour)
	$(BIN)/python -m pytest -m slow --timeout 1800

lint: .venv/.lint  ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

clean:  ## remove what make made, but not your reports
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "crossread needs Python 3.11 or newer: make PYTHON=python3.13")'
	$(PYTHON) -m venv .venv
	touch $@

.venv/.report: .venv/.python $(SETUP)
	$(INSTALL) -e .
	touch $@

.venv/.lab .venv/.test .venv/.browser .venv/.lint: .venv/.%: .venv/.python $(SETUP)
	$(INSTALL) -e '.[$*]'
	touch $@
