# The build: the generator, out/, and what people type. The Makefile that configure writes includes
# this after config.mk, which sets src: the checkout, as "." or the link "source".
MAKEFLAGS += -rR
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := base-images

# What these hold is data. Make would expand a $ in it, when it comes from the command line or the
# environment; so each is taken as it is, and recipes use the shell's variable, "$$NAME".
data := ENGINE BUILD_FLAGS PLATFORM REGISTRY VERSION CACHE LOGS V BOOTSTRAP_CA IMAGE REV TESTS COUNT SEQUENCES SEED DESTDIR prefix
$(foreach name,$(data),$(if $(filter-out undefined,$(origin $(name))),\
	$(eval export override $(name) := $$(value $(name)))))

basegen := build/basegen
say := $(if $(V),,@)
quote = '$(subst ','\'',$(1))'

# What is newer than it should be: a source of out/, a directory of templates included, newer than the
# stamp; build.sh, which has all keys, newer than out/ as it was written; a source of the generator.
# With and without a lock the stamps differ, so that removing the lock counts as a change.
stamp := build/generated$(if $(wildcard $(src)/images.lock),-locked)
written := build/written
newer = find $(1) -newer $(2) 2>&1
news := $(shell { [ -z "$$($(call newer,$(src)/images.yaml $(wildcard $(src)/images.lock) $(src)/templates,$(stamp)))" ] || echo out; } & \
	{ [ -z "$$($(call newer,$(src)/out/build.sh,$(written)))" ] || echo out; } & \
	[ -z "$$($(call newer,$(src)/gen $(src)/templates config.mk,$(basegen)))" ] || echo generator; wait)

# The hundred files of the generator are looked at one by one only then.
ifneq ($(filter generator,$(news)),)
include $(src)/gen/generator.mk
endif

# Goals that need no out/, so that they work whatever images.yaml holds; those that do, and are no images.
imageless := all bench build check check-long clean diff distclean generate graph help install list test-images uninstall verify \
	version $(basegen)
goals := $(filter-out $(imageless),$(or $(MAKECMDGOALS),$(.DEFAULT_GOAL)))
images := $(filter-out bootstrap pull push release why,$(goals))
ifneq ($(filter push,$(goals)),)
images := $(or $(images),base-images)
endif
named := $(foreach image,$(filter-out base-images,$(images)),$(call quote,$(image)))

# out/ is made again if a source is newer, or if somebody changed out/ since it was written: what is built
# has the key of what basegen generates, so nothing else may be built. Of out/ only build.sh was looked
# at, so that asking what is current takes no time; it looks at the rest before it builds anything, and
# ends with 9 then.
ifneq ($(goals),)
# The stamp is as old as the start of the run: an edit during it is newer. It is empty, and included
# so that make brings it up to date before all else, with -n too.
regenerate = started=build/started.$$$$ && touch $$started && { $(basegen) -C $(src) generate || \
	{ status=$$?; rm -f $$started; exit $$status; }; } && rm -f build/generated* && mv $$started $(stamp) && touch $(written)

$(stamp): $(basegen) $(if $(filter out,$(news))$(if $(wildcard $(src)/out/images.mk),,none),FORCE)
	@$(regenerate)

include $(stamp)
endif

.images pull push .releasable release: export BASEGEN := $(basegen)
.images pull push: export LOGS ?= build/log

# The options of make that the building of images takes too: -k, -j with its number, and -n, which is
# the nearest to -q and -t, as with those nothing may be built either.
letters = $(firstword -$(MAKEFLAGS))
options = $(if $(findstring k,$(letters)),-k) $(if $(strip $(foreach letter,n q t,$(findstring $(letter),$(letters)))),-n) \
	$(patsubst -j,-j1000,$(filter -j%,$(firstword $(filter -j% --,$(MAKEFLAGS)))))

ifneq ($(images),)
$(if $(findstring :,$(images)),$(error a variant is named IMAGE/TAG, as in: make $(firstword $(subst :,/,$(images)))))
.PHONY: $(images) .images
$(images): .images ;

.images: $(filter bootstrap pull,$(goals)) $(if $(filter release,$(goals)),.releasable) $(if $(filter push,$(goals)),.registry)
ifneq ($(findstring n,$(letters)),)
	+@$(src)/out/build.sh $(options) $(named)
else
	+@export MAKER=$$PPID; build() { $(src)/out/build.sh $(options) $(named); }; \
	WRITTEN=$(written) build; status=$$?; \
	if [ $$status -eq 9 ]; then $(regenerate) && build; status=$$?; fi; exit $$status
endif
endif

FORCE:

.PHONY: all build generate diff verify list version graph check check-long bench bootstrap pull push release .registry .releasable why test-images install uninstall clean distclean help

all build: $(basegen) ## the generator alone

generate: $(basegen) ## render out/ again
	@$(basegen) -C $(src) generate

diff: $(basegen) ## what the edit since REV (HEAD) means: which images change, and how
	@$(basegen) -C $(src) diff "$${REV:-HEAD}"

verify: $(basegen) ## fails, with a diff, if out/ is not up to date
	@$(basegen) -C $(src) generate --check || { status=$$?; \
	[ $$status -ne 1 ] || $(basegen) -C $(src) generate --diff; exit $$status; }

list version graph: $(basegen) ## what basegen list, version and graph print
	@$(basegen) -C $(src) $@

check: $(basegen) ## the tests; TESTS='version style' runs some, V=1 shows all
	@if [ -n '$(missing_for_check)' ]; then \
		echo 'make check needs $(missing_for_check): run ./configure --with-deps' >&2; exit 1; fi
	@PYTHON=$(call quote,$(python_for_check)) $(src)/tests/run

check-long: export COUNT ?= 10000
check-long: export SEQUENCES ?= 3000
check-long: check ## the tests with many more random templates, and fuzzing
	@$(call quote,$(python_for_check)) $(src)/tests/fuzz

bench: $(basegen) ## what it must reach, measured as ratios
	@$(call quote,$(python_for_check)) $(src)/tests/bench

why: $(basegen) ## what IMAGE=… is made of, and why it would be built; all without it
	@$(basegen) -C $(src) why $${IMAGE:+"$$IMAGE"}

test-images: generate ## run the tests that images.yaml has for the images; for IMAGE=… alone
	@$(src)/out/test-images.sh $${IMAGE:+"$$IMAGE"}

bootstrap: ## build stand-ins for the bases, where no registry is reached
	@$(src)/out/bootstrap.sh

pull: $(basegen) ## get from REGISTRY, by key, what the engine does not have
	@$(src)/out/registry.sh pull $(named)

release: .releasable $(if $(images),.images) ## give what was built and tested the version of the commit's tag
	@$(src)/out/release.sh $(named)

.registry:
	@$(src)/out/registry.sh check

.releasable: $(basegen)
	@$(src)/out/release.sh --check

push: .images $(filter release,$(goals)) ## build, and send to REGISTRY: all or nothing for who pulls there
	@$(src)/out/registry.sh push $(named)

installed := $(call quote,$(DESTDIR)$(prefix))

# Manual pages and completions: the source, and its place under the prefix.
pages := $(foreach page,$(wildcard $(src)/gen/*.[1-8]),$(page):share/man/man$(lastword $(subst ., ,$(page)))/$(notdir $(page)))
extras := $(pages) $(src)/gen/completion/basegen.bash:share/bash-completion/completions/basegen \
	$(src)/gen/completion/_basegen:share/zsh/site-functions/_basegen \
	$(src)/gen/completion/basegen.fish:share/fish/vendor_completions.d/basegen.fish

install: $(basegen) ## put basegen, its manual pages and completions under the prefix
	mkdir -p $(installed)/bin
	cp $(basegen) $(installed)/bin/basegen
	for pair in $(extras); do \
		place=$(installed)/"$${pair#*:}" && mkdir -p "$${place%/*}" && cp "$${pair%%:*}" "$$place" && chmod 644 "$$place" || exit 1; done

uninstall: ## take them away again
	rm -f $(installed)/bin/basegen
	for pair in $(extras); do rm -f $(installed)/"$${pair#*:}" || exit 1; done

clean: ## remove what make built, but no images and no tools
	rm -rf build/obj build/starter.c build/basegen build/generated* build/started* build/written build/log

distclean: ## remove what configure wrote and installed here too
	rm -rf build Makefile config.mk
	$(if $(filter source,$(src)),rm -f source)

help: ## this list
	@echo 'make [GOAL]...: base-images is what you get without one'
	@sed -n 's/^\([a-z][a-z -]*\):[^#]*## \(.*\)/  \1#\2/p' $(src)/gen/build.mk $(wildcard $(src)/out/images.mk) | \
	awk -F'#' '{ printf "%-22s %s\n", $$1, $$2 }'
