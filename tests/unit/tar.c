/* engine/inside/tar: archives of tar itself, and such as are not whole. */
#include "engine/inside/tar.h"

#include "unit.h"

enum { BYTES_MOST = 1 << 20 };

/* What the shell command prints, as a file that is read from its start. */
static FILE *
archive_of(const char *command)
{
	static char bytes[BYTES_MOST];
	FILE *pipe = popen(command, "r"), *file = tmpfile();

	assert_non_null(pipe);
	assert_non_null(file);
	const size_t length = fread(bytes, 1, sizeof(bytes), pipe);

	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(pclose(pipe), 0);
	assert_int_equal(fflush(file), 0);
	rewind(file);
	return file;
}

/* Makes files in a new folder, and prints their archive in a format of tar. */
static const char make[] =
	"set -e; d=$(mktemp -d); trap 'rm -rf \"$d\"' EXIT; cd \"$d\"; umask 022; "
	"long=$(printf '%%0150d' 7); mkdir -p \"sub/$long\"; printf content >\"sub/$long/file\"; "
	"ln \"sub/$long/file\" hard; ln -s \"../$long\" soft; printf '%%01000d' 1 >big; "
	"chmod 4755 big; tar --format=%s --owner=1:1000 --group=2:2000000 --sort=name "
	"--numeric-owner -cf - .";

static void
reads_all_formats(void **state)
{
	static const char *const formats[] = {"gnu", "pax"};

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		char command[1000], content[100];
		struct tar_entry entry;
		int seen = 0;

		(void)snprintf(command, sizeof(command), make, formats[i]);
		FILE *file = archive_of(command);
		struct tar tar = tar_open(fileno(file), NULL);

		while (tar_next(&tar, &entry)) {
			const size_t length = strlen(entry.path);

			assert_int_equal(entry.uid, 1000);
			assert_int_equal(entry.gid, 2000000);
			if (strcmp(entry.path, "") == 0 || strcmp(entry.path, "sub") == 0) {
				assert_int_equal(entry.type, TAR_FOLDER);
			} else if (strcmp(entry.path, "big") == 0) {
				assert_int_equal(entry.mode, 04755);
				assert_int_equal(entry.size, 1000);
			} else if (entry.type == TAR_SYMBOLIC_LINK) {
				assert_string_equal(entry.path, "soft");
				assert_int_equal(strlen(entry.link), 153);
			} else if (entry.type == TAR_HARD_LINK) {
				assert_true(strncmp(entry.link, "sub/000", 7) == 0 ||
					    strcmp(entry.link, "hard") == 0);
				seen |= 1;
			} else if (entry.type == TAR_FILE) {
				assert_int_equal(entry.size, 7);
				assert_int_equal(tar_read(&tar, content, sizeof(content)), 7);
				assert_memory_equal(content, "content", 7);
				assert_int_equal(tar_read(&tar, content, sizeof(content)), 0);
				seen |= 2;
			} else {
				assert_int_equal(length, 154);
			}
		}
		assert_null(tar.mistake);
		assert_int_equal(seen, 3);
		tar_free(&tar);
		(void)fclose(file);
	}
}

/* Reads the first entry of what the command prints. */
static struct tar_entry
first_of(const char *command)
{
	FILE *file = archive_of(command);
	struct tar tar = tar_open(fileno(file), NULL);
	struct tar_entry entry;

	assert_true(tar_next(&tar, &entry));
	tar_free(&tar);
	(void)fclose(file);
	return entry;
}

/* POSIX archives of GNU tar tell when a file was read and changed, which says nothing of it. */
static void
tells_times_and_other_attributes(void **state)
{
	(void)state;
	const struct tar_entry plain = first_of("tar -C /etc --mtime=@315532800 -cf - passwd");
	const struct tar_entry fine =
		first_of("tar -C /etc --format=pax --mtime=@1.25 -cf - passwd");
	const struct tar_entry other = first_of(
		"tar -C /etc --format=pax --pax-option=SCHILY.xattr.user.a:=b -cf - passwd");
	const struct tar_entry another = first_of(
		"tar -C /etc --format=pax --pax-option=SCHILY.xattr.user.a:=c -cf - passwd");

	assert_int_equal(plain.seconds, 315532800);
	assert_int_equal(plain.nanoseconds, 0);
	assert_int_equal(fine.seconds, 1);
	assert_int_equal(fine.nanoseconds, 250000000);
	assert_true(fine.others == 0);
	assert_true(other.others != 0 && other.others != another.others);
	assert_false(other.has_capabilities);
}

static const char *
mistake_of(const char *command)
{
	FILE *file = archive_of(command);
	struct tar tar = tar_open(fileno(file), NULL);
	struct tar_entry entry;

	while (tar_next(&tar, &entry))
		;
	tar_free(&tar);
	(void)fclose(file);
	return tar.mistake;
}

static void
tells_what_is_not_whole(void **state)
{
	(void)state;
	assert_string_equal(mistake_of("true"), "it ends without its last blocks");
	assert_string_equal(mistake_of("printf short"), "it ends within a header");
	assert_string_equal(mistake_of("printf '%01024d' 1"), "the checksum of a header is wrong");
	assert_string_equal(
		mistake_of("tar -C /etc -cf - passwd | head -c 600"), "it ends within a file");
	assert_null(mistake_of("tar -C /etc -cf - passwd"));
}

static void
ends_when_it_is_told(void **state)
{
	static const volatile sig_atomic_t stop = 1;
	FILE *file = archive_of("tar -C /etc -cf - passwd");
	struct tar tar = tar_open(fileno(file), NULL);
	struct tar_entry entry;

	(void)state;
	tar.stop = &stop;
	assert_false(tar_next(&tar, &entry));
	assert_string_equal(tar.mistake, "the reading was interrupted");
	tar_free(&tar);
	(void)fclose(file);
}

UNIT_MAIN(cmocka_unit_test(reads_all_formats), cmocka_unit_test(tells_times_and_other_attributes),
	cmocka_unit_test(tells_what_is_not_whole), cmocka_unit_test(ends_when_it_is_told))
