#include "adapters/repository_git.h"

#include <ctype.h>
#include <string.h>

#include "support/text.h"
#include "support/banned.h"

/* The abbreviated commit of a description, TAG-N-gCOMMIT; NULL where it is a tag alone. */
static const char *
commit_in(const char *description)
{
	const char *last = strrchr(description, '-');
	const char *digits = last && last[1] == 'g' ? last + 2 : "";
	const size_t length = strspn(digits, "0123456789abcdef");

	return length >= 7 && !digits[length] ? digits : NULL;
}

static bool
find_commit(git_repository *repository, const char *digits, git_oid *id)
{
	git_object *object = NULL;
	git_oid prefix;
	const size_t length = strlen(digits);
	const bool found = length <= GIT_OID_HEXSZ &&
			   git_oid_fromstrn(&prefix, digits, length) == 0 &&
			   git_object_lookup_prefix(
				   &object, repository, &prefix, length, GIT_OBJECT_COMMIT) == 0;

	if (found)
		git_oid_cpy(id, git_object_id(object));
	git_object_free(object);
	return found;
}

static bool
find_tag(git_repository *repository, const char *version, git_oid *id)
{
	git_reference *reference = NULL;
	git_object *object = NULL;
	struct text name = TEXT_EMPTY;

	text_format(&name, "refs/tags/v%s", version);
	const bool found = git_reference_lookup(&reference, repository, name.bytes) == 0 &&
			   git_reference_peel(&object, reference, GIT_OBJECT_COMMIT) == 0;

	if (found)
		git_oid_cpy(id, git_object_id(object));
	git_object_free(object);
	git_reference_free(reference);
	text_free(&name);
	return found;
}

/* The commit of a version; a tag may have had a + for each _. */
static bool
find_version(git_repository *repository, const char *version, git_oid *id)
{
	static const char dirty[] = "-dirty";
	struct text text = TEXT_EMPTY;

	text_append_string(&text, version);
	if (text.length > strlen(dirty) &&
		strcmp(text.bytes + text.length - strlen(dirty), dirty) == 0)
		text.bytes[text.length -= strlen(dirty)] = '\0';
	const char *commit = commit_in(text.bytes);
	bool found =
		commit ? find_commit(repository, commit, id) : find_tag(repository, text.bytes, id);

	for (char *at = text.bytes; !found && *at; at++)
		*at = *at == '_' ? '+' : *at;
	found = found || (!commit && find_tag(repository, text.bytes, id));
	text_free(&text);
	return found;
}

static bool
is_whole_name(const char *name)
{
	return strlen(name) == GIT_OID_HEXSZ && strspn(name, "0123456789abcdef") == GIT_OID_HEXSZ;
}

enum ancestry
repository_ancestry(const char *directory, const char *name)
{
	struct head head = HEAD_EMPTY;
	git_repository *repository = *name ? repository_open(directory, &head) : NULL;
	enum ancestry ancestry = ANCESTRY_UNKNOWN;
	git_oid id, own;

	if (repository && git_reference_name_to_id(&own, repository, "HEAD") == 0 &&
		(is_whole_name(name) ? find_commit(repository, name, &id)
				     : find_version(repository, name, &id))) {
		const int descends = git_oid_equal(&own, &id)
					     ? 1
					     : git_graph_descendant_of(repository, &own, &id);

		/* What a shallow clone does not see before it may be there all the same. */
		if (descends == 1)
			ancestry = ANCESTRY_YES;
		else if (descends == 0 && !git_repository_is_shallow(repository))
			ancestry = ANCESTRY_NO;
	}
	git_repository_free(repository);
	repository_head_free(&head);
	return ancestry;
}
