#!/bin/sh
# The hooks for pre-commit, which check that out/ is up to date or bring it there, in a family that asks for them.
. "${0%/*}/lib/tap.sh"

git config --global user.name a
git config --global user.email a@b
PATH=${basegen%/*}:$PATH

# The repository that has the hook, as pre-commit clones it.
mkdir "$tmp/basegen" && cp "$root/.pre-commit-hooks.yaml" "$tmp/basegen" && cd "$tmp/basegen" &&
	git init -q . && git add -A && git commit -qm hook

mkdir -p "$tmp/repository/family" && cd "$tmp/repository" && git init -q . || exit 1
printf 'repos:\n- repo: %s\n  rev: %s\n  hooks: [{id: basegen, entry: basegen -C family generate --check}]\n' \
	"$tmp/basegen" "$(git -C "$tmp/basegen" rev-parse HEAD)" >.pre-commit-config.yaml
basegen init family >/dev/null && basegen -C family generate >/dev/null && pre-commit install >/dev/null
git add -A
runs 'a family that is up to date is committed' git commit -qm one
sed -i 's/base:$/bottom:/; s/from: base /from: bottom /' family/images.yaml
git add -A
git commit -qm two 2>"$tmp/said"
is $? 1 'an edit without its out/ is not'
like "$(cat "$tmp/said")" '^out/images.mk: differs$' 'and what differs is said'
basegen -C family generate >/dev/null
git commit -qm two 2>"$tmp/said"
is $? 1 'nor one whose out/ is not committed with it'
git add -A
runs 'with its out/ it is committed' git commit -qm two
echo words >notes && git add notes
runs 'what is no part of a family is committed' git commit -qm three
git rm -q family/out/images.mk
git commit -qm four 2>"$tmp/said"
is $? 1 'a file of out/ cannot be removed'
like "$(cat "$tmp/said")" '^out/images.mk: missing$' 'which is named'
git reset -q --hard

# The other hook, for an image more: its folder is new to git.
sed -i 's/id: basegen, entry: basegen -C family generate --check/id: basegen-generate, entry: basegen -C family generate/' .pre-commit-config.yaml
echo '  more: {from: "debian:12", tag: "1"}' >>family/images.yaml
git add family/images.yaml .pre-commit-config.yaml
git commit -qm three 2>"$tmp/said"
is "$? $(git status --porcelain family/out/more)" '1 ?? family/out/more/' 'the other hook makes out/, and keeps the commit back'
like "$(cat "$tmp/said")" 'files were modified by this hook' 'which is said'
git add -A && runs 'what it made is committed' git commit -qm three
is "$(git status --porcelain)" '' 'whole'
basegen -C family generate --check >"$tmp/said"
is "$? $(cat "$tmp/said")" '0 ' 'and up to date'

done_testing
