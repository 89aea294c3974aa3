# Everything starts here: `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Tools, pinned. Go builds them once and keeps them in its cache.
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.0

# How long `make fuzz` spends on each target. Where goroutines take turns, much
# looks new to Go that is not: it would minimize each for a minute, and try
# nothing else meanwhile.
FUZZTIME ?= 20s
FUZZFLAGS ?= -fuzzminimizetime 10x

# What `make bench` measures, and how often; `make bench COUNT=100000` is quick,
# `make bench PARTS=sizes` is one part alone. BENCHFLAGS are those of cmd/bench.
COUNT ?= 1000000
SEED ?= 1
ROUNDS ?= 3
PARTS ?= go,sides,clusters,live,networks,sizes
BENCHFLAGS ?=

# What the program says of itself.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)
COMMIT ?= $(shell git log -1 --format='commit %h of %cs' 2>/dev/null || echo 'unknown commit')
LINK := -s -w -X 'main.version=$(VERSION)' -X 'main.commit=$(COMMIT)'

# When the commit was made: files of a release carry this time, so that who
# builds the same gets the same.
COMMITTED := $(shell git log -1 --format=%ct 2>/dev/null || echo 0)

WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' \
	\( -name '*.ts' -o -name '*.svelte' -o -name '*.css' -o -name '*.json' -o -name '*.svg' \))

.PHONY: help build compile release run test test-go test-race test-web test-browser lint bench bench-deps fuzz bless deps clean

help: ## list what make can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# The first time, Go compiles the modules while npm fetches and builds the pages.
build: ## build bin/maillage, pages included
	@$(MAKE) --silent --no-print-directory --jobs=2 $(if $(wildcard bin/maillage),,compile) web/dist/manifest.json
	@echo '• building bin/maillage'
	@CGO_ENABLED=0 go build -trimpath -ldflags "$(LINK)" -o bin/maillage ./cmd/maillage

release: web/dist/manifest.json ## static programs for Linux in release/, with what hosting needs, and checksums
	@rm -rf release
	@for arch in amd64 arm64; do \
		name=maillage-$(VERSION)-linux-$$arch; \
		echo "• building release/$$name"; \
		CGO_ENABLED=0 GOOS=linux GOARCH=$$arch go build -trimpath -buildvcs=false -ldflags "$(LINK)" -o release/$$name/maillage ./cmd/maillage || exit 1; \
		cp LICENSE README.md docs/hosting.md packaging/* release/$$name/ || exit 1; \
		chmod -R u=rwX,go=rX release/$$name; \
		tar -C release --sort=name --mtime=@$(COMMITTED) --owner=0 --group=0 --numeric-owner -cf - $$name | gzip -9n > release/$$name.tar.gz || exit 1; \
	done
	@cd release && sha256sum *.tar.gz > SHA256SUMS && cat SHA256SUMS

compile:
	@command -v go >/dev/null || { echo 'go is missing: install Go 1.26 or later'; exit 1; }
	@CGO_ENABLED=0 go list -e -deps -f '{{if not .Standard}}{{if .Module}}{{if not .Module.Main}}{{.ImportPath}}{{end}}{{end}}{{end}}' ./cmd/maillage | \
		CGO_ENABLED=0 xargs go build -trimpath

run: build ## build, fill var/demo with the demo and serve it
	@bin/maillage demo --data var/demo --dev-mails

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
	@go test ./...

# The rooms where several goroutines meet, again under the race detector, the longest
# first. Its figures would say nothing, so the long runs on real data are left out.
# Memory saves time here, and SQLite, which is C put into Go and keeps its own memory,
# is not watched. What go vet says, the tests before have heard.
test-race:
	@echo '• testing for races'
	@env -u MAILLAGE_TEST_DATA GOGC=400 go test -race -gcflags='modernc.org/...=-race=false' -vet=off -short ./api ./tiles ./data/commons ./index ./data/store ./tiles/basemap ./api/control

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

bench: build $(if $(findstring sides,$(PARTS)),bench-deps) ## measure, beside PostGIS and supercluster, into docs/benchmarks.md
	@mkdir -p var/bench && CGO_ENABLED=0 go build -o var/bench/bench ./cmd/bench
	@var/bench/bench --count $(COUNT) --seed $(SEED) --rounds $(ROUNDS) --parts $(PARTS) $(BENCHFLAGS)

# What is measured beside, where it can be had: without it that part is left out.
bench-deps:
	@if ! ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo '• installing PostgreSQL and PostGIS to measure beside'; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql postgresql-postgis >/dev/null || echo 'it failed: PostGIS is left out'; \
		else \
			echo 'PostGIS is missing, and is left out: to measure beside it, install it (on Debian: apt-get install postgresql postgresql-postgis)'; \
		fi; \
	fi

fuzz: ## every parser, and lives of the engine, for FUZZTIME each
	@for target in $$(grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z]+' geo data index tiles api | cut -d' ' -f2 | sort -u); do \
		package=$$(dirname $$(grep -rlE --include='*_test.go' "^func $$target\(" geo data index tiles api)); \
		echo "• $$package $$target"; \
		go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $(FUZZFLAGS) ./$$package || exit 1; \
	done

bless: ## rewrite the expected outputs kept in testdata, to be read before committing
	@MAILLAGE_BLESS=1 go test ./...

# What the tests need beyond Go and Node, by its command.
deps: ## install what the tests need on Debian, or name it
	@command -v go >/dev/null || { echo 'go is missing: install Go 1.26 or later'; exit 1; }
	@command -v npm >/dev/null || { echo 'npm is missing: install Node 20 or later, which brings it'; exit 1; }
	@if [ -z "$$CHROMIUM" ] && ! command -v chromium-headless-shell >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo '• installing Chromium for the tests of the pages'; \
			timeout 120 apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell >/dev/null; \
		fi; \
		if ! command -v chromium-headless-shell chromium >/dev/null; then \
			echo 'Chromium is missing: install it (on Debian: apt-get install chromium-headless-shell), or set CHROMIUM to its path'; exit 1; \
		fi; \
	fi

clean: ## remove what was built, not your data
	@rm -rf bin release && cd web && node clean.mjs && rm -rf node_modules
