# The verbs of Toward. `make run` and `make test` set everything up by themselves.
PYTHON ?= python3
PORT ?= 8000
VENV = $(or $(TOWARD_VENV),.venv)
IN = $(VENV)/bin
APART = TOWARD_DATA=$(VENV)/home TOWARD_CONFIG=$(VENV)/home  # checks never touch anybody's data
UV = uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet
.DEFAULT_GOAL := help
.PHONY: help run demo install test check bench validate fuzz alarms seeds coverage kill canary couples pythons docs pictures words lock

help:  ## what can be asked
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run:  ## set up and serve the app: make run [PORT=8000]
	@$(PYTHON) tools/run.py serve --port $(PORT)

demo: PORT = 8010
demo:  ## two made-up people and a clock to wind on, thrown away at the end: make demo [PORT=8010]
	@$(PYTHON) tools/run.py demo --port $(PORT)

install:  ## set up everything that tests and checks need
	@$(PYTHON) tools/run.py install --work

test:  ## set up, then every test
	@$(PYTHON) tools/run.py test

check: install  ## style, types, layers, words, catalogues, locks
	$(IN)/ruff check .
	$(IN)/ruff format --check .
	$(APART) $(IN)/mypy
	$(IN)/lint-imports
	$(IN)/python tools/house.py
	$(IN)/python tools/copy_lint.py
	$(IN)/python tools/messages.py check
	$(APART) $(IN)/python -m toward.web.manage makemigrations --check --dry-run

bench: install  ## figures beside floors and peers measured in the same run
	$(IN)/python tools/bench.py

validate: install  ## every real chat at hand: counts, people, first and last moment
	$(IN)/python tools/validate.py

fuzz: install  ## each reader, sixty seconds of broken files
	$(IN)/python tools/fuzz.py

alarms: install  ## false findings and delays on simulated couples
	$(IN)/python tools/alarms.py
	$(IN)/python tools/watch_alarms.py

seeds: install  ## what the look-back finds in made-up chats of known truth
	$(IN)/python tools/seeds.py

coverage: install  ## how often the intervals of account and beginning hold the truth
	$(IN)/python tools/coverage.py
	$(IN)/python tools/onset.py

kill: install  ## the writer killed while it writes: is anything lost, or there twice
	$(IN)/python tools/kill.py

couples: install  ## two hundred made-up couples live nine months through the app
	$(IN)/python tools/couples.py

pythons: install  ## the tests on every Python of this machine
	$(IN)/python tools/pythons.py

canary: install  ## canaries through every text field, looked for in everything that is left behind
	$(IN)/python tools/canary.py

docs: install  ## the documentation as a site in site/
	$(IN)/mkdocs build --strict

pictures: install  ## the screenshots of README and docs, from the running app
	$(IN)/python tools/pictures.py

words: install  ## gather new words, compile the catalogues
	$(IN)/python tools/messages.py extract
	$(IN)/python tools/messages.py compile

lock:  ## renew the locked requirements (needs uv)
	$(UV) pyproject.toml --group build -o requirements/run.txt
	$(UV) pyproject.toml --group build --group dev --group docs -c requirements/run.txt -o requirements/work.txt
	echo 'pysqlite3>=0.6.1' | $(UV) - -o requirements/sqlite.txt
