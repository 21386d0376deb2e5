# What people type in the checkout. The program decides what there is to do and does it (basegen build, test, …);
# what concerns the images stands in the Makefile that basegen init gives to every family, and is included here. The
# Makefile that configure writes includes this after config.mk, which sets src: the checkout, as "." or the link "source".
.DELETE_ON_ERROR:

# A PREFIX that somebody wrote counts, one that happens to be in the environment does not.
ifeq ($(origin PREFIX),command line)
override prefix := $(value PREFIX)
endif

basegen := build/basegen
run = $(basegen) -C $(src)
program := $(basegen)
more_goals := all bench build check check-long check-sanitize check-unit clean deb distclean format install lint \
	release-check uninstall config.mk $(basegen) .generator .unit-tests
help_files := $(src)/gen/output/starter/Makefile $(src)/gen/build.mk
include $(src)/gen/output/starter/Makefile

# Data as well.
data := TESTS COUNT SEQUENCES ROUNDS LIBRARIES SEED DESTDIR PREFIX prefix
$(take)

# For make help:
#= PREFIX=DIR            the folder for make install; DESTDIR=DIR is put before it
#= TESTS='NAME NAME'     the tests that make check runs

# A path is one from where make runs, and the program changes to the checkout first.
ifneq ($(src),.)
$(foreach name,LOGS REPORTS BOOTSTRAP_CA BOOTSTRAP_CACHE,$(if $(filter-out /%,$(firstword $($(name)))),\
	$(eval override $(name) := $$(CURDIR)/$$($(name)))))
endif

say := $(if $(V),,@)

# Where the program keeps what it knows of inputs and images, the times of builds and their logs.
export BASEGEN_STATE := $(CURDIR)/build

# A make of its own looks at each file of the program, and only if something that it is made of is newer. It builds
# under -n, -q and -t too, as nothing could be told without the program. The inner wildcards are
# not to find halves of names with a space.
made_of := $(wildcard $(wildcard $(addprefix $(src)/gen/,*.c *.mk */ */*/ */*.[ch] */*/*.[ch] $(addprefix output/starter/,* */*/* .github/* .github/*/* .gitlab-ci.yml) build/bootstrap/customise.sh) \
	$(addprefix $(src)/templates/,*/ */*.j2 */*/*.j2 files/*.py))) config.mk
ifneq ($(filter .generator .unit-tests,$(goals)),)
include $(src)/gen/generator.mk
.generator: $(basegen) $(if $(filter .,$(src)),compile_commands.json)
.unit-tests: $(unit_tests)
else
# What a commit brings into build/ would run: make starts the program there, and reads of what objects are made. git is
# asked where its index is newer than its last answer.
checked := build/.checked
$(checked): $(if $(wildcard .git),$(or $(wildcard .git/index),.ask))
	+@committed=$$(git -c safe.bareRepository=explicit ls-files -- build config.mk 2>/dev/null | head -n 1); \
	[ -z "$$committed" ] || { printf '%s is in git, so somebody else may have written what runs here: %s\n' "$$committed" \
		'git rm -r --cached build config.mk' >&2; exit 2; }; mkdir -p build && touch $@

$(basegen): $(made_of) | $(checked)
	+@case $$MAKEFLAGS in *-j*) jobs= ;; *) jobs=-j$$(getconf _NPROCESSORS_ONLN) ;; esac; \
	MAKEFLAGS=$$(printf '%s\n' "$$MAKEFLAGS" | sed -e :a -e 's/^\([[:alpha:]]*\)[nqt]/\1/' -e ta) \
	$(MAKE) --no-print-directory $$jobs .generator && touch $@
endif

.PHONY: $(filter-out config.mk $(basegen),$(more_goals)) .ask

all build: $(basegen) ## build only the program

# The Python that has the modules of the tests
with_python = PYTHON=$$($(src)/tests/tools --python) && export PYTHON &&

check: $(basegen) ## run the tests; TESTS='version style' runs some, V=1 shows all
	@$(src)/tests/tools && $(with_python) $(src)/tests/run

check-unit: $(basegen) ## the unit tests alone
	@TESTS=unit $(src)/tests/run

check-sanitize: ## the tests without engines, on a program with the sanitizers in build/sanitize
	@$(src)/tests/sanitize CC=$(call quote,$(CC))

check-long: export COUNT ?= 10000
check-long: export SEQUENCES ?= 3000
check-long: export ROUNDS ?= 50
check-long: export FAULTS ?= all
check-long: export LIBRARIES ?= onnx tensorflow torch
check-long: check ## run the tests with many more random templates, and fuzzing
	@$(with_python) "$$PYTHON" $(src)/tests/fuzz

# What clang-format decides about.
formatted := find $(src)/gen $(src)/tests -name '*.[ch]' -exec

format: ## lay out the C code as clang-format does
	@format=$$($(src)/tests/tools --format) && $(formatted) "$$format" -i {} +

lint: $(basegen) ## what clang-tidy and cppcheck say of the C code
	@$(src)/tests/lint

bench: $(basegen) ## measure the speed, as ratios to other programs
	@$(with_python) "$$PYTHON" $(src)/tests/bench

installed := $(call quote,$(DESTDIR)$(prefix))

# Manual pages and completions: the source, and its place under the prefix.
pages := $(foreach page,$(wildcard $(src)/gen/*.[1-8]),$(page):share/man/man$(lastword $(subst ., ,$(page)))/$(notdir $(page)))
extras := $(pages) $(src)/gen/completion/basegen.bash:share/bash-completion/completions/basegen \
	$(src)/gen/completion/_basegen:share/zsh/site-functions/_basegen \
	$(src)/gen/completion/basegen.fish:share/fish/vendor_completions.d/basegen.fish

install: $(basegen) ## install basegen, its manual pages and completions under PREFIX
	@place=$(installed); \
	put() { \
		mkdir -p "$${2%/*}" && cp "$$1" "$$2" && chmod "$$3" "$$2"; \
	}; \
	for pair in $(basegen):bin/basegen $(extras); do \
		case $$pair in $(basegen):*) mode=755 ;; *) mode=644 ;; esac; \
		said=$$(put "$${pair%%:*}" "$$place/$${pair#*:}" "$$mode" 2>&1) || \
			{ echo "make install: $$said; PREFIX=DIR puts it elsewhere" >&2; exit 1; }; \
	done; \
	printf 'installed under %s\n' "$$place"

uninstall: ## remove what make install installed
	@place=$(installed); for pair in $(basegen):bin/basegen $(extras); do rm -f "$$place/$${pair#*:}" || exit 1; done

deb: $(basegen) ## build a Debian package of basegen in build/
	@rm -rf build/debian
	@$(MAKE) --no-print-directory -s install DESTDIR=build/debian/basegen PREFIX=/usr >/dev/null
	@$(src)/gen/debian.sh $(basegen) build/debian/basegen

# The files that make the program. The image basegen is made of them, too, as a commit has them that images.yaml names.
program_files := configure gen templates

release-check: $(basegen) ## check that the image basegen has the program that is here
	@made=$$($(run) show basegen | sed -n 's/^  commit: "*\([^ "]*\).*/\1/p') || exit; cd $(src) || exit; \
	git diff --quiet "$$made^{commit}" HEAD -- $(program_files) 2>/dev/null || { \
		printf 'make release-check: the image basegen is made of commit %s, which has another program: %s\n' "$$made" \
		"set vars.commit of basegen in images.yaml to $$(git log -1 --format=%H -- $(program_files)), then run make generate" >&2; \
		exit 1; \
	}

clean: ## remove what make built and what basegen remembers, but no images and no tools
	@[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name tools -exec rm -rf {} +

distclean: ## remove what configure wrote and installed here as well
	rm -rf build Makefile config.mk compile_commands.json
	$(if $(filter source,$(src)),rm -f source)
