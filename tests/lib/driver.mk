# Makes $(drivers), programs in C of this folder, of the parts of basegen that they call. $(wrapped) are
# more flags for the linker.
here := $(dir $(lastword $(MAKEFILE_LIST)))
include $(BUILD)/config.mk
sources := $(wildcard $(addprefix $(here)../../gen/,*/*.c */*/*.c))
parts := $(patsubst $(here)../../gen/%.c,$(BUILD)/build/obj/%.o,$(sources)) $(wildcard $(BUILD)/build/obj/*.o)
parts := $(filter-out %/main.o,$(parts))

all: $(drivers)

parts.a: $(parts)
	@rm -f $@ && ar qcs $@ $(parts)

$(drivers): %: $(here)%.c parts.a
	@$(CC) -D_XOPEN_SOURCE=700 -I$(here)../../gen $(CFLAGS) $(compile_flags) $(LDFLAGS) $(link_flags) $(wrapped) \
		-o $@ $< parts.a $(libraries)
