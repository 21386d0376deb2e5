# What the Makefile of a checkout does with images, for families of tests that have none.
base-images:
	+@exec "$$BASEGEN" build

%:
	+@exec "$$BASEGEN" build $@

.PHONY: base-images
%.mk: ;
