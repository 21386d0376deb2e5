#!/bin/sh
# shellcheck disable=SC2119 # run_build is called without words
# What is remembered of images in build/images: where it is wrong, and where it is gone, that costs time only.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

# start_over: all is built, and remembered; then nothing but the keys of base and apart is left on the engine.
start_over()
{
	rm -rf build
	: >"$FAKE/images"
	reset
	run_build >/dev/null
	forget 'loom.[lrb][^a]'
	sed -i '/^loom.*:key-/!{/^loom/d}' "$FAKE/images"
	reset
}

# heals WHAT: what is remembered was changed; the next run builds the three that are gone, and then all is there.
heals()
{
	run_build >/dev/null
	is "$? $(built)" '0 both left right' "$1: what is gone is built"
	reset
	run_build >/dev/null
	is "$? $(calls)" '0 1' "$1: and that is all"
}

family "$tmp/family one"
start_over
heals 'nothing'
for number in 1 2 3 4; do
	start_over
	sed -i "0,/^layer $number /{/^layer $number /d}" build/images
	heals "layer $number is lost"
	start_over
	sed -i "s/^layer $number .*/&x/" build/images
	heals "layer $number is another one"
done
# shellcheck disable=SC2016 # for sed
for edit in '/^layer/d' '/^image/d' 's/^\(layer [0-9]*\) [0-9]*/\1 0/' 's/^\(layer [0-9]*\) [0-9]*/\1 9/' 's/^\(layer [0-9]*\) [0-9]*/\1 -1/' \
	's/^layer \([0-9]*\)/layer \1x/' 's/^layer [0-9]*/layer 1/' 's/^layer [0-9]*/layer 99999999999999999999/' 's/^image [0-9]*/image 1/' \
	's/^image [0-9]*/image 0/' 's/^image [0-9]*/image x/' '1s/3/1/' '2,$d' '3,$d' 's/ .*//' 's/ /  /g' 's/$/ x/' '1!G;h;$!d'; do
	start_over
	cp build/images "$tmp/before" && sed -i "$edit" build/images
	cmp -s "$tmp/before" build/images && ok 1 "sed '$edit' changes the file"
	heals "the file after sed '$edit'"
done

# What images say of themselves
id="sha256:told"
# told KEY-LABEL [PARENTS-LABEL] [ARCHITECTURE] [LAYERS]: what the key of apart names says this of itself.
told()
{
	rm -rf build
	: >"$FAKE/images"
	reset
	run_build >/dev/null
	forget 'loom.apart:'
	echo "loom/apart:key-$(key apart) $id" >>"$FAKE/images"
	printf 'layers=%s\nlabels="basegen.key": "%s", "basegen.parents": "%s"\nArchitecture=%s\n' \
		"${4-\"sha256:base\"}" "$1" "${2-}" "${3-$(sed -n 's/^Architecture=//p' "$FAKE/info/"*built*apart* | head -n 1)}" >"$FAKE/info/$id"
	reset
	echo '^build' >"$FAKE/fail"
	run_build >/dev/null
	first=$?
	run_build >/dev/null
	second=$?
	reset
}
told "$(key apart)"
is "$first $second" '0 0' 'an image with the key as its label is taken'
# alike WHAT STATUS LABEL...: it is judged so when it is looked at, and when it is remembered.
alike()
{
	what=$1 status=$2 && shift 2
	told "$@"
	is "$first $second" "$status $status" "$what: the same when it is remembered"
	is "$(grep -c -E -v '^(basegen images 3|layer [0-9]+ [0-9]+ [!-~]+|image [0-9]+ [!-~]+ [!-~]+ [0-9a-f]{40} [01] [!-~]+ (-|[!-~]+( [!-~]+)*))$' build/images)" 0 \
		"$what: the file holds nothing else"
}
alike 'a key with more behind it' 1 "$(key apart) junk"
alike 'one with a blank in front' 1 " $(key apart)"
alike 'one with a line behind it' 1 "$(key apart)\\nimage x"
alike 'one with another character behind it' 1 "$(key apart)\\u00e9"
alike 'no key' 1 ''
alike 'a dash for a key' 1 -
alike 'parents of another form' 0 "$(key apart)" 'junk\nimage sha256:x linux/amd64 0 0 0 0'
alike 'a dash for parents' 0 "$(key apart)" -
alike 'parents with blanks' 0 "$(key apart)" ' BASE_RIGHT=0123456789  B=1 '
alike 'parents of their form' 0 "$(key apart)" 'BASE_RIGHT=0123456789'
alike 'a platform with a blank' 1 "$(key apart)" '' 'amd64 x'
alike 'a diff ID with a blank' 1 "$(key apart)" '' amd64 '"sha256:base 1"'
alike 'a diff ID with a line' 1 "$(key apart)" '' amd64 '"sha256:base\nlayer 1 0 x"'
alike 'an empty diff ID' 1 "$(key apart)" '' amd64 '""'

done_testing
