# `make run` starts casework; `make test` and `make check` need nothing set up before.
# PYTHON names the one to make .venv with; unnamed, the best of this machine's is looked for.
OURS := .venv/bin/python
INSTALL := $(or $(PYTHON),python3) -I config/serve/install.py $(if $(PYTHON),--with-this)
SERVICES := $(OURS) -m config.serve.services --
BROWSER := $(OURS) -m config.serve.chromium --
# Three for two cores: while one waits for a page or a process, another has work for its core.
PYTEST := $(OURS) -m pytest -n 3 --dist loadfile --no-loadscope-reorder
CODE := casework config bench tests manage.py
# An environment made for images forbids Python to keep what it compiled. In a clone, every
# process of a test run would compile Django and casework anew.
export PYTHONDONTWRITEBYTECODE :=
TEMPLATES = $$(find templates -name '*.html')

.DEFAULT_GOAL := help
.PHONY: help run demo-reset env dev test soak prove seize bench pictures check words

help:
	@echo "make run         start casework on http://127.0.0.1:8000/ (PORT and HOST choose another)"
	@echo "make demo-reset  forget the demo; the next start founds a new one"
	@echo "make test        every test, browser included (soak: the long ones too)"
	@echo "make prove       take each rule and guard out; its own test must turn red"
	@echo "make seize       look for planted canaries in everything a thief could carry away"
	@echo "make check       style, types, contracts, migrations, deployment settings"
	@echo "make words       renew the catalogues of the interface's words from the code"
	@echo "make bench       measure, print a table, write bench/results.json"
	@echo "make pictures    found a demonstration apart and take the pictures of docs/pictures"

run: env
	@$(OURS) -m config.serve

demo-reset: env
	@$(OURS) -m config.serve.reset

env:
	@$(INSTALL) requirements.txt

dev:
	@$(INSTALL) requirements-dev.txt

test: dev
	@$(BROWSER) $(SERVICES) $(PYTEST)

soak: dev
	@HYPOTHESIS_PROFILE=soak $(BROWSER) $(SERVICES) $(PYTEST) --cov -m "soak or not soak"
	@# Servers and browsers go by the machine's clock; everything else must hold next year too.
	@DAYS_AHEAD=400 $(SERVICES) $(PYTEST) --ignore tests/browser --ignore tests/serve

prove: dev
	@$(SERVICES) $(OURS) -m tests.prove

seize: dev
	@$(SERVICES) $(OURS) -m tests.security.seize

bench: dev
	@$(BROWSER) $(OURS) -m config.serve.services --durable -- $(OURS) -m bench

pictures: dev
	@$(BROWSER) $(OURS) -m bench.pictures

check: dev
	@$(OURS) -m ruff check $(CODE)
	@$(OURS) -m ruff format --check $(CODE)
	@.venv/bin/djade --check --target-version 5.2 $(TEMPLATES)
	@$(OURS) -m djhtml --check --tabwidth 2 $(TEMPLATES)
	@.venv/bin/django-upgrade --check --target-version 5.2 $$(find casework config bench tests -name '*.py')
	@.venv/bin/lint-imports --no-logo
	@$(SERVICES) $(OURS) -m mypy
	@$(SERVICES) $(OURS) manage.py makemigrations --check --dry-run
	@CASEWORK_MODE=production ALLOWED_HOSTS=casework.example \
		$(SERVICES) $(OURS) manage.py check --deploy --fail-level WARNING

words: dev
	@$(OURS) -m config.catalogues
