/*
 * What programs that talk to registries (skopeo, docker, podman, buildah) print when they fail.
 * Their status is 1 whatever happens, so that only their words tell one failure from another.
 */
#ifndef ENGINE_REGISTRY_ERROR_H
#define ENGINE_REGISTRY_ERROR_H

#include <stdbool.h>

struct arena;
struct process_result;
struct text;

/*
 * The message in the last line of `error`, without the words about what the program wanted to do.
 * "" if there is none.
 */
const char *
registry_error_text(struct arena *arena, const struct text *error);

/*
 * Whether skopeo failed because the registry does not know the name (OCI Distribution
 * Specification, "Error Codes"). Any other failure does not mean that the name is absent.
 */
bool
registry_error_is_absent(const struct process_result *result);

/*
 * Whether the registry denies the access. Many registries say so of each repository that is not
 * there, as whoever asks must not learn which are.
 */
bool
registry_error_is_denied(const struct text *error);

/*
 * Whether the same call may succeed in a moment: the registry had an error of its own, or the
 * connection broke.
 */
bool
registry_error_is_temporary(const struct text *error);

#endif
