#include "output/tree.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

static const char *
fold(const struct tree *tree, const char *path, size_t length)
{
	char *folded = arena_copy(tree->arena, path, length);

	for (size_t i = 0; i < length; i++)
		if (folded[i] >= 'A' && folded[i] <= 'Z')
			folded[i] = (char)(folded[i] - 'A' + 'a');
	return folded;
}

/* Adds the spelling of a file or folder; false if another one differs from it only in case. */
static bool
add_spelling(struct tree *tree, const char *path, size_t length)
{
	const char *folded = fold(tree, path, length);
	const char *other = map_get(&tree->spellings, folded, length);

	if (other)
		return memcmp(other, path, length) == 0;
	map_set(&tree->spellings, tree->arena, folded, length, (void *)(uintptr_t)path);
	return true;
}

/* Adds the folders of `path`; false if one of them is a file. */
static bool
add_folders(struct tree *tree, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		const size_t length = (size_t)(slash - path);

		if (map_get(&tree->folders, path, length))
			continue;
		if (map_get(&tree->files, path, length) || !add_spelling(tree, path, length))
			return false;
		map_set(&tree->folders, tree->arena, path, length, tree);
	}
	return true;
}

bool
tree_add(struct tree *tree, const char *path, const char *bytes, size_t length, bool executable)
{
	const size_t path_length = strlen(path);

	if (map_get(&tree->files, path, path_length) ||
		map_get(&tree->folders, path, path_length) || !add_folders(tree, path) ||
		!add_spelling(tree, path, path_length))
		return false;
	struct tree_file *file = arena_allocate(tree->arena, sizeof(*file));

	*file = (struct tree_file){
		.path = path, .bytes = bytes, .length = length, .executable = executable};
	map_set(&tree->files, tree->arena, path, path_length, file);
	return true;
}

struct tree_holder
tree_find_holder(const struct tree *tree, const char *path)
{
	const size_t whole = strlen(path);
	struct tree_holder holder = {0};

	while (holder.length < whole) {
		const size_t from = holder.length + (holder.length > 0);

		holder.length = from + strcspn(path + from, "/");
		holder.path =
			map_get(&tree->spellings, fold(tree, path, holder.length), holder.length);
		if (!holder.path)
			break;
		holder.is_file = map_get(&tree->files, holder.path, holder.length);
		if (holder.is_file || memcmp(holder.path, path, holder.length) != 0)
			break;
	}
	return holder;
}

const struct tree_file *
tree_find(const struct tree *tree, const char *path)
{
	return map_get(&tree->files, path, strlen(path));
}

static int
compare_paths(const void *left, const void *right)
{
	const struct tree_file *const *a = left, *const *b = right;

	return strcmp((*a)->path, (*b)->path);
}

const struct tree_file **
tree_sorted(const struct tree *tree)
{
	const size_t count = tree->files.count;
	const struct tree_file **files =
		arena_allocate_array(tree->arena, count + 1, sizeof(const struct tree_file *));

	for (size_t i = 0; i < count; i++)
		files[i] = tree->files.entries[i].value;
	qsort(files, count, sizeof(const struct tree_file *), compare_paths);
	return files;
}

/* One entry of a git tree object: mode, name, NUL and the raw hash. */
static void
append_entry(struct text *object, const char *mode, const char *name, size_t length,
	const struct object_id *id)
{
	text_format(object, "%s %.*s", mode, (int)length, name);
	text_append_character(object, '\0');
	text_append(object, (const char *)id->bytes, sizeof(id->bytes));
}

enum { REMEMBERED_FROM = 1 << 10 }; /* bytes; to hash fewer is cheaper than to remember the hash */

/* The hash of a file's bytes. A file that many variants copy is hashed once. */
static struct object_id
hash_file(struct tree *tree, const struct tree_file *file)
{
	if (file->length < REMEMBERED_FROM)
		return object_id_of_blob(file->bytes, file->length);
	const struct object_id *known =
		map_get(&tree->blobs, (const char *)&file->bytes, sizeof(file->bytes));

	if (known)
		return *known;
	struct object_id *id = arena_allocate(tree->arena, sizeof(*id));

	*id = object_id_of_blob(file->bytes, file->length);
	map_set(&tree->blobs, tree->arena, (const char *)&file->bytes, sizeof(file->bytes), id);
	return *id;
}

/* Hashes the folder that the sorted files share in the first `prefix` bytes of their paths. */
static struct object_id
hash_folder(struct tree *tree, struct tree_file *const *files, size_t count, size_t prefix)
{
	struct text object = TEXT_EMPTY;
	size_t next;

	for (size_t i = 0; i < count; i = next) {
		const char *name = files[i]->path + prefix;
		const char *slash = strchr(name, '/');
		const size_t length = slash ? (size_t)(slash - name) : strlen(name);
		struct object_id id;

		for (next = i + 1; slash && next < count &&
				   strncmp(files[next]->path + prefix, name, length + 1) == 0;)
			next++;
		if (slash)
			id = hash_folder(tree, files + i, next - i, prefix + length + 1);
		else
			id = files[i]->id = hash_file(tree, files[i]);
		append_entry(&object,
			slash                  ? "40000"
			: files[i]->executable ? "100755"
					       : "100644",
			name, length, &id);
	}
	const struct object_id id = object_id_of_tree(object.bytes, object.length);

	text_free(&object);
	return id;
}

struct tree_file **
tree_below(const struct tree *tree, const char *folder, size_t *count)
{
	const char *prefix = arena_format(tree->arena, "%s/", folder);
	const size_t length = strlen(prefix);
	struct tree_file **files = NULL;

	*count = 0;
	/* They were probably added last, so the search starts at the end. */
	for (size_t i = tree->files.count; i-- > 0;) {
		struct tree_file *file = tree->files.entries[i].value;

		if (strncmp(file->path, prefix, length) != 0) {
			if (*count)
				break;
			continue;
		}
		*ARENA_ADD(tree->arena, files, *count) = file;
	}
	if (*count)
		qsort(files, *count, sizeof(*files), compare_paths);
	return files;
}

const char *
tree_hash(struct tree *tree, const char *folder)
{
	size_t count;
	struct tree_file **files = tree_below(tree, folder, &count);
	const struct object_id id = hash_folder(tree, files, count, strlen(folder) + 1);

	return arena_string(tree->arena, object_id_hex(&id).digits);
}
