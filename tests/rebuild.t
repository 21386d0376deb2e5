#!/bin/sh
# basegen rebuild: the key is set where it belongs in images.yaml, all other bytes stay, and what cannot be set is
# refused with its place.
. "${0%/*}/lib/tap.sh"

mkdir "$tmp/family" && cd "$tmp/family" || exit 1

# sets NAME BEFORE AFTER [IMAGE...]: texts with the escapes of printf.
sets()
{
	name=$1
	printf '%b' "$2" >images.yaml
	printf '%b' "$3" >wanted
	shift 3
	output=$("$basegen" rebuild 2026-11-26 "$@" 2>&1)
	is "$? $output" "0 images.yaml: written
to be built again, by make or basegen build: ${built-web}" "$name: is set"
	runs "$name: in its place, and nothing else changes" diff wanted images.yaml
	is "$("$basegen" rebuild 2026-11-26 "$@" 2>&1)" 'images.yaml: nothing to change' "$name: once"
}

rest='images:\n  web: {from: "debian:12", tag: "1"}\n'

# The defaults
sets 'a plain value' "name: loom\ndefaults:\n  rebuild: 2026-11-01 # weekly\n  workdir: /app\n$rest" \
	"name: loom\ndefaults:\n  rebuild: \"2026-11-26\" # weekly\n  workdir: /app\n$rest"
sets 'a value in quotes' "name: loom\ndefaults: {workdir: /app, rebuild: 'a ''b'}\n$rest" \
	"name: loom\ndefaults: {workdir: /app, rebuild: \"2026-11-26\"}\n$rest"
sets 'a block' "name: loom\ndefaults:\n  rebuild: >- # of old\n    a\n    b\n\n  # next\n  workdir: /app\n$rest" \
	"name: loom\ndefaults:\n  rebuild: \"2026-11-26\"\n\n  # next\n  workdir: /app\n$rest"
sets 'a number with a tag' "name: loom\ndefaults: {rebuild: !!str 12}\n$rest" "name: loom\ndefaults: {rebuild: \"2026-11-26\"}\n$rest"
sets 'no value' "name: loom\ndefaults:\n  rebuild: # none\n  workdir: /app\n$rest" \
	"name: loom\ndefaults:\n  rebuild: \"2026-11-26\" # none\n  workdir: /app\n$rest"
sets 'no key in a block' "name: loom\ndefaults: # of all\n    # where it works\n    workdir: /app\n$rest" \
	"name: loom\ndefaults: # of all\n    rebuild: \"2026-11-26\"\n    # where it works\n    workdir: /app\n$rest"
sets 'no key in a block with an anchor' "name: loom\ndefaults:\n  &all # of all\n  workdir: /app\n$rest" \
	"name: loom\ndefaults:\n  &all # of all\n  rebuild: \"2026-11-26\"\n  workdir: /app\n$rest"
sets 'no key in braces' "name: loom\ndefaults: { workdir: /app }\n$rest" "name: loom\ndefaults: { rebuild: \"2026-11-26\", workdir: /app }\n$rest"
sets 'no key in braces on lines' "name: loom\ndefaults: {\n  workdir: /app,\n}\n$rest" \
	"name: loom\ndefaults: {\n  rebuild: \"2026-11-26\",\n  workdir: /app,\n}\n$rest"
sets 'empty braces' "name: loom\ndefaults: {}\n$rest" "name: loom\ndefaults: {rebuild: \"2026-11-26\"}\n$rest"
sets 'no defaults' "name: loom\n# The images\n$rest" "name: loom\ndefaults:\n  rebuild: \"2026-11-26\"\n# The images\n$rest"
sets 'no defaults, in parts' "# The family\nname: loom\n\n# The images\nimages:\n    web: {from: \"debian:12\", tag: \"1\"}\n" \
	"# The family\nname: loom\n\ndefaults:\n    rebuild: \"2026-11-26\"\n\n# The images\nimages:\n    web: {from: \"debian:12\", tag: \"1\"}\n"
sets 'no defaults, and the images first' "\0357\0273\0277# The family\n${rest}name: loom\n" \
	"\0357\0273\0277# The family\ndefaults:\n  rebuild: \"2026-11-26\"\n${rest}name: loom\n"
sets 'a comment at the top' "# The family\n${rest}name: loom\n" "# The family\ndefaults:\n  rebuild: \"2026-11-26\"\n${rest}name: loom\n"
sets 'a family in braces' '{name: loom, images: {web: {from: "debian:12", tag: "1"}}}\n' \
	'{name: loom, defaults: {rebuild: "2026-11-26"}, images: {web: {from: "debian:12", tag: "1"}}}\n'
sets JSON '{"name": "loom", "images": {"web": {"from": "debian:12", "tag": "1"}}}' \
	'{"name": "loom", "defaults": {"rebuild": "2026-11-26"}, "images": {"web": {"from": "debian:12", "tag": "1"}}}'
is "$(jq -r .defaults.rebuild images.yaml)" 2026-11-26 'JSON stays JSON'
sets 'line ends of another system' 'name: loom\r\ndefaults:\r\n  workdir: /app\r\nimages:\r\n  web: {from: "debian:12", tag: "1"}\r\n' \
	'name: loom\r\ndefaults:\r\n  rebuild: "2026-11-26"\r\n  workdir: /app\r\nimages:\r\n  web: {from: "debian:12", tag: "1"}\r\n'
sets 'no defaults, with these line ends' 'name: loom\r\n\r\nimages:\r\n  web: {from: "debian:12", tag: "1"}\r\n' \
	'name: loom\r\n\r\ndefaults:\r\n  rebuild: "2026-11-26"\r\n\r\nimages:\r\n  web: {from: "debian:12", tag: "1"}\r\n'
sets 'braces on lines, with these line ends' 'name: loom\r\nimages: {\r\n  web: {\r\n    from: "debian:12", tag: "1"\r\n  }\r\n}\r\n' \
	'name: loom\r\nimages: {\r\n  web: {\r\n    rebuild: "2026-11-26",\r\n    from: "debian:12", tag: "1"\r\n  }\r\n}\r\n' web
sets 'line ends of the oldest systems' 'name: loom\r\r# The images\rimages:\r  web: {from: "debian:12", tag: "1"}\r' \
	'name: loom\r\rdefaults:\r  rebuild: "2026-11-26"\r\r# The images\rimages:\r  web: {from: "debian:12", tag: "1"}\r'
sets 'a family that has moved in' "---\n  name: loom\n  images:\n    web: {from: \"debian:12\", tag: \"1\"}\n" \
	"---\n  name: loom\n  defaults:\n    rebuild: \"2026-11-26\"\n  images:\n    web: {from: \"debian:12\", tag: \"1\"}\n"

# Images
images='name: loom\ndefaults: {from: "debian:12", tag: "1"}\nimages:\n'
sets 'an image in a block' "${images}  web:\n    # where it works\n    workdir: /app\n  apart: {}\n" \
	"${images}  web:\n    rebuild: \"2026-11-26\"\n    # where it works\n    workdir: /app\n  apart: {}\n" web
sets 'an image without keys' "${images}  web: # nothing\n  apart: ~\n" \
	"${images}  web: {rebuild: \"2026-11-26\"} # nothing\n  apart: ~\n" web
built='web, apart' sets 'two images' "${images}  web: &web {env: {A: b}}\n  apart: ~\n  third: {env: {C: d}}\n" \
	"${images}  web: &web {rebuild: \"2026-11-26\", env: {A: b}}\n  apart: {rebuild: \"2026-11-26\"}\n  third: {env: {C: d}}\n" apart web
sets 'an image with keys from elsewhere' "x-common: &common {env: {A: b}, rebuild: old}\n${images}  web: {<<: *common, workdir: /app}\n  apart: *common\n" \
	"x-common: &common {env: {A: b}, rebuild: old}\n${images}  web: {rebuild: \"2026-11-26\", <<: *common, workdir: /app}\n  apart: *common\n" web
sets 'an image called images' "${images}  web: {rebuild: x}\n  images: {}\n" "${images}  web: {rebuild: \"2026-11-26\"}\n  images: {}\n" web

# Without names, whatever would not take the text from the defaults
built='own, merged, plain' sets 'all images, also those with a text of their own' \
	"x-common: &common {rebuild: old}\n${images}  own: {rebuild: 2026-03-01} # once\n  merged: {<<: *common, workdir: /app}\n  plain: {}\n" \
	"x-common: &common {rebuild: old}\nname: loom\ndefaults: {rebuild: \"2026-11-26\", from: \"debian:12\", tag: \"1\"}\nimages:\n  own: {rebuild: \"2026-11-26\"} # once\n  merged: {rebuild: \"2026-11-26\", <<: *common, workdir: /app}\n  plain: {}\n"

# refused STATUS MESSAGE TEXT WORD...
refused()
{
	wanted=$1 message=$2
	printf '%b' "$3" >images.yaml && cp images.yaml before
	shift 3
	output=$("$basegen" rebuild "$@" 2>&1)
	is "$? $(printf '%s\n' "$output" | head -n 1)" "$wanted $message" "refused: $message"
	runs 'nothing is written' diff before images.yaml
}

refused 2 "images.yaml:5:18: error: 'rebuild' is the alias *date here, which other values are too: write out what it stands for" \
	"x-date: &date today\n${images}  web: {rebuild: *date}\n" new web
refused 2 "images.yaml:5:8: error: 'web' is the alias *web here, which other values are too: write out what it stands for" \
	"x-web: &web {}\n${images}  web: *web\n" new web
refused 2 "images.yaml:4:18: error: 'rebuild' has the anchor &date here, which gives it to other values too: remove the anchor" \
	"${images}  web: {rebuild: &date today}\n" new web
refused 2 "images.yaml:4:18: error: 'rebuild' is an expression here, which a text would replace: change what it is made of" \
	"${images}  web: {rebuild: '{{ name }}'}\n" new web
refused 2 "images.yaml:4:3: error: 'rebuild' cannot be set here without changing more than that: write it here by hand" \
	"${images}  web: &web {workdir: /app}\n  apart: {<<: *web}\n" new web
refused 2 "images.yaml:4:5: error: 'rebuild' cannot be set here without changing more than that: write it here by hand" \
	"${images}  ? web\n  : workdir: /app\n" new web
refused 2 "images.yaml:6:19: error: 'rebuild' has the anchor &date here, which gives it to other values too: remove the anchor" \
	"${images}  web: {}\n  right: {}\n  left: {rebuild: &date today}\n" new web left
refused 2 "images.yaml:5:18: error: 'rebuild' is the alias *date here, which other values are too: write out what it stands for" \
	"x-date: &date today\n${images}  web: {rebuild: *date}\n" new
some="${images}  web: {}\n"
refused 2 "basegen: rebuild: unknown image 'wep'; did you mean 'web'?; see: basegen help rebuild" "$some" new wep
refused 2 "basegen: rebuild: unknown image 'other': basegen list prints all images; see: basegen help rebuild" "$some" new other
refused 2 "basegen: rebuild: 'web/1' is a variant: expected a whole image, 'web'; see: basegen help rebuild" "$some" new web/1
for text in '' '{{ name }}' 'a {# b' 'two
lines' "$(printf 'a\033b')" "$(printf 'a\377')"; do
	refused 2 "basegen: rebuild: invalid text '$(printf %s "$text" | sed 's/\x1b/\\x1B/; s/\xff/\\xFF/' | tr '\n' '~' | sed 's/~/\\x0A/')': expected one line without tabs and other control characters, {{, {% and {#, like 2026-11-26; see: basegen help rebuild" "$some" "$text"
done
refused 2 "basegen: rebuild: missing text: expected one, like 2026-11-26; see: basegen help rebuild" "$some"
refused 2 "images.yaml:4:9: error: unknown key 'wrong' in image 'web'" "${images}  web: {wrong: 1}\n" new

# What stands in the way of the text
printf '%b' "$some" >images.yaml
is "$("$basegen" rebuild --format json 'a "text" of: words # and more')" '{"event":"written","file":"images.yaml","touches":["web"]}' 'as JSON, a text of any characters'
is "$("$basegen" show web | grep rebuild)" 'rebuild: "a \"text\" of: words # and more" # defaults, images.yaml:2' 'stays a text'
mkdir inside && mv images.yaml inside/real.yaml && ln -s inside/real.yaml images.yaml
"$basegen" rebuild 1 >/dev/null
is "$(readlink images.yaml) $(grep -c 'rebuild: "1"' inside/real.yaml)" 'inside/real.yaml 1' 'the file that a link leads to is written'

# Ten runs at once, of which each edits what the one before has written
rm images.yaml
{
	printf '%b' "$images"
	for i in 0 1 2 3 4 5 6 7 8 9; do echo "  i$i: {}"; done
} >images.yaml
rm -f status
for i in 0 1 2 3 4 5 6 7 8 9; do
	{ "$basegen" rebuild x "i$i" >/dev/null 2>&1 || echo "$i" >>status; } &
done
wait
is "$(grep -c 'rebuild: "x"' images.yaml) $(cat status 2>/dev/null)" '10 ' 'no run loses the edit of another'

# Whenever a person saves the file, that is not lost
{
	printf '%b' "$images"
	seq 300 | sed 's/.*/  i&: {}/'
} >images.yaml
tries=0
: >log
while [ ! -s log ] && [ "$tries" -lt 100 ]; do
	tries=$((tries + 1))
	delay=$(printf '0.%02d' $((tries % 50)))
	"$basegen" rebuild "$tries" >/dev/null 2>>log &
	sleep "$delay" && echo "# saved after $delay" >>images.yaml
	wait
done
is "$(grep -c '^# saved' images.yaml)" "$tries" 'what a person saves meanwhile stays'
is "$(cat log)" 'basegen: images.yaml was changed while the command was at work, and is left as it is: run the command again' 'and the run says so'
printf '%b' "$some" >images.yaml

# What else is the file's stays: its mode and owner, and files beside it
echo mine >images.yaml.new
for mode in 600 664 640; do
	chmod "$mode" images.yaml && "$basegen" rebuild "$mode" >/dev/null
	is "$(stat -c %a images.yaml) $(grep -c "rebuild: \"$mode\"" images.yaml)" "$mode 1" "the mode $mode stays"
done
is "$(cat images.yaml.new)" mine 'a file of a person beside it stays'
is "$(find . -name '*images.yaml?*')" ./images.yaml.new 'and no other is left'
if [ "$(id -u)" = 0 ]; then
	chown 12345:23456 images.yaml && "$basegen" rebuild again >/dev/null
	is "$(stat -c %u:%g images.yaml)" 12345:23456 'the owner stays'
	chown 0:0 images.yaml
fi

done_testing
