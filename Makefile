# Two commands for a newcomer: make run, make test. Each looks first for what it needs.
.PHONY: run test bench torture fuzz lint format picture api-check api-docs build install clean help

# Tests read the English words of commands.
export LC_ALL = C.UTF-8

ARGS ?=
FUZZ_SECONDS ?= 60
# Tests that start the whole program and a browser: one after the other, when nothing else runs.
WHOLE = ^(CommandTests|BrowserTests|FaultTests)\.

run: ## release build, then the demo on http://127.0.0.1:8080 (ARGS="--reset --host 0.0.0.0 --port 9000")
	@tools/needs build
	swift build -c release --product wutong
	.build/release/wutong demo $(ARGS)

test: ## debug build and all tests
	@tools/needs test
	swift build --build-tests
	swift test --skip-build --skip '$(WHOLE)'
	swift test --skip-build --no-parallel --filter '$(WHOLE)'

fuzz: ## after `make test`: made-up and damaged schemas, values, expressions and models for a minute
	FUZZ_SECONDS=$(FUZZ_SECONDS) swift test --skip-build --filter '^(JSONSchemaTests|FEELTests|DecisionModelTests)\..*[fF]uzz'

bench: ## release build, then all figures of the product beside the machine's limits (BENCH=quick: five minutes)
	@tools/needs build
	swift build -c release --product wutong
	tools/with-postgres .build/release/wutong bench all $(if $(filter quick,$(BENCH)),--quick)

torture: ## after `make test`: the campaigns of faults in large (WUTONG_KILLS=100, WUTONG_SEED=1)
	@mkdir -p .build/torture && rm -rf .build/torture/*
	for script in killed disks clocks others; do \
	  WUTONG_TORTURE=1 WUTONG_PROGRAM=$(CURDIR)/.build/debug/wutong WUTONG_FAULTS=$(CURDIR)/.build/torture \
	  python3 -B Tests/FaultTests/$$script.py || exit 1; done

lint: ## format and house rules
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

format: ## mends what `make lint` finds in white space
	swift format --in-place --parallel --recursive Package.swift Sources Tests

picture: ## draws docs/architecture.svg from the package's manifest
	WUTONG_ONLY=ArchitectureTests WUTONG_DRAW=1 swift test --scratch-path .build-picture --filter ManifestPictureTests

api-check: build ## Schemathesis against a demonstration of its own, for three roles (ARGS="--examples 10")
	@tools/api-check $(ARGS)

api-docs: build ## writes docs/api.md from the routes
	.build/debug/wutong openapi --markdown --out docs/api.md

build: ## debug build of the program
	@tools/needs build
	swift build --product wutong

# Where the program was built, and where it goes; DESTDIR for makers of packages.
BUILD ?= .build/release
PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share/wutong

install: ## the built program and its files into PREFIX (after swift build -c release --product wutong)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(SHARE)"
	install -m 755 "$(BUILD)/wutong" "$(DESTDIR)$(PREFIX)/bin/wutong"
	rm -rf "$(SHARE)/Assets" "$(SHARE)/Data"
	cp -R Assets Data "$(SHARE)/"
	chmod -R u=rwX,go=rX "$(SHARE)"

clean: ## throws the build away, not the demo's data
	swift package clean

help:
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'
