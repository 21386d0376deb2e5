#!/bin/sh
# The command line: the help of each verb, mistakes as text and as JSON, and names that are nearly right. That help,
# basegen.1 and the completions have the options that verbs accept is manual.t's.
. "${0%/*}/lib/tap.sh"

family=$tmp/family
mkdir "$family" && cp -R "$root/templates" "$root/images.yaml" "$family" && cd "$family" || exit 1
"$basegen" generate >/dev/null
git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm one

# Help
verbs=$("$basegen" help | sed -n 's/^    \([a-z]*\) .*/\1/p')
like "$verbs" '^generate$' 'basegen help lists the verbs'
is "$("$basegen" --help)" "$("$basegen" help)" 'and so does --help'
is "$("$basegen" generate --check --help)" "$("$basegen" help generate)" 'help comes before all else'
is "$("$basegen" -f nothing.yaml list -h)" "$("$basegen" help list)" '-h too'
"$basegen" init -- --help >"$tmp/output" 2>&1
like "$(ls -a ./--help)" '^images.yaml$' 'behind -- it is a word'
rm -rf ./--help
is "$("$basegen" help lst 2>&1)" "basegen: unknown command 'lst'; did you mean 'list'?; see: basegen help" 'help of a mistyped verb'
is "$("$basegen" help list show 2>&1)" "basegen: help: unexpected argument 'show': expected at most one command; see: basegen help help" 'help of two'
"$basegen" list --help >/dev/full 2>"$tmp/output"
is $? 3 'help that cannot be written is a failure'

# Where a value may stand
for words in "-C $family" "-C$family" "-C=$family" "-f$family/images.yaml --templates=$family/templates"; do
	# shellcheck disable=SC2086 # words
	is "$(cd / && "$basegen" $words list)" "$("$basegen" list)" "the value in: ${words%% *}"
done
printf '{%% include "x" %%}' >a.j2 && mkdir sub && echo here >sub/x
for words in '-I sub' -Isub -I=sub; do
	# shellcheck disable=SC2086 # words
	is "$("$basegen" render a.j2 $words)" here "the value of an option of a verb: $words"
done
printf '{{ a }}|{{ b }}' >set.j2 && printf 'a: 1\nb: data' >set.yaml
# shellcheck disable=SC2016 # no expression
is "$("$basegen" render set.j2 --data set.yaml --set b='"$(id)": = {{ a }}' --set=a=2)" '2|"$(id)": = {{ a }}' 'variables of a template are texts, over its data'
like "$("$basegen" generate -x1 2>&1)" "generate: unknown option '-x1'" 'an option that there is not, with a value'
is "$("$basegen" matrix --changed --all 2>&1)" "basegen: matrix: missing value of option '--changed': expected --changed VALUE; see: basegen help matrix" 'an option is no value'

# Mistakes. Each call is made with --format json in front, and behind, where it then is an option of the verb's or
# one more mistake.
mkdir "$tmp/folder" "$tmp/many" && head -c 20000000 /dev/zero >"$tmp/large"
printf 'images: [' >"$tmp/broken.yaml"

# refused STATUS [FILE] WORD...: the call ends with STATUS, and all it says is JSON Lines with a severity and a message, the
# first about FILE, if that is not -.
refused()
{
	wanted=$1 file=$2
	shift 2
	"$basegen" --format json "$@" >/dev/null 2>"$tmp/said"
	is $? "$wanted" "$*: status"
	judge "$*"
	case $* in -C* | --nope* | '' | --) return ;; esac
	file=-
	"$basegen" "$@" --format json >/dev/null 2>"$tmp/said"
	judge "$*, and --format json behind it"
	"$basegen" "$@" --format=json >/dev/null 2>"$tmp/said"
	judge "$*, and --format=json behind it"
	"$basegen" "$@" >/dev/null 2>"$tmp/said"
	like "$(head -n 1 "$tmp/said")" '^[^{]' "$*: text where JSON was not asked for"
}

judge()
{
	[ -s "$tmp/said" ] && jq -es --arg file "$file" 'length > 0 and all(.[]; .severity == "error" and (.message | length > 0) and
		(.notes | type == "array")) and ($file == "-" or .[0].file == $file)' <"$tmp/said" >/dev/null 2>&1
	tap_same=$?
	ok "$tap_same" "$1: JSON"
	[ "$tap_same" -eq 0 ] || diag "$(cat "$tmp/said")"
}

refused 2 -
refused 2 - nope
refused 2 - --nope list
refused 2 - -C
refused 3 "$tmp/nothing" -C "$tmp/nothing" list
refused 2 - --color sometimes list
refused 2 nothing.yaml -f nothing.yaml list
refused 2 "$tmp/folder" -f "$tmp/folder" list
refused 2 "$tmp/large" -f "$tmp/large" list
refused 2 "$tmp/broken.yaml" -f "$tmp/broken.yaml" generate
for verb in $verbs; do
	refused 2 - "$verb" --nope
	case $verb in build | test | bootstrap | diff | why | show | rebuild | init | render | help) ;; *) refused 2 - "$verb" word ;; esac
done
refused 2 - generate --check=yes
refused 2 - graph --format
refused 2 - list --format yaml word
refused 2 - show
refused 2 - show nothing
refused 2 - show python-base/nothing
refused 2 - why nothing
refused 2 - diff a b c
refused 2 - diff nothing
refused 2 - init a b
refused 2 - init .
refused 3 /dev/null/x init /dev/null/x
refused 2 - render
refused 2 nothing render nothing
refused 2 "$tmp/folder" render "$tmp/folder"
refused 2 nothing render images.yaml --data nothing
refused 2 - render images.yaml --undefined never
refused 2 - render images.yaml --set name
refused 2 - render images.yaml --set 1=a
refused 3 - --out /dev/null/x generate
VERSION='a b' refused 2 - version

"$basegen" --format json list >/dev/full 2>"$tmp/said"
is $? 3 'a full disk: status'
file=- && judge 'a full disk'
cd "$tmp/folder" || exit 1
printf 'name: a\nimages: {b: {from: "c:1", tag: "1", template: base.Dockerfile.j2}}\n' >images.yaml && cp -R "$root/templates" .
refused 3 - diff
cd "$family" || exit 1

# Names that are nearly right
is "$("$basegen" show pyton-base 2>&1)" \
	"basegen: show: unknown image 'pyton-base'; did you mean 'python-base'?; see: basegen help show" 'an image'
made()
{
	MAKELEVEL=1 "$basegen" build "$1" 2>&1
}

like "$(made geneate)" "unknown image 'geneate'; did you mean the goal 'generate'\\?" 'a goal of make'
like "$(made all-image)" "did you mean the goal 'all-images'\\?" 'another one'
like "$(made pyton-base)" "did you mean 'python-base'\\?" 'make: an image'
like "$(made python-base/3)" "image 'python-base' has no variant with the tag '3'" 'make: a variant'
is "$(made xyzzyx | grep -c 'did you mean')" 0 'make: nothing is near'
is "$(made includ | grep -c 'include')" 0 'make: a word of its language is no goal'
is "$("$basegen" build geneate 2>&1 | grep -c generate)" 0 'without make there are no goals'
done_testing
