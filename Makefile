# Qanun. Everything is generated and built under build/; `make help` lists the targets.
#
# Variants: SANITIZE=1 (ASan and UBSan, into build/asan) and CC=clang (into build/clang).

ifeq ($(origin CC),default)
CC := gcc
endif
PREFIX ?= /usr/local
TO     := $(DESTDIR)$(PREFIX)
O      := build$(if $(SANITIZE),/asan)$(if $(findstring clang,$(CC)),/clang)
GEN    := build/gen

# What a file may include, by folder. An include against these arrows finds no file.
SEES_runtime  := runtime
SEES_grammar  := compiler runtime $(GEN)
SEES_compiler := compiler runtime $(GEN)
SEES_analysis := analysis compiler runtime
SEES_cli      := cli analysis compiler runtime
SEES_tests    := tests/unit cli analysis compiler runtime $(GEN)
SEES_bench    := bench compiler runtime

comma    := ,
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
            -Wmissing-prototypes -Werror
SAFE     := $(if $(SANITIZE),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all \
            -fno-omit-frame-pointer -g)
# What runs for every case is made fast, the rest small.
SMALL          := bounds% causes image program range schedule trace verify%
CFLAGS_runtime  = $(if $(filter $(SMALL),$(*F)),,-O3) -fPIC -fvisibility=hidden
CFLAGS_analysis := -D_POSIX_C_SOURCE=200809L
CFLAGS_cli     := -D_XOPEN_SOURCE=700
CFLAGS_tests   := -D_POSIX_C_SOURCE=200809L
CFLAGS_bench   := -D_POSIX_C_SOURCE=200809L

objects    = $(patsubst %.c,$(O)/obj/%.o,$(wildcard $(1)/*.c))
RUNTIME   := $(call objects,runtime)
GENERATED := $(patsubst grammar/%.re,%,$(wildcard grammar/*.re)) \
             $(patsubst grammar/%.y,%,$(wildcard grammar/*.y)) standard
COMPILER  := $(call objects,compiler) $(GENERATED:%=$(O)/obj/grammar/%.o)
# Without libz3 what needs a prover is left out, and unproved.c says so.
PROVER    := $(shell printf '\#include <z3.h>\n' | $(CC) -E - >/dev/null 2>&1 && echo yes)
LEFT_OUT  := $(if $(PROVER),unproved,formula calendar values operations symbolic z3_calls)
ANALYSIS  := $(filter-out $(LEFT_OUT:%=$(O)/obj/analysis/%.o),$(call objects,analysis))
CLI       := $(filter-out %/main.o,$(call objects,cli))
UNIT      := $(call objects,tests/unit)
TESTS     := $(patsubst tests/unit/%.c,$(O)/unit/%,$(wildcard tests/unit/test_*.c))
BENCH     := $(call objects,bench)
BENCHES   := $(patsubst bench/%.c,$(O)/bench/%,$(wildcard bench/bench_*.c))
LIBS      := $(O)/libqanuna.a $(O)/libqanunc.a $(O)/libqanun.a

# The line editor of `qanun ask` and `qanun repl`.
EDIT    = $(shell pkg-config --libs libedit)

folder  = $(firstword $(subst /, ,$(1)))
compile = @mkdir -p $(@D) && $(CC) -std=c11 -O2 $(WARNINGS) $(CFLAGS_$(1)) $(SAFE) \
          $(addprefix -I,$(SEES_$(1))) -MMD -MP $(CFLAGS) -c $< -o $@
link    = @mkdir -p $(@D) && $(CC) $(SAFE) $(LDFLAGS) $^ -o $@
archive = @mkdir -p $(@D) && rm -f $@ && ar rcs $@ $^

.PHONY: all unit test bench check-style install clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: $(LIBS) $(O)/libqanun.so $(if $(wildcard cli/main.c),$(O)/qanun) ## build the libraries and the command

unit: $(TESTS) $(O)/replay ## build the unit tests (with SANITIZE=1 the ones that are run)

test: all ## build every variant and run every test
	@tests/run

bench: all $(BENCHES) ## measure, and print ratios
	@bench/run

check-style: ## compare every C file with .clang-format
	@clang-format --dry-run --Werror $(wildcard $(addsuffix /*.[ch],runtime compiler analysis cli tests/unit tests/rules bench))

install: all ## copy the command, its page, the library and its header under PREFIX
	install -D $(O)/qanun $(TO)/bin/qanun
	install -D -m 644 spec/qanun.1 $(TO)/share/man/man1/qanun.1
	install -D -m 644 cli/qanun.bash $(TO)/share/bash-completion/completions/qanun
	install -D -m 644 runtime/qanun.h $(TO)/include/qanun.h
	install -D -m 644 $(O)/libqanun.a $(TO)/lib/libqanun.a
	install -D -m 644 $(O)/libqanun.so $(TO)/lib/libqanun.so.0
	ln -sf libqanun.so.0 $(TO)/lib/libqanun.so

clean: ## remove everything that was built
	rm -rf build

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

$(O)/libqanun.a: $(RUNTIME)
	$(archive)
$(O)/libqanunc.a: $(COMPILER)
	$(archive)
$(O)/libqanuna.a: $(ANALYSIS)
	$(archive)
$(O)/libcli.a: $(CLI)
	$(archive)
$(O)/libqanun.so: $(RUNTIME)
	@$(CC) $(SAFE) $(LDFLAGS) -shared -Wl,-soname,libqanun.so.0 $^ -o $@
	@ln -sf libqanun.so $@.0
$(O)/qanun: $(O)/obj/cli/main.o $(O)/libcli.a $(LIBS)
	$(link) -lutf8proc $(EDIT)
$(O)/unit/%: $(O)/obj/tests/unit/%.o $(filter-out $(O)/obj/tests/unit/test_%,$(UNIT)) $(O)/libcli.a $(LIBS)
	$(link) -lcunit -lgmp -ljansson -lutf8proc
$(O)/replay: $(call objects,tests/rules) $(O)/libcli.a $(LIBS)
	$(link) -lgmp -lutf8proc
$(O)/bench/%: $(O)/obj/bench/%.o $(filter-out $(O)/obj/bench/bench_%,$(BENCH)) $(LIBS)
	$(link) -lutf8proc

$(O)/obj/grammar/%.o: $(GEN)/%.c
	$(call compile,grammar)
$(O)/obj/%.o: %.c
	$(call compile,$(call folder,$*))

$(GEN)/%.c: grammar/%.re
	@mkdir -p $(@D) && re2c -W -Werror -i -o $@ $<
$(GEN)/%.c $(GEN)/%.h: grammar/%.y
	@mkdir -p $(@D) && bison -Wall -Wcounterexamples -Werror --header=$(GEN)/$*.h -o $(GEN)/$*.c $<

$(GEN)/standard.c: stdlib/embed.awk $(wildcard stdlib/*.qn)
	@mkdir -p $(@D) && awk -f $^ > $@

# The lexer and whoever drives the parser include its generated header.
$(COMPILER) $(UNIT): | $(patsubst grammar/%.y,$(GEN)/%.h,$(wildcard grammar/*.y))

-include $(shell test -d $(O)/obj && find $(O)/obj -name '*.d')
