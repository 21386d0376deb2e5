#include "family/user.h"

#include <stdbool.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/mistakes.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

static bool
is_same(const struct node *text, const struct node *other)
{
	return text_equal(text->text, text->length, other->text, other->length);
}

/* Whether a user can be created with the name: it is no number, and names no group. */
static bool
is_login_name(const struct node *name)
{
	return !strchr("0123456789", name->text[0]) && !strchr(name->text, ':');
}

void
user_check(struct checker *checker, const struct variant *variant)
{
	const struct variant *parent = variant->origins[0].parent;
	const struct node *user = node_get(variant->resolved, "user"),
			  *under = parent ? node_get(parent->all, "user") : NULL;
	const struct node *name = user ? node_get(user, "name") : NULL,
			  *uid = user ? node_get(user, "uid") : NULL,
			  *name_under = under ? node_get(under, "name") : NULL,
			  *uid_under = under ? node_get(under, "uid") : NULL;

	if (!name || !uid)
		return;
	if (!is_login_name(name))
		diagnostic_error(checker->diagnostics, name->place, MISTAKE_USER_NOT_NAMED,
			name->text, name->text);
	else if (name_under && uid_under && is_same(name, name_under) && !is_same(uid, uid_under))
		diagnostic_error(checker->diagnostics, uid->place, MISTAKE_USER_NUMBERED_AGAIN,
			name->text, uid_under->text, parent->id);
}

const char *
user_as_owner(struct arena *arena, const struct node *user)
{
	const struct node *uid = node_get(user, "uid"), *gid = node_get(user, "gid");
	const char *first = uid ? uid->text : node_get(user, "name")->text;

	return gid ? arena_join(arena, first, ":", gid->text, NULL) : first;
}
