# How the program is built: gen/build.mk makes .generator with this where something is newer than the program.
sources := $(wildcard $(src)/gen/main.c $(src)/gen/*/*.c $(src)/gen/*/*/*.c)
objects := $(sources:$(src)/gen/%.c=build/obj/%.o)
compile = $(CC) -D_XOPEN_SOURCE=700 -I$(src)/gen $(CFLAGS) $(compile_flags)

$(basegen): $(objects) build/obj/program_files.o build/obj/customise.o
	$(say)echo link $@; $(CC) $(CFLAGS) $(compile_flags) $(LDFLAGS) $(link_flags) -o $@ $^ $(libraries)

build/obj/%.o: $(src)/gen/%.c config.mk
	$(say)mkdir -p $(@D) && echo cc gen/$*.c; \
	$(compile) -MMD -MP -c -o $@ $<

# The files that are part of the program: the stock templates with the scripts that images copy, and what basegen
# init writes. The outer wildcard drops the halves of names with a space, which make cannot depend on.
stock_folders := $(addprefix $(src)/templates/,family family/ci files image lib)
stock := $(sort $(wildcard $(wildcard $(addsuffix /*.j2,$(stock_folders)) $(addprefix $(src)/templates/files/*.,go py sh))))
starter_folder := $(src)/gen/output/starter
starter := $(addprefix $(starter_folder)/,images.yaml templates/image/tools.Dockerfile.j2 templates/files/list-packages)
github := $(sort $(wildcard $(wildcard $(starter_folder)/.github/renovate.json $(starter_folder)/.github/workflows/*.yml)))
gitlab := $(addprefix $(starter_folder)/,.gitlab-ci.yml .gitlab/renovate.json)

# $(call table,NAME,FOLDER,FILES): a table of program files, whose paths are those in FOLDER.
table = n=0; for file in $(3); do \
		echo "static const unsigned char $(1)_$$((n += 1))[] = {"; \
		od -An -v -tx1 "$$file" | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'; echo '0};'; done; \
	echo 'const struct program_file $(1)_files[] = {'; n=0; \
	for file in $(3); do \
		n=$$((n + 1)); executable=false; [ ! -x "$$file" ] || executable=true; \
		echo "{\"$${file\#$(2)/}\", $(1)_$$n, sizeof($(1)_$$n) - 1, $$executable},"; done; \
	echo '{0}};'

build/program_files.c: $(stock) $(starter) $(starter_folder)/Makefile $(github) $(gitlab) $(wildcard $(stock_folders)) $(src)/gen/generator.mk
	$(say)mkdir -p $(@D) && echo make $@; { echo '#include "output/starter.h"'; \
	$(call table,stock,$(src)/templates,$(stock)); \
	$(call table,starter,$(starter_folder),$(starter)); \
	$(call table,makefile,$(starter_folder),$(starter_folder)/Makefile); \
	$(call table,github,$(starter_folder),$(github)); \
	$(call table,gitlab,$(starter_folder),$(gitlab)); } >$@

build/obj/program_files.o: build/program_files.c config.mk
	$(say)mkdir -p $(@D) && $(CC) -I$(src)/gen $(CFLAGS) $(compile_flags) -c -o $@ $<

# The script of basegen bootstrap, as a string of C.
build/customise.c: $(src)/gen/build/bootstrap/customise.sh $(src)/gen/generator.mk
	$(say)mkdir -p $(@D) && echo make $@; { echo '#include "build/bootstrap/root.h"'; echo 'const char root_script[] = {'; \
	od -An -v -tx1 $< | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'; echo '0};'; } >$@

build/obj/customise.o: build/customise.c config.mk
	$(say)mkdir -p $(@D) && $(CC) -I$(src)/gen $(CFLAGS) $(compile_flags) -c -o $@ $<

# The unit tests: programs that have all of basegen but its main.
unit_sources := $(wildcard $(src)/tests/unit/*.c)
unit_tests := $(unit_sources:$(src)/tests/unit/%.c=build/unit/%)
parts := $(filter-out build/obj/main.o,$(objects)) build/obj/program_files.o build/obj/customise.o

$(unit_tests): build/unit/%: $(src)/tests/unit/%.c $(src)/tests/unit/unit.h $(parts)
	$(say)mkdir -p $(@D) && echo cc tests/unit/$*.c; \
	$(compile) -I$(src)/tests/unit $(LDFLAGS) $(link_flags) -o $@ $< $(parts) $(libraries) -lcmocka

# For editors and clang-tidy: how each file is compiled. A link that somebody committed is not written through.
compile_commands.json: config.mk $(src)/gen/generator.mk $(sort $(dir $(sources) $(unit_sources)))
	$(say)rm -f $@; json() { printf '%s\n' "$$1" | sed 's/[\\"]/\\&/g'; }; \
	folder=$$(json "$$PWD"); command=$$(json $(call quote,$(compile))); separator='['; \
	{ for file in $(sources) $(unit_sources); do \
		printf '%s\n{"directory": "%s", "file": "%s", "command": "%s -c %s"}' \
			"$$separator" "$$folder" "$$file" "$$command" "$$file"; separator=,; \
	done; printf '\n]\n'; } >$@

-include $(objects:.o=.d)
