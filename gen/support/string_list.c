#include "support/string_list.h"

#include <string.h>

#include "support/arena.h"
#include "support/banned.h"

void
string_list_add(struct string_list *list, const char *string)
{
	*ARENA_ADD(list->arena, list->items, list->count) = string;
}

void
string_list_add_all(struct string_list *list, const char *const *more)
{
	for (; more && *more; more++)
		string_list_add(list, *more);
}

void
string_list_add_words(struct string_list *list, const char *text, const char *separators)
{
	for (size_t length; *(text += strspn(text, separators)); text += length) {
		length = strcspn(text, separators);
		string_list_add(list, arena_copy(list->arena, text, length));
	}
}

const char *const *
string_list_end(struct string_list *list)
{
	string_list_add(list, NULL);
	return list->items;
}
