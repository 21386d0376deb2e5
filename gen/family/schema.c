#include "family/schema.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "support/banned.h"

#define TEXT(which)                                                                                \
	{                                                                                          \
		.kind = SHAPE_TEXT, .grammar = GRAMMAR_##which                                     \
	}
#define LIST(shape)                                                                                \
	{                                                                                          \
		.kind = SHAPE_LIST, .items = &(shape)                                              \
	}
#define MAP(which, shape)                                                                          \
	{                                                                                          \
		.kind = SHAPE_MAP, .grammar = GRAMMAR_##which, .items = &(shape)                   \
	}
#define RECORD(table)                                                                              \
	{                                                                                          \
		.kind = SHAPE_RECORD, .fields = (table)                                            \
	}
#define INTEGER(from, to)                                                                          \
	{                                                                                          \
		.kind = SHAPE_INTEGER, .smallest = (from), .largest = (to)                         \
	}

static const struct shape line = TEXT(LINE), image_name = TEXT(IMAGE_NAME),
			  name_space = TEXT(NAMESPACE), registry = TEXT(REGISTRY), tag = TEXT(TAG),
			  from = TEXT(FROM), template = TEXT(TEMPLATE),
			  apt_package = TEXT(APT_PACKAGE), pip_requirement = TEXT(PIP_REQUIREMENT),
			  user_name = TEXT(USER), absolute_path = TEXT(ABSOLUTE_PATH),
			  relative_path = TEXT(RELATIVE_PATH), mode = TEXT(MODE),
			  duration = TEXT(DURATION), port = TEXT(PORT), stop_signal = TEXT(SIGNAL);

static const struct shape user_id = INTEGER(0, INT_MAX), retries = INTEGER(1, 1000),
			  boolean = {.kind = SHAPE_BOOLEAN}, anything = {.kind = SHAPE_FREE},
			  later = {.kind = SHAPE_LATER};

static const struct shape lines = LIST(line), paths = LIST(absolute_path), ports = LIST(port),
			  apt_packages = LIST(apt_package),
			  pip_requirements = LIST(pip_requirement), variables = MAP(VARIABLE, line),
			  labels = MAP(LABEL, line), free_data = MAP(LINE, anything);

static const struct field user_fields[] = {
	{"name", &user_name, true},
	{"uid", &user_id, true},
	{"gid", &user_id, true},
	{0},
};
static const struct shape user = RECORD(user_fields);

static const struct field package_fields[] = {
	{"apt", &apt_packages, false},
	{"pip", &pip_requirements, false},
	{0},
};
static const struct shape packages = RECORD(package_fields);

static const struct field file_fields[] = {
	{"from", &relative_path, true},
	{"to", &absolute_path, true},
	{"mode", &mode, false},
	{0},
};
static const struct shape file = RECORD(file_fields), files = LIST(file);

static const struct field copy_fields[] = {
	{"image", &from, true},
	{"from", &absolute_path, true},
	{"to", &absolute_path, true},
	{0},
};
static const struct shape copy = RECORD(copy_fields), copies = LIST(copy);

static const struct field healthcheck_fields[] = {
	{"command", &lines, true},
	{"interval", &duration, false},
	{"timeout", &duration, false},
	{"start-period", &duration, false},
	{"retries", &retries, false},
	{0},
};
static const struct shape healthcheck = RECORD(healthcheck_fields);

static const struct field image_fields[] = {
	{"summary", &line, false},
	{"use-for", &line, false},
	{"from", &from, true},
	{"tag", &tag, false},
	{"template", &template, false},
	{"packages", &packages, false},
	{"env", &variables, false},
	{"path", &paths, false},
	{"args", &variables, false},
	{"labels", &labels, false},
	{"user", &user, false},
	{"workdir", &absolute_path, false},
	{"files", &files, false},
	{"copy", &copies, false},
	{"expose", &ports, false},
	{"volumes", &paths, false},
	{"healthcheck", &healthcheck, false},
	{"entrypoint", &lines, false},
	{"command", &lines, false},
	{"shell", &lines, false},
	{"stopsignal", &stop_signal, false},
	{"vars", &free_data, false},
	{"enabled", &boolean, false},
	{0},
};
const struct shape schema_image = {.kind = SHAPE_RECORD, .fields = image_fields, .own_keys = true};
static const struct shape defaults = {
	.kind = SHAPE_RECORD, .fields = image_fields, .own_keys = true, .partial = true};

static const struct shape images = MAP(IMAGE_NAME, later);

static const struct field family_fields[] = {
	{"name", &image_name, true},
	{"namespace", &name_space, false},
	{"registry", &registry, false},
	{"defaults", &defaults, false},
	{"images", &images, true},
	{0},
};
const struct shape schema_family = {
	.kind = SHAPE_RECORD, .fields = family_fields, .own_keys = true};

bool
schema_is_reserved(const char *name)
{
	static const char *const names[] = {
		"all",
		"base-images",
		"bench",
		"bootstrap",
		"build",
		"check",
		"check-long",
		"clean",
		"diff",
		"distclean",
		"generate",
		"graph",
		"help",
		"install",
		"list",
		"lock",
		"outdated",
		"pull",
		"push",
		"release",
		"sbom",
		"scan",
		"test-images",
		"uninstall",
		"verify",
		"version",
		"why",
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
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}
