#!/bin/sh
# Files of templates/files: what becomes of their modes, of folders that change, and of many files.
. "${0%/*}/lib/tap.sh"

mkdir -p "$tmp/family/templates/image" "$tmp/family/templates/files/place/below" "$tmp/family/templates/files/conf" && cd "$tmp/family" || exit 1
cat >templates/image/copies.j2 <<'END'
{% import "lib/files.j2" as files %}
FROM {{ base.reference }}
{{ files.copies(variant) -}}
END
cat >images.yaml <<'END'
name: loom
defaults: {from: "debian:12", tag: "1", template: copies.j2}
images:
  whole: {context: place}
  parts: {files: [{from: conf, to: /etc/conf}]}
END
echo one >templates/files/place/one && echo two >templates/files/place/below/two && echo three >templates/files/conf/three
printf 'below\n' >templates/files/place/.dockerignore
printf '\177ELF' >templates/files/place/program && chmod 750 templates/files/place/program
git config --global user.name a && git config --global user.email a@b && git init -q .
"$basegen" generate >/dev/null && git add -A && git commit -qm first

is "$(find out/whole out/parts -type f | sort | tr '\n' ' ')" \
	'out/parts/Dockerfile out/parts/conf/three out/whole/.dockerignore out/whole/Dockerfile out/whole/below/two out/whole/one out/whole/program ' \
	'a folder comes whole, hidden files too'
is "$(find out/whole -type f -perm -100)" out/whole/program 'what is executable stays so'

# differs WHY IMAGE OTHER: diff says that the image is built again, and says nothing of the other. The folder of the
# commit and the disk are read by different code.
differs()
{
	"$basegen" diff HEAD >"$tmp/diff" 2>&1
	is $? 0 "diff HEAD: $1"
	like "$(cat "$tmp/diff")" "^$2: rebuilt" "$2 is built again"
	is "$(grep -c "^$3:" "$tmp/diff")" 0 "and $3 is not"
	git checkout -q . && git clean -qfd && "$basegen" generate >/dev/null
}

echo new >templates/files/place/below/new
differs 'a new file in a folder' whole parts
rm templates/files/place/below/two
differs 'a file that is gone' whole parts
chmod 644 templates/files/place/program
differs 'a mode' whole parts
chmod 755 templates/files/conf/three
differs 'another mode' parts whole

# Nothing is read from a commit that is not in it, and all that is.
git rm -rq --cached out && rm -rf out
is "$("$basegen" diff HEAD 2>&1)" "$("$basegen" diff HEAD HEAD 2>&1)" 'a commit and the disk hold the same'
git reset -q --hard && "$basegen" generate >/dev/null

mkdir templates/files/many && (cd templates/files/many && seq 10000 | split -l 1 -a 3 - file)
is "$(find templates/files/many -type f | grep -c .)" 10000 'ten thousand files'
sed -i 's/context: place/context: many/; s/from: conf,/from: many,/' images.yaml
"$basegen" generate >"$tmp/log" 2>&1
like "$(cat "$tmp/log")" '^out: 2000[0-9] files written' 'two images have them'
start=$(date +%s%N)
"$basegen" generate --check >"$tmp/log" 2>&1
checked=$?
taken=$((($(date +%s%N) - start) / 1000000))
is "$checked" 0 'they are as they are to be'
diag "$taken ms"
ok $((taken > 4000)) 'which takes no time to speak of'

done_testing
