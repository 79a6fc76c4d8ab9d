# The front door. Every target is a thin line over `python -m helpers ...`; the first one to run sets everything up.

# The first Python that is new enough; make ... PYTHON=/path/to/python names another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
            $$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done),python3)
VENV   := .venv
ARGS   ?=
# Tests of one file run in one process; no test knows of another's.
PARALLEL := --numprocesses logical --maxprocesses 4 --dist loadfile

# A conda environment made from environment.yml is used where one is active; otherwise .venv, made from the lock.
PROBE := import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in ("helpers", "papermill", "nbconvert", "seaborn")))
ifdef CONDA_PREFIX
CONDA := $(shell "$(CONDA_PREFIX)/bin/python" -c '$(PROBE)' 2>/dev/null && echo yes)
endif
ifeq ($(CONDA),yes)
RUN   := "$(CONDA_PREFIX)/bin/python"
READY :=
else
RUN   := $(VENV)/bin/python
READY := $(VENV)/.ready
endif

.DEFAULT_GOAL := help
.PHONY: help reports data check lab test test-fast lint clean bench pdf share

help: ## Visa den här listan
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

reports: $(READY) ## Bygg rapporterna (YEAR=2017 för ett annat år än det senaste)
	@$(RUN) -m helpers reports $(if $(YEAR),--year $(YEAR)) $(ARGS)

data: $(READY) ## Bygg data/processed av data/raw
	@$(RUN) -m helpers data $(ARGS)

check: $(READY) ## Kontrollera data utan att bygga något
	@$(RUN) -m helpers check $(ARGS)

lab: $(READY) ## Öppna anteckningsböckerna i JupyterLab
	@$(RUN) -m helpers lab $(ARGS)

pdf: $(READY) ## Skriv rapporterna som PDF
	@$(RUN) -m helpers pdf $(if $(YEAR),--year $(YEAR)) $(ARGS)

share: $(READY) ## Packa rapporterna för spridning
	@$(RUN) -m helpers share $(if $(YEAR),--year $(YEAR)) $(ARGS)

test: $(READY) ## Kör alla tester
	@$(RUN) -m pytest $(PARALLEL) $(ARGS)

test-fast: $(READY) ## Kör de snabba testerna: ingen webbläsare, inga byggen, inga signaler
	@$(RUN) -m pytest -m "not (browser or build or process)" $(PARALLEL) $(ARGS)

lint: $(READY) ## Kontrollera kodens form
	@$(RUN) -m helpers lint

bench: $(READY) ## Mät hur snabbt rapporterna byggs
	@$(RUN) benchmarks/build.py $(ARGS)

clean: $(READY) ## Ta bort det som byggts: reports/ och .cache/
	@$(RUN) -m helpers clean

# The stamp is written last, so a set-up that was cut off is done again.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null || { \
	  echo "Det behövs Python 3.11 eller senare; $(PYTHON) är $$($(PYTHON) --version 2>/dev/null || echo 'inte installerad')."; \
	  echo "Installera en nyare, eller peka ut den: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) saknar venv. På Debian och Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Skapar $(VENV) av requirements.lock (bara första gången, några minuter) ..."
	@$(VENV)/bin/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
