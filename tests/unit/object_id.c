/* support/hash: SHA-1 around the ends of its blocks, and the IDs that git itself gives. */
#include "support/hash/object_id.h"

#include "unit.h"

enum { BYTES_MOST = 300 };

static const char *
hex_of(const struct object_id *id)
{
	static struct object_hex hex;

	hex = object_id_hex(id);
	return hex.digits;
}

/* git hash-object -t blob /dev/null; printf hello | git hash-object --stdin */
static void
test_blobs(void **state)
{
	const struct object_id none = object_id_of_blob("", 0),
			       hello = object_id_of_blob("hello", 5);

	(void)state;
	assert_string_equal(hex_of(&none), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
	assert_string_equal(hex_of(&hello), "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0");
}

/* git hash-object -t tree /dev/null; git mktree of hello as the file a */
static void
test_trees(void **state)
{
	const struct object_id hello = object_id_of_blob("hello", 5);
	char entry[9 + SHA1_BYTES] = "100644 a";
	const struct object_id none = object_id_of_tree("", 0);

	(void)state;
	memcpy(entry + 9, hello.bytes, SHA1_BYTES);
	const struct object_id one = object_id_of_tree(entry, sizeof(entry));

	assert_string_equal(hex_of(&none), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
	assert_string_equal(hex_of(&one), "8917ce3833750c0f424a16966ef3391aafe880c1");
}

/* FIPS 180-4's examples: one block, two blocks, a million bytes. */
static void
test_examples(void **state)
{
	static const char *const of_two =
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	struct object_id id;
	struct sha1 sha1;
	char many[1000];

	(void)state;
	sha1_start(&sha1);
	sha1_add(&sha1, "abc", 3);
	sha1_end(&sha1, id.bytes);
	assert_string_equal(hex_of(&id), "a9993e364706816aba3e25717850c26c9cd0d89d");
	sha1_start(&sha1);
	sha1_add(&sha1, of_two, strlen(of_two));
	sha1_end(&sha1, id.bytes);
	assert_string_equal(hex_of(&id), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	memset(many, 'a', sizeof(many));
	sha1_start(&sha1);
	for (int i = 0; i < 1000; i++)
		sha1_add(&sha1, many, sizeof(many));
	sha1_end(&sha1, id.bytes);
	assert_string_equal(hex_of(&id), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

/* However the bytes are cut into pieces, the hash is the same. */
static void
test_pieces(void **state)
{
	char bytes[BYTES_MOST];
	struct object_id whole, cut;
	struct sha1 sha1;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	for (size_t length = 0; length <= sizeof(bytes); length++) {
		sha1_start(&sha1);
		sha1_add(&sha1, bytes, length);
		sha1_end(&sha1, whole.bytes);
		for (size_t piece = 1; piece < 70; piece += 23) {
			sha1_start(&sha1);
			for (size_t at = 0; at < length; at += piece)
				sha1_add(&sha1, bytes + at,
					length - at < piece ? length - at : piece);
			sha1_end(&sha1, cut.bytes);
			assert_memory_equal(whole.bytes, cut.bytes, SHA1_BYTES);
		}
	}
}

/* git's own answer to each length around the ends of blocks. */
static void
test_against_git(void **state)
{
	char bytes[BYTES_MOST], line[OBJECT_ID_SIZE], command[64];
	char path[] = "/tmp/object_id.XXXXXX";
	const int file = mkstemp(path);

	(void)state;
	assert_true(file >= 0);
	memset(bytes, 'x', sizeof(bytes));
	(void)snprintf(command, sizeof(command), "git hash-object %s", path);
	for (size_t length = 45; length < 125; length += length == 66 ? 42 : 1) {
		const struct object_id id = object_id_of_blob(bytes, length);

		assert_int_equal(pwrite(file, bytes, length, 0), length);
		FILE *git = popen(command, "r");

		assert_non_null(git);
		assert_non_null(fgets(line, sizeof(line), git));
		assert_int_equal(pclose(git), 0);
		assert_string_equal(hex_of(&id), line);
	}
	close(file);
	unlink(path);
}

UNIT_MAIN(cmocka_unit_test(test_blobs), cmocka_unit_test(test_trees),
	cmocka_unit_test(test_examples), cmocka_unit_test(test_pieces),
	cmocka_unit_test(test_against_git))
