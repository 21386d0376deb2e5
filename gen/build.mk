# What people type. The program decides what there is to do and does it (basegen build, test, …); make hands over
# its options and its jobserver, which both stand in MAKEFLAGS. The Makefile that configure writes includes
# this after config.mk, which sets src: the checkout, as "." or the link "source".
MAKEFLAGS += -rR
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := base-images

# A PREFIX that somebody wrote counts, one that happens to be in the environment does not.
ifeq ($(origin PREFIX),command line)
override prefix := $(value PREFIX)
endif

# What these hold is data. Make would expand a $ in it, when it comes from the command line or the
# environment; so each is taken as it is, and recipes use the shell's variable, "$$NAME".
data := ALLOW ENGINE BUILD_FLAGS BAKE_FLAGS PLATFORM REGISTRY INSECURE_REGISTRIES MOVE VERSION CACHE LOGS V BOOTSTRAP_CA BOOTSTRAP_CACHE FORCE IMAGE REV UPDATE TESTS COUNT SEQUENCES ROUNDS SEED DESTDIR PREFIX prefix
$(foreach name,$(data),$(if $(filter-out undefined,$(origin $(name))),\
	$(eval export override $(name) := $$(value $(name)))))

# A path is one from where make runs, and the program changes to the checkout first.
ifneq ($(src),.)
$(foreach name,LOGS BOOTSTRAP_CA BOOTSTRAP_CACHE,$(if $(filter-out /%,$(firstword $($(name)))),\
	$(eval override $(name) := $$(CURDIR)/$$($(name)))))
endif

# For make help:
#= ENGINE=PROGRAM        the engine (docker, podman or buildah) by name or path; default: see make engine
#= PLATFORM=OS/ARCH      the platform to build for, like linux/arm64; default: this machine's
#= REGISTRY=HOST/PATH    the registry that images are named for, sent to and pulled from
#= VERSION=VERSION       the version; default: the version that git tells
#= CACHE=1               pull what REGISTRY has under its content key, and build the rest
#= MOVE=1                let push move tags backwards, or from a commit that git does not know
#= INSECURE_REGISTRIES=  registries that are asked without TLS, besides those on this machine
#= BUILD_FLAGS=FLAGS     options for the build command of the engine
#= ALLOW='WORD WORD'     what builds may use of this machine: the words of buildx bake --allow
#= BAKE_FLAGS=FLAGS      arguments of buildx for make bake, such as --builder=NAME
#= LOGS=DIR              the folder of logs; default: build/log
#= V=1                   print all output of builds, and all commands
#= IMAGE=NAME            the image for make why and make test-images
#= REV=COMMIT            the commit that make diff compares with; default: HEAD
#= BOOTSTRAP_CA=FILE     a certificate authority that stand-ins trust
#= BOOTSTRAP_CACHE=DIR   the folder where make bootstrap keeps root file systems
#= UPDATE=1              let make lock take up the bases that have moved
#= FORCE=1               let make bootstrap build existing stand-ins again
#= PREFIX=DIR            the folder for make install; DESTDIR=DIR is put before it
#= TESTS='NAME NAME'     the tests that make check runs

basegen := build/basegen
run = $(basegen) -C $(src)
say := $(if $(V),,@)
quote = '$(subst ','\'',$(1))'

# Where the program keeps what it knows of inputs and images, the times of builds and their logs.
export BASEGEN_STATE := $(CURDIR)/build

# The goals that are no images; any other word is one, and the program says so if there is none of that name.
goals := $(or $(MAKECMDGOALS),$(.DEFAULT_GOAL))
others := all all-images bake base-images bench bootstrap build check check-long check-sanitize check-unit clean diff distclean engine format generate graph help \
	install lint list lock outdated pull push release test-images uninstall verify version why config.mk $(basegen) .generator .unit-tests
names := $(filter-out $(others),$(goals))
$(if $(findstring :,$(names)),$(error a variant is named IMAGE/TAG, as in: make $(firstword $(subst :,/,$(names)))))
named := $(foreach name,$(names),$(call quote,$(name)))

# A make of its own looks at each file of the program, and only if something that it is made of is newer. It builds
# under -n, -q and -t too, as nothing could be told without the program. The inner wildcards are
# not to find halves of names with a space.
made_of := $(wildcard $(wildcard $(addprefix $(src)/gen/,*.c *.mk */ */*/ */*.[ch] */*/*.[ch] output/starter/* build/bootstrap/customise.sh) \
	$(addprefix $(src)/templates/,*/ */*.j2 files/*.py))) config.mk
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

.PHONY: $(filter-out config.mk $(basegen),$(others)) $(names) .images .registry .releasable .ask

base-images: .images ## build all images except those marked on-demand; the default goal
all-images: .images ## build all images
$(names): $(if $(filter bake,$(goals)),bake,.images) ; @:

# push builds what it sends, and test-images what it tests: all images unless some are named. What is to be checked
# or got comes before that, tests come behind it, and then what is sent, with -j too.
chosen = $(or $(named),$(if $(filter test-images,$(goals)),$(if $(filter push,$(goals)),,$(if $(IMAGE),"$$IMAGE"))))
whole := $(filter all-images base-images,$(goals))$(if $(chosen),,whole)

# With CACHE=1, what is pushed stands on what the registry has.
shared := $(if $(filter push,$(goals)), --for-push)
everything := $(if $(filter all-images,$(goals)),--all)
checks := $(if $(filter release,$(goals)),.releasable) $(if $(filter push,$(goals)),.registry)

# The program sees that make was killed if it is make's own child: where the words need a shell, that makes way.
.images: $(basegen) | $(filter bootstrap generate lock pull,$(goals)) $(checks)
ifneq ($(whole),)
	+@$(run) build$(shared) $(everything)
endif
ifneq ($(if $(filter all-images,$(goals)),,$(chosen)),)
	+@exec $(run) build$(shared) $(chosen)
endif

test-images: .images ## build the images and run their tests, or those of IMAGE
	+@$(run) test $(or $(named),$(if $(IMAGE),"$$IMAGE"))

bootstrap: $(basegen) | $(filter generate,$(goals)) ## build stand-ins for the bases, if no registry is reached
	+@$(run) bootstrap

pull: $(basegen) | $(filter generate lock,$(goals)) $(checks) ## pull images from REGISTRY by their content keys
	+@$(run) pull $(named)

bake: $(basegen) | $(filter generate lock,$(goals)) ## build on BuildKit workers what REGISTRY does not have, and set its tags
	@$(run) bake$(everything) $(named)

.registry: $(basegen) | $(filter generate,$(goals))
	@$(run) push --check

.releasable: $(basegen)
	@$(run) release --check

release: .releasable | $(if $(filter all-images base-images push,$(goals))$(names),.images) $(filter test-images,$(goals)) ## give tested images the version of the commit's tag
	@$(run) release $(or $(everything),$(named))

push: .images | $(filter test-images release,$(goals)) ## build the images, send them to REGISTRY, and set its public tags
	@$(run) push $(or $(everything),$(named))

all build: $(basegen) ## build only the program

generate: $(basegen) | $(filter lock,$(goals)) ## render out/
	@$(run) generate

diff: $(basegen) ## print which images changed since REV, and which are built again
	@$(run) diff "$${REV:-HEAD}"

verify: $(basegen) ## fail with a diff if out/ is not up to date
	@$(run) generate --check || { status=$$?; \
	[ $$status -ne 1 ] || $(run) generate --diff; exit $$status; }

list graph version: $(basegen) ## print the images, what is built on what, or the version
	@$(run) $@

lock: $(basegen) ## write the digests of new bases into images.lock, or of all with UPDATE=1
	@$(run) lock$(if $(filter 1,$(UPDATE)), --update)

outdated: $(basegen) ## print which locked bases have moved, and the images on them; fail if any have
	@$(run) outdated

engine: $(basegen) ## print which engine builds the images, and why
	@$(run) engine

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

why: $(basegen) ## print what IMAGE or each image is made of, and why it would be built
	@$(run) why $${IMAGE:+"$$IMAGE"}

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

clean: ## remove what make built and what basegen remembers, but no images and no tools
	@[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name tools -exec rm -rf {} +

distclean: ## remove what configure wrote and installed here as well
	rm -rf build Makefile config.mk compile_commands.json
	$(if $(filter source,$(src)),rm -f source)

help: ## print this list
	@echo 'make [GOAL]... [VARIABLE=VALUE]...'
	@sed -n 's/^\([a-z][a-z -]*\):[^#]*## \(.*\)/  \1#\2/p' $(src)/gen/build.mk | awk -F'#' '{ printf "%-24s %s\n", $$1, $$2 }'
	@printf '\nA goal can also be an image, IMAGE or IMAGE/TAG. It is built with the images that it needs:\n'
	@if [ -x $(basegen) ]; then $(run) list --format text 2>/dev/null | \
		awk 'NR > 1 && !seen[$$2]++ { names[++n] = $$2 } { tags[$$2] = tags[$$2] " " $$2 "/" $$3 } \
		END { for (i = 1; i <= n; i++) printf "  %-24s%s\n", names[i], tags[names[i]] }'; fi
	@printf '\nVariables:\n' && sed -n 's/^#= /  /p' $(src)/gen/build.mk
