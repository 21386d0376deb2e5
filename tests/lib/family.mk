# What the Makefile of a checkout does with images, for families of tests that have none.
base-images:
	+@"$$BASEGEN" build

%:
	+@"$$BASEGEN" build $@

.PHONY: base-images
%.mk: ;
