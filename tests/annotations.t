#!/bin/sh
# What --format github prints, read by a small copy of the rules of GitHub's runner (tests/lib/runner.py): annotations
# at their places, ten of each step at most, and no command that a text from elsewhere brings.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

: >"$FAKE/images"
family "$tmp/family one"
LOGS=$tmp/log
export LOGS

# commands COMMAND...: what the runner finds in the output of both kinds.
commands()
{
	"$basegen" --format github "$@" >"$tmp/output" 2>&1
	status=$?
	"${PYTHON:-python3}" "$root/tests/lib/runner.py" <"$tmp/output" >"$tmp/commands"
	return "$status"
}

# told FILTER: of the commands.
told()
{
	jq -rs "$1" "$tmp/commands"
}

line()
{
	grep -n -- "$1" images.yaml | head -n 1 | cut -d : -f 1
}

hostile='##[set-output name=a]b%0A::set-output name=a::b: c, d'

# Mistakes: each is where --format json says
sed -i "s/^  left: {from: base/  left: {from: base, \"$hostile\": 1/; s/^  right: {from: base/  right: {from: bass/" images.yaml
commands generate
is "$? $(told 'map(.command) | join(" ")')" '2 error error' 'a mistake is an annotation'
"$basegen" --format json generate 2>"$tmp/json"
is "$(told 'map([.file, .line, .col, .endColumn, .title]) | tostring')" \
	"$(jq -cs 'map([.file, "\(.line)", "\(.column)", "\(.end_column)", "basegen"])' "$tmp/json")" 'at the place that --format json tells'
is "$(told 'map(.message) | tostring')" "$(jq -cs 'map([.message, (.notes[] | (if .file then "\(.file):\(.line):\(.column): " else "" end) + "note: \(.message)")] | join("\n"))' "$tmp/json")" \
	'with its message and its notes'
like "$(told '.[0].message')" 'set-output name=a::b: c, d' 'whatever characters they have'
mkdir inner && GITHUB_WORKSPACE=$tmp commands generate
is "$(told '.[0].file')" 'family one/images.yaml' 'a file is named from the checkout of the workflow'
(cd / && GITHUB_WORKSPACE=$tmp && export GITHUB_WORKSPACE && commands -C "$tmp/family one" generate)
is "$(told '.[0].file')" 'family one/images.yaml' 'with -C too'

# More than GitHub shows
undo
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	printf '  more-%s:\n    from: base\n    \t\n    ::error file=a::%s: 1\n' "$i" "$i"
done | sed '/\t/d' >>images.yaml
commands generate
is "$(told 'length, (map(select(.command != "error")) | length), .[-1].message' | xargs)" '10 0 3 more mistakes are in the log' 'ten mistakes are annotations at most'
is "$(grep -c 'error: unknown key' "$tmp/output")" 3 'the others are in the log'
undo

# Files that are not up to date
rm -r out/base && echo more >>out/left/Dockerfile
commands generate --check
is "$? $(told 'map([.command, .title, .file, .message] | join(", ")) | join("\n")')" "1 error, not up to date, out/base/Dockerfile, missing: run basegen generate, and commit out
error, not up to date, out/left/Dockerfile, differs: run basegen generate, and commit out" 'generate --check names files'
rm -r out/*
commands generate --check
like "$(told 'length, .[-1].message' | xargs)" '^10 [0-9]+ more files are not up to date; they are in the log$' 'ten at most'
undo

# What an edit means
sed -i 's/^  right: .*/  right: {from: base, env: {WHO: "::error::%0A, :"}}/; s/^  apart/  other/' images.yaml
commands diff
is "$? $(told 'map([.command, .title, .file] | join(" ")) | join(", ")')" \
	'0 notice other images.yaml, notice right images.yaml, notice apart images.yaml, notice both images.yaml' 'diff: those with changes of their own come first'
is "$(told '.[0].line, .[1].line, .[3].line' | xargs)" "$(line '^  other') $(line '^  right') $(line '^  both')" 'diff: at the places of the images'
is "$(told '.[1].message')" 'right: rebuilt, because of file Dockerfile
    env.WHO: right → ::error::%0A, :' 'diff: a notice says what changed'
is "$(told '.[3].message')" 'both: rebuilt, because of parent right' 'diff: and because of what an image is built again'
is "$(tail -n 1 "$tmp/output")" '2 of 5 images rebuilt, 1 added, 1 removed' 'diff: the counts are in the log'
commands diff HEAD HEAD
is "$? $(told length) $(cat "$tmp/output")" '0 0 Nothing changes' 'diff: nothing is annotated if nothing changes'
undo

# Images that fail
printf '%s\t%s\n' '^build .*left-' "printf '  ::set-output name=a::b\r::add-mask::c\n##[add-mask]d\n::stop-commands::e\n'" >"$FAKE/runs"
echo '^build .*left-' >"$FAKE/lost"
commands build -k
is "$? $(told 'map([.command, .title] | join(" ")) | join(", ")')" '1 error left' 'build: what failed is an annotation, and its log brings no command'
like "$(told '.[0].message')" '^failed after [0-9]+ s, log .*/left.log' 'build: it tells the log'
like "$(told '.[0].message')" '##\[add-mask\]d' 'build: and its end'
like "$(cat "$tmp/output")" '^    ## \[add-mask\]d$' 'build: what is shown of it is no command'
forget left
is "$(told '.[0] | "\(.file) \(.line)"')" "images.yaml $(line '^  left')" 'build: it is at the place of the image'
# shellcheck disable=SC2016 # for the shell of the engine
printf '%s\t%s\n' '^build .*left-' 'i=0; while [ $i -lt 30 ]; do printf "%0999d line $i\n" 0; i=$((i + 1)); done; echo the reason' >"$FAKE/runs"
commands build -k
is "$(told '.[0] | "\(.file) \(.line)"')" "images.yaml $(line '^  left')" 'build: also if the targets come from the index'
ok "$([ "$(told '.[0].message' | wc -c)" -le 4096 ]; echo $?)" 'build: of a long log as much as GitHub shows'
is "$(told '.[0].message' | tail -n 1)" 'the reason' 'build: which is its end'
printf '%s\t%s\n' '^build .*left-' 'printf "%09999d the reason" 0' >"$FAKE/runs"
forget left
commands build -k
like "$(told '.[0].message' | tail -n 1)" '0 the reason$' 'build: and the end of a long line'
printf '%s\t%s\n' '^build .*left-' "printf '  ::set-output name=a::b\r::add-mask::c\n##[add-mask]d\n::stop-commands::e\n'" >"$FAKE/runs"
forget left
V=1 commands build -k
like "$(cat "$tmp/output")" '^left \| ## \[add-mask\]d$' 'build: its output is shown with V=1'
is "$(told 'map([.command, .title] | join(" ")) | join(", ")')" 'error left' 'build: and is no command either'
reset
rm "$FAKE/lost"

"$basegen" build --format github nosuch >"$tmp/output" 2>&1
like "$? $(cat "$tmp/output")" '^2 ::error title=basegen::' 'the option may stand behind a verb'

# Checks that fail
sed -i 's/^  apart: {/  apart: {tests: [{command: [check], status: 3}],\n    /' images.yaml && "$basegen" generate >/dev/null
"$basegen" build >/dev/null 2>&1
printf '::set-output name=a::b\n##[add-mask]c\n' >"$FAKE/output"
"$basegen" test --format github --only tests >"$tmp/output" 2>&1
is "$? $("${PYTHON:-python3}" "$root/tests/lib/runner.py" <"$tmp/output" | jq -r '[.command, .title, .file, .line] | join(" ")')" \
	"1 error apart images.yaml $(line tests:)" 'test: a failure is at the key that declares what is checked'

done_testing
