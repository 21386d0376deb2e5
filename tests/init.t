#!/bin/sh
# basegen init: a family that generates, that its own schema accepts, and nothing overwritten.
. "${0%/*}/lib/tap.sh"

mkdir "$tmp/here" && cd "$tmp/here" || exit 1
runs 'init' "$basegen" init
runs 'the family generates' "$basegen" generate
runs 'and is up to date then' "$basegen" generate --check
runs 'and needs no copy of a stock template' test ! -e templates
is "$(cat .gitignore)" /build/ 'logs are no sources'
is "$(cat .gitattributes)" "$(cat "$root/.gitattributes")" 'git keeps line ends, and knows what nobody reads'
is "$(find . -name .gitignore -prune -o -type f -perm /133 -print | grep -v '^./out/.*\.sh$')" '' 'files are 0644'
# shellcheck disable=SC2016 # Python's
runs 'the schema that images.yaml names accepts it' "${PYTHON:-python3}" -c '
import json, sys, yaml, jsonschema
text = open("images.yaml").read()
schema = json.load(open(text.split("$schema=")[1].split()[0]))
jsonschema.Draft7Validator(schema).validate(yaml.safe_load(text))'
for dockerfile in out/*/Dockerfile; do
	runs "$dockerfile: hadolint" hadolint --ignore DL3008 "$dockerfile"
done
sed 's/^  # \( *python:\|  [a-z]*:\)/  \1/' images.yaml >more.yaml
runs 'the commented image is one' "$basegen" -f more.yaml --out more generate
is "$("$basegen" -f more.yaml list | awk '$2 == "python" { print $3 }' | tr '\n' ' ')" '3.11-slim 3.12-slim ' 'with two variants'

before=$(cksum <images.yaml)
echo mine >images.yaml
"$basegen" init 2>stderr
is $? 2 'a second init is refused'
like "$(cat stderr)" 'images\.yaml is there already' 'and says why'
is "$(cat images.yaml)" mine 'nothing is overwritten'
mkdir "$tmp/ours" && echo out >"$tmp/ours/.gitignore" && echo '* text' >"$tmp/ours/.gitattributes" && "$basegen" init "$tmp/ours" >stdout
is "$(cat "$tmp/ours/.gitignore" "$tmp/ours/.gitattributes")" 'out
* text' 'files of git that are there stay'
like "$(cat stdout)" "^$tmp/ours/.gitattributes is there already and stays; it should hold$" 'which is said'
like "$(cat stdout)" '^out/\*\* -text$' 'with what is missing'

"$basegen" init "$tmp/new one" >stdout
is $? 0 'init into a new folder'
like "$(cat stdout)" "^$tmp/new one: [0-9]+ files written$" 'says what was done'
is "$(cksum <"$tmp/new one/images.yaml")" "$before" 'with the same files'
"$basegen" init "$tmp/not/there" 2>stderr
is $? 3 'a folder that cannot be made'
mkdir "$tmp/elsewhere" && ln -s "$tmp/elsewhere" "$tmp/link"
"$basegen" init "$tmp/link" 2>stderr
runs 'nothing is written through a link' test -z "$(ls "$tmp/elsewhere")"
"$basegen" init a b 2>stderr
is $? 2 'one folder'

done_testing
