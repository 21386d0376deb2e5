#!/bin/sh
# What a reviewer sees: a package more in the root of 30 images changes one line of its Dockerfile, one of each
# catalogue and the keys, and edits of two leaves on two branches merge.
. "${0%/*}/lib/tap.sh"

git config --global user.name a
git config --global user.email a@b
mkdir "$tmp/family" && cd "$tmp/family" && cp -R "$root/templates" "$root/.gitattributes" . || exit 1
{
	printf 'name: loom\ndefaults: {template: base.Dockerfile.j2, tag: "1"}\nimages:\n'
	printf '  root:\n    from: "debian:12"\n    packages:\n      apt: [ca-certificates, curl]\n'
	for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26; do
		printf '  image%s: {from: %s, packages: {apt: [package%s]}}\n\n' "$number" "$([ "$number" -gt 9 ] && echo "image$((number - 9))" || echo root)" "$number"
	done
	printf '  matrix: {from: root, matrix: {size: [small, medium, large]}, tag: "{{ size }}", latest: medium, env: {SIZE: "{{ size }}"}}\n'
} >images.yaml
"$basegen" generate >/dev/null && git init -qb main . && git add -A && git commit -qm one

is "$(grep -c . out/keys)" 30 'a family of 30'
sed -i 's/curl\]/curl, jq]/' images.yaml && "$basegen" generate >/dev/null
is "$(git diff --numstat -- out)" "$(printf '1\t1\tout/README.md\n1\t1\tout/index.html\n30\t30\tout/keys\n1\t0\tout/root/Dockerfile')" 'a package more in the root'
git checkout -q . && sed -i 's/package26\]/package26, jq]/' images.yaml && "$basegen" generate >/dev/null
is "$(git diff --numstat -- out)" "$(printf '1\t1\tout/README.md\n1\t0\tout/image26/Dockerfile\n1\t1\tout/index.html\n1\t1\tout/keys')" 'a package more in a leaf'
git checkout -q .

# merges LEAF LEAF KEY: edits of both, which add a key, each on a branch, merge into what the edited family gives.
merges()
{
	for leaf in "$1" "$2"; do
		git checkout -qb "$leaf" main && sed -i "s/^\\(  $leaf: .*\\)}/\\1, $3}/" images.yaml && "$basegen" generate >/dev/null && git commit -qam "$leaf"
	done
	runs "$1 and $2 merge, $3" git merge -q -m merged "$1"
	runs "$1 and $2, $3: into what generate writes" "$basegen" generate --check
	is "$(git diff --name-only main -- out | xargs)" "out/README.md out/$1/Dockerfile out/$2/Dockerfile out/index.html out/keys" "$1 and $2, $3: with the changes of both"
	git checkout -q main && git branch -qD "$1" "$2"
}

sed -i 's/, packages: {apt: \[package2[0-9]\]}//' images.yaml && "$basegen" generate >/dev/null && git commit -qam 'leaves without packages'
for key in 'env: {EDITED: "1"}' 'packages: {apt: [edited]}' 'summary: Edited'; do
	merges image24 image26 "$key"
	merges image25 image26 "$key"
done

done_testing
