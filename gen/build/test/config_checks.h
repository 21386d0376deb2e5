/*
 * The checks of what images.yaml says of containers: summary, env, path, args, labels, user,
 * workdir, expose, volumes, healthcheck, entrypoint, command, shell, stopsignal and platforms. The
 * engine tells it; nothing is run.
 */
#ifndef BUILD_TEST_CONFIG_CHECKS_H
#define BUILD_TEST_CONFIG_CHECKS_H

struct checklist;
struct target;
struct target_status;
struct tree_file;
struct variant;

/*
 * Adds a check for each value that the variant declares or inherits. The summary is checked if the
 * rendered Dockerfile makes a label of it.
 */
void
config_checks_add(struct checklist *list, const struct variant *variant,
	const struct target *target, const struct target_status *status,
	const struct tree_file *dockerfile);

#endif
