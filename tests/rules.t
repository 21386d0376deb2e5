#!/bin/sh
# What is built and what is not, and what is said of it, with an engine that notes how it is called.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

family "$tmp/family one"

for way in make_images run_build; do
	: >"$FAKE/images"
	reset
	$way >/dev/null
	is "$(built)" 'apart base both left right' "$way: all are built"
	reset
	$way >/dev/null
	is "$(calls)" 1 "$way: nothing to do is one question"

	forget 'left:key-'
	reset
	$way >/dev/null
	is "$(built)" left "$way: one key was pruned: it is built, and what stands on it is still there"
	forget 'both:'
	reset
	$way >/dev/null
	is "$(built)" both "$way: all tags of an image were pruned"
	: >"$FAKE/images"
	reset
	$way >/dev/null
	is "$(built)" 'apart base both left right' "$way: everything was pruned"

	sed -i 's,loom/apart:1 .*,loom/apart:1 sha256:somebody,' "$FAKE/images"
	reset
	$way >/dev/null
	is "$(built) $(grep -c '^tag ' "$FAKE/calls")" ' 1' "$way: a tag that was moved is put back, nothing is built"
	reset
	$way >/dev/null
	is "$(calls)" 1 "$way: and that is all"
	key=$(key apart)
	sed -i "s,loom/apart:key-$key .*,loom/apart:key-$key sha256:somebody," "$FAKE/images"
	reset
	$way >/dev/null
	is "$(built)" apart "$way: what has the tag of a key, but not its label, is built"

	cp "$FAKE/images" "$tmp/all"
	edit 'WHO: right' 'WHO: other'
	reset
	$way >/dev/null
	is "$(built)" 'both right' "$way: an edit builds the image and what needs it, also through copy"
	undo
	reset
	$way >/dev/null
	is "$(built)" '' "$way: the edit taken back builds nothing"
	is "$(public)" "$(sort "$tmp/all" | sed '/:key-/d')" "$way: and puts the tags back"

	find . -name .git -prune -o -exec touch -d '2001-01-01' {} +
	reset
	$way >/dev/null
	is "$(calls)" 1 "$way: files of 2001 are no change"
	find . -name .git -prune -o -exec touch -d '2037-01-01' {} +
	reset
	$way >/dev/null
	is "$(calls)" 1 "$way: files of the future are none"
done

# Another clone, another checkout, another engine
git clone -q . "$tmp/clone"
for times in 2 1; do
	reset
	(cd "$tmp/clone" && make_images) >/dev/null
	is "$(calls) $(builds)" "$times 0" "a fresh clone beside an engine that has the images: $times"
done
git clone -q . "$tmp/second"
(cd "$tmp/second" && edit 'WHO: apart' 'WHO: second')
reset
(cd "$tmp/second" && VERSION=2 make_images) >/dev/null
is "$(built)" apart 'a second checkout on the engine builds what differs'
reset
make_images >/dev/null
is "$(built) $(grep -c '^tag ' "$FAKE/calls")" ' 2' 'and the first one takes its tags back, without a build'
first=$FAKE
FAKE=$tmp/engine2 && mkdir "$FAKE" && : >"$FAKE/images"
reset
make_images >/dev/null
is "$(built)" 'apart base both left right' 'another engine has nothing'
FAKE=$first
for times in 2 1; do
	reset
	make_images >/dev/null
	is "$(calls) $(builds)" "$times 0" "back on the first nothing is to be done: $times"
done

# What somebody changed in out/
touch "$FAKE/contexts"
for way in make_images run_build; do
	echo '# by hand' >>out/left/Dockerfile
	rm out/right/Dockerfile
	touch out/base/more
	: >"$FAKE/images"
	reset
	output=$($way)
	is "$(built)" 'apart base both left right' "$way: what somebody changed in out/ is rendered again, and built"
	like "$output" '^out: 2 files written$' "$way: which is said"
	is "$(git status --porcelain)" '?? out/base/more' "$way: all is as it was"
	is "$(cd "$FAKE/context" && find . -type f | sort | xargs)" \
		'./apart/Dockerfile ./base/Dockerfile ./both/Dockerfile ./left/Dockerfile ./right/Dockerfile' "$way: no other file comes into a context"
	is "$(cd "$FAKE/context" && grep -c 'by hand' left/Dockerfile)" 0 "$way: and nothing that was written by hand"
done
rm out/base/more "$FAKE/contexts"
for way in make_images run_build; do
	: >"$FAKE/images"
	reset
	printf '^build .*/base-\techo "# edited" >>"%s/out/left/Dockerfile"\n' "$PWD" >"$FAKE/runs"
	output=$($way -k)
	is "$? $(built)" "$([ $way = make_images ] && echo 2 || echo 1) apart base right" "$way: what is edited in out/ during a run is not built under its key"
	like "$output" '^\[[2-4]/5\] loom/left:1 refused, as out/left/Dockerfile was changed after its key was made: run the command again, which generates it anew$' "$way: which is said"
	like "$output" '^  left +refused, as out/left/Dockerfile was changed after its key was made: ' "$way: in the table too"
	rm "$FAKE/runs"
	reset
	$way >/dev/null
	is "$? $(built)" '0 both left' "$way: the next run builds it"
done

# The context is a snapshot: what is edited, and generated again, while the image is built is not in it.
: >"$FAKE/images"
reset
touch "$FAKE/contexts"
key=$(key left)
printf '^build .*/left-\tcd "%s" && sed -i "s,WHO: left,WHO: edited," images.yaml && "%s" generate\n' "$PWD" "$basegen" >"$FAKE/runs"
run_build >/dev/null
rm "$FAKE/runs"
is "$(grep -c 'WHO=.*left' "$FAKE/context/left/Dockerfile") $(grep -c 'WHO=.*edited' out/left/Dockerfile)" '1 1' 'an edit during a build is no part of that image'
like "$(cat "$FAKE/images")" "^loom/left:key-$key " 'which has the key of what it holds'
undo
reset
run_build >/dev/null
is "$(built)" '' 'the edit taken back builds nothing'
rm "$FAKE/contexts"
undo
make_images >/dev/null
for tag in "key-$(key left)" 1 1-1.0.0 latest; do
	sed -i "s,^loom/left:$tag .*,loom/left:$tag $(sed -n 's/^loom\/right:1 //p' "$FAKE/images")," "$FAKE/images"
done
reset
run_build >/dev/null
is "$(built)" left 'all tags of an image moved to another one are found out'
forget 'left:'
reset
(cd out && LOGS=$tmp/log "$basegen" -C .. build left) >"$tmp/said"
is "$(tail -n 1 "$tmp/said")" '1 built, 1 current' 'from within out/'
ln -s "$PWD" "$tmp/checkout"
is "$(cd / && LOGS=$tmp/log "$basegen" -C "$tmp/checkout" build)" '5 current' 'through a link'
for words in nope --wat -jx '-j 0'; do
	# shellcheck disable=SC2086 # words
	run_build $words >/dev/null
	is $? 2 "build $words: a mistake of who calls"
done
run_build '' >/dev/null
is $? 2 'an image without a name is not all of them'
for given in REGISTRY=http://x 'REGISTRY=a b' REGISTRY=-x CACHE=1 PLATFORM=x,y 'VERSION=a b'; do
	(export "${given?}" && run_build >/dev/null)
	is $? 2 "$given: a mistake too"
done

# Failures
for way in make_images run_build; do
	: >"$FAKE/images"
	reset
	echo '^build .*/left-[^/]*$' >"$FAKE/fail"
	output=$($way -k)
	is "$? $(builds)" "$([ $way = make_images ] && echo 2 || echo 1) 4" "$way -k: an error, and what does not need the failed image is built"
	reset
	$way >/dev/null
	is "$(built)" 'both left' "$way: the next run goes on from there"
done
: >"$FAKE/images"
reset
echo '^build .*/left-[^/]*$' >"$FAKE/fail"
output=$(run_build -k)
like "$output" '^  left +failed after [0-9]+ s, log ' 'the table says what failed'
like "$output" '^  both +not tried, as it needs left$' 'what was not tried, and why'
like "$output" '^3 built, 1 failed, 1 not tried$' 'and counts'
: >"$FAKE/images"
reset
echo '^build .*/base-[^/]*$' >"$FAKE/fail"
output=$(run_build)
like "$output" '^  right +not tried, as it needs base$' 'without -k it stops at the first failure'
is "$(builds)" 1 'after one build'

: >"$FAKE/images"
reset
echo . >"$FAKE/fail"
output=$(make_images -k)
is "$? $(printf '%s\n' "$output" | grep -c 'does not answer')" '2 1' 'a daemon that is dead is one error'
reset
printf '/left-[^/]*$\n' >"$FAKE/dies"
output=$(run_build -k)
is "$(printf '%s\n' "$output" | grep -c 'does not answer any more')" 1 'a daemon that dies is one error'
like "$output" '^  apart +not tried, as the engine does not answer$' 'and nothing else is tried'
rm -f "$FAKE/dies" "$FAKE/dead"
reset
make_images >/dev/null
like "$(built)" '^apart both left( right)?$' 'the next run goes on'

# Parents that are built again under their key
: >"$FAKE/images"
reset
run_build >/dev/null
forget 'base:'
reset
run_build >/dev/null
is "$(built)" base 'a parent that is built again and has the same layers leaves its children alone'
touch "$FAKE/differs"
for gone in base right; do
	forget "$gone:"
	reset
	output=$(run_build)
	is "$(built)" "$([ $gone = base ] && echo 'base both left right' || echo 'both right')" \
		"one that has others takes along what stands on $gone or copies from it"
	reset
	run_build >/dev/null
	is "$(calls)" 1 'and that is all'
done
forget 'base:'
reset
output=$(run_build -n)
like "$output" '^\[2/4\] loom/left:1 would be built, unless its parent.s layers come out the same$' '-n says what depends on that'
is "$(builds)" 0 'and builds nothing'
run_build base >/dev/null
reset
run_build left >/dev/null
is "$(built)" left 'a child that was not named then is built when it is asked for'
run_build >/dev/null
rm "$FAKE/differs"

# Two at once
: >"$FAKE/images"
reset
echo 1 >"$FAKE/slow"
make_images -j2 >"$tmp/one" &
make_images -j2 >"$tmp/two"
status=$?
wait
is "$status $(builds)" '0 5' 'two runs at once build each image once'
: >"$FAKE/images"
reset
echo 1 >"$FAKE/slow"
run_build >"$tmp/one" &
while kill -0 "$!" 2>/dev/null && ! grep -q '^build ' "$FAKE/calls"; do sleep 0.1; done
output=$(cd "$tmp/clone" && run_build)
status=$?
wait
is "$status $(builds)" '0 5' 'two checkouts on one engine too'
like "$(cat "$tmp/one" && printf '%s\n' "$output")" '^\[[0-9]/5\] loom/[a-z]*:1 is being built by another run$' 'who waits says so'
like "$output" '^  [a-z]* +tagged as 1, 1-1.0.0, latest$' 'and takes what the other has built'

# What the version before this one built: no label basegen.parents, and what has a registry's name has only that
: >"$FAKE/images"
reset
REGISTRY=ghcr.io/acme run_build >/dev/null
sed -i 's/"basegen.parents": "[^"]*", //' "$FAKE"/info/*
forget '^loom'
is "$(cat "$FAKE"/info/* | grep -c basegen.parents)" 0 'images of an earlier version'
rm -rf build
reset
REGISTRY=ghcr.io/acme run_build >/dev/null
is "$(builds) $(grep -c '^tag' "$FAKE/calls")" '0 0' 'are current under the name of a registry'

# A version that was released: an image of its own, with the layers of the one that the key names
# released [ARCHITECTURE] [KEY] [LAYER] [LABELS]: what the version names on the engine is such an image.
released()
{
	sed -i "s,^loom/base:1-1.0.0 .*,loom/base:1-1.0.0 sha256:built," "$FAKE/images"
	echo "loom/base:key-$base-1.0.0 sha256:released$releases" >>"$FAKE/images"
	printf 'Architecture=%s\nlayers="sha256:base", "sha256:%s"\nlabels="basegen.key": "%s"%s\n' \
		"${1-amd64}" "${3-layer-$base}" "${2-$base}" "${4-}" >"$FAKE/info/sha256:released$releases"
}
echo amd64 >"$FAKE/architecture"
: >"$FAKE/images"
make_images >/dev/null
base=$(key base) releases=1
released
make_images >/dev/null
like "$(cat "$FAKE/images")" '^loom/base:1-1.0.0 sha256:released1$' 'a release has the tags of its version'
reset
make_images >/dev/null
is "$(calls)" 1 'which stay'
sed -i "s,^loom/base:1-1.0.0 .*,loom/base:1-1.0.0 sha256:somebody," "$FAKE/images"
make_images >/dev/null
like "$(cat "$FAKE/images")" '^loom/base:1-1.0.0 sha256:released1$' 'and are put back'
own=$(sed -n 's/^loom\/base:1 //p' "$FAKE/images")
# no_release WHAT [ARGUMENT...]: what the version names is no release.
no_release()
{
	what=$1 && shift
	releases=$((releases + 1))
	forget 'loom.base:key-.*-1.0.0'
	released "$@"
	make_images >/dev/null
	is "$(sed -n 's/^loom\/base:1-1.0.0 //p' "$FAKE/images")" "$own" "$what is no release, whatever its tag says"
	reset
	make_images >/dev/null
	is "$(calls)" 1 "$what: and that is all"
}
no_release 'an image for another platform' s390x
no_release 'one of another key' amd64 "$(key left)"
no_release 'one without a key' amd64 ''
no_release 'one with other layers' amd64 "$base" evil
no_release 'one on a stand-in' amd64 "$base" "layer-$base" ', "basegen.stand-in": "yes"'

# Versions that read like a platform or a stand-in
for platform in amd64 arm64; do
	PLATFORM=linux/$platform run_build >/dev/null
done
VERSION=linux-arm64 run_build base >/dev/null
is "$(sed -n 's/^loom\/base:1-linux-arm64 //p' "$FAKE/images")" "$(sed -n "s/^loom\/base:key-$base //p" "$FAKE/images")" \
	'the version linux-arm64 is not the image for that platform'
sed -i "s,^loom/base:key-$base-linux-arm64 .*,loom/base:key-$base-linux-arm64 $own," "$FAKE/images"
reset
PLATFORM=linux/arm64 run_build base >/dev/null
is "$(built)" base 'nor is what was released as that version the image for the platform'
sed -i "s,^loom/base:key-$base .*,&-gone\\nloom/base:key-$base-standin $own," "$FAKE/images"
mkdir -p "$FAKE/info" && printf 'labels="basegen.stand-in": "debian"\n' >"$FAKE/info/sha256:standin"
sed -i 's,^debian:12 .*,debian:12 sha256:standin,' "$FAKE/images"
reset
run_build base >/dev/null
is "$(built)" base 'nor is one that was released as the version standin the image on a stand-in'

# What a registry has under the version (CACHE=1)
machine=$(case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac)
name=ghcr.io/acme/loom/base:key-$base-linux-$machine
# pulls ID: the registry has what was built under the key, and this under the version.
pulls()
{
	: >"$FAKE/images"
	reset
	printf '%s %s\n' "$name" "$own" "$name-1.0.0" "$1" >"$FAKE/registry"
	output=$(CACHE=1 REGISTRY=ghcr.io/acme run_build base)
	is "$(built) $(sed -n 's,^ghcr.io/acme/loom/base:1 ,,p' "$FAKE/images")" " $own" "CACHE=1, $1: what the key names is pulled"
}
pulls sha256:released1
like "$(cat "$FAKE/images")" '^ghcr.io/acme/loom/base:1-1.0.0 sha256:released1$' 'with what was released'
for release in 2 3 4 5 6; do
	pulls "sha256:released$release"
	like "$(cat "$FAKE/images")" "^ghcr.io/acme/loom/base:1-1.0.0 $own$" 'and with no other image under its version'
done
like "$output" " $name-1.0.0 in the registry is another image, or is for another platform$" 'which is said'
is "$(grep -c "^$name-1.0.0 " "$FAKE/images")" 0 'and does not keep that name'
rm "$FAKE/registry"

done_testing
