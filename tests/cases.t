#!/bin/sh
# Golden cases: tests/cases/NAME holds an images.yaml and what basegen makes of it:
#     stderr    what it says (missing: nothing)
#     stdout    what it prints (missing: not compared)
#     status    how it ends (missing: 0)
#     out/      the files of out/ that are compared, byte for byte
#     templates/, prepare (run in the case's folder first), call (instead of: generate)
# Where basegen does not end with 0, nothing may have been written. Every message of the
# catalogue needs a case.
#
# RECORD=1 tests/cases.t writes stderr and status anew; read the diff.
. "${0%/*}/lib/tap.sh"

# A case with templates of its own has no other files in out/: an empty template switches a stock one off.
without_stock_family()
{
	[ ! -L templates ] && [ ! -L templates/family ] && mkdir -p templates/family/ci || return 0
	for template in "$root"/templates/family/*.j2 "$root"/templates/family/*/*.j2; do
		template=templates${template#"$root/templates"}
		[ -e "$template" ] || : >"$template"
	done
}

# Nothing of out/ may change when basegen refuses: a file stands there and must stay alone.
prepare_case()
{
	work=$tmp/$1
	cp -R "$root/tests/cases/$1" "$work" && cd "$work" || exit 1
	if [ -d templates ]; then without_stock_family; else cp -R "$root/templates" templates; fi
	rm -rf out stderr stdout status
	mkdir out && echo mine >out/mine
	[ ! -f prepare ] || sh ./prepare
}

run_case()
{
	words=$(expect_file call generate)
	# shellcheck disable=SC2086 # a call is words
	"$basegen" $words >stdout 2>stderr
	echo $? >status
}

record()
{
	expected=$root/tests/cases/$1
	rm -f "$expected/stderr" "$expected/status"
	[ ! -s stderr ] || cp stderr "$expected/stderr"
	[ ! -f "$expected/stdout" ] || cp stdout "$expected/stdout"
	[ "$(cat status)" = 0 ] || cp status "$expected/status"
}

expect_file()
{
	if [ -f "$1" ]; then cat "$1"; else printf %s "$2"; fi
}

check_case()
{
	expected=$root/tests/cases/$1
	is "$(cat status)" "$(expect_file "$expected/status" 0)" "$1: status"
	is "$(cat stderr)" "$(expect_file "$expected/stderr" '')" "$1: messages"
	[ ! -f "$expected/stdout" ] || is "$(cat stdout)" "$(cat "$expected/stdout")" "$1: what it prints"
	if [ "$(cat status)" != 0 ]; then
		is "$(find out | sort | tr '\n' ' ')" 'out out/mine ' "$1: nothing written"
	fi
	[ ! -d "$expected/out" ] || runs "$1: files" diff -r "$expected/out" out --exclude=mine --exclude=.manifest
}

for folder in "$root"/tests/cases/*/; do
	name=$(basename "$folder")
	(prepare_case "$name" && run_case) || exit 1
	cd "$tmp/$name" || exit 1
	if [ "${RECORD-}" = 1 ]; then record "$name"; else check_case "$name"; fi
done

# A message becomes a pattern: every conversion of printf stands for anything.
messages()
{
	find "$root/gen" -name mistakes.h ! -path '*/jinja/*' -exec cat {} + |
		sed -e ':more' -e '/\\$/{' -e 'N;s/ *\\\n[[:space:]]*/ /;b more' -e '}' |
		sed -n 's/^#define \(MISTAKE_[A-Z_]*\) "\(.*\)"$/\1 \2/p' | sed 's/" *"//g; s/\\"/"/g'
}

cat "$root"/tests/cases/*/stderr >"$tmp/all"
messages | sed 's/[].*^$[]/\\&/g; s/%[0-9]*[a-zX][udx]*/.*/g' >"$tmp/patterns"
while read -r name pattern; do
	grep -q -e "error: $pattern\$" "$tmp/all"
	ok $? "$name has a case"
done <"$tmp/patterns"

done_testing
