# `make` alone lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON := .venv/bin/python
# Tests draw for real, but on no screen and without a GPU.
OFFSCREEN := QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software
PYTEST := $(OFFSCREEN) $(PYTHON) -m pytest -n 2
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	--custom-compile-command "make requirements" $(if $(UPGRADE),--upgrade)
QML = $(shell find kiosk/ui/qml -name '*.qml' 2>/dev/null)

.PHONY: help setup setup-test demo run test test-all networks crowd accuracy bench crash lint requirements deb screens clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## install what the program needs: Debian packages, .venv
	@packaging/setup.sh demo

setup-test: ## the same, and what tests and checks need
	@packaging/setup.sh test

demo: setup ## a whole visit, unattended; leaves pictures, slip, PDFs and times in demo/
	$(PYTHON) -m kiosk demo --tour demo

run: setup ## kiosk and portal on this machine, to try by hand
	$(PYTHON) -m kiosk demo

test: setup-test ## the tests, but for the slow ones; ARGS="-k scan" for some of them
	$(PYTEST) -m "not slow" $(ARGS)

test-all: setup-test ## all tests
	$(PYTEST) $(ARGS)

networks: setup-test ## bad lines, bad answers, proxies: all of docs/networks.md
	$(PYTHON) -m pytest -v -n 0 tests/sync/network $(ARGS)

crowd: setup-test ## a thousand kiosks that come back at once, on both databases
	$(PYTHON) -m tests.load.crowd --picture docs/crowd.svg $(ARGS)

accuracy: setup-test ## the tables of docs/pages.md: 2,112 pages with known truth; ARGS="--every 4" for a part
	$(PYTHON) -m tests.documents.accuracy $(ARGS)

bench: setup-test ## how long things take
	$(OFFSCREEN) $(PYTHON) -m tests.bench

crash: setup-test ## kill -9 and power cuts at every step of store, sync and portal: an hour or so; fills in docs/crash-proof.md
	$(PYTHON) -m tests.crash --page docs/crash-proof.md $(ARGS)

lint: setup-test ## style, types, floors, screens, catalogue
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(if $(QML),.venv/bin/pyside6-qmllint --max-warnings 0 $(QML))
	$(PYTHON) -m kiosk catalogue check

requirements: setup-test ## pin the requirements anew from pyproject.toml; UPGRADE=1 for the newest
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt
	$(COMPILE) packaging/requirements-build.in -c requirements.txt -o packaging/requirements-build.txt

deb: setup ## the Debian package, in dist/
	packaging/build-deb.sh

screens: setup ## docs/screens: all screens at three sizes, and the picture of the README from a demo's visit
	$(OFFSCREEN) $(PYTHON) -m kiosk demo --tour demo
	$(OFFSCREEN) $(PYTHON) packaging/screens.py demo docs/screens

clean: ## remove what was made here, save .venv
	rm -rf build dist demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find kiosk tests -name __pycache__ -type d -prune -exec rm -rf {} +
