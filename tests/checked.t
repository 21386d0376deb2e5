#!/bin/sh
# What variables hold is checked first: a mistake in one is a message that says what to write instead, with status 2, and
# nothing is asked of the engine, built or tagged.
# shellcheck disable=SC2119 # the helpers take words of their own
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

# refused NAME=VALUE PATTERN: says one line like it.
refused()
{
	reset
	rm -rf build
	output=$(export "${1?}" && "$basegen" build 2>&1)
	is "$? $(printf '%s\n' "$output" | wc -l) $(wc -l <"$FAKE/calls")" '2 1 0' "$1: one message, and nothing is asked or built"
	like "$output" "$2" "$1: what is wrong"
}

family "$tmp/family one"
: >"$FAKE/images"

for registry in ghcr.io/Acme ghcr.io/acme:5000 ghcr.io/acme/ http://x 'a b' -x; do
	refused "REGISTRY=$registry" "^basegen: invalid REGISTRY '$registry': expected HOST\[:PORT\]\[/PATH\] in small letters, .* like ghcr.io/acme$"
	output=$(REGISTRY=$registry make_images)
	is "$? $(wc -l <"$FAKE/calls")" '2 0' "REGISTRY=$registry: under make too"
done
for platform in linux x,y linux/ /arm64 'linux/arm 64' linux/arm64/v8/x; do
	refused "PLATFORM=$platform" "^basegen: invalid PLATFORM '$platform': expected OS/ARCHITECTURE\[/VARIANT\], like linux/arm64$"
done
refused "VERSION=$(printf '%0129d' 1)" "^basegen: invalid VERSION '0*1': expected a part of an image tag, which has up to 80 "
refused 'VERSION=a b' "^basegen: invalid VERSION 'a b': expected "
refused CACHE=1 '^basegen: CACHE=1 .*: set REGISTRY, or write .registry. in images.yaml$'

# refuses FLAG NAME WHAT: BUILD_FLAGS has it among others, as two words, or as one.
refuses()
{
	for flags in "$1" "--memory 1g $1 x" "$1=x --no-cache"; do
		refused "BUILD_FLAGS=$flags" "^basegen: invalid BUILD_FLAGS '$1(=x)?': --$2 changes what is built or where it goes; .*$3"
	done
}
refuses --pull pull "'build: \{pull: true\}' in images.yaml"
refuses --build-arg build-arg "'args' in images.yaml"
refuses --build-context build-context "'files' or 'copy' in images.yaml"
refuses --target target "'template' of its own in images.yaml"
refuses --squash squash "'template' .*in images.yaml"
refuses --platform platform "PLATFORM, or write 'platforms' in images.yaml"
refuses --label label "'labels' in images.yaml"
refuses --tag tag "'tags' in images.yaml"
refuses -t tag "'tags' in images.yaml"
refuses --file file "'template' in images.yaml"
refuses -f file "'template' in images.yaml"
refuses --output output 'basegen push'
refuses -o output 'basegen push'
refuses --secret secret "'secrets' in images.yaml"
refuses --ssh ssh "'ssh' in images.yaml"
refused BUILD_FLAGS=-qt "'tags' in images.yaml"
refused BUILD_FLAGS=-tname "'tags' in images.yaml"
refuses --env=EVIL=1 env "'env' in images.yaml"
refuses --unsetenv unsetenv "'env' in images.yaml"
refuses -v volume "'files' or 'copy' in images.yaml"
refuses --annotation=a=b annotation "'labels' in images.yaml"
refuses --all-platforms all-platforms "'platforms' in images.yaml"
refuses --timestamp=0 timestamp "basegen sets the time of the commit"
refuses --check check 'nothing is built'
for word in -- - .; do refused "BUILD_FLAGS=$word" 'options stand before it'; done

reset
runs 'other flags are handed over' env 'BUILD_FLAGS=--no-cache --memory 1g --cpu-shares=2 -q -m 1g --add-host=target:1' "$basegen" build apart
like "$(grep '^build ' "$FAKE/calls")" ' --no-cache --memory 1g --cpu-shares=2 -q -m 1g --add-host=target:1 ' 'as they are'

# The length of each tag, which only images.yaml and the version make together
: >"$FAKE/images"
sed -i 's/apart: {/&tag: "'"$(printf '%0100d' 1)"'", /' images.yaml
reset
output=$(VERSION=$(printf '%040d' 1) "$basegen" build 2>&1)
is "$? $(builds) $(grep -c '^tag' "$FAKE/calls") $(printf '%s\n' "$output" | grep -c .)" '2 0 0 2' 'a tag that the version makes too long'
like "$output" "^basegen: apart: the tag '0*1-0*1' is longer than 128 characters: write a shorter 'tag' in images.yaml, or set a shorter VERSION$" \
	'names image and tag'
reset
VERSION=$(printf '%040d' 1) "$basegen" build left >/dev/null 2>&1
is "$? $(built)" '0 base left' 'and is none for images that are not wanted'

done_testing
