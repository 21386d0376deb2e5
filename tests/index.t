#!/bin/sh
# The index of inputs in build/: it says that nothing changed without rendering, and never that wrongly.
# Runs aside: it waits until files are two seconds old.
# shellcheck disable=SC2119 # the helpers take words of their own
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

# known WHAT: nothing is rendered, as the index tells of the same targets.
known()
{
	reset
	before=$(stat -c %i build/index)
	output=$(run_build)
	is "$output" '5 current' "$1: nothing is to be done"
	is "$(stat -c %i build/index)" "$before" "$1: the index tells so"
}

# seen WHAT IMAGES: these are built.
seen()
{
	reset
	output=$(run_build)
	is "$? $(built)" "0 $2" "$1"
}

# settle: what was written now is old enough that its time can tell.
settle()
{
	sleep 2.2
	run_build >/dev/null
}

: >"$FAKE/images"
family "$tmp/family one"
run_build >/dev/null
settle
known 'a second run'

rm -rf build
seen 'deleting build/ costs time alone' ''
settle
known 'and is made good'
for bytes in '' 'basegen index 0' 'basegen index 1'; do
	printf '%s\n' "$bytes" >build/index
	seen "an index that says '$bytes'" ''
done
head -c 500 build/index >"$tmp/half" && cp "$tmp/half" build/index
seen 'half an index' ''
chmod 000 build/index
seen 'one that cannot be read' ''
rm -rf build/index && ln -s /etc/passwd build/index
seen 'a link in its place' ''
is "$(head -c 14 build/index)" 'basegen index ' 'is replaced'
settle

# Times
for time in 2001-01-01 2037-01-01; do
	find . -path ./.git -prune -o -type f -exec touch -d "$time" {} +
	settle
	reset
	is "$(run_build) $(calls)" '5 current 1' "files of $time are no change"
	sed -i "s/WHO: left/WHO: in-$time/" images.yaml && touch -d "$time" images.yaml
	seen "an edit of $time is seen" 'both left'
	sed -i "s/WHO: in-$time/WHO: left/" images.yaml && touch -d "$time" images.yaml
	seen "and taken back: $time" ''
done
undo
settle

# Edits that the time or the size do not tell
run_build >/dev/null
for text in LEFT Left lEFT left; do
	sed -i "s/WHO: [lL][eE][fF][tT]/WHO: $text/" images.yaml
	reset
	run_build >/dev/null
	is "$(grep -c "WHO=.*$text" out/left/Dockerfile)" 1 "an edit of the same size within a second is seen: $text"
done
settle
touch -r images.yaml "$tmp/time"
printf '%s\n' "$(sed 's/WHO: left/WHO: tfel/' images.yaml)" >"$tmp/edited"
cat "$tmp/edited" >images.yaml && touch -r "$tmp/time" images.yaml
seen 'an edit of the same size with the old time set back is seen' 'both left'
undo
settle
touch -r out/left/Dockerfile "$tmp/time"
sed 's/WHO="left"/WHO="tfel"/' out/left/Dockerfile >"$tmp/edited"
cat "$tmp/edited" >out/left/Dockerfile && touch -r "$tmp/time" out/left/Dockerfile
reset
like "$(run_build)" '^out: 1 file written$' 'the same in out/ is seen'
is "$(git status --porcelain)" '' 'and put right'
settle
chmod +x out/left/Dockerfile
run_build >/dev/null
is "$(stat -c %A out/left/Dockerfile | cut -c4)" - 'a mode in out/ is put right'
chmod -x out/build.sh
run_build >/dev/null
is "$(stat -c %A out/build.sh | cut -c4)" x 'as is that of a script'
rm out/keys
run_build >/dev/null
is "$(git status --porcelain)" '' 'and a file that is gone'
settle

# Files that come and go
mkdir -p templates/image && printf '{%% extends "image/base.Dockerfile.j2" %%}\n' >templates/image/new.Dockerfile.j2
settle
sed -i 's/^  apart: {/&template: new.Dockerfile.j2, /' images.yaml
seen 'a new template' ''
rm templates/image/new.Dockerfile.j2
reset
output=$(run_build)
is "$? $(builds)" '2 0' 'a template that is gone is a mistake'
like "$output" 'new.Dockerfile.j2' 'which names it'
undo
settle
echo one >templates/family/more.txt.j2
like "$(run_build)" '^out: .* written$' 'a new template of the family'
is "$(cat out/more.txt)" one 'is rendered'
settle
rm templates/family/more.txt.j2
run_build >/dev/null
is "$(find out -name 'more*')" '' 'one that is gone takes its file along'
settle
# looks_again WHAT: the index is not trusted, so all is read and rendered.
looks_again()
{
	before=$(stat -c %i build/index)
	run_build >/dev/null
	is "$([ "$(stat -c %i build/index)" = "$before" ] && echo same)" '' "$1"
}
echo 'bases: {}' >images.lock
looks_again 'images.lock that appears'
settle
rm images.lock
looks_again 'and that disappears'
settle

# Another program, and places
cp "$basegen" "$tmp/basegen"
kept=$basegen basegen=$tmp/basegen
looks_again 'another program does not trust the index'
settle
known 'the new program'
cp "$kept" "$tmp/other" && mv "$tmp/other" "$tmp/basegen"
looks_again 'nor does one that took its place'
basegen=$kept
looks_again 'nor the one from before'
settle
known 'the old program'
sed 's/WHO: left/WHO: elsewhere/' images.yaml >other.yaml
reset
"$basegen" -f other.yaml --out other build >/dev/null 2>&1
is "$(built)" 'both left' 'another file is another family'
seen 'and the first one has its own' ''

done_testing
