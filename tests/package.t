#!/bin/sh
# make deb: what lintian says of the package, whether two builds give the same bytes, and whether a clean Debian can install
# it, run it and be without it again; and make release-check.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	stop_engine
}

# package [VARIABLE=VALUE...]: makes one; its path is in $package.
package()
{
	if ! package=$(run_make -s deb "$@"); then diag "$package"; fi
}

# version VERSION: what Debian calls it.
version()
{
	package "VERSION=$1"
	dpkg-deb -f "$package" Version
	rm -f "$package"
}

# Versions of git in their order, which is that of the packages.
test_versions()
{
	last=0
	for pair in 1.2.3-rc.1=1.2.3~rc.1 1.2.3-rc.1-4-g0123abcd=1.2.3~rc.1+4.g0123abcd 1.2.3=1.2.3 1.2.3-4-g0123abcd=1.2.3+4.g0123abcd \
		1.2.3-4-g0123abcd-dirty=1.2.3+4.g0123abcd+dirty 1.2.4_build.5=1.2.4+build.5; do
		found=$(version "${pair%%=*}")
		is "$found" "${pair#*=}" "the version ${pair%%=*}"
		runs "comes after $last" dpkg --compare-versions "$last" lt "$found"
		last=$found
	done
	said=$(run_make deb VERSION=latest)
	ok $((! $?)) 'a version without a number is refused'
	like "$said" "^make deb: version 'latest' has bad syntax: .*; set VERSION to another one, such as 1\.2\.3$" 'and it is said what to write'
	is "$(find build -name '*.deb')" '' 'and no package is left'
}

test_package()
{
	package
	is "$package" "build/basegen_1.2.0_$(dpkg --print-architecture).deb" 'the package of a release'
	cp "$package" "$tmp/first.deb"
	runs 'lintian finds no error' lintian --allow-root --fail-on error "$package"
	(umask 077 && sleep 1 && rm -rf build/debian "$package" && run_make -s deb) >/dev/null
	runs 'a second build gives the same bytes' cmp "$tmp/first.deb" "$package"
	mkdir "$tmp/unpacked" && dpkg-deb -x "$package" "$tmp/unpacked"
	make -o build/basegen -s install DESTDIR="$tmp/installed" PREFIX=/usr >/dev/null
	is "$(cd "$tmp/unpacked" && find . -type f ! -path './usr/share/doc/*' | sed 's/\.gz$//' | sort)" \
		"$(cd "$tmp/installed" && find . -type f | sort)" 'it has the files of make install'
	is "$(find "$tmp/unpacked" ! -perm -444 -o -perm /022 ! -type l)" '' 'that all can read and nobody but root can write'
	like "$(dpkg-deb -f "$package" Depends)" '^libc6 .*, libgit2-.*, libpcre2-8-0 .*, libyaml-0-2.*, git$' 'it depends on the libraries and on git'
}

# inside COMMAND: in the clean Debian. apt asks the network of this machine.
inside()
{
	in_container "$container" sh -c "$1"
}

# The Debian that the program is compiled for is this machine's.
test_installation()
{
	base=debian:$(sed -n 's/^VERSION_ID="\{0,1\}\([0-9]*\)"\{0,1\}$/\1/p' /etc/os-release)-slim
	BOOTSTRAP_CACHE=${BOOTSTRAP_CACHE:-$BUILD/build/bootstrap} "$basegen" bootstrap "$base" >"$tmp/log" 2>&1
	ok $? "a clean $base" || diag "$(cat "$tmp/log")"
	container=$("$engine" from --pull-never "$base")
	"$engine" copy "$container" "$package" /tmp/ >/dev/null
	inside 'find /usr /etc -name "*basegen*" -o -name "images.yaml*"' >"$tmp/before"
	like "$(inside 'apt-get update >/dev/null && apt-get install -y --no-install-recommends /tmp/basegen_*.deb')" '^Setting up basegen \(1\.2\.0\)' 'apt installs it'
	like "$(inside 'basegen help')" '^usage: basegen' 'it runs'
	like "$(inside 'mkdir /family && cd /family && basegen init && basegen generate')" '^out: [0-9]+ files written$' 'and generates a family by its stock templates'
	inside 'apt-get purge -y basegen' >/dev/null
	is "$(inside 'find /usr /etc -name "*basegen*" -o -name "images.yaml*"')" "$(cat "$tmp/before")" 'apt removes all of it'
	"$engine" rm "$container" >/dev/null
	rm "$package"
}

test_release_check()
{
	git add -A && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m two
	made=$(git rev-parse HEAD)
	sed -i "s,^\( *commit: \).*,\1$made," images.yaml && "$basegen" generate >/dev/null && git -c user.name=a -c user.email=a@b commit -qam three
	runs 'make release-check: the image basegen has the program that is here' run_make -s release-check
	echo '# edited' >>gen/generator.mk && git -c user.name=a -c user.email=a@b commit -qam four
	said=$(run_make -s release-check)
	ok $((! $?)) 'it fails where the program is another'
	like "$said" "^make release-check: .* commit $made, .*: set vars\.commit of basegen in images\.yaml to $(git rev-parse HEAD), then run make generate$" 'and says what to write'
	sed -i "s,^\( *commit: \).*,\1$(git rev-parse HEAD | tr 0-9 a-j)," images.yaml
	said=$(run_make -s release-check)
	ok $((! $?)) 'a commit that is not there is another program'
}

if ! command -v dpkg-shlibdeps >/dev/null || ! command -v lintian >/dev/null; then
	no_engine 'no dpkg-dev and lintian, which Debian has'
fi
private_buildah_start
copy_checkout
git -c user.name=Ada -c user.email=ada@example.org commit -q --amend --reset-author --no-edit && git tag -f v1.2.0 >/dev/null
test_package
test_installation
test_versions
test_release_check
done_testing
