# Everything a contributor runs. Each target sets up what it needs and skips what is done, also without a network.
PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup run test chaos lint bench soak screenshots build lock clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## System packages (as root on Debian), virtual environment, call page assets
	@sh tools/set_up.sh

run: setup ## Open the app in practice mode; without a display, run the tour under Xvfb
	@sh tools/run.sh

test: setup ## All tests
	@sh tools/test.sh

chaos: setup ## Kills, lost answers and a bad disk for up to ten minutes; SEED=n repeats a plan
	@$(PY) -m tests.chaos $(if $(SEED),--seed $(SEED))

lint: setup ## ruff, mypy, import-linter, file lengths
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) tools/file_lengths.py

bench: setup ## Figures for docs/benchmarks.md
	@sh tools/with_display.sh $(PY) -m benchmarks

soak: setup ## A call of an hour in two windows; MINUTES=n shortens it
	@MINUTES=$(MINUTES) sh tools/soak.sh

screenshots: setup ## Every screen and state, most in light and dark, to docs/images/
	@sh tools/with_display.sh $(PY) tools/screenshots.py docs/images

build: setup ## A frozen app in dist/ that passes its self-test
	@sh tools/build.sh

lock: ## Resolve the dependencies again (needs a network)
	@.venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --extra practice --group dev pyproject.toml -o requirements-dev.lock

clean: ## Remove what set-up and builds made
	@rm -rf .venv .setup build dist resources/call/node_modules tests/*/node_modules
