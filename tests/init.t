#!/bin/sh
# basegen init: a family that generates, that its own schema accepts and its own Makefile builds, and nothing overwritten.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"

mkdir "$tmp/Here & there" && cd "$tmp/Here & there" || exit 1
"$basegen" init >"$tmp/stdout"
is $? 0 'init'
is "$(find . -type f | LC_ALL=C sort | xargs)" \
	'./.gitattributes ./.github/renovate.json ./.github/workflows/comment.yml ./.github/workflows/main.yml ./.github/workflows/nightly.yml ./.github/workflows/pull-request.yml ./.github/workflows/release.yml ./.github/workflows/settings.yml ./.gitignore ./Makefile ./images.yaml ./templates/files/list-packages ./templates/image/tools.Dockerfile.j2' 'writes a family, and no stock template'
like "$(cat "$tmp/stdout")" '^\.: 13 files written for the family here-there$' 'says what it wrote'
sed -n 's/^    \(make [a-z-]*\) .*/\1/p' "$tmp/stdout" >"$tmp/words"
is "$(xargs <"$tmp/words")" 'make generate make make lock make bootstrap make help' 'and how to go on'
runs 'the family generates' "$basegen" generate
runs 'and is up to date then' "$basegen" generate --check
is "$(cat .gitignore)" /build/ 'logs are no sources'
is "$(cat .gitattributes)" "$(cat "$root/.gitattributes")" 'git keeps line ends, and knows what nobody reads'
is "$(find . -type f -perm /133 | LC_ALL=C sort | xargs)" './out/build.sh ./out/ci/nightly.sh ./out/tools/list-packages ./templates/files/list-packages' 'files are 0644 but for scripts'
# shellcheck disable=SC2016 # Python's
runs 'the schema that images.yaml names accepts it' "${PYTHON:-python3}" -c '
import json, sys, yaml, jsonschema
text = open("images.yaml").read()
schema = json.load(open(text.split("$schema=")[1].split()[0]))
jsonschema.Draft7Validator(schema).validate(yaml.safe_load(text))'
for dockerfile in out/*/Dockerfile; do
	runs "$dockerfile: hadolint" hadolint --ignore DL3008 "$dockerfile"
done
like "$(cat out/tools/Dockerfile)" '^RUN dpkg-query' 'its own template adds to the stock one'
sed 's/^  # \( *python:\|  [a-z]*:\)/  \1/' images.yaml >more.yaml
runs 'the commented image is one' "$basegen" -f more.yaml --out more generate
is "$("$basegen" -f more.yaml list | awk '$2 == "python" { print $3 }' | tr '\n' ' ')" '3.11-slim 3.12-slim ' 'with two variants'
rm -rf more more.yaml

# Its Makefile: every goal that is told is there, and is basegen's.
mkdir "$tmp/path" && ln -s "$basegen" "$tmp/path/basegen" && PATH=$tmp/path:$PATH
make_here()
{
	make --no-print-directory LOGS="$tmp/log" "$@" 2>&1
}
git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm one && git tag v1.0.0
: >"$FAKE/images"
reset
runs 'make' make_here
is "$(in_order)" 'base tools' 'builds the family in order'
is "$(make_here | tail -n 1)" '2 current' 'and nothing twice'
: >"$FAKE/images"
reset
runs 'make IMAGE -j2' make_here -j2 tools
is "$(in_order)" 'base tools' 'builds an image and what it needs'
make_here nosuch >"$tmp/output"
is $? 2 'an image that is not there'
like "$(cat "$tmp/output")" "no image 'nosuch'|unknown image 'nosuch'" 'is told'
is "$(make_here list | awk '{ print $2 }' | xargs)" 'IMAGE base tools' 'make list'
is "$(make_here version)" 1.0.0 'make version'
runs 'make verify' make_here verify
is "$(make_here diff)" 'Nothing changes' 'make diff'
like "$(make_here why IMAGE=tools)" '^tools has the key ' 'make why'
sed -i 's/jq, procps/jq, procps, less/' images.yaml
make_here verify >"$tmp/output"
is "$? $(grep -c '^+ *less' "$tmp/output")" '2 1' 'make verify shows what is not up to date'
runs 'make generate' make_here generate
like "$(make_here diff)" '\+less|less' 'make diff shows the edit'
# shellcheck disable=SC2016 # for make
make_here version VERSION='$(shell touch pwned)1' >"$tmp/output"
is "$(find . -name pwned)" '' 'what variables hold is not run'
run='echo pwned' program=pwned more_goals=base make_here -n base >"$tmp/output"
is "$? $(grep -c pwned "$tmp/output")" '0 0' 'nor names of the environment taken for its own'
make_here help >"$tmp/output"
for goal in base-images all-images test-images bootstrap generate verify diff push pull release lock outdated; do
	like "$(cat "$tmp/output")" "^  $goal +[a-z]" "make help has $goal"
done
like "$(cat "$tmp/output")" '^  tools +tools/1$' 'and the images'
for goal in $(sed -n 's/.*: basegen generate, or make \([a-z]*\)$/\1/p' out/base/Dockerfile) $(sed 's/make//' "$tmp/words"); do
	like "$(cat "$tmp/output")" "^  $goal +[a-z]" "and $goal, which is named elsewhere"
done
(cd / && make --no-print-directory -C "$tmp/Here & there" list >"$tmp/output" 2>&1)
ok $? 'make from another folder'

# Nothing is overwritten.
cp -R "$tmp/Here & there" "$tmp/copy" && cd "$tmp/copy" && git checkout -q . && rm -rf .git out || exit 1
echo mine >images.yaml
"$basegen" init 2>stderr
is $? 2 'a second init is refused'
like "$(cat stderr)" 'images\.yaml is there already' 'and says why'
is "$(cat images.yaml)" mine 'nothing is overwritten'
rm images.yaml && echo mine >templates/files/list-packages
"$basegen" init 2>stderr
is $? 2 'files of somebody are not overwritten either'
runs 'and nothing else is written' test ! -e images.yaml
cp "$tmp/Here & there/templates/files/list-packages" templates/files && rm templates/image/*
runs 'but a folder that a killed run has left is completed' "$basegen" init
runs 'with all files' test -e templates/image/tools.Dockerfile.j2
mkdir "$tmp/ours" && echo out >"$tmp/ours/.gitignore" && echo '* text' >"$tmp/ours/.gitattributes" && echo 'all: ;' >"$tmp/ours/Makefile" &&
	"$basegen" init "$tmp/ours" >stdout
is "$(cat "$tmp/ours/.gitignore" "$tmp/ours/.gitattributes" "$tmp/ours/Makefile")" 'out
* text
all: ;' 'files of git and make that are there stay'
like "$(cat stdout)" "^$tmp/ours/.gitattributes is there already and stays; it should hold$" 'which is said'
like "$(cat stdout)" '^out/\*\* -text$' 'with what is missing'
like "$(cat stdout)" "^    basegen generate " 'then basegen itself is named'
like "$(cat stdout)" "^    basegen lock " 'and what the night needs'
is "$(grep -c '^    make' stdout)" 0 'and no goal of another Makefile'
for name in GNUmakefile makefile; do
	mkdir "$tmp/$name" && echo 'all: ;' >"$tmp/$name/$name" && "$basegen" init "$tmp/$name" >stdout
	is "$(cd "$tmp/$name" && ls -d [GMm]*) $(grep -c -e '^    make' stdout)" "$name 0" "$name, which make would take before, stays alone"
done

# Names
named()
{
	"$basegen" init "$1" >/dev/null && sed -n 's/^name: \([^ ]*\).*/\1/p' "$1/images.yaml" && "$basegen" -C "$1" generate >/dev/null
}
"$basegen" init "$tmp/new one" >stdout
is $? 0 'init into a new folder'
like "$(cat stdout)" "^$tmp/new one: 13 files written for the family new-one$" 'says what was done'
is "$(named "$tmp/.Ünder_Score..2/")" nder-score-2 'an odd name fits'
is "$(named "$tmp/$(printf '\303\244\303\266')")" family 'a name of which nothing is left'
hash=$(printf %064d 7)
is "$(named "$tmp/$hash")" "family-$hash" 'a name that would be an ID'
long=$(printf %0200d 7)x
is "$(named "$tmp/$long" | wc -c)" 101 'a long name'
is "$(named "$tmp/quote'\"\$(x)")" quote-x 'a name for shells'
mkdir "$tmp/up" && cd "$tmp/up" && mkdir below && is "$(cd below && named ..)" up 'a folder by another name'

# The files of a CI system.
cd "$tmp" || exit 1
for path in $(cd "$tmp/new one" && find .github -type f | LC_ALL=C sort); do
	"$basegen" stock "$path" | cmp -s - "$tmp/new one/$path"
	ok $? "basegen stock $path prints what init writes"
done
mkdir -p ci/.github/workflows && echo 'on: push' >ci/.github/workflows/main.yml && "$basegen" init ci >stdout
is "$(cat ci/.github/workflows/main.yml)" 'on: push' 'a workflow that is there stays'
like "$(cat stdout)" '^CI needs the variable BASEGEN_IMAGE: see basegen-ci\(7\)\.$' 'what CI needs is said'
like "$(cat stdout)" '^ci/.github/workflows/main.yml is there already and stays; see: basegen stock .github/workflows/main.yml$' 'which is said'
like "$(cat stdout)" '^ci: 12 files written' 'with the others around it'
like "$(cd ci && "$basegen" stock)" '^.github/workflows/main.yml +the file here is another$' 'stock tells it'
"$basegen" init --ci none without >stdout
is "$? $(cd without && find . -path './.g*' | LC_ALL=C sort | xargs)" '0 ./.gitattributes ./.gitignore' 'none on demand'
is "$(grep -c BASEGEN_IMAGE stdout)" 0 'nothing is said of CI then'
"$basegen" init --ci gitlab lab >stdout
is "$? $(cd lab && find . -path './.g*' -type f | LC_ALL=C sort | xargs)" '0 ./.gitattributes ./.gitignore ./.gitlab-ci.yml ./.gitlab/renovate.json' 'those of GitLab'
"$basegen" stock .gitlab-ci.yml | cmp -s - lab/.gitlab-ci.yml
ok $? 'which stock prints too'
"$basegen" init --ci nosuch other 2>stderr
like "$? $(cat stderr)" "^2 basegen: init: invalid --ci 'nosuch': expected github" 'of a system that is known'
mkdir -p apart/deep repository/deep && git init -q repository
for folder in repository repository/images repository/deep/images apart/deep; do
	"$basegen" init "$folder" >stdout
	echo "$folder $(grep -c '^CI reads its files only at the top of a repository, and this folder is below: move the family there\.$' stdout)"
done >told
is "$(xargs <told)" 'repository 0 repository/images 1 repository/deep/images 1 apart/deep 0' 'that CI reads nothing below the top of a repository is said'
"$basegen" init --ci none repository/other >stdout
is "$(grep -c '^CI' stdout)" 0 'but not without CI'
mkdir "$tmp/workflows" "$tmp/crossed" && ln -s "$tmp/workflows" "$tmp/crossed/.github" && "$basegen" init "$tmp/crossed" >stdout
is "$(ls "$tmp/workflows")" '' 'workflows are not written through a link'
like "$(cat stdout)" "^$tmp/crossed/.github/workflows/main.yml is there already and stays" 'which is said'

"$basegen" init "$tmp/not/there" 2>stderr
is $? 3 'a folder that cannot be made'
mkdir "$tmp/elsewhere" && ln -s "$tmp/elsewhere" "$tmp/link"
mkdir "$tmp/linked" && ln -s "$tmp/elsewhere" "$tmp/linked/templates"
"$basegen" init "$tmp/link" 2>stderr
like "$? $(cat stderr)" "^2 basegen: $tmp/link: this is a symbolic link, and init follows none" 'a link is no folder'
ln -s nowhere "$tmp/dangling"
"$basegen" init "$tmp/dangling" 2>stderr
like "$? $(cat stderr)" "^2 basegen: $tmp/dangling: this is a symbolic link, and init follows none" 'nor is one that leads nowhere'
"$basegen" init "$tmp/linked" 2>stderr
like "$? $(cat stderr)" "^2 basegen: $tmp/linked/templates is a symbolic link: " 'a link in the folder is named'
runs 'nothing is written through a link' test -z "$(ls "$tmp/elsewhere")"
is "$(ls -A "$tmp/linked")" templates 'and what was written before is removed'
"$basegen" init a b 2>stderr
is $? 2 'one folder'

done_testing
