#include "engine/kind.h"

#include "support/banned.h"

const struct kind *
kind_of(enum engine_kind kind)
{
	static const struct kind *const kinds[] = {
		[ENGINE_DOCKER] = &kind_docker,
		[ENGINE_PODMAN] = &kind_podman,
		[ENGINE_BUILDAH] = &kind_buildah,
	};

	return kinds[kind];
}

const char *
kind_own_name(const struct engine *engine, struct arena *arena, const char *name)
{
	const struct kind *kind = kind_of(engine->kind);

	return kind->local_name ? kind->local_name(arena, name) : name;
}
