# Makes $(drivers), programs in C of this folder, of the parts of basegen that they call. $(wrapped) are
# more flags for the linker.
here := $(dir $(lastword $(MAKEFILE_LIST)))
include $(BUILD)/config.mk
parts := $(filter-out %/main.o,$(wildcard $(BUILD)/build/obj/*.o $(BUILD)/build/obj/*/*.o $(BUILD)/build/obj/*/*/*.o))

all: $(drivers)

parts.a: $(parts)
	@rm -f $@ && ar qcs $@ $(parts)

$(drivers): %: $(here)%.c parts.a
	@$(CC) -D_XOPEN_SOURCE=700 -I$(here)../../gen $(CFLAGS) $(compile_flags) $(LDFLAGS) $(link_flags) $(wrapped) \
		-o $@ $< parts.a $(libraries)
