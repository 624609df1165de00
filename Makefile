# `make` lists what there is. Windows without make: the README has the plain commands.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
COLAB := .venv-colab/Scripts
else
BIN := .venv/bin
COLAB := .venv-colab/bin
endif
ROOT := $(filter 0,$(shell id -u))
APT := $(if $(ROOT),$(shell command -v apt-get))
RUN := $(BIN)/python -m
NPM := .build/node_modules/.bin
# Old versions, chosen by PIP_CONSTRAINT, warn of each other.
STRICT := $(if $(PIP_CONSTRAINT),,STRICT_LESSONS=1)
# Colab's numpy has no wheels for Python 3.14.
COLABS := $(shell $(PYTHON) -c "import sys; print('.venv-colab/ready' * (sys.version_info < (3, 14)))")
# Two workers share the tests. While a thread waits for another it shall not compute.
WORKERS := -n logical --maxprocesses 2
export OMP_WAIT_POLICY := PASSIVE
export TQDM_DISABLE := 1
export JUPYTER_PREFER_ENV_PATH := 1
export PYDEVD_DISABLE_FILE_VALIDATION := 1

.DEFAULT_GOAL := help
.PHONY: help lab test test-colab notebooks badges checkpoints ladder claims transfer small-cnn pretrained data browser lint bench mutants release graph kit grade site print

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s%s\n", $$1, $$2 }' Makefile

lab: .venv/ready ## install what is missing, open JupyterLab on lesson 1
	@$(MAKE) --no-print-directory data || echo "make: the lessons will run on the bundled sample"
	TQDM_DISABLE= $(RUN) tools.lab $(if $(ROOT),--allow-root) notebooks/01_import_the_libraries.ipynb

test: .venv/ready .build/ready $(if $(FAST),,$(COLABS) browser) data ## test everything: package, browser, all ten lessons in full; FAST=1: what takes no minutes
	$(STRICT) $(RUN) pytest $(WORKERS) $(if $(FAST),--fast,--durations=12)

test-colab: .venv-colab/ready data ## run all ten lessons with Colab's versions
	$(COLAB)/python -m pytest $(WORKERS) notebooks

notebooks: .venv/ready data ## rebuild and run all ten lessons, then write the badges
	$(RUN) tools.notebooks
	$(RUN) tools.minutes
	$(RUN) tools.badges

badges: .venv/ready ## write badges, set-up cells and tables; REPO=owner/name moves them
	$(RUN) tools.badges $(REPO)

release: .venv/ready ## write a new version everywhere, VERSION=1.1.0; CHANGELOG.md says first what is new
	@$(RUN) tools.release $(VERSION)

site: .venv/ready .build/ready ## make the course's web site in .build/site
	$(RUN) tools.site

print: .venv/ready .build/ready browser ## the same, with a PDF of each lesson
	$(RUN) tools.site print

graph: .venv/ready ## draw who imports whom into CONTRIBUTING.md
	$(RUN) tools.graph

kit: .venv/ready ## write a class's copies, quiz and slides to .build/kit
	@$(MAKE) --no-print-directory .build/ready || echo "make: without npm the kit has no slides"
	$(RUN) tools.kit .build/kit

grade: .venv/ready ## run a class's notebooks, FOLDER=..., and write its grades.csv
	@$(RUN) tools.grade $(if $(FOLDER),"$(FOLDER)")

checkpoints: .venv/ready data ## train helpers/weights again (20 minutes)
	$(RUN) measure.checkpoints

ladder: .venv/ready data ## climb from the article's network to better ones (eight hours); goes on where it was cut
	$(RUN) measure.ladder

claims: .venv/ready data ## measure what article and lessons claim (an hour); goes on where it was cut
	$(RUN) measure.claims

transfer: .venv/ready ## move a network that knows clothes to digits (3 minutes)
	$(RUN) measure.transfer

small-cnn: .venv/ready data ## choose the network for pictures of your own (20 minutes); goes on where it was cut
	$(RUN) measure.small_cnn

pretrained: .venv/ready data ## what a network from photographs is worth here (45 minutes); goes on where it was cut
	$(RUN) pip install --quiet --group pretrained
	$(RUN) measure.pretrained

bench: .venv/ready .build/ready $(COLABS) browser data ## measure loading, training, testing, lessons, tests; alone (an hour)
	$(RUN) measure.speed
	$(RUN) measure.speed lessons
	$(RUN) measure.speed suite

data: .venv/ready ## fetch Fashion-MNIST, or fail
	$(RUN) helpers.fashion_mnist notebooks/data || $(if $(APT),{ apt-get update -qq && apt-get install -y -qq dataset-fashion-mnist && $(RUN) helpers.fashion_mnist notebooks/data; },{ echo "make: the full Fashion-MNIST could not be had; see above"; exit 1; })

browser: .venv/ready # Chromium, for the tests of the widgets; without windows it is quicker
	@command -v chromium-headless-shell || $(if $(APT),{ apt-get update -qq && { apt-get install -y -qq chromium chromium-headless-shell || apt-get install -y -qq chromium; }; } ||) command -v chromium || command -v chromium-browser || command -v google-chrome || $(RUN) playwright install chromium

# axe-core finds what keeps people out (missing labels, faint colours), tsc and eslint
# mistakes in the front end. None of it is needed by a learner.
.build/ready: package.json
	@command -v npm || $(if $(APT),{ apt-get update -qq && apt-get install -y -qq npm; },{ echo "make test and make lint need npm"; exit 1; })
	mkdir -p .build
	cp package.json .build
	npm install --silent --no-audit --no-fund --prefix .build
	@touch $@

mutants: .venv/ready data ## change helpers in one place at a time: does a test notice? (hours)
	$(RUN) pip install --quiet --group mutants
	$(BIN)/mutmut run || true
	$(BIN)/mutmut results

lint: .venv/ready .build/ready ## ruff over Python, tsc and eslint over the front end, zizmor over the workflows
	$(RUN) ruff check
	$(RUN) ruff format --check helpers measure tests tools
	$(NPM)/tsc -p jsconfig.json
	$(NPM)/eslint helpers/widgets/static
	$(BIN)/zizmor --offline --no-progress --quiet --persona pedantic .github

.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv .venv $(if $(APT),|| { apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; })
	$(RUN) pip install --quiet --upgrade "pip>=25.1"
	$(RUN) pip install --quiet --requirement requirements.txt --group test
	@touch $@

# Colab's pins come first on the path; the test tools and what torch needs are shared
# with .venv: alone, torch would bring 2 GB more of CUDA libraries along.
.venv-colab/ready: tests/colab.txt .venv/ready
	$(PYTHON) -m venv .venv-colab
	grep -v ^torch tests/colab.txt > .venv-colab/others.txt
	PIP_CONSTRAINT= $(COLAB)/python -m pip install --quiet --no-deps --constraint tests/colab.txt torch torchvision
	PIP_CONSTRAINT= $(COLAB)/python -m pip install --quiet --requirement .venv-colab/others.txt
	$(COLAB)/python tools/share_packages.py $(BIN)/python
	@touch $@
