# `make run` opens the workstation on a demo shift, `make test` passes every check. Both make .venv by themselves.

.DEFAULT_GOAL := help
PYTEST_ARGS ?= -n 4
TESTS ?= tests
SEED ?=
BENCH ?=
BIN := .venv/bin

.PHONY: help
help:
	@echo "make run             the workstation, full screen, on a demo shift"
	@echo "make test            every check, and every test that is not slow (TESTS=tests/store PYTEST_ARGS=-x narrows it)"
	@echo "make test-long       slow tests, storms and a random search, for half an hour (SEED=7 repeats a search)"
	@echo "make stress          the long checks that kill programs and cut the power, alone"
	@echo "make coverage        the tests, then the share of lines that they run, by module (TESTS=… narrows it)"
	@echo "make lint            the checks alone"
	@echo "make format          puts the code into shape"
	@echo "make catalogues      brings the Chinese catalogue up to date and compiles it"
	@echo "make guide           writes the guide's pages of keys and screens anew; every screen goes to build/screens"
	@echo "make bench           measures the workstation beside bare baselines, for minutes (BENCH=start narrows it)"
	@echo "make wheelhouse-test an installation from a folder of wheels, without a network"
	@echo "make clean           removes what the above have made, .venv too"

.PHONY: run
run:
	@scripts/environment run
	@$(BIN)/callcenter run --demo

.PHONY: dev
dev:
	@scripts/environment dev

.PHONY: lint
lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/catalogues.py check
	$(BIN)/python scripts/guide_pages.py check

.PHONY: test
test: lint
	$(BIN)/python -m pytest $(PYTEST_ARGS) -m "not slow" $(TESTS)

.PHONY: test-long
test-long: dev
	@$(BIN)/python scripts/long_tests.py $(if $(SEED),--seed $(SEED))

.PHONY: stress
stress: dev
	@$(BIN)/python scripts/long_tests.py --only stress

.PHONY: coverage
coverage: dev
	$(BIN)/python -m coverage erase
	$(BIN)/python -m pytest $(PYTEST_ARGS) --cov --cov-report=term $(TESTS)

.PHONY: format
format: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: catalogues
catalogues: dev
	$(BIN)/python scripts/catalogues.py update

.PHONY: guide
guide: dev
	$(BIN)/python scripts/guide_pages.py
	$(BIN)/python scripts/screenshots.py
	$(BIN)/python scripts/screenshots.py build/screens

.PHONY: bench
bench: dev
	$(BIN)/python -m bench $(BENCH)

.PHONY: wheelhouse-test
wheelhouse-test:
	scripts/wheelhouse-test

.PHONY: clean
clean:
	rm -rf .venv build dist *.egg-info .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f callcenter/locale/*/LC_MESSAGES/*.mo
