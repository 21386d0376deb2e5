#!/bin/sh
# What is built and what is not, and what is said of it, with an engine that notes how it is called.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	umount "$tmp/full" 2>/dev/null
}

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
	is "$(built) $(grep -c '^tag ' "$FAKE/calls")" ' 3' "$way: a tag that was moved is put back, nothing is built"
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
reset
(cd "$tmp/clone" && make_images) >/dev/null
is "$(calls)" 1 'a fresh clone beside an engine that has the images'
git clone -q . "$tmp/second"
(cd "$tmp/second" && edit 'WHO: apart' 'WHO: second')
reset
(cd "$tmp/second" && VERSION=2 make_images) >/dev/null
is "$(built)" apart 'a second checkout on the engine builds what differs'
reset
make_images >/dev/null
is "$(built) $(grep -c '^tag ' "$FAKE/calls")" ' 3' 'and the first one takes its tags back, without a build'
first=$FAKE
FAKE=$tmp/engine2 && mkdir "$FAKE" && : >"$FAKE/images"
reset
make_images >/dev/null
is "$(built)" 'apart base both left right' 'another engine has nothing'
FAKE=$first
reset
make_images >/dev/null
is "$(calls)" 1 'back on the first nothing is to be done'

# What basegen is not there to mend
echo '# by hand' >>out/left/Dockerfile
rm out/right/Dockerfile
touch out/base/more
for way in make_images run_build; do
	forget '(left|right|both):'
	: >"$FAKE/images"
	reset
	output=$($way -k)
	is "$(built)" 'apart base' "$way: a context that somebody changed is not built under its key"
	like "$output" 'left has files that are not what its key says' "$way: which is said"
	like "$output" '^    .*/out/left/Dockerfile$' "$way: with the files"
	like "$output" '^    .*/out/right/Dockerfile$' "$way: also of one that is gone"
done
rm out/base/more
undo
make_images >/dev/null
for tag in "key-$(key left)" 1 1-1.0.0 latest; do
	sed -i "s,^loom/left:$tag .*,loom/left:$tag $(sed -n 's/^loom\/right:1 //p' "$FAKE/images")," "$FAKE/images"
done
reset
run_build >/dev/null
is "$(built)" left 'all tags of an image moved to another one are found out'
reset
ln -s nowhere "$tmp/log/left.lock"
forget 'left:'
output=$(run_build left)
is "$? $(printf '%s\n' "$output" | grep -c 'left.lock is no lock: remove it')" '1 1' 'what is no lock is not waited for'
rm "$tmp/log/left.lock" && : >"$tmp/log/left.lock"
output=$(run_build left)
is "$? $(printf '%s\n' "$output" | grep -c 'is no lock')" '1 1' 'nor is a file'
rm "$tmp/log/left.lock"
(cd out && LOGS=$tmp/log sh build.sh left) >"$tmp/said"
is "$(tail -n 1 "$tmp/said")" '1 built, 1 current' 'from within out/'
ln -s "$PWD/out/build.sh" "$tmp/build"
is "$(LOGS=$tmp/log "$tmp/build")" '5 current' 'through a link'
for words in nope --wat -jx '-j 0'; do
	# shellcheck disable=SC2086 # words
	run_build $words >/dev/null
	is $? 2 "build.sh $words: a mistake of who calls"
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

# Other shells than the system's
for shell in 'bash --posix' 'busybox sh'; do
	: >"$FAKE/images"
	reset
	echo '^build .*/left-[^/]*$' >"$FAKE/fail"
	# shellcheck disable=SC2086 # a command
	output=$(LOGS=$tmp/log $shell out/build.sh -k -j 2 2>&1)
	is "$? $(printf '%s\n' "$output" | tail -n 1)" '1 3 built, 1 failed, 1 not tried' "$shell: a failure"
	reset
	# shellcheck disable=SC2086
	is "$(LOGS=$tmp/log $shell out/build.sh 2>&1 | tail -n 1)" '2 built, 3 current' "$shell: the next run goes on"
done

# Interruptions: whoever is killed, no tag names what was not built, and the next run goes on.
interrupted()
{
	reset
	make_images >/dev/null
	is "$(built)" "$2" "$1: the next run goes on"
	reset
	make_images >/dev/null
	is "$(calls)" 1 "$1: and all is there then"
	is "$(find "$tmp/log" -name '*.lock')" '' "$1: no lock is left"
}
: >"$FAKE/images"
reset
echo '/right-[^/]*$' >"$FAKE/killed"
output=$(make_images -k)
rm "$FAKE/killed"
is "$(grep -c 'right:' "$FAKE/images")" 0 'a client that is killed leaves no tag'
interrupted "the engine's client was killed" 'both right'

: >"$FAKE/images"
reset
echo 2 >"$FAKE/slow"
make -rR -f out/images.mk "LOGS=$tmp/log" -j2 >/dev/null 2>&1 &
make=$!
sleep 1
kill -9 "$make"
wait "$make" 2>/dev/null
is "$(grep -c ':1 ' "$FAKE/images")" 0 'make was killed: no tag is there'
rm "$FAKE/slow"
sleep 2
interrupted 'make was killed' 'both left right'

: >"$FAKE/images"
reset
echo 5 >"$FAKE/slow"
begin()
{
	# shellcheck disable=SC2016 # for the shell inside
	setsid env --default-signal=INT sh -c 'echo $$ >"$1"; exec make -rR -f out/images.mk "LOGS=$2"' sh "$tmp/pid" "$tmp/log" >/dev/null 2>&1 &
	sleep 1
}
interrupt()
{
	kill -INT "-$(cat "$tmp/pid")"
	wait
}
begin
interrupt
rm "$FAKE/slow"
is "$(find "$tmp/log" -name '*.lock')" '' 'Ctrl-C leaves no lock, even if the image is never built again'
interrupted 'Ctrl-C' 'apart base both left right'

# The same for build.sh, where it is at more than one image.
: >"$FAKE/images"
reset
echo 5 >"$FAKE/slow"
mkdir "$tmp/temporary"
LOGS=$tmp/log TMPDIR=$tmp/temporary out/build.sh -j 2 >"$tmp/said" 2>&1 &
script=$!
sleep 1
kill -TERM "$script"
wait "$script"
is "$? $(tail -n 1 "$tmp/said")" '143 2 interrupted, 3 not tried' 'build.sh that is ended says what it was at'
like "$(cat "$tmp/said")" '^  left +not tried, as it needs base$' 'and what was not tried for it'
is "$(find "$tmp/temporary" -mindepth 1)" '' 'and leaves nothing behind'
is "$(pgrep -f "$tmp/bin/docker build")" '' 'no client of the engine goes on'
rm "$FAKE/slow"
interrupted 'build.sh was ended' 'apart base both left right'

# A stale lock of a process that is gone
forget 'apart:'
ln -s 999999999 "$tmp/log/apart.lock"
reset
make_images >/dev/null
is "$(built)" apart 'a lock that a killed run left is taken over'
ln -s $$ "$tmp/log/apart.lock"
forget 'apart:'
begin
interrupt
is "$(readlink "$tmp/log/apart.lock")" $$ 'Ctrl-C while another run has the lock leaves it that lock'
rm "$tmp/log/apart.lock"
forget 'apart:'
reset
ln -s 999999999 "$tmp/log/apart.lock"
ln -s $$ "$tmp/log/apart.lock.999999999"
LOGS=$tmp/log timeout 1 out/build.sh apart >/dev/null 2>&1
is "$(builds) $(readlink "$tmp/log/apart.lock")" '0 999999999' 'but not while another run is at that'
ln -sf 999999998 "$tmp/log/apart.lock.999999999"
run_build apart >/dev/null
is "$(builds) $(find "$tmp/log" -name '*.lock*')" '1 ' 'unless that one is gone as well'

# Two at once
: >"$FAKE/images"
reset
echo 1 >"$FAKE/slow"
make_images -j2 >"$tmp/one" &
make_images -j2 >"$tmp/two"
status=$?
wait
is "$status $(builds)" '0 5' 'two runs at once build each image once'
rm "$FAKE/slow"

# Where nothing can be written
: >"$FAKE/images"
reset
output=$(LOGS=/dev/full/log out/build.sh 2>&1)
is "$? $(builds)" '1 0' 'without a place for the log nothing is built, and that is an error'

if [ "$(id -u)" -eq 0 ] && mkdir "$tmp/full" && mount -t tmpfs -o size=8k tmpfs "$tmp/full" 2>/dev/null; then
	head -c 8192 /dev/zero >"$tmp/full/file" 2>/dev/null
	: >"$FAKE/images"
	output=$(LOGS=$tmp/full out/build.sh 2>&1)
	is "$? $(printf '%s\n' "$output" | tail -n 1)" '0 5 built' 'a full disk for the logs is none for the images'
	umount "$tmp/full"
else
	skip 'a full disk for the logs' 'only root can mount one'
fi

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
