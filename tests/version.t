#!/bin/sh
# basegen version against git describe, in as many states of a repository as could differ.
. "${0%/*}/lib/tap.sh"

# The checkout's own configuration must not decide, nor may the tests' own time.
GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_CONFIG_NOSYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
git config --global init.defaultBranch main
git config --global advice.detachedHead false
git config --global protocol.file.allow always
git config --global advice.nestedTag false
git config --global core.safecrlf false
unset REVISION CREATED SOURCE
clock=1700000000

# libgit2 loses some memory when it refuses a repository.
echo leak:libgit2 >"$tmp/leaks"
LSAN_OPTIONS=suppressions=$tmp/leaks:print_suppressions=0
export LSAN_OPTIONS

# at COMMAND...: git at a second of its own.
at()
{
	clock=$((clock + 1))
	GIT_AUTHOR_DATE="$clock +0000" GIT_COMMITTER_DATE="$clock +0000" git "$@"
}

# new NAME: an empty repository, and into it.
new()
{
	git init -q "$tmp/$1" && cd "$tmp/$1" || exit 1
}

commit()
{
	echo "$1" >>file && git add file && at commit -qm "$1"
}

# A repository with a commit, the tag v1.0 and another commit.
tagged()
{
	new "$1" && commit one && at tag -am v1.0 v1.0 && commit two
}

version()
{
	"$basegen" version 2>&1 || echo "status $?"
}

describe()
{
	git describe --tags --dirty --abbrev=12 --match "$@" 2>/dev/null
}

# The tag that git describes by, unless git sorts another one on the same commit behind it.
best_tag()
{
	tag=$(describe 'v[0-9]*' --abbrev=0) || return
	git -c versionsort.suffix=- tag --points-at "${tag%-dirty}^{}" --list 'v[0-9]*' --sort=-version:refname 2>/dev/null |
		grep . || echo 'v[0-9]*'
}

# What basegen must say: git's words, or ours before the first tag.
expected()
{
	if described=$(describe "$(best_tag | head -1)"); then
		printf '%s\n' "${described#v}"
	else
		dirty=$(git describe --always --dirty=-dirty --exclude '*' | sed -n 's/.*-dirty$/-dirty/p')
		printf '0.0.0-%s-g%s%s\n' "$(git rev-list --count HEAD)" "$(git rev-parse --short=12 HEAD)" "$dirty"
	fi
}

# What git itself says of all words.
# git, but never with the configuration of a repository that somebody committed as files.
safe_git()
{
	git -c safe.bareRepository=explicit "$@"
}

git_words()
{
		if ! revision=$(safe_git rev-parse --verify HEAD 2>/dev/null); then
		echo "VERSION=${VERSION:-0.0.0-unknown} REVISION=unknown CREATED=1970-01-01T00:00:00Z SOURCE_DATE_EPOCH=0 SOURCE= RELEASE=unknown"
		return
	fi
	version=$(safe_git describe --tags --dirty --abbrev=12 --match 'v[0-9]*' 2>/dev/null | sed 's/^v//; s/+/_/g')
	release=untagged
	! safe_git describe --tags --exact-match --match 'v[0-9]*' >/dev/null 2>&1 || release=yes
	case $(safe_git describe --always --dirty --exclude '*') in *-dirty) release=dirty ;; esac
	if [ -z "$version" ]; then
		version=0.0.0-$(safe_git rev-list --count HEAD)-g$(safe_git rev-parse --short=12 HEAD)
		[ "$release" != dirty ] || version=$version-dirty
	fi
	created=$(TZ=UTC safe_git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd)
	echo "VERSION=${VERSION:-$version} REVISION=$revision CREATED=$created SOURCE_DATE_EPOCH=$(safe_git log -1 --format=%ct)" \
		"SOURCE=$(safe_git config --get remote.origin.url | public_url) RELEASE=$release"
}

# Where people find what git reaches at a URL: without user and password, by https for ssh; nothing for a path.
public_url()
{
	sed -n '
		s|^\(https\{0,1\}://\)\([^/]*@\)\{0,1\}\([^/@]*/.\)|\1\3|p;t
		s|^ssh://\([^/]*@\)\{0,1\}\([^/@:]*\.[^/@:]*\)\(:[0-9]*\)\{0,1\}/\(.\)|https://\2/\4|p;t
		\|://|d
		s|^\([^/:]*@\)\{0,1\}\([^/:@]*\.[^/:@]*\):/*\(.\)|https://\2/\3|p
	' | sed 's/\.git$//' | grep -x '[A-Za-z0-9._:/@+-]*' || :
}

highest()
{
	is "$(version)" "$(expected)" "$1: $(expected)"
}

# The same where git describes alike; then all words are git's.
same()
{
	highest "$1"
	is "$(unset VERSION && git_words)" "$("$basegen" version --words 2>&1)" "$1: all words are git's"
}

# refuses NAME PATTERN: status 3, and a message with what to do.
refuses()
{
	said=$("$basegen" version 2>&1)
	is $? 3 "$1 is refused"
	like "$said" "$2" "$1: the message says what to do"
	is "$(VERSION=7 "$basegen" version 2>&1)" 7 "$1: VERSION still works"
}

# follows NAME: what the message says makes the version known.
follows()
{
	remedy=$("$basegen" version 2>&1 | sed -n 's/.*: run \(.*\), or set VERSION$/\1/p')
	sh -c "$remedy" >/dev/null 2>&1
	same "$1, after $remedy"
}

# Tags
new plain && commit one && same 'no tag'
commit two && same 'no tag, two commits'
at tag -am x other && same 'only a tag that is no version'
at tag v0.1 && same 'a lightweight tag'
commit three && same 'after a lightweight tag'
at tag -am x v0.2 && same 'an annotated tag'
at tag v0.0 && at tag v9 && highest 'a lightweight tag that is higher than an annotated one'
commit four && at tag v1.1 && at tag v1.0 && highest 'two lightweight tags: not the first by name'
git pack-refs --all && at tag v1.0.5 && highest 'a packed and a loose one'
commit five && at tag -am x v3 && at tag -am x v2 && highest 'two annotated tags: not the later one'
like "$("$basegen" version --words)" '^VERSION=3 .* RELEASE=yes$' 'which is released'
echo x >>file && highest 'with a change'
git checkout -q file && commit more && highest 'after a commit with two tags'
git checkout -q -b along HEAD~2 && at commit -q --allow-empty -m along && at tag v2.5 && git checkout -q main &&
	at merge -q along -m merged && highest 'which of the commits with tags is chosen as git does'
commit six && at tag v4 && at tag -am x v4-annotated && highest 'a name within another'
commit seven && at tag -am x inner && at tag -am x v5 inner && same 'a tag of a tag'
commit eight && at tag -am x v6 && git update-ref refs/tags/v6-renamed v6 && git tag -d v6 >/dev/null &&
	same 'an annotated tag under another name'
git tag v7-tree 'HEAD^{tree}' && commit nine && same 'a tag of a tree'
at tag v1-packed HEAD~3 && git pack-refs --all && same 'packed references'
git checkout -q HEAD~1 && same 'a detached HEAD'
git checkout -q HEAD~2 && highest 'a detached HEAD at two tags'
mkdir -p sub/sub && cd sub/sub && highest 'from a folder within'

new vendor && commit one && at tag -am x vendor-2026 && at tag v && at tag vx1
is "$(version)" "0.0.0-1-g$(git rev-parse --short=12 HEAD)" 'tags with a v that are no versions'
like "$("$basegen" version --words)" ' RELEASE=untagged$' 'make no release'
at tag v1 && commit two && at tag -am x vendor-2027 && highest 'nor do they hide one that is'

# order LOWER HIGHER: which of two tags on a commit counts, whichever git would take.
order()
{
	new "order$tap_count" && commit one && at tag -am x "$2" && at tag -am x "$1"
	is "$(version)" "${2#v}" "$1 is lower than $2"
	git tag -d "$2" >/dev/null && at tag "$2"
	is "$(version)" "${2#v}" "$1 is lower than $2, which is lightweight"
}
order v1.9 v1.10
order v1.2 v1.2.1
order v01.9 v1.010
order v99999999999999999999 v100000000000000000000
order v1.0-rc.1 v1.0
order v1.0.0-rc.2 v1.0-rc.10
order v1.0-2 v1.0-10
order v1.0-99 v1.0-alpha
order v1.0-alpha v1.0-alpha.1
order v1.0-alpha.1 v1.0-alpha.beta
order v1.0-RC v1.0-alpha
order v1.0-rc v1.0-rc-1
order v1.0-rc v1.1-alpha
order v1.0rc1 v1.0
order v0.9 v1.0rc1
order v1.x v1
new equal && commit one && at tag v1.0.0 && at tag -am x v1.0 && is "$(version)" 1.0 'of two that are equal, the one that git takes'
at tag -am x v1.0+later && is "$(version)" 1.0_later 'also if it has metadata'

new forks && commit one && at tag -am x v1 && git checkout -qb side && commit a && at tag -am x v2-side &&
	git checkout -q main && at commit -q --allow-empty -m b && at tag v1.5 && at commit -q --allow-empty -m c &&
	at merge -q side -m merged && same 'a merge: the nearest tag'
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	git checkout -q -B "branch$i" main~1 && at commit -q --allow-empty -m "$i" && at tag "v2.$i"
	branches="${branches-} branch$i"
done
# shellcheck disable=SC2086 # words
git checkout -q main && at merge -q $branches -m many >/dev/null && same 'more tags than git looks at'

# Changes
tagged changes && same 'clean'
echo x >untracked && same 'an untracked file'
echo x >>file && same 'changed in the work tree'
git add file && same 'changed in the index'
git checkout -q HEAD file && same 'as before again'
touch -d '2001-01-01' file && same 'another time'
git add untracked && same 'added'
git rm -q --cached untracked && rm file && same 'deleted'
git checkout -q file && git rm -q --cached file && same 'deleted from the index alone'
git add file && same 'and back'
echo x >>file && git add file && git show HEAD:file >file && same 'changed in the index, undone in the work tree'
git add file && chmod +x file && same 'another mode'
git config core.fileMode false && same 'another mode, not looked at'
git config core.fileMode true && chmod -x file
echo x >new && git add -N new && same 'intent to add'
git reset -q && git update-index --refresh >/dev/null && cp -p file saved && sleep 1 && tr e i <saved >file && touch -r saved file && same 'the same size and time'
git checkout -q file && rm saved && touch -d '2037-01-01' file && git update-index --refresh >/dev/null && same 'a time to come'
git reset -q && echo x >>file && git update-index --assume-unchanged file && same 'assumed unchanged'
git update-index --no-assume-unchanged file && same 'no longer assumed'
git update-index --skip-worktree file && same 'skip-worktree'
rm file && same 'skip-worktree, deleted'
git update-index --no-skip-worktree file && git checkout -q file && ln -s file link && git add link &&
	at commit -qm link && same 'a symbolic link'
ln -sf new link && same 'a link to elsewhere'
git checkout -q link && printf 'a\r\nb\r\n' >dos && git add dos && at commit -qm dos && same 'CR LF'
git config core.autocrlf true && rm dos && git checkout -q dos && touch -d '2001-01-01' dos && same 'CR LF under autocrlf'
printf 'a\nb\n' >dos && same 'LF under autocrlf where CR LF was'
git checkout -q -f && echo '* text eol=crlf' >.gitattributes && git add . && at commit -qm attributes && rm file && git checkout -q file &&
	touch -d '2001-01-01' file && same 'CR LF by attribute'
printf 'more\r\n' >>file && same 'CR LF by attribute, changed'
git checkout -q -f && git checkout -qb other && commit theirs && git checkout -q main && commit ours &&
	git merge -q other >/dev/null 2>&1
same 'a conflict'

# Places
tagged places && at tag v2-rc.1 && git worktree add -q "$tmp/tree" HEAD~1 && cd "$tmp/tree" && same 'a work tree'
echo x >>file && same 'a work tree, changed'
cd "$tmp/places" && same 'the main work tree beside it'
git clone -q "$tmp/places" "$tmp/clone" && cd "$tmp/clone" && same 'a clone'
cp -R "$tmp/clone" "$tmp/with space \$(x) 'q'" && cd "$tmp/with space \$(x) 'q'" && same 'a path with a space and quotes'
git clone -q --separate-git-dir "$tmp/separate.git" "$tmp/places" "$tmp/separated" && cd "$tmp/separated" &&
	same 'a separate git directory'
cd "$tmp" && GIT_DIR=$tmp/places/.git && export GIT_DIR && same 'GIT_DIR'
unset GIT_DIR
tagged linked && mv .git "$tmp/linked.git" && ln -s "$tmp/linked.git" .git && same 'a link to the git directory'
tagged index && cp .git/index "$tmp/other-index" && echo x >>file && git add file && same 'an index'
GIT_INDEX_FILE=$tmp/other-index && export GIT_INDEX_FILE && git show HEAD:file >file && same 'another index'
unset GIT_INDEX_FILE
mkdir -p sub/sub/.git && cd sub/sub && same 'a folder .git that is none'
echo x >../.git && refuses 'a file .git that is none' '/sub/\.git.* is malformed'
echo 'gitdir: nowhere' >../.git && refuses 'a file .git that leads nowhere' '/sub/\.git does not lead to a repository: repair it'
rm ../.git
for ceiling in "$tmp/index" "$tmp/index/sub" "$tmp/index/sub/sub" "$tmp" / "/nowhere:$tmp/index/sub" "$tmp/linked.git:$tmp" sub; do
	GIT_CEILING_DIRECTORIES=$ceiling && export GIT_CEILING_DIRECTORIES
	if git rev-parse --git-dir >/dev/null 2>&1; then
		same "the ceiling $ceiling"
	else
		is "$(version)" 0.0.0-unknown "no repository below the ceiling $ceiling"
	fi
done
unset GIT_CEILING_DIRECTORIES

# The files of a repository that somebody committed are none: only .git leads to one.
tagged planted && mkdir -p family/sub && cd family && git init -q --bare . && git config core.bare false &&
	git config core.worktree "$PWD" && GIT_DIR=$PWD && export GIT_DIR && commit evil && at tag v9
unset GIT_DIR
git describe --tags --always >"$tmp/said" && is "$(cat "$tmp/said")" v9 'git takes a folder for a repository'
git -c safe.bareRepository=explicit describe --tags >/dev/null 2>&1
is $? 128 'unless it is told not to'
planted=1.0-1-g$(git -C .. rev-parse --short=12 HEAD)
is "$(version)" "$planted" 'basegen takes the repository around it'
cd sub && is "$(version)" "$planted" 'and from within it'
cp -R "$tmp/planted/family" "$tmp/planted-alone" && cd "$tmp/planted-alone" && is "$(version)" 0.0.0-unknown 'or none'

# Submodules
tagged inner
tagged outer && git submodule --quiet add "$tmp/inner" sub && at commit -qm sub && same 'a submodule'
echo x >sub/untracked && same 'a submodule with an untracked file'
git config submodule.sub.ignore none && same 'a submodule with an untracked file that counts'
git config --unset submodule.sub.ignore && echo x >>sub/file && same 'a submodule with a change'
git config submodule.sub.ignore dirty && same 'a submodule with a change to be ignored'
git -C sub checkout -q . && git -C sub checkout -q HEAD~1 && same 'a submodule at another commit'
git config submodule.sub.ignore all && same 'a submodule at another commit, to be ignored'
git add sub 2>/dev/null && same 'a submodule at another commit, in the index'
git config --unset submodule.sub.ignore && git reset -q --hard && git submodule --quiet update &&
	git config -f .gitmodules submodule.sub.ignore dirty && git commit -qam ignore && echo x >>sub/file &&
	same 'a submodule with a change to be ignored by .gitmodules'
git clone -q "$tmp/outer" "$tmp/outer-clone" && cd "$tmp/outer-clone" && same 'a submodule that is not checked out'
rmdir sub && same 'a submodule whose folder is gone'

# No version as git would give it
git clone -q --depth 1 "file://$tmp/places" "$tmp/shallow" && cp -R "$tmp/shallow" "$tmp/still-shallow" && cd "$tmp/shallow" &&
	refuses 'a shallow clone' 'git fetch --unshallow --tags, or set VERSION' && follows 'a shallow clone'
# Here it calls pcre2 for that, and only the slow way of looking at the stack sees who called.
LSAN_OPTIONS=$LSAN_OPTIONS:fast_unwind_on_malloc=0
git -C "$tmp/places" config uploadpack.allowFilter true && git -C "$tmp/places" config uploadpack.allowAnySHA1InWant true
for filter in blob:none tree:0 blob:limit=1; do
	git clone -q "--filter=$filter" "file://$tmp/places" "$tmp/partial-$filter" && cd "$tmp/partial-$filter" &&
		same "a partial clone, $filter"
	echo x >>file && same "a partial clone, $filter, changed"
	git config extensions.partialClone origin && same "a partial clone, $filter, of an older git"
done
git clone -q --no-checkout --filter=tree:0 "file://$tmp/places" "$tmp/partial-bare" && cd "$tmp/partial-bare" &&
	refuses 'a partial clone without its files' 'partial clone: run git fetch --refetch --no-filter, or set VERSION' &&
	follows 'a partial clone without its files'
tagged sparse && mkdir a b && touch a/x b/x && git add . && at commit -qm ab && git sparse-checkout set a &&
	refuses 'a sparse checkout' 'run git sparse-checkout disable, or set VERSION'
git sparse-checkout set --sparse-index a && refuses 'a sparse index' 'run git sparse-checkout disable, or set VERSION' &&
	follows 'a sparse index'
tagged split && git update-index --split-index && refuses 'a split index' 'VERSION'
git init -q --object-format=sha256 "$tmp/sha256" && cd "$tmp/sha256" && commit one && refuses 'SHA-256' 'VERSION'
LSAN_OPTIONS=${LSAN_OPTIONS%:*}
tagged replaced && git replace HEAD HEAD~1 && refuses 'a replaced commit' 'GIT_NO_REPLACE_OBJECTS'
tagged filtered && echo 'file filter=x' >.gitattributes && git config filter.x.clean cat && git add . &&
	at commit -qm filter && same 'a filter'
git config filter.x.clean 'sed s/six/two/' && printf 'one\nsix\n' >file && refuses 'a filtered change' 'git status'
touch -d '2001-01-01' file && git status >/dev/null && same 'a filtered change after git looked'
echo more >>file && same 'a filtered change of size'
if [ "$(id -u)" -eq 0 ]; then
	tagged foreign && mkdir sub && chown -R 12345 . && cd sub && refuses 'a repository of another owner' \
		'git config --global --add safe.directory .*/foreign, or set VERSION'
	git config --global safe.directory "$tmp/foreign" && same 'one that is declared safe'
else
	skip 'a repository of another owner' 'only root can make one'
fi
# shellcheck disable=SC2016 # nothing is to be expanded
for tag in 'v1/2' 'v1$(x)' 'v1;x' "v$(printf '%081d' 0)"; do
	new "bad$tap_count" && commit one && at tag "$tag" &&
		refuses "the tag $(printf %.20s "$tag")" ': rename the tag, or set VERSION'
done
new plus && commit one && at tag v1.2.3+build.5 && is "$(version)" 1.2.3_build.5 '+ becomes _'
commit two && like "$(version)" '^1\.2\.3_build\.5-1-g[0-9a-f]{12}$' '+ becomes _, further on'

# Outside of commits
mkdir "$tmp/outside" && cd "$tmp/outside" && is "$(version)" 0.0.0-unknown 'no repository'
new unborn && is "$(version)" 0.0.0-0-unborn 'no commit yet'
cd "$tmp/changes" && is "$(VERSION=3.1+x "$basegen" version)" 3.1_x 'VERSION wins, + is _ there too'
VERSION='' && export VERSION && same 'an empty VERSION'
unset VERSION
# shellcheck disable=SC2016 # nothing is to be expanded
for given in 'a b' 'a/b' '$(x)' 'é' key key-1 "$(printf '%081d' 0)"; do
	said=$(VERSION=$given "$basegen" version 2>&1)
	is $? 2 "VERSION=$(printf %.20s "$given") is a mistake"
	like "$said" "^basegen: invalid VERSION '.*': expected " 'which is named'
done
# shellcheck disable=SC2016 # nothing is to be expanded
for given in 'REVISION=a b' 'REVISION=$(x)' CREATED=yesterday CREATED=2001-02-03 CREATED=2001-02-03T04:05:06 'SOURCE=a;b' \
	SOURCE_DATE_EPOCH=x SOURCE_DATE_EPOCH=-1 SOURCE_DATE_EPOCH=253402300800; do
	said=$(env "$given" "$basegen" version --words 2>&1)
	is $? 2 "$given is a mistake"
	like "$said" "^basegen: invalid ${given%%=*} '.*': expected " 'which is named'
done
is "$(VERSION=. CREATED=x SOURCE='<' "$basegen" version 2>&1 | cut -d: -f2 | tr -d '\n')" \
	" invalid VERSION '.' invalid CREATED 'x' invalid SOURCE '<'" 'all mistakes are said'
"$basegen" version extra >/dev/null 2>&1
is $? 2 'a word too many is a mistake in the call'

# --words
cd "$tmp/places" || exit 1
words="REVISION=$(git rev-parse HEAD) CREATED=$(date -u -d "@$(git log -1 --format=%ct)" +%Y-%m-%dT%H:%M:%SZ) \
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)"
is "$("$basegen" version --words)" "VERSION=2-rc.1 $words SOURCE= RELEASE=yes" '--words'
like "$(SOURCE_DATE_EPOCH=86400 "$basegen" version --words)" \
	' CREATED=1970-01-02T00:00:00Z SOURCE_DATE_EPOCH=86400 ' 'SOURCE_DATE_EPOCH wins'
is "$(SOURCE_DATE_EPOCH='' "$basegen" version --words)" "$("$basegen" version --words)" 'unless it is empty'
for given in REVISION=0123abc CREATED=2001-02-03T04:05:06.7+01:00 SOURCE=https://example.com/loom; do
	is "$(env "$given" "$basegen" version --words)" "$("$basegen" version --words | sed "s|${given%%=*}=[^ ]*|$given|")" "$given wins"
done
is "$(VERSION=3 CREATED=2001-02-03T04:05:06Z "$basegen" version --words)" \
	'VERSION=3 REVISION=unknown CREATED=2001-02-03T04:05:06Z SOURCE_DATE_EPOCH= SOURCE= RELEASE=unknown' 'VERSION and CREATED: git is not asked'
is "$(VERSION=3 CREATED=2001-02-03T04:05:06Z REVISION=x SOURCE=y SOURCE_DATE_EPOCH=7 "$basegen" version --words)" \
	'VERSION=3 REVISION=x CREATED=2001-02-03T04:05:06Z SOURCE_DATE_EPOCH=7 SOURCE=y RELEASE=unknown' 'and all else is as given'
echo x >>file && same 'a release with a change'
like "$("$basegen" version --words)" ' RELEASE=dirty$' 'is none'
git checkout -q file && at commit -q --allow-empty -m later && like "$("$basegen" version --words)" ' RELEASE=untagged$' 'nor is a commit after it'
unborn='REVISION=unknown CREATED=1970-01-01T00:00:00Z SOURCE_DATE_EPOCH=0'
cd "$tmp/outside" && is "$("$basegen" version --words)" "VERSION=0.0.0-unknown $unborn SOURCE= RELEASE=unknown" '--words without a repository'
cd "$tmp/still-shallow" && like "$(VERSION=1 "$basegen" version --words)" \
	"^VERSION=1 REVISION=$(git rev-parse HEAD) " '--words of a shallow clone with VERSION'

# remote URL PUBLIC: what SOURCE says of a remote.
remote()
{
	git config remote.origin.url "$1"
	like "$("$basegen" version --words)" " SOURCE=$2 " "the remote $1"
	same "the remote $1"
}
new remote && commit one
remote https://example.com/acme/family.git https://example.com/acme/family
remote 'https://user:secret@example.com/acme/family.git' https://example.com/acme/family
remote 'https://user:sec%40ret@example.com/acme/family' https://example.com/acme/family
remote http://localhost:3000/acme/family http://localhost:3000/acme/family
remote git@example.com:acme/family.git https://example.com/acme/family
remote ssh://git@example.com:22/acme/family.git https://example.com/acme/family
remote example.com:/acme/family https://example.com/acme/family
remote host:family ''
remote /srv/git/family ''
remote file:///srv/git/family ''
remote ../family ''
remote git://example.com/family ''
# shellcheck disable=SC2016 # not to be expanded
remote 'https://example.com/$(x)' ''
remote 'https://example.com/a b' ''
remote https://example.com ''
remote .git ''

# Nothing is written, and many tags are read
cd "$tmp/changes" && git reset -q --hard && before=$(cksum <.git/index) && touch file && version >/dev/null &&
	is "$(cksum <.git/index)" "$before" 'the index is left as it is'
new many
awk 'BEGIN {
	for (i = 1; i <= 20000; i++) {
		printf "commit refs/heads/main\ncommitter a <a@b> %d +0000\ndata 0\n", 1700000000 + i
		if (i == 1 || i % 10 == 0 && i < 20000)
			printf "tag v0.0.%d\nfrom refs/heads/main\ntagger a <a@b> %d +0000\ndata 0\n", i, 1700000000 + i
	}
}' | git fast-import --quiet
git reset -q --hard && same '20,000 commits and 2,000 tags'
git tag | grep -v '^v0.0.1$' | xargs git tag -d >/dev/null && same '20,000 commits, and a tag at the first'
git tag -d v0.0.1 >/dev/null && same '20,000 commits and no tag'

done_testing
