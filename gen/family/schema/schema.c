#include "family/schema/schema.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "document/node.h"
#include "family/schema/shape_tables.h"
#include "support/banned.h"

static const struct shape line = TEXT(LINE), text = TEXT(TEXT), value = TEXT(VALUE),
			  none = TEXT(NONE), image_name = TEXT(IMAGE_NAME),
			  name_space = TEXT(NAMESPACE), registry = TEXT(REGISTRY), tag = TEXT(TAG),
			  from = TEXT(FROM), template = TEXT(TEMPLATE),
			  apt_package = TEXT(APT_PACKAGE), apk_package = TEXT(APK_PACKAGE),
			  dnf_package = TEXT(DNF_PACKAGE), pip_requirement = TEXT(PIP_REQUIREMENT),
			  npm_package = TEXT(NPM_PACKAGE), cargo_crate = TEXT(CARGO_CRATE),
			  go_module = TEXT(GO_MODULE), user_name = TEXT(USER),
			  absolute_path = TEXT(ABSOLUTE_PATH), relative_path = TEXT(RELATIVE_PATH),
			  mode = TEXT(MODE), duration = TEXT(DURATION), port = TEXT(PORT),
			  stop_signal = TEXT(SIGNAL), platform = TEXT(PLATFORM),
			  network = TEXT(NETWORK), secret_id = TEXT(SECRET),
			  host_path = TEXT(HOST_PATH), variable = TEXT(VARIABLE),
			  package = TEXT(PACKAGE), size = TEXT(SIZE), lines = TEXT(LINES),
			  vulnerability = TEXT(VULNERABILITY), reason = TEXT(REASON),
			  day = TEXT(DAY);

static const struct shape user_id = INTEGER(0, INT_MAX), retries = INTEGER(1, 1000),
			  status = INTEGER(0, 255), boolean = {.kind = SHAPE_BOOLEAN},
			  anything = {.kind = SHAPE_FREE}, later = {.kind = SHAPE_LATER};

static const struct shape
	words = WORDS(text),
	program = {.kind = SHAPE_LIST, .items = &text, .whole = true, .filled = true},
	front = {.kind = SHAPE_LIST, .items = &absolute_path, .in_front = true, .set = true},
	paths = SET(absolute_path), ports = SET(port), platforms = SET(platform),
	ssh = SET(secret_id), apt_packages = SET(apt_package), apk_packages = SET(apk_package),
	dnf_packages = SET(dnf_package), pip_requirements = SET(pip_requirement),
	npm_packages = SET(npm_package), cargo_crates = SET(cargo_crate),
	go_modules = SET(go_module), packages_of_any = SET(package),
	variables = MAP(VARIABLE, value), arguments = MAP(VARIABLE, text),
	labels = MAP(LABEL, text);

const struct shape schema_vars = MAP(LINE, anything);

static const struct field search_path_fields[] = {
	{"front", &front, 0, "folders in front of PATH"},
	{"behind", &paths, 0, "folders behind PATH"},
	{0},
};
static const struct shape search_path = {
	.kind = SHAPE_RECORD, .fields = search_path_fields, .short_form = "front"};

static const struct field user_fields[] = {
	{"name", &user_name, REQUIRED, "its login name, or a number"},
	{"uid", &user_id, 0,
		"its number; with it the user is created if the base has none of the name"},
	{"gid", &user_id, 0, "the number of its group; default: that of the user"},
	{0},
};
static const struct shape user = {.kind = SHAPE_RECORD,
	.fields = user_fields,
	.short_form = "name",
	.unwritten = "gid",
	.otherwise = "uid"};

static const struct field package_fields[] = {
	{"apt", &apt_packages, 0, "Debian and Ubuntu packages"},
	{"apk", &apk_packages, 0, "Alpine packages"},
	{"dnf", &dnf_packages, 0, "packages of Fedora, RHEL and related distributions"},
	{"zypper", &packages_of_any, 0, "packages of SUSE distributions"},
	{"conda", &packages_of_any, 0, "Conda packages"},
	{"pip", &pip_requirements, 0, "Python requirements (PEP 508)"},
	{"npm", &npm_packages, 0, "Node.js packages, installed globally"},
	{"cargo", &cargo_crates, 0, "Rust crates with programs"},
	{"go", &go_modules, 0, "Go programs, each with a version"},
	{0},
};
const struct shape schema_packages = {.kind = SHAPE_RECORD,
	.fields = package_fields,
	.grammar = GRAMMAR_MANAGER,
	.items = &packages_of_any};

static const struct shape mount_target = TEXT(MOUNT_TARGET);

static const struct field secret_fields[] = {
	{"id", &secret_id, REQUIRED, "its name in the build"},
	{"target", &mount_target, 0, "its path in the build; default: /run/secrets/ID"},
	{"env", &variable, 0, "the environment variable that holds it, on the machine that builds"},
	{"file", &host_path, 0, "the file that holds it, on the machine that builds"},
	{0},
};
static const struct shape secret = RECORD(secret_fields), secrets = LIST(secret);

static const struct shape file_names = TEXT(FILES), owner = TEXT(OWNER);

static const struct field file_fields[] = {
	{"from", &file_names, REQUIRED,
		"a file, a folder or a pattern like conf/*.conf in templates/files"},
	{"to", &absolute_path, REQUIRED,
		"its place in the image; of a folder or a pattern, the folder"},
	{"mode", &mode, 0, "its permissions; default: executable or not, as in templates/files"},
	{"owner", &owner, 0, "its user, or USER:GROUP; default: root"},
	{"render", &boolean, 0, "true: it is a template, rendered for each variant"},
	{0},
};
static const struct shape file = RECORD(file_fields), files = LIST(file);

static const struct field copy_fields[] = {
	{"image", &from, REQUIRED, "an image of the family, or a base"},
	{"from", &absolute_path, REQUIRED, "a file or folder in it"},
	{"to", &absolute_path, REQUIRED, "its place in this image"},
	{"mode", &mode, 0, "its permissions; default: those that it has there"},
	{"owner", &owner, 0, "its user, or USER:GROUP; default: root"},
	{0},
};
static const struct shape copy = RECORD(copy_fields), copies = LIST(copy), bases = LIST(from);

static const struct shape commands_text = TEXT(COMMANDS), actor = TEXT(ACTOR), part = TEXT(PART),
			  mount_type = TEXT(MOUNT), mount_source = TEXT(MOUNT_SOURCE),
			  sharing = TEXT(SHARING);
static const struct shape commands = {
	.kind = SHAPE_LIST, .items = &commands_text, .whole = true, .lone = true};

static const struct field mount_fields[] = {
	{"type", &mount_type, REQUIRED, "cache, bind, tmpfs, secret or ssh"},
	{"target", &mount_target, 0, "its path while the commands run"},
	{"source", &mount_source, 0,
		"of a bind mount, a path in the build context; default: all of it"},
	{"id", &secret_id, 0, "of a secret or an SSH agent of the image, or the name of a cache"},
	{"sharing", &sharing, 0, "of a cache: shared, private or locked; default: shared"},
	{0},
};
static const struct shape mount = RECORD(mount_fields), mounts = LIST(mount);

static const struct field run_fields[] = {
	{"commands", &commands, REQUIRED, "shell commands, of which each line is one"},
	{"as", &actor, 0, "who runs them: root, or the user of the image; default: root"},
	{"after", &part, 0,
		"what they come behind: from, packages, environment or files; default: files"},
	{"mounts", &mounts, 0, "what is there only while they run"},
	{0},
};
static const struct shape run_step = {.kind = SHAPE_RECORD,
				  .fields = run_fields,
				  .short_form = "commands"},
			  run = LIST(run_step);

/* How compose files begin such a list. */
static const char *const foreign_words[] = {"CMD", "CMD-SHELL", "NONE", NULL};
static const struct shape check_program = {.kind = SHAPE_LIST,
	.items = &text,
	.whole = true,
	.filled = true,
	.foreign_first = foreign_words};

static const struct field healthcheck_fields[] = {
	{"command", &check_program, REQUIRED, "the program and its arguments"},
	{"interval", &duration, 0, "the time between two checks"},
	{"timeout", &duration, 0, "the time that a check may take"},
	{"start-period", &duration, 0, "the time in which failures do not count"},
	{"retries", &retries, 0, "how many failures make it unhealthy"},
	{"none", &none, 0, "none: there is no check, also if the parent has one"},
	{0},
};
static const struct shape healthcheck = {
	.kind = SHAPE_RECORD, .fields = healthcheck_fields, .short_form = "none", .removes = true};

static const struct field test_fields[] = {
	{"command", &program, REQUIRED, "a program in the image and its arguments"},
	{"output", &text, 0, "a text that it must print"},
	{"status", &status, 0, "the exit status that it must have; default: 0"},
	{0},
};
static const struct shape test = RECORD(test_fields),
			  any_test = {.kind = SHAPE_EITHER, .items = &file_names, .other = &test},
			  tests = LIST(any_test);

static const struct field read_tag_fields[] = {
	{"command", &program, REQUIRED, "a program in the image and its arguments"},
	{"tag", &tag, 0,
		"the tag; OUTPUT in it stands for the last word of the first line that the command "
		"prints; default: OUTPUT"},
	{0},
};
static const struct shape read_tag = RECORD(read_tag_fields),
			  any_tag = {.kind = SHAPE_EITHER, .items = &tag, .other = &read_tag},
			  tags = SET(any_tag);

static const struct field exception_fields[] = {
	{"id", &vulnerability, REQUIRED, "the vulnerability, like CVE-2026-1234"},
	{"package", &package, 0, "the package in which it does not count; default: any"},
	{"reason", &reason, REQUIRED, "why it does not count"},
	{"until", &day, REQUIRED, "the last day, in UTC, on which it does not count"},
	{0},
};
static const struct shape exception = RECORD(exception_fields), exceptions = LIST(exception);

static const struct field build_fields[] = {
	{"network", &network, 0, "the network of the build: default, none or host"},
	{"pull", &boolean, 0, "whether the engine pulls the bases before each build"},
	{0},
};
static const struct shape build = RECORD(build_fields);

/* What makes the variants. */
static const struct shape axis_text = {.kind = SHAPE_TEXT, .grammar = GRAMMAR_LINE, .fixed = true},
			  axis_texts = WORDS(axis_text), axis_vars = MAP(LINE, schema_vars),
			  axis = {.kind = SHAPE_EITHER, .items = &axis_texts, .other = &axis_vars},
			  excluded_texts = {.kind = SHAPE_LIST,
				  .items = &axis_text,
				  .whole = true,
				  .filled = true},
			  excluded_values = {.kind = SHAPE_EITHER,
				  .items = &axis_text,
				  .other = &excluded_texts},
			  excluded_point = MAP(AXIS, excluded_values),
			  excluded = {.kind = SHAPE_LIST, .items = &excluded_point, .fixed = true};

static const struct field included_fields[] = {
	{"vars", &schema_vars, 0, "vars of this combination"},
	{0},
};
static const struct shape included_point = {.kind = SHAPE_RECORD,
	.fields = included_fields,
	.grammar = GRAMMAR_AXIS,
	.items = &axis_text};
static const struct shape included = {.kind = SHAPE_LIST, .items = &included_point, .fixed = true};

static const struct shape latest_tag = {.kind = SHAPE_TEXT, .grammar = GRAMMAR_TAG, .fixed = true},
			  latest_point = MAP(AXIS, axis_text),
			  latest = {.kind = SHAPE_EITHER,
				  .items = &latest_tag,
				  .other = &latest_point,
				  .fixed = true};

static const struct field matrix_fields[] = {
	{"exclude", &excluded, 0, "combinations that are left out"},
	{"include", &included, 0, "combinations that are added"},
	{0},
};
static const struct shape matrix = {.kind = SHAPE_RECORD,
	.fields = matrix_fields,
	.grammar = GRAMMAR_AXIS,
	.items = &axis,
	.fixed = true};

static const struct shape repository = TEXT(REPOSITORY), repositories = {.kind = SHAPE_LIST,
								 .items = &repository,
								 .whole = true,
								 .filled = true};

static const struct field image_fields[] = {
	{"summary", &line, 0, "what the image is, in a line"},
	{"use-for", &line, 0, "what to use it for"},
	{"example", &lines, INHERITED,
		"lines of a Dockerfile that use it; without FROM, they stand behind its own"},
	{"max-size", &size, 0, "the most that all its layers may hold, like 400MB or 1.5GB"},
	{"from", &from, REQUIRED,
		"what it is built on: an image of the family by its name without a tag, or a base "
		"with a tag or digest"},
	{"tag", &tag, INHERITED, "its tag; default: the tag of the parent"},
	{"template", &template, INHERITED,
		"its file in templates/image; default: the template of the parent"},
	{"matrix", &matrix, 0, "axes and their values; each combination is a variant"},
	{"exclude", &excluded, 0, "combinations of the matrix that are left out"},
	{"include", &included, 0, "combinations that are added to the matrix"},
	{"latest", &latest, 0,
		"the variant that is tagged latest, by its tag or its axes; default: on the "
		"parent's latest"},
	{"packages", &schema_packages, INHERITED | KEPT | READ, "packages by package manager"},
	{"env", &variables, INHERITED | KEPT | READ,
		"environment variables; $NAME in a value is that of another, and $$ is a dollar"},
	{"path", &search_path, INHERITED | KEPT | READ, "folders in front of PATH and behind it"},
	{"args", &arguments, READ, "build arguments and their defaults"},
	{"secrets", &secrets, 0,
		"secrets for the installation of packages, never part of the image"},
	{"ssh", &ssh, 0, "SSH agents for the installation of packages, like default"},
	{"labels", &labels, INHERITED | KEPT | READ, "labels"},
	{"user", &user, INHERITED | READ,
		"the user of the image, by its name on the base, or as one that is created"},
	{"workdir", &absolute_path, INHERITED | READ, "the working directory"},
	{"files", &files, INHERITED | KEPT, "files of templates/files that are copied into it"},
	{"context", &relative_path, 0,
		"a folder of templates/files: all that is in it is the build context"},
	{"copy", &copies, 0, "files that are copied from other images"},
	{"run", &run, READ, "shell commands that the build runs"},
	{"bases", &bases, 0,
		"what its template builds on besides from: images of the family, or bases"},
	{"expose", &ports, INHERITED | KEPT | READ, "ports"},
	{"volumes", &paths, INHERITED | KEPT | READ, "volumes"},
	{"setuid", &paths, INHERITED | KEPT,
		"programs that may run with rights of their own, besides those of the base"},
	{"healthcheck", &healthcheck, INHERITED | READ, "the health check of a container"},
	{"entrypoint", &words, INHERITED | READ,
		"the program of the image and its first arguments"},
	{"command", &words, INHERITED | READ,
		"the remaining arguments, or a program without an entrypoint"},
	{"shell", &program, INHERITED | READ,
		"the shell for RUN and for commands that are not lists"},
	{"stopsignal", &stop_signal, INHERITED | READ, "the signal that stops a container"},
	{"platforms", &platforms, INHERITED, "its platforms, like linux/amd64"},
	{"registry", &registry, 0, "its registry; default: that of the family"},
	{"namespace", &name_space, 0, "the prefix of its repository; default: that of the family"},
	{"repositories", &repositories, 0,
		"all repositories in which it is published, the main one first; default: "
		"NAMESPACE/NAME"},
	{"tags", &tags, 0,
		"all its tags; TAG, VERSION, MAJOR, MINOR and DATE in them stand for those of the "
		"image "
		"and its commit"},
	{"tests", &tests, 0,
		"commands that must work in the image, and files of container-structure-test"},
	{"scan-exceptions", &exceptions, 0,
		"vulnerabilities that do not count in what the image brings, for a while"},
	{"vars", &schema_vars, INHERITED, "data for templates"},
	{"build", &build, 0, "how it is built"},
	{"rebuild", &line, 0, "a text, like a date; if it changes, the image is built again"},
	{"on-demand", &boolean, INHERITED,
		"true: it is built only if it or an image that needs it is named; default: as the "
		"parent"},
	{"enabled", &boolean, 0, "false removes it from the family"},
	{0},
};
const struct shape schema_image = {.kind = SHAPE_RECORD, .fields = image_fields, .own_keys = true};
static const struct shape defaults = {
	.kind = SHAPE_RECORD, .fields = image_fields, .own_keys = true, .partial = true};

static const struct shape images = MAP(IMAGE_NAME, later);

static const struct field family_fields[] = {
	{"name", &image_name, REQUIRED, "the name of the family"},
	{"namespace", &name_space, 0,
		"the prefix of all repositories; default: the name of the family"},
	{"registry", &registry, 0, "the registry of all images, like ghcr.io/acme"},
	{"defaults", &defaults, 0,
		"keys of every image: maps merge, lists append, single values are replaced"},
	{"images", &images, REQUIRED, "the images by name"},
	{0},
};
const struct shape schema_family = {
	.kind = SHAPE_RECORD, .fields = family_fields, .own_keys = true};

const char *const schema_goals[] = {
	"all",
	"all-images",
	"bake",
	"base-images",
	"bench",
	"bootstrap",
	"build",
	"check",
	"check-long",
	"check-sanitize",
	"check-unit",
	"clean",
	"deb",
	"diff",
	"distclean",
	"engine",
	"format",
	"generate",
	"graph",
	"help",
	"install",
	"lint",
	"list",
	"lock",
	"outdated",
	"prune",
	"pull",
	"push",
	"release",
	"release-check",
	"reproduce",
	"scan",
	"test-images",
	"uninstall",
	"verify",
	"version",
	"why",
	NULL,
};

const char *const schema_reserved_names[] = {
	/* a goal to come */
	"sbom",
	/* what GNU make reads as a directive or makes itself */
	"config.mk",
	"define",
	"else",
	"endef",
	"endif",
	"export",
	"ifdef",
	"ifeq",
	"ifndef",
	"ifneq",
	"include",
	"load",
	"override",
	"private",
	"sinclude",
	"undefine",
	"unexport",
	"vpath",
	NULL,
};

static bool
is_among(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names;
}

bool
schema_is_reserved(const char *name)
{
	return is_among(schema_goals, name) || is_among(schema_reserved_names, name);
}

bool
schema_has_manager(const struct node *name)
{
	const struct field *field = package_fields;

	while (field->name && !node_is(name, field->name))
		field++;
	return field->name;
}

bool
schema_is_disabled(const struct node *image)
{
	const struct node *enabled = node_get(image, "enabled");

	return enabled && (enabled->text[0] == 'f' || enabled->text[0] == 'F');
}

bool
schema_is_on_demand(const struct node *image)
{
	const struct node *on_demand = node_get(image, "on-demand");

	return on_demand && node_is_true(on_demand);
}
