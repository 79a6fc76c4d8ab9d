# The front door. Every target is a thin line over `python -m helpers ...`; the first one to run sets everything up.

# The first Python that is new enough; make ... PYTHON=/path/to/python names another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
            $$p -I -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done),python3)
ARGS   ?=
# Tests of one file run in one process, the files in the order of tests/conftest.py; no test knows of another's. They start
# hundreds of processes: what is compiled is kept.
PARALLEL := --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder
PYTEST   = PYTHONDONTWRITEBYTECODE= $(PY) -m pytest $(PARALLEL)

# setup/environment.py makes and mends .venv; an active conda environment that this project is installed in is used instead.
# -I: no module, setting or filter of the user's own reaches what is run.
SETUP  := $(PYTHON) -I setup/environment.py
PY      = $(shell $(SETUP) --which)
# PLAN names the folder of another plan, as plans/2024-2027; without it the project that the Makefile stands in is meant.
PLAN   ?=
RUN     = $(PY) -I -m helpers $(if $(PLAN),--root '$(subst ','\'',$(PLAN))')

.DEFAULT_GOAL := help
# No target is a file.
.PHONY: $(shell awk -F ':' '/^[a-z-]+:/ {print $$1}' $(MAKEFILE_LIST))

help: ## Visa den här listan
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

reports: whole ## Bygg rapporterna (YEAR=2017 för ett visst år, PLAN=mapp för en annan plan)
	@$(RUN) reports $(if $(YEAR),--year $(YEAR)) $(ARGS)

data: whole ## Bygg data/processed av data/raw
	@$(RUN) data $(ARGS)

check: whole ## Kontrollera data utan att bygga något
	@$(RUN) check $(ARGS)

lab: whole ## Öppna anteckningsböckerna i JupyterLab
	@$(RUN) lab $(ARGS)

pdf: whole-for-pdf ## Skriv rapporterna som PDF
	@$(RUN) pdf $(if $(YEAR),--year $(YEAR)) $(ARGS)

share: whole ## Packa rapporterna för spridning
	@$(RUN) share $(if $(YEAR),--year $(YEAR)) $(ARGS)

test: whole-for-tests ## Kör alla tester
	@$(PYTEST) $(ARGS)

test-fast: whole ## Kör de snabba testerna: ingen webbläsare, inga byggen, inga signaler, inga hela tabeller
	@$(PYTEST) -m "not (browser or build or process or long)" $(ARGS)

lint: whole ## Kontrollera kodens form
	@$(RUN) lint

strip: whole ## Töm anteckningsböckerna på utdata
	@$(RUN) strip

bench: whole ## Mät hur snabbt rapporterna byggs
	@$(PY) benchmarks/build.py $(ARGS)

clean: whole ## Ta bort det som byggts i reports/ och .cache/
	@$(RUN) clean

whole:
	@$(SETUP)

whole-for-tests:
	@$(SETUP) browser pango

whole-for-pdf:
	@$(SETUP) pango
