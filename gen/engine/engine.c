#include "engine/engine.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "border/document.h"
#include "border/json.h"
#include "engine/kind.h"
#include "support/arena.h"
#include "support/banned.h"

enum { SIDE_BY_SIDE = 4 }; /* questions at once */

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
engine_kind_name(enum engine_kind kind)
{
	return kind_of(kind)->name;
}

void
words_add(struct words *words, const char *word)
{
	*(const char **)arena_grow(
		words->arena, (void **)&words->items, words->count++, sizeof(word)) = word;
}

void
words_add_all(struct words *words, const char *const *more)
{
	for (; more && *more; more++)
		words_add(words, *more);
}

const char *const *
words_end(struct words *words)
{
	words_add(words, NULL);
	return words->items;
}

bool
engine_question(const struct engine *engine, const char *const *words, int seconds,
	struct process_result *result)
{
	struct arena arena = {0};
	struct words all = {.arena = &arena};

	words_add(&all, engine->path);
	words_add_all(&all, words);
	const struct process_call call = {
		.words = words_end(&all),
		.environment = engine_environment(engine, &arena),
		.limit = seconds * 1000,
	};
	const bool done = process_run(&call, result);

	arena_free(&arena);
	return done;
}

/* Whether a line of an engine's errors says something: docker ends with a hint at its help. */
static bool
is_telling(const char *line, size_t length)
{
	return length && !(length > 4 && strncmp(line, "See '", 5) == 0);
}

void
engine_append_why(struct text *why, const struct process_result *result)
{
	const char *line = result->error.bytes, *last = NULL;
	size_t last_length = 0;

	while (line && *line) {
		line += strspn(line, " \t*\n");
		const size_t length = strcspn(line, "\n");

		if (is_telling(line, length)) {
			last = line;
			last_length = length;
		}
		line += length;
	}
	if (last && result->end == PROCESS_EXITED)
		text_append(why, last, last_length);
	else
		process_append_end(why, result);
}

const char *
plain_name(const char *name)
{
	static const char *const prefixes[] = {"localhost/", "docker.io/library/", "docker.io/"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		const size_t length = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], length) == 0)
			return name + length;
	}
	return name;
}

const char *
local_name(struct arena *arena, const char *name)
{
	const size_t host = strcspn(name, "/");

	if (strncmp(name, "sha256:", 7) == 0)
		return name;
	if (name[host] && (memchr(name, '.', host) || memchr(name, ':', host) ||
				  strncmp(name, "localhost/", 10) == 0))
		return name;
	return arena_format(arena, "localhost/%s", name);
}

const char *
canonical_id(struct arena *arena, const char *id)
{
	const size_t digits = strspn(id, "0123456789abcdef");

	return digits == 64 && !id[digits] ? arena_format(arena, "sha256:%s", id) : id;
}

const char *
listed_name(struct arena *arena, const char *name)
{
	const char *plain = strncmp(name, "docker.io/", 10) == 0 ? plain_name(name) : name;
	const char *id = canonical_id(arena, plain), *last = strrchr(plain, '/');

	return id != plain || strpbrk(last ? last : plain, ":@")
		       ? id
		       : arena_format(arena, "%s:latest", plain);
}

bool
is_word(const char *text)
{
	const unsigned char *byte = (const unsigned char *)text;

	while (*byte > ' ' && *byte != 0x7F)
		byte++;
	return *text && !*byte;
}

/* Whether it is REPOSITORY:TAG, as opposed to what an engine writes where an image has none. */
static bool
is_name(const char *name)
{
	return strchr(name, ':') && !strstr(name, "<none>");
}

void
note_image(struct map *images, struct arena *arena, const char *name, const char *id)
{
	const char *plain = plain_name(name);
	const bool is_local = strncmp(name, "docker.io/", 10) != 0;

	if (!is_word(plain) || !is_word(id) || !is_name(plain))
		return;
	if (is_local || !map_get(images, plain, strlen(plain)))
		map_set(images, arena, plain, strlen(plain),
			(void *)(uintptr_t)canonical_id(arena, id));
}

void
read_lines(struct map *images, struct arena *arena, const struct text *output)
{
	for (const char *line = output->bytes; line && *line;) {
		const size_t length = strcspn(line, "\n"), name = strcspn(line, " \n");
		const size_t gap = strspn(line + name, " ");

		if (gap && name + gap < length)
			note_image(images, arena, arena_copy(arena, line, name),
				arena_copy(arena, line + name + gap, length - name - gap));
		line += length + (line[length] == '\n');
	}
}

const struct node *
read_json(struct arena *arena, const char *bytes, size_t length)
{
	if (!bytes || length > DOCUMENT_LARGEST)
		return NULL;
	while (length && isspace((unsigned char)bytes[length - 1]))
		length--;
	return json_read(
		source_of_bytes(arena, "what the engine answered", bytes, (uint32_t)length), arena);
}

const struct node *
find_node(const struct node *node, const char *const *keys)
{
	for (; *keys && node; keys++)
		node = node->kind == NODE_MAP ? node_get(node, *keys) : NULL;
	return node;
}

const char *
find_text(const struct node *node, const char *const *keys)
{
	const struct node *found = find_node(node, keys);

	return found && found->kind == NODE_SCALAR && !node_is_null(found) ? found->text : "";
}

void
read_image(struct engine_image *image, struct arena *arena, const struct node *layers,
	const struct node *labels)
{
	if (layers && layers->kind == NODE_LIST) {
		image->layers = arena_allocate_array(arena, layers->count + 1, sizeof(char *));
		for (size_t i = 0; i < layers->count; i++)
			if (layers->items[i]->kind == NODE_SCALAR)
				image->layers[image->layer_count++] = layers->items[i]->text;
	}
	for (size_t i = 0; labels && labels->kind == NODE_MAP && i < labels->entry_count; i++) {
		const struct node_entry *entry = &labels->entries[i];

		if (entry->value->kind == NODE_SCALAR)
			map_set(&image->labels, arena, entry->key->text, entry->key->length,
				(void *)(uintptr_t)entry->value->text);
	}
}

const char *
platform_of(struct arena *arena, const char *os, const char *architecture, const char *variant)
{
	const bool implied = strcmp(architecture, "arm64") == 0 && strcmp(variant, "v8") == 0;
	const bool more = *variant && !implied;

	return arena_format(
		arena, "%s/%s%s%s", os, architecture, more ? "/" : "", more ? variant : "");
}

const char *
machine_platform(struct arena *arena)
{
	static const char *const names[][2] = {
		{"x86_64", "amd64"}, {"amd64", "amd64"}, {"aarch64", "arm64"}, {"arm64", "arm64"},
		{"armv7l", "arm/v7"}, {"armv6l", "arm/v6"}, {"i386", "386"}, {"i686", "386"},
		{"loongarch64", "loong64"}};
	struct utsname machine;

	if (uname(&machine) < 0)
		return "linux/unknown";
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(machine.machine, names[i][0]) == 0)
			return arena_format(arena, "linux/%s", names[i][1]);
	return arena_format(arena, "linux/%s", machine.machine);
}

const char *
container_name(struct arena *arena)
{
	static unsigned count;

	return arena_format(arena, "basegen-%ld-%u", (long)getpid(), ++count);
}

/* One of the questions of inspect_each that run. */
struct running {
	struct process process;
	struct process_call call;
};

static void
start_inspect(struct running *running, const struct engine *engine, struct arena *arena,
	const char *const *question)
{
	struct words words = {.arena = arena};

	words_add(&words, engine->path);
	words_add_all(&words, question);
	running->call = (struct process_call){
		.words = words_end(&words),
		.environment = engine_environment(engine, arena),
		.limit = ENGINE_SLOW_SECONDS * 1000,
	};
	process_start(&running->process, &running->call);
}

/* Whether the engine could be asked; an image that it does not know stays empty. */
static bool
finish_inspect(struct running *running, const struct engine *engine, struct arena *arena,
	struct engine_image *image, inspect_read *read)
{
	struct process_result result = {0};
	struct text why = {0};
	const bool known = process_finish(&running->process, &result);
	const bool asked = result.end == PROCESS_EXITED;

	if (known) {
		/* What was read points into the answer. */
		const char *copy =
			arena_copy(arena, result.output.bytes ? result.output.bytes : "",
				result.output.length);
		const struct node *node = read_json(arena, copy, result.output.length);

		if (node)
			read(image, arena, node);
	} else if (!asked) {
		process_append_end(&why, &result);
		(void)failure("%s %s when it was asked for an image", engine->path, why.bytes);
	}
	text_free(&why);
	process_result_free(&result);
	return asked;
}

enum outcome
inspect_each(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images, inspect_words *words_for, inspect_read *read)
{
	struct running running[SIDE_BY_SIDE];
	bool asked = true;

	for (size_t i = 0; i < count + SIDE_BY_SIDE; i++) {
		const size_t slot = i % SIDE_BY_SIDE;

		if (i >= SIDE_BY_SIDE && i - SIDE_BY_SIDE < count)
			asked &= finish_inspect(&running[slot], engine, arena,
				&images[i - SIDE_BY_SIDE], read);
		if (i < count && !asked)
			count = i; /* what runs is still waited for */
		if (i < count)
			start_inspect(&running[slot], engine, arena, words_for(arena, names[i]));
	}
	return asked ? OUTCOME_DONE : OUTCOME_MACHINE;
}

enum outcome
engine_inspect(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images)
{
	for (size_t i = 0; i < count; i++)
		images[i] = (struct engine_image){0};
	return count ? kind_of(engine->kind)->inspect(engine, arena, names, count, images)
		     : OUTCOME_DONE;
}

const char *
engine_label(const struct engine_image *image, const char *name)
{
	const char *value = map_get(&image->labels, name, strlen(name));

	return value ? value : "";
}

bool
engine_answers(const struct engine *engine)
{
	const struct kind *kind = kind_of(engine->kind);

	return kind->answers ? kind->answers(engine) : access(engine->path, X_OK) == 0;
}

enum outcome
engine_prepare(struct engine *engine, struct arena *arena)
{
	const struct kind *kind = kind_of(engine->kind);

	return kind->prepare ? kind->prepare(engine, arena) : OUTCOME_DONE;
}

/* Asks for a change; false, and why, where the engine refuses it. */
static bool
change(const struct engine *engine, const char *const *words, struct text *why)
{
	struct process_result result = {0};
	const bool done = engine_question(engine, words, ENGINE_SLOW_SECONDS, &result);

	if (!done)
		engine_append_why(why, &result);
	process_result_free(&result);
	return done;
}

/* The name as this kind of engine knows it. */
static const char *
own_name(const struct engine *engine, struct arena *arena, const char *name)
{
	const struct kind *kind = kind_of(engine->kind);

	return kind->local_name ? kind->local_name(arena, name) : name;
}

bool
engine_tag(const struct engine *engine, const char *from, const char *to, struct text *why)
{
	struct arena arena = {0};
	const char *const words[] = {"tag", from, own_name(engine, &arena, to), NULL};
	const bool done = change(engine, words, why);

	arena_free(&arena);
	return done;
}

bool
engine_untag(const struct engine *engine, const char *name, struct text *why)
{
	struct arena arena = {0};
	const char *const words[] = {"rmi", own_name(engine, &arena, name), NULL};
	const bool done = change(engine, words, why);

	arena_free(&arena);
	return done;
}

const char *const *
engine_environment(const struct engine *engine, struct arena *arena)
{
	static const char *const nothing[] = {NULL};
	const struct kind *kind = kind_of(engine->kind);

	return kind->environment ? kind->environment(engine, arena) : nothing;
}

const char *const *
engine_pull_words(const struct engine *engine, struct arena *arena, const char *reference,
	const char *platform)
{
	struct words words = {.arena = arena};

	words_add(&words, engine->path);
	words_add_all(&words, kind_of(engine->kind)->pull);
	if (platform) {
		words_add(&words, "--platform");
		words_add(&words, platform);
	}
	words_add(&words, reference);
	return words_end(&words);
}

static bool
names_network(const char *const *flags)
{
	for (; flags && *flags; flags++)
		if (strncmp(*flags, "--network", 9) == 0)
			return true;
	return false;
}

static void
add_each(struct words *words, const char *option, const char *const *values)
{
	for (; values && *values; values++)
		words_add(words, arena_format(words->arena, "%s=%s", option, *values));
}

static void
add_option(struct words *words, const char *option, const char *value)
{
	if (!value)
		return;
	words_add(words, option);
	words_add(words, value);
}

static void
add_pairs(struct words *words, const struct engine_build *build)
{
	for (const struct engine_pair *label = build->labels; label && label->name; label++)
		add_option(words, "--label",
			arena_format(words->arena, "%s=%s", label->name, label->value));
	for (const struct engine_pair *argument = build->arguments; argument && argument->name;
		argument++)
		words_add(words, arena_format(words->arena, "--build-arg=%s=%s", argument->name,
					 argument->value));
}

const char *const *
engine_build_words(
	const struct engine *engine, struct arena *arena, const struct engine_build *build)
{
	struct words words = {.arena = arena};
	const char *network = build->network ? build->network : engine->network;

	words_add(&words, engine->path);
	words_add_all(&words, kind_of(engine->kind)->build);
	words_add_all(&words, build->flags);
	if (network && (build->network || !names_network(build->flags)))
		words_add(&words, arena_format(arena, "--network=%s", network));
	add_each(&words, "--secret", build->secrets);
	add_each(&words, "--ssh", build->ssh);
	add_option(&words, "--file", build->dockerfile);
	for (const char *const *tag = build->tags; tag && *tag; tag++)
		add_option(&words, "--tag", own_name(engine, arena, *tag));
	add_option(&words, "--platform", build->platform);
	add_option(&words, "--iidfile", build->id_file);
	add_pairs(&words, build);
	words_add(&words, build->context);
	return words_end(&words);
}

const char *
engine_read_id(const struct engine *engine, struct arena *arena, const char *id_file)
{
	char bytes[512];
	const int file = open(id_file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t length = -1;

	(void)engine;
	if (file >= 0) {
		do
			length = read(file, bytes, sizeof(bytes) - 1);
		while (length < 0 && errno == EINTR);
		close(file);
	}
	if (length <= 0)
		return NULL;
	bytes[length] = '\0';
	bytes[strcspn(bytes, "\n")] = '\0';
	return is_word(bytes) ? canonical_id(arena, arena_string(arena, bytes)) : NULL;
}

/* The signal that came while a container ran; 0: none. */
static volatile sig_atomic_t caught;

static void
note_signal(int signal)
{
	caught = signal;
}

enum { SIGNALS = 3 };
static const int ending[SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

/* Signals that would end this program are only noted; what was set for them goes to `before`. */
static void
catch_signals(struct sigaction before[SIGNALS])
{
	struct sigaction action = {.sa_handler = note_signal};

	caught = 0;
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < SIGNALS; i++) {
		sigaction(ending[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	}
}

/* Sets back what was set, and lets it have the signal that came. */
static void
release_signals(const struct sigaction before[SIGNALS])
{
	for (int i = 0; i < SIGNALS; i++)
		sigaction(ending[i], &before[i], NULL);
	if (caught)
		raise(caught);
}

bool
run_container(const struct engine *engine, const char *const *words, struct process_result *result)
{
	struct arena arena = {0};
	struct words all = {.arena = &arena};

	words_add(&all, engine->path);
	words_add_all(&all, words);
	const struct process_call call = {
		.words = words_end(&all),
		.environment = engine_environment(engine, &arena),
		.merged = true,
		.stop = &caught,
	};

	(void)process_run(&call, result);
	arena_free(&arena);
	return result->end == PROCESS_EXITED;
}

bool
engine_run(const struct engine *engine, struct arena *arena, const char *image,
	const char *const *words, struct text *output, int *status, struct text *why)
{
	struct process_result result = {0};
	struct sigaction before[SIGNALS];

	catch_signals(before);
	const bool ran = kind_of(engine->kind)->run(engine, arena, image, words, &result, why);

	release_signals(before);
	text_append(output, result.output.bytes ? result.output.bytes : "", result.output.length);
	*status = result.status;
	process_result_free(&result);
	return ran;
}
