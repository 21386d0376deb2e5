/* The flags of instructions: their names, and what RUN --mount may say. */
#ifndef DOCKERFILE_FLAGS_H
#define DOCKERFILE_FLAGS_H

struct dockerfile_check;
struct dockerfile_instruction;

/*
 * Reports flags that could mean something else to an engine than what is written, since buildah
 * gives variables their values and takes quotes away before it looks for the name of a flag and for
 * the commas of a mount; mounts that could lead out of what they mount; and secrets and SSH agents
 * that the image does not declare.
 */
void
flags_check(const struct dockerfile_check *check, const struct dockerfile_instruction *instruction);

#endif
