# Qanun. Everything is generated and built under build/; `make help` lists the targets.
#
# Variants: SANITIZE=1 (ASan and UBSan, into build/asan) and CC=clang (into build/clang). For the
# targets of fuzzers, FUZZER=libfuzzer (with the sanitizers) and FUZZER=afl, each with its compiler.
# COUNTED=1 counts the steps of the code itself, for tests/steps (into build/counted).

ifeq ($(origin CC),default)
CC := gcc
endif
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
O      := build$(if $(SANITIZE),/asan)$(if $(COUNTED),/counted)$(if $(FUZZER),/$(FUZZER),$(if $(findstring clang,$(CC)),/clang))
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
FOLLOWED := $(if $(filter libfuzzer,$(FUZZER)),-fsanitize=fuzzer-no-link$(comma)address$(comma)undefined \
            -fno-sanitize-recover=all -g)
# Under the sanitizers a compiler takes twice as long at -O2 as at -O1, and -g1 has the lines that a
# report names. A program that needs no relocation starts, and is copied, in half the time.
SAFE     := $(FOLLOWED) $(if $(COUNTED),-fsanitize-coverage=trace-pc) \
            $(if $(SANITIZE),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1 -O1)
FIXED    := $(if $(SANITIZE),-no-pie)
# What runs for every case is made fast, the rest small, and what is in between plainly. Nothing is
# thrown through the library, so that it needs no tables for unwinding.
SMALL          := arrow% batch batch_block batch_column batch_fuse batch_graph batch_kernels \
                  batch_lower% batch_narrow batch_plan batch_row batch_single bounds% causes \
                  direct_decide direct_fold direct_make direct_steps elements given_list given_other \
                  given_refused given_text image profile program range recall schedule sequence_% steps texts value \
                  verify% wide_long
PLAIN          := case date decimal direct given kernels rational teller% vm vm_sequence ways
CFLAGS_runtime  = $(if $(filter $(SMALL),$(*F)),-Oz,$(if $(filter $(PLAIN),$(*F)),-O2,-O3)) -fPIC \
                  -fvisibility=hidden -fno-asynchronous-unwind-tables -ffunction-sections
# And what runs for every row of a batch.
ROWS           := bulk% gather members scan spread
# For madvise, of which POSIX has only a part.
CFLAGS_compiler := -D_DEFAULT_SOURCE
CFLAGS_analysis := -D_POSIX_C_SOURCE=200809L
CFLAGS_cli      = $(if $(filter $(ROWS),$(*F)),-O3) -D_XOPEN_SOURCE=700
CFLAGS_tests   := -D_POSIX_C_SOURCE=200809L
# What C gives at most is built for this machine.
CFLAGS_bench    = -D_POSIX_C_SOURCE=200809L $(if $(filter best,$(*F)),-O3 -march=native)

objects    = $(patsubst %.c,$(O)/obj/%.o,$(wildcard $(1)/*.c))
RUNTIME   := $(call objects,runtime)
GENERATED := $(patsubst grammar/%.re,%,$(wildcard grammar/*.re)) \
             $(patsubst grammar/%.y,%,$(wildcard grammar/*.y)) sound standard
COMPILER  := $(call objects,compiler) $(GENERATED:%=$(O)/obj/grammar/%.o)
# Without libz3 what needs a prover is left out, and unproved.c says so.
PROVER    := $(shell printf '\#include <z3.h>\n' | $(CC) -E - >/dev/null 2>&1 && echo yes)
LEFT_OUT  := $(if $(PROVER),unproved,formula calendar values operations symbolic z3_calls)
ANALYSIS  := $(filter-out $(LEFT_OUT:%=$(O)/obj/analysis/%.o),$(call objects,analysis))
CLI       := $(filter-out %/main.o,$(call objects,cli))
UNIT      := $(call objects,tests/unit)
TESTS     := $(patsubst tests/unit/%.c,$(O)/unit/%,$(wildcard tests/unit/test_*.c))
# Targets of fuzzers, each with what they share (tests/fuzz/README.md).
TARGETS   := $(patsubst tests/fuzz/target_%.c,$(O)/fuzz/%,$(wildcard tests/fuzz/target_*.c))
FUZZ      := $(filter-out %/main.o %/bytes.o $(O)/obj/tests/fuzz/target_%,$(call objects,tests/fuzz))
FUZZ_MAIN := $(if $(FOLLOWED),,$(O)/obj/tests/fuzz/main.o)
BENCH     := $(call objects,bench)
BENCHES   := $(patsubst bench/%.c,$(O)/bench/%,$(wildcard bench/bench_*.c))
LIBS      := $(O)/libqanuna.a $(O)/libqanunc.a $(O)/libqanun.a

# The header says which version it is. What is built for one major number goes on working with all
# later libraries of it, and they are found by that name.
VERSION := $(shell awk '/define QN_VERSION_(MAJOR|MINOR|PATCH)/ { v = v s $$3; s = "." } \
                        END { print v }' runtime/qanun.h)
SONAME  := libqanun.so.$(firstword $(subst ., ,$(VERSION)))
SHARED  := libqanun.so.$(VERSION)

# A page of the manual for each library, and one that leads to it for each of its functions.
PAGES   := build/man/libqanun.3 build/man/libqanunc.3
OPEN    := [(]
calls    = $(sort $(shell grep -oE '\bqn_[a-z_]+$(OPEN)' $(1) | sed 's/.$$//'))
RUNTIME_CALLS  := $(call calls,runtime/qanun.h)
COMPILER_CALLS := $(call calls,compiler/qanun_compile.h)

# What `make install` writes, and `make uninstall` takes away again.
BIN      := $(DESTDIR)$(PREFIX)/bin
INCLUDE  := $(DESTDIR)$(PREFIX)/include
LIB      := $(DESTDIR)$(LIBDIR)
MAN      := $(DESTDIR)$(PREFIX)/share/man
COMPLETE := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
INSTALLED = $(BIN)/qanun $(COMPLETE)/qanun $(addprefix $(INCLUDE)/,qanun.h qanun_compile.h) \
            $(addprefix $(LIB)/,libqanun.a libqanunc.a libqanun.so $(SONAME) $(SHARED)) \
            $(addprefix $(LIB)/pkgconfig/,libqanun.pc libqanunc.pc) $(MAN)/man1/qanun.1 \
            $(patsubst %,$(MAN)/man3/%.3,libqanun libqanunc $(RUNTIME_CALLS) $(COMPILER_CALLS))

# What is linked into the command, so that starting it takes no longer: SHA-256 of images and,
# where all their archives are there, what knows Unicode and the line editor of `qanun ask` and
# `qanun repl` with what that needs.
archives = $(filter /%,$(foreach name,$(1),$(shell $(CC) -print-file-name=lib$(name).a)))
linked   = $(if $(filter $(words $(1)),$(words $(call archives,$(1)))),$(1:%=-l:lib%.a),$(2))
HASH    := -l:libnettle.a
UNICODE  = $(call linked,utf8proc,-lutf8proc)
EDIT     = $(call linked,edit tinfo bsd md,$(shell pkg-config --libs libedit))

folder  = $(firstword $(subst /, ,$(1)))
compile = @mkdir -p $(@D) && $(CC) -std=c11 -O2 $(WARNINGS) $(CFLAGS_$(1)) $(SAFE) \
          $(addprefix -I,$(SEES_$(1))) -MMD -MP $(CFLAGS) -c $< -o $@
link    = @mkdir -p $(@D) && $(CC) $(SAFE) $(FIXED) $(LDFLAGS) $^ -o $@
manual  = @mkdir -p $(@D) && awk -v version=$(VERSION) -f $^ > $@
# The shared library calls itself without a detour through the table for other libraries, and keeps
# its pointers as a map of bits, 8 bytes for up to 63 of them, where they took 24 each; glibc 2.36
# reads that, and a loader that does not says so. What only the compiler calls is left out, and code
# and constants follow one another without pages of nothing between them.
shared  = @mkdir -p $(@D) && $(CC) $(SAFE) $(LDFLAGS) -shared -Wl,-soname,$(SONAME) \
          -Wl,-Bsymbolic-functions,--gc-sections -Wl,-z,pack-relative-relocs,-z,noseparate-code $^ -o $@
# Says to pkg-config where the library is.
describe = sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(patsubst $(PREFIX)/%,$${prefix}/%,$(LIBDIR))|; \
           s|@VERSION@|$(VERSION)|' $(1).in > $(LIB)/pkgconfig/$(notdir $(1))
archive = @mkdir -p $(@D) && rm -f $@ && ar rcs $@ $^

.PHONY: all unit targets test soak planted machines coverage mutants bench benches check-style amalgamation install uninstall clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: $(LIBS) $(O)/libqanun.so $(if $(wildcard cli/main.c),$(O)/qanun) ## build the libraries and the command

unit: $(TESTS) $(TARGETS) $(O)/bytes $(O)/replay $(O)/rows $(O)/reference $(O)/serve ## build the unit tests (with SANITIZE=1 the ones that are run)

targets: $(TARGETS) ## build the targets of fuzzers (tests/fuzz/README.md)

test: all ## build every variant and run every test
	@tests/run

soak: all $(O)/reference $(O)/unit/test_symbolic $(O)/unit/test_interview ## for MINUTES=1 random programs against the reference (build/soak.json), and as long the fuzzers
	@tests/random/soak.py $(or $(MINUTES),1)
	@$(O)/unit/test_symbolic $(or $(MINUTES),1)
	@$(O)/unit/test_interview 1000
	@tests/fuzz/soak.py $(or $(MINUTES),1)

planted: all ## plant defects in the product, one at a time, and see that they are found
	@tests/planted/plant

machines: all ## the library for s390x and 32-bit arm, by gcc and clang at every level, under qemu-user
	@tests/harness/machines.py

coverage: all unit ## lines and MC/DC of runtime/ by the tests, with clang-19
	@tests/coverage/run.py

mutants: all unit ## changes SAMPLE=400 places of runtime/ one by one, chosen by SEED=1, and asks which the tests notice
	@tests/mutants/run.py --sample $(or $(SAMPLE),400) --seed $(or $(SEED),1) -j $(or $(JOBS),$(shell nproc)) \
	    --minutes $(or $(MINUTES),1000000)

bench: benches ## measure, and write bench/RESULTS.md
	@bench/run

benches: all $(BENCHES)

check-style: ## compare every C file with .clang-format
	@clang-format --dry-run --Werror $(wildcard $(addsuffix /*.[ch],runtime compiler analysis cli tests/unit tests/rules tests/reference tests/fuzz tests/steps tests/serve $(addprefix tests/machines/,. answers verdicts compiler) bench))

amalgamation: build/amalgamation/qanun.c build/amalgamation/qanun.h ## put the runtime into one file

install: all $(PAGES) ## copy the command, the libraries, headers and pages under PREFIX
	install -d $(sort $(dir $(INSTALLED)))
	install $(O)/qanun $(BIN)
	install -m 644 runtime/qanun.h compiler/qanun_compile.h $(INCLUDE)
	install -m 644 $(O)/libqanun.a $(O)/libqanunc.a $(O)/$(SHARED) $(LIB)
	ln -sf $(SHARED) $(LIB)/$(SONAME)
	ln -sf $(SONAME) $(LIB)/libqanun.so
	$(call describe,runtime/libqanun.pc)
	$(call describe,compiler/libqanunc.pc)
	install -m 644 spec/qanun.1 $(MAN)/man1
	install -m 644 $(PAGES) $(MAN)/man3
	@for call in $(RUNTIME_CALLS); do echo .so man3/libqanun.3 > $(MAN)/man3/$$call.3; done
	@for call in $(COMPILER_CALLS); do echo .so man3/libqanunc.3 > $(MAN)/man3/$$call.3; done
	install -m 644 cli/qanun.bash $(COMPLETE)/qanun

uninstall: ## take away what install has copied
	rm -f $(INSTALLED)

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
$(O)/$(SHARED): $(RUNTIME)
	$(shared)
$(O)/libqanun.so: $(O)/$(SHARED)
	@ln -sf $(SHARED) $(O)/$(SONAME) && ln -sf $(SONAME) $@
$(O)/qanun: $(O)/obj/cli/main.o $(O)/libcli.a $(LIBS)
	$(link) $(HASH) $(UNICODE) $(EDIT)
$(O)/unit/%: $(O)/obj/tests/unit/%.o $(filter-out $(O)/obj/tests/unit/test_%,$(UNIT)) $(O)/libcli.a $(LIBS)
	$(link) $(HASH) -lcunit -lgmp -ljansson -lutf8proc
$(O)/serve: $(call objects,tests/serve) $(O)/libcli.a $(LIBS)
	$(link) $(HASH) $(UNICODE) $(EDIT)
$(O)/rows: $(call objects,tests/columns) $(O)/libqanun.a
	$(link) -pthread
$(O)/replay: $(call objects,tests/rules) $(O)/libcli.a $(LIBS)
	$(link) $(HASH) -lgmp -lutf8proc
# The reference knows nothing but the parser, and no helpers of the unit tests.
$(O)/obj/tests/reference/%.o: SEES_tests := compiler runtime $(GEN)
$(O)/reference: $(call objects,tests/reference) $(O)/libqanunc.a $(O)/libqanun.a
	$(link) -lgmp -lutf8proc
$(O)/obj/tests/fuzz/%.o: SEES_tests := cli compiler runtime $(O)/fuzz $(GEN)
$(O)/obj/tests/fuzz/mutate_text.o: $(O)/fuzz/words.h
$(O)/fuzz/words.h: tests/fuzz/words.awk grammar/parser.y
	@mkdir -p $(@D) && awk -f $^ > $@
$(O)/steps: $(call objects,tests/steps) $(O)/libqanunc.a $(O)/libqanun.a
	$(link) -lutf8proc
$(O)/bytes: $(O)/obj/tests/fuzz/bytes.o $(FUZZ) $(O)/libcli.a $(LIBS)
	$(link) $(HASH) $(UNICODE) $(EDIT)
$(O)/fuzz/%: $(O)/obj/tests/fuzz/target_%.o $(FUZZ) $(FUZZ_MAIN) $(O)/libcli.a $(LIBS)
	$(link) $(if $(FOLLOWED),-fsanitize=fuzzer) $(HASH) $(UNICODE) $(EDIT)
$(O)/bench/%: $(O)/obj/bench/%.o $(filter-out $(O)/obj/bench/bench_%,$(BENCH)) $(LIBS)
	$(link) -lutf8proc -pthread

# What bench_boxes takes the time of, the compiler's calls of its boxes; and bench_compile, its passes.
$(O)/bench/bench_boxes: LDFLAGS += $(addprefix -Wl$(comma)--wrap=qn_find_,in_table in_band clashes \
                                   double_versions days_without_version early_versions)
$(O)/bench/bench_compile: LDFLAGS += $(addprefix -Wl$(comma)--wrap=qn_,source_init parse declare_all order_all \
                                     compile_rules compile_examples check_citations find_unused \
                                     find_doubled_figures builder_finish image_write)

$(O)/obj/grammar/%.o: $(GEN)/%.c
	$(call compile,grammar)
$(O)/obj/%.o: %.c
	$(call compile,$(call folder,$*))

$(GEN)/%.c: grammar/%.re
	@mkdir -p $(@D) && re2c -W -Werror -i -o $@ $<
$(GEN)/%.c $(GEN)/%.h: grammar/%.y
	@mkdir -p $(@D) && bison -Wall -Wcounterexamples -Werror --header=$(GEN)/$*.h -o $(GEN)/$*.c $<
# The same grammar for files without a mistake (compiler/sound.h).
$(GEN)/sound.c: grammar/parser.y
	@mkdir -p $(@D) && bison -Wall -Werror -Fapi.prefix='{qn_sound}' -Fapi.push-pull=pull \
	    -Fparse.lac=none -Fparse.error=simple -o $@ $<

$(GEN)/standard.c: stdlib/embed.awk $(wildcard stdlib/*.qn)
	@mkdir -p $(@D) && awk -f $^ > $@

build/man/libqanun.3: runtime/manual.awk runtime/qanun.h spec/example.c
	$(manual)
build/man/libqanunc.3: runtime/manual.awk compiler/qanun_compile.h
	$(manual)

build/amalgamation/qanun.c: runtime/amalgamate.awk $(sort $(wildcard runtime/*.[ch] runtime/*.def))
	@mkdir -p $(@D) && awk -v version=$(VERSION) -f $< $(filter %.c %.h,$^) second=1 $(filter %.c,$^) > $@
build/amalgamation/qanun.h: runtime/qanun.h
	@mkdir -p $(@D) && cp $< $@

# The lexer and whoever drives the parser include its generated header.
$(COMPILER) $(UNIT) $(call objects,tests/reference): | $(patsubst grammar/%.y,$(GEN)/%.h,$(wildcard grammar/*.y))

-include $(shell test -d $(O)/obj && find $(O)/obj -name '*.d')
