# Everything starts here: `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Tools, pinned. Go builds them once and keeps them in its cache.
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.0

# How long `make fuzz` spends on each parser.
FUZZTIME ?= 20s

WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' \
	\( -name '*.ts' -o -name '*.svelte' -o -name '*.css' -o -name '*.json' -o -name '*.svg' \))

.PHONY: help build compile run test test-go test-race test-web test-browser lint bench fuzz bless deps clean

help: ## list what make can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# The first time, Go compiles the modules while npm fetches and builds the pages.
build: ## build bin/maillage, pages included
	@$(MAKE) --silent --no-print-directory --jobs=2 $(if $(wildcard bin/maillage),,compile) web/dist/manifest.json
	@echo '• building bin/maillage'
	@CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/maillage ./cmd/maillage

compile:
	@command -v go >/dev/null || { echo 'go is missing: install Go 1.26 or later'; exit 1; }
	@CGO_ENABLED=0 go list -e -deps -f '{{if not .Standard}}{{if .Module}}{{if not .Module.Main}}{{.ImportPath}}{{end}}{{end}}{{end}}' ./cmd/maillage | \
		CGO_ENABLED=0 xargs go build -trimpath

run: build ## build, fill var/demo with the demo and serve it
	@bin/maillage demo --data var/demo

web/node_modules/.package-lock.json: web/package.json web/package-lock.json web/.npmrc
	@command -v npm >/dev/null || { echo 'npm is missing: install Node 20 or later, which brings it'; exit 1; }
	@echo '• installing what the pages are built with'
	@cd web && npm ci --no-progress --loglevel=error
	@touch $@

web/dist/manifest.json: web/node_modules/.package-lock.json $(WEB_SOURCES)
	@echo '• building the pages'
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

test: deps build test-go test-race test-web test-browser ## all tests
	@echo '• all tests passed'

test-go:
	@echo '• testing the Go packages'
	@go vet ./...
	@go test ./...

# The rooms where several goroutines meet, again under the race detector. Its
# figures would say nothing, so the long runs on real data are left out.
test-race:
	@echo '• testing for races'
	@env -u MAILLAGE_TEST_DATA go test -race -short ./data/store ./data/commons ./index ./tiles ./api

test-web: web/node_modules/.package-lock.json
	@echo '• checking and testing the pages'
	@cd web && npm run --silent check && npm test --silent

test-browser: build
	@echo '• testing the pages in Chromium'
	@cd web && npm run --silent e2e

lint: web/node_modules/.package-lock.json ## format, vet, staticcheck
	@echo '• linting'
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
		if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	@go vet ./...
	@$(STATICCHECK) ./...

bench: ## Go benchmarks
	@go test -run '^$$' -bench . -benchmem ./...

fuzz: ## every parser for FUZZTIME each
	@for target in $$(grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z]+' geo data index tiles api | cut -d' ' -f2 | sort -u); do \
		package=$$(dirname $$(grep -rlE --include='*_test.go' "^func $$target\(" geo data index tiles api)); \
		echo "• $$package $$target"; \
		go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) ./$$package || exit 1; \
	done

bless: ## rewrite the expected outputs kept in testdata, to be read before committing
	@MAILLAGE_BLESS=1 go test ./...

# What the tests need beyond Go and Node, by its command.
deps: ## install what the tests need on Debian, or name it
	@command -v go >/dev/null || { echo 'go is missing: install Go 1.26 or later'; exit 1; }
	@command -v npm >/dev/null || { echo 'npm is missing: install Node 20 or later, which brings it'; exit 1; }
	@if [ -z "$$CHROMIUM" ] && ! command -v chromium >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo '• installing Chromium for the tests of the pages'; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else \
			echo 'chromium is missing: install it (on Debian: apt-get install chromium), or set CHROMIUM to its path'; exit 1; \
		fi; \
	fi

clean: ## remove what was built, not your data
	@rm -rf bin && cd web && node clean.mjs && rm -rf node_modules
