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
	like "$output" '^\[[2-4]/5\] loom/left:1 refused, as out/left/Dockerfile is not what its key says; run it again, and it is generated again$' "$way: which is said"
	like "$output" '^  left +refused, as out/left/Dockerfile is not what its key says; ' "$way: in the table too"
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
sleep 0.5
output=$(cd "$tmp/clone" && run_build)
status=$?
wait
is "$status $(builds)" '0 5' 'two checkouts on one engine too'
like "$output" '^\[[0-9]/5\] loom/[a-z]*:1 is being built by another run$' 'who waits says so'
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

# A version that was released
: >"$FAKE/images"
make_images >/dev/null
base=$(key base)
sed -i "s,^loom/base:1-1.0.0 .*,loom/base:1-1.0.0 sha256:released," "$FAKE/images"
echo "loom/base:key-$base-1.0.0 sha256:released" >>"$FAKE/images"
reset
make_images >/dev/null
is "$(calls)" 1 'the tags of a release stay'
sed -i "s,^loom/base:1-1.0.0 .*,loom/base:1-1.0.0 sha256:somebody," "$FAKE/images"
make_images >/dev/null
like "$(cat "$FAKE/images")" '^loom/base:1-1.0.0 sha256:released$' 'and are put back'

done_testing
