# Every target is a thin wrapper over commands that can be typed by hand.
PYTHON := .venv/bin/python
SAMPLE ?= 1
BIND ?= 127.0.0.1:8000
export BIND

.PHONY: help run setup setup-dev test lint branches demo bench lock states messages screenshots

help:
	@echo "make run          start the program with an invented sample (SAMPLE=0: start empty)"
	@echo "make test         run every test, on SQLite and on PostgreSQL"
	@echo "make lint         ruff and mypy"
	@echo "make branches     that every branch of what decides who may see and do what is run by its tests"
	@echo "make demo         play one case from report to removal into var/demo"
	@echo "make setup        .venv, requirements, libraries and var/, nothing started"
	@echo "make bench        the benchmarks"
	@echo "make states       the three state machines as tables"
	@echo "make messages     bring the catalogs of every language up to date"
	@echo "make screenshots  the pictures in docs/pictures, from the running program"
	@echo "make lock         pin the requirements again"

setup:
	@python3 bin/setup.py

setup-dev:
	@python3 bin/setup.py --dev

run: setup
	@$(PYTHON) manage.py make_keys
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py load_platforms
ifneq ($(SAMPLE),0)
	@$(PYTHON) manage.py sample
endif
	@exec $(PYTHON) manage.py run

test: setup-dev
	@python3 bin/suites.py

lint: setup-dev
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

branches: setup-dev
	@$(PYTHON) bin/branches.py

demo: setup
	@$(PYTHON) manage.py demo --out var/demo

bench: setup-dev
	@$(PYTHON) -m benchmarks

states: setup
	@$(PYTHON) manage.py states

messages: setup-dev
	@$(PYTHON) bin/messages.py

screenshots: setup-dev
	@$(PYTHON) bin/screenshots.py

PIN := $(PYTHON) -m piptools compile --quiet --allow-unsafe --generate-hashes --no-emit-find-links --no-emit-index-url --strip-extras

lock: setup-dev
	@$(PIN) --output-file=requirements.txt requirements.in
	@$(PIN) --output-file=requirements-dev.txt requirements-dev.in
