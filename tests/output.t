#!/bin/sh
# What a verb prints arrives, or the verb ends with 3 and one message. The verbs are those that basegen help lists, so that
# none is forgotten; each is called so that it has something to print and would end with 0 or 1.
# shellcheck disable=SC2317 # functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

cp "$root/tests/lib/fake-skopeo" "$tmp/bin/skopeo"
cat >"$tmp/bin/grype" <<'END'
#!/bin/sh
# Stands in for a scanner that finds nothing.
case "$1 $2" in
'version -o') echo '{"version": "1.0.0"}' ;;
'db status') echo '{"built": "2026-11-26T00:00:00Z", "valid": true}' ;;
docker-archive:*) echo '{"matches": []}' ;;
esac
END
chmod +x "$tmp/bin/grype"
PATH=$tmp/bin:$PATH
family "$tmp/family" debian:12-slim
sed -i 's/^  apart: {/&tests: [{command: [check]}], /' images.yaml
"$basegen" generate >/dev/null && git add -A && commit tests && git tag -f v1.0.0 >/dev/null
REGISTRY=registry.test/x
export REGISTRY
printf 'debian:12-slim sha256:base\n' >"$tmp/registry"
printf '{"a": "%0200000d"}' 0 >data.json
echo '{{ a }}' >long.j2
cp images.yaml "$tmp/images.yaml"

# again: the engine, its registry and the checkout are as at first.
again()
{
	rm -rf out images.lock new build && git checkout -q .
	reset
	printf 'debian:12-slim sha256:base\n' >"$FAKE/images"
	cp "$tmp/registry" "$FAKE/registry"
}

# have_built: all images are there.
# shellcheck disable=SC2317 # these are called by their names
have_built()
{
	again
	"$basegen" build >/dev/null
}

# shellcheck disable=SC2317
have_pushed()
{
	have_built
	"$basegen" push >/dev/null
}

# shellcheck disable=SC2317
have_edited()
{
	again
	sed -i 's/WHO: apart/WHO: others/' images.yaml
}

# The images of before an edit, and those of now.
# shellcheck disable=SC2317
have_both()
{
	have_built
	sed -i 's/WHO: apart/WHO: others/' images.yaml
	"$basegen" build >/dev/null
}

# What each verb needs, and the words that it is called with, a line for each call.
calls_of()
{
	cat <<-'END'
	generate  have_edited generate
	generate  have_edited generate --check
	generate  have_edited generate --diff
	build     again       build
	build     again       build -n
	build     have_built  build
	build     have_built  build --format json
	diff      have_edited diff
	diff      have_edited diff --format markdown
	diff      have_edited diff --format json
	pull      have_pushed pull --all
	pull      have_pushed pull -n
	push      have_built  push
	push      have_pushed push --format json
	bake      have_pushed bake
	release   have_pushed release base
	test      have_built  test
	test      have_built  test --format json
	reproduce have_built  reproduce base
	scan      have_built  scan
	scan      have_built  scan --format json
	scan      have_built  scan --format sarif
	prune     have_both   prune -n
	prune     have_both   prune
	why       again       why
	why       again       why --format json
	lock      again       lock
	outdated  again       outdated
	rebuild   again       rebuild 2026-11-26
	bootstrap again       bootstrap
	engine    again       engine
	engine    again       engine --path
	list      again       list
	list      again       list --format json
	show      again       show both
	show      again       show both --format json
	graph     again       graph
	graph     again       graph --format json
	matrix    again       matrix
	schema    again       schema
	stock     again       stock
	stock     again       stock lib/apt.j2
	init      again       init new
	version   again       version
	version   again       version --words
	render    again       render long.j2 --data data.json
	help      again       help
	help      again       help list
	END
}

# cannot_write NAME COMMAND...: it ends with 3 and the one message, in text or as JSON.
cannot_write()
{
	name=$1
	shift
	"$@" >/dev/full 2>"$tmp/said"
	is "$? $(grep -v '^basegen: warning' "$tmp/said")" '3 basegen: standard output: No space left on device' "$name > /dev/full"
}

again
for verb in $("$basegen" help | sed -n 's/^    \([a-z]*\) .*/\1/p'); do
	like "$(calls_of)" "^$verb " "$verb is tried"
	cannot_write "$verb --help" "$basegen" "$verb" --help
done
calls_of >"$tmp/calls"
while read -r verb prepare words; do
	$prepare
	# shellcheck disable=SC2086 # words
	"$basegen" $words >"$tmp/printed" 2>"$tmp/said" </dev/null
	ok $(($? > 1 || ! $(wc -c <"$tmp/printed"))) "$words prints something"
	$prepare
	case $words in
	*'--format json')
		# shellcheck disable=SC2086 # words
		"$basegen" $words >/dev/full 2>"$tmp/said" </dev/null
		is "$? $(jq -r .message "$tmp/said")" '3 standard output: No space left on device' "$words > /dev/full"
		;;
	*)
		# shellcheck disable=SC2086 # words
		cannot_write "$words" "$basegen" $words </dev/null
		;;
	esac
	$prepare
	# shellcheck disable=SC2086 # words
	{ sleep 0.05 && env --default-signal=PIPE "$basegen" $words 2>"$tmp/said" </dev/null; echo $? >"$tmp/status"; } | true
	is "$(cat "$tmp/status")" 141 "$words | true ends by SIGPIPE"
done <"$tmp/calls"

# What comes of it is done all the same.
# names: what the engine has.
names()
{
	cut -d ' ' -f 1 "$FAKE/images" | sort | xargs
}
have_built
built=$(names)
like "$built" 'loom/apart:key-.*x/loom/both:latest' 'build builds'
again
"$basegen" build >/dev/full 2>&1
is "$(names)" "$built" 'also where nobody can be told'
have_edited
"$basegen" generate >/dev/full 2>&1
runs 'out/ is written' "$basegen" generate --check

# Closed and ignored
again
"$basegen" list >&- 2>"$tmp/said"
is "$? $(cat "$tmp/said")" '3 basegen: standard output: Bad file descriptor' 'a closed standard output'
have_edited
"$basegen" generate <&- >&- 2>&-
is $? 3 'all three closed'
runs 'none of the files that are written gets their numbers' "$basegen" generate --check
{ trap '' PIPE && sleep 0.05 && "$basegen" schema 2>"$tmp/said"; echo $? >"$tmp/status"; } | true
is "$(cat "$tmp/status" "$tmp/said" | xargs)" '3 basegen: standard output: Broken pipe' 'where SIGPIPE is ignored it is a failure'

done_testing
