# The words of the house. `make` alone lists them; each works on a clean clone.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
# The program needs no Swift where it runs, and starts in two thirds of the time.
STATIC := --static-swift-stdlib
CHECK := --explicit-target-dependency-import-check error
# What Swift's toolchain for Debian 12 stands on, then what the program does.
PACKAGES := git binutils gcc libc6-dev libstdc++-12-dev libcurl4 libedit2 libxml2 zlib1g-dev \
	pkg-config libncurses-dev libvirt-dev librrd-dev libsqlite3-dev libssh2-1-dev \
	libvirt-clients rrdtool tmux python3 openssh-client ipmitool openipmi
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
BIN := .build/release/baadal

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help setup build demo test check lint format screens bench faults soak install

help: ## lists the words
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## installs the Debian packages that are missing, and looks for Swift
	@if ! command -v dpkg-query >/dev/null; then \
		echo "this is no Debian: install what these packages hold by hand: $(PACKAGES)"; \
	else \
		missing=$$(for p in $(PACKAGES); do \
			dpkg-query -W -f='$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || echo $$p; done); \
		if [ -n "$$missing" ]; then \
			echo "installing:" $$missing; \
			if [ -n "$(ROOT)" ] && ! command -v sudo >/dev/null; then \
				echo "sudo is not here; run as root: apt-get install" $$missing; exit 1; fi; \
			$(ROOT) apt-get update -q && \
			$(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing \
				|| exit 1; \
		fi; \
	fi
	@version=$$($(SWIFT) --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1); \
	case "$$version" in \
		[7-9].*|[1-9][0-9].*|6.[2-9]*|6.[1-9][0-9]*) ;; \
		*) echo "Swift 6.2 or newer is needed; found: $${version:-none}."; \
			echo "Unpack the toolchain for Debian 12 from https://www.swift.org/install/linux/ and put its"; \
			echo "usr/bin first in PATH, or say where it is: make SWIFT=/path/to/swift $(MAKECMDGOALS)"; exit 1;; \
	esac

build: setup ## builds the program for use, in .build/release
	$(SWIFT) build -c release $(STATIC) --product baadal $(CHECK)

demo: build ## opens the dashboard on a simulated cloud
	$(BIN) --demo

check: setup lint ## lint, build and all tests that need no other machine
	$(SWIFT) build --build-tests $(CHECK)
	$(SWIFT) test --skip-build

test: setup ## check, then the tests on real hosts in namespaces (root)
	@if [ "$$(id -u)" = 0 ]; then Tests/Testbed/testbed packages; fi
	@$(MAKE) --no-print-directory check
	@if [ "$$(id -u)" = 0 ] && unshare -mnp --fork true 2>/dev/null; then \
		Tests/Testbed/all; \
	else \
		echo; echo "!!! SKIPPED: Tests/Testbed — it needs root and the right to make namespaces."; \
		echo "!!! Nothing was tested on real hosts. Run 'sudo make test' for that."; echo; \
	fi

lint: ## refuses what is not formatted or documented
	$(SWIFT) format lint --strict -r Sources Tests Package.swift

format: ## formats all sources in place
	$(SWIFT) format -i -r Sources Tests Package.swift

screens: build ## records the golden screens and README's pictures anew; read the diff before you commit it
	RECORD_SCREENS=1 $(SWIFT) test --filter DashboardTests
	$(BIN) --demo screen --pane vms --size 130x32 --svg >Config/screens/vms.svg
	$(BIN) --demo screen --pane pulse --size 110x30 --svg >Config/screens/pulse.svg

bench: build ## measures the program beside its peers
	$(SWIFT) build -c release $(STATIC) $(CHECK)
	Tests/Bench/bench

faults: build ## damaged answers, hosts that hang, a full disk, each kind of task and the network broken; SHARD=1/4 RESULTS=FILE (root)
	$(SWIFT) build -c release $(STATIC) --product ParserFuzz $(CHECK)
	.build/release/ParserFuzz Tests/Faults/ParserFuzz/Corpora 1000000
	Tests/Faults/hung-hosts
	Tests/Faults/some-hang
	Tests/Faults/full-disk
	Tests/Faults/life
	Tests/Faults/network
	NAT_DRIVER=nftables Tests/Testbed/network
	NAT_DRIVER=nftables OPERATIONS=300 RUNS=60 Tests/Faults/network

soak: build ## kills the controller 200 times under load, and hosts 50 times
	Tests/Faults/soak
	Tests/Faults/hosts

install: build ## installs program, themes and the commented configuration below PREFIX
	install -D -m 0755 $(BIN) $(DESTDIR)$(PREFIX)/bin/baadal
	install -d -m 0755 $(DESTDIR)$(PREFIX)/share/baadal/themes
	install -m 0644 Themes/*.yaml $(DESTDIR)$(PREFIX)/share/baadal/themes
	install -m 0644 Config/*.yaml Config/*.service $(DESTDIR)$(PREFIX)/share/baadal
