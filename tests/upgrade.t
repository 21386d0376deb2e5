#!/bin/sh
# Stock templates: what a family's own ones replace, and what happens between two versions of the program, one of which is built
# here from other templates, with a higher version.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"

# The newer program
mkdir "$tmp/newer" && cd "$tmp/newer" && (cd "$root" && tar -cf - configure gen templates) | tar -xf - || exit 1
if [ "$BUILD" = "$root" ]; then
	mkdir build && cp -a "$root/build/obj" build && cp -a "$root/Makefile" "$root/config.mk" .
else
	./configure CFLAGS=-O0 >"$tmp/configure.log" 2>&1
fi
version=$(sed -n 's/^enum { STOCK_VERSION = \([0-9]*\) };$/\1/p' gen/output/stock_mark.h)
newer_version=$((version + 1))
sed -i "s/^enum { STOCK_VERSION = .*/enum { STOCK_VERSION = $newer_version };/" gen/output/stock_mark.h
sed -i 's/apt-get update/& --quiet/' templates/lib/apt.j2
make build PREFIX="$tmp/prefix" >"$tmp/make.log" 2>&1 && make install PREFIX="$tmp/prefix" >>"$tmp/make.log" 2>&1
ok $? 'the newer program is built and installed' || diag "$(tail "$tmp/make.log")"
cd "$tmp" && rm -r newer || exit 1
newer=$tmp/prefix/bin/basegen
like "$("$newer" --version)" "^basegen with version $newer_version of the stock templates \([0-9a-f]{12}\)$" '--version tells its stock templates'
isnt "$("$newer" --version)" "$("$basegen" --version)" 'which differ from the older ones'

# start FOLDER: a family of its own that the older program generated, committed.
start()
{
	"$basegen" init "$1" >/dev/null && cd "$1" && "$basegen" generate >/dev/null && git init -q . && git add -A &&
		git -c user.name=a -c user.email=a@b commit -qm one && git tag v1.0.0
}

start "$tmp/family"
like "$(head -n 1 out/.manifest)" "^/stock $version [0-9a-f]{40}\$" 'out/.manifest names version and hash'
is "$("$basegen" generate --check; echo $?)" 0 'the same program: up to date'
output=$("$newer" generate --check)
is $? 1 'a newer one: not up to date'
like "$output" '^out/base/Dockerfile: differs$' 'by its templates'
like "$output" "^out/ was written with version $version of the stock templates, and this program has version $newer_version: run basegen generate\$" 'which is said'
is "$(git status --porcelain)" '' 'and nothing is written'
is "$("$newer" diff)" 'Nothing changes' 'diff renders both sides with the program that runs'
output=$("$newer" generate)
is $? 0 'the newer program generates'
like "$output" "^The stock templates went from version $version to version $newer_version, and with them or with your edits:\$" 'and tells what changed'
is "$(printf '%s\n' "$output" | sed -n 's/^    //p' | xargs)" 'out/base/Dockerfile out/tools/Dockerfile' 'file by file'
like "$output" '^The lines of out/keys that differ are the images to be built again\.$' 'and where it says what is built'
is "$(git diff --name-only | xargs)" 'out/.manifest out/base/Dockerfile out/keys out/tools/Dockerfile' 'those alone'
is "$("$newer" generate)" '' 'once'

# The older program does not write over it.
git -c user.name=a -c user.email=a@b commit -qam newer
output=$("$basegen" generate 2>&1)
is $? 2 'the older program refuses'
like "$output" "^basegen: out: written with version $newer_version of the stock templates, and this program has version $version: install a newer basegen; " 'and says why'
reset
output=$("$basegen" build 2>&1)
is "$? $(builds)" '2 0' 'to build as well'
is "$(git status --porcelain)" '' 'and writes nothing'
output=$("$basegen" generate --check)
is $? 1 '--check of the older one'
like "$output" "has version $version: install a newer basegen\$" 'says what to do'
sed -i 's/jq, procps/jq, less, procps/' images.yaml
"$basegen" generate >/dev/null 2>&1
is $? 2 'an edit does not change that'
git checkout -q .
sed -i 1d out/.manifest
runs 'without the line it goes back' "$basegen" generate
like "$(head -n 1 out/.manifest)" "^/stock $version " 'and marks that'
git checkout -q .

# Marks of a merge, and others
git show HEAD~1:out/.manifest >older
{ echo '<<<<<<< ours' && head -n 1 older && echo ======= && head -n 1 out/.manifest && echo '>>>>>>> theirs' && sed 1d older; } >merged
cp merged out/.manifest
"$basegen" generate >/dev/null 2>&1
is $? 2 'of two marks the higher counts'
"$newer" generate >/dev/null
is "$? $(git status --porcelain out)" '0 ' 'and the next run heals the merge'
sed -i '1s/ [0-9a-f]*$/ 0123456789012345678901234567890123456789/' out/.manifest
output=$("$newer" generate --check)
like "$output" "^out/ was written with other stock templates of version $newer_version \(012345678901\) than this program has \([0-9a-f]{12}\): run basegen generate\$" 'another hash of the version'
is "$("$newer" generate | tail -n 1)" "The stock templates of version $newer_version changed, which changes no file." 'is told apart'
for mark in '/stock' '/stock 1' '/stock x y' '/stock 99999999999999999999 0123456789012345678901234567890123456789' '/stock 7 0'; do
	sed -i "1s,.*,$mark," out/.manifest
	"$newer" generate >/dev/null
	is "$? $(git status --porcelain out)" '0 ' "what is no mark is written anew: $mark"
done

# What is built follows the program, and the index of one is none for the other.
start "$tmp/built"
: >"$FAKE/images"
reset
LOGS=$tmp/log "$basegen" build >/dev/null 2>&1
is "$(in_order)" 'base tools' 'the older program builds'
reset
output=$(LOGS=$tmp/log "$newer" build 2>&1)
is "$(in_order)" 'base tools' 'the newer one notices its templates, and builds'
like "$output" "^The stock templates went from version $version to version $newer_version" 'and tells'
reset
LOGS=$tmp/log "$newer" build >/dev/null 2>&1
is "$(in_order)" '' 'once'

# A family replaces one file.
start "$tmp/replaces"
mkdir templates/lib && cp "$root/templates/lib/apt.j2" templates/lib && sed -i 's/apt-get update/& --error-on=any/' templates/lib/apt.j2
"$basegen" generate >/dev/null && git add -A
like "$(cat out/base/Dockerfile)" 'apt-get update --error-on=any' 'a lib/apt.j2 of its own is used by the stock template'
is "$("$newer" generate | sed -n 's/^    //p')" '' 'and an upgrade does not touch it'
like "$(cat out/base/Dockerfile)" 'apt-get update --error-on=any' 'nor what it renders'
rm -r templates/lib && "$newer" generate >/dev/null
like "$(cat out/base/Dockerfile)" 'apt-get update --quiet' 'without it, the stock one is back'

# basegen stock
is "$("$basegen" stock | grep -c -v -e '^[a-z./]*/[A-Za-z0-9.-]*$' -e '^Makefile$' -e '^[.]gitlab-ci.yml$')" 0 'stock lists what is in the program'
# shellcheck disable=SC2016 # for the inner shell
runs 'stock NAME prints it' sh -c '"$1" stock lib/apt.j2 | cmp - "$2/templates/lib/apt.j2" && "$1" stock stock/files/healthcheck.py | cmp - "$2/templates/files/healthcheck.py"' sh "$basegen" "$root"
# shellcheck disable=SC2016 # for the inner shell
runs 'stock Makefile prints that of init' sh -c '"$1" stock Makefile | cmp - Makefile' sh "$basegen"
is "$("$basegen" stock | grep ^Make)" Makefile 'which is listed'
echo 'more: ;' >>Makefile
is "$("$basegen" stock | grep ^Make)" 'Makefile                     the file here is another' 'and told if the family has another'
git checkout -q Makefile
mkdir templates/lib && "$basegen" stock lib/apt.j2 >templates/lib/apt.j2 && echo '{# ours #}' >templates/lib/apk.j2
like "$("$basegen" stock)" '^lib/apt.j2 +templates/lib/apt.j2 is a copy of it: remove that, to get newer versions$' 'a copy is told'
like "$("$basegen" stock)" '^lib/apk.j2 +templates/lib/apk.j2 replaces it$' 'and what is replaced'
like "$("$basegen" stock lib/atp.j2 2>&1)" "^basegen: no stock template 'lib/atp.j2'; did you mean 'lib/ap[tk].j2'\?$" 'a template that is not there'

# Extending what it replaces; python.Dockerfile.j2 extends the family's then.
start "$tmp/extends"
cat >templates/image/base.Dockerfile.j2 <<'END'
{% extends "stock/image/base.Dockerfile.j2" %}
{% block end %}
{{ super() }}
STOPSIGNAL SIGINT
{% endblock %}
END
"$basegen" generate >/dev/null
is "$(grep -l '^STOPSIGNAL SIGINT' out/*/Dockerfile | xargs)" 'out/base/Dockerfile out/tools/Dockerfile' 'a template extends the stock one that it replaces'
sed -i 's,"stock/image/,"image/,' templates/image/base.Dockerfile.j2
"$basegen" generate >/dev/null 2>"$tmp/stderr"
is "$?" 2 'extending itself is an error'
mkdir -p templates/stock/image && echo mine >templates/stock/image/base.Dockerfile.j2
sed -i 's,"image/,"stock/image/,' templates/image/base.Dockerfile.j2
runs 'stock/ is the program, whatever templates/stock has' "$basegen" generate

# Messages about stock templates name them.
start "$tmp/messages"
mkdir templates/lib && echo '{% macro other() %}{% endmacro %}' >templates/lib/apt.j2
like "$("$basegen" generate 2>&1)" '^(error: )?stock/(image|lib)/[a-z.]*Dockerfile\.j2:[0-9]+:[0-9]+: error: ' 'a mistake that shows in a stock template'
rm -r templates
sed -i '/template: tools/d; /files:/d; /list-packages/d' images.yaml
runs 'a family without templates/' "$basegen" generate
runs 'is up to date' "$basegen" generate --check
like "$("$basegen" --templates nosuch generate 2>&1)" '^basegen: nosuch: no such folder: ' 'but --templates names a folder that is there'

# --templates is the family's folder, in front of the stock templates.
start "$tmp/elsewhere"
mv templates ours
runs '--templates' "$basegen" --templates ours generate --check

# Files of out/ that a family does not want
mkdir -p ours/family && echo '{# none of it #}' >ours/family/build.sh.j2 && : >ours/family/docker-bake.json.j2 && echo '{{ family.name }}' >ours/family/NAME.j2
"$basegen" --templates ours generate >/dev/null
is "$(find out -maxdepth 1 -type f -printf '%f\n' | LC_ALL=C sort | xargs)" '.manifest NAME README.md images.mk images.schema.json index.html keys' 'an empty template writes no file, and one of its own does'

# A family that has all templates itself has no mark.
mkdir "$tmp/whole" && cd "$tmp/whole" && cp -R "$root/templates" "$root/images.yaml" . && "$basegen" generate >/dev/null
is "$(grep -c ^/ out/.manifest)" 0 'no mark where nothing is the program'"'s"
runs 'and no other program is told' "$newer" generate --check

done_testing
