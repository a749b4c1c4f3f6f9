# make run   set up and start the app            make test   every check and test, as CI runs them
# make check the quick ones without screen/sound  make bench  measure the conversation on this machine
# make train  set up what companion-train needs (PyTorch and others)
.PHONY: run train test check e2e bench setup-run setup-train setup-test starter wheel

PY := .venv/bin/python

setup-run:
	@script/setup run

setup-test:
	@script/setup test

setup-train:
	@script/setup train

train: setup-train
	@echo "Ready. Make a character of your own: .venv/bin/companion-train new rapunzel && .venv/bin/companion-train run rapunzel"

run: setup-run
	@.venv/bin/companion

check:
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m pytest -q -m "not e2e"

e2e:
	script/with-desktop $(PY) -m pytest -q -m e2e

test: setup-test
	$(MAKE) check
	$(MAKE) e2e

bench: setup-test
	.venv/bin/companion bench

starter: setup-test
	$(PY) -m trainer.starter.ears.build --out assets/starter/ears
	$(PY) -m trainer.starter.brain.build --out assets/starter/brain
	$(PY) -m trainer.starter.understanding.build
	$(PY) -m trainer.starter.recall_files

wheel: setup-test
	$(PY) -m build --wheel
