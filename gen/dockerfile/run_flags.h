/*
 * What the RUN instructions of a Dockerfile want of the machine by their flags (Dockerfile
 * reference, "RUN --network", "RUN --security", "RUN --device"). BuildKit refuses these unless they
 * are allowed; podman and buildah do not.
 */
#ifndef DOCKERFILE_RUN_FLAGS_H
#define DOCKERFILE_RUN_FLAGS_H

#include <stdbool.h>

struct run_flags {
	bool network;  /* the network of the host */
	bool security; /* no sandbox */
	bool device;   /* a device of the host */
};

/*
 * Reads the flags in the text of a Dockerfile. A value that is not known to be harmless counts as
 * one that is not, and so does one with a variable in it. What any engine would take for a flag
 * counts.
 */
struct run_flags
run_flags_read(const char *dockerfile);

#endif
