#!/bin/sh
# make deb: what lintian says of the package, and whether two builds give the same bytes; and make release-check. In a clean
# Debian the commands of the workflow packages.yml, as they stand, make the package of a checkout of another user, and another
# one installs it, runs it and is without it again.
# Runs early: it takes long.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"

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

# inside COMMAND: in the Debian of $container.
inside()
{
	in_container "$container" sh -c "$1"
}

# start_debian: a new $container of the base that the workflow names.
start_debian()
{
	base=$(sed -n 's/^    container: //p' "$workflow")
	BOOTSTRAP_CACHE=${BOOTSTRAP_CACHE:-$BUILD/build/bootstrap} "$basegen" bootstrap "$base" >"$tmp/log" 2>&1 || diag "$(cat "$tmp/log")"
	container=$("$engine" from --pull-never "$base")
}

# The commands of the job, each in a file of its own.
write_steps()
{
	"${PYTHON:-python3}" - "$workflow" "$tmp" <<-'END'
		import pathlib, sys, yaml
		steps = [step["run"] for step in yaml.safe_load(open(sys.argv[1]))["jobs"]["package"]["steps"] if "run" in step]
		for number, text in enumerate(steps):
		    pathlib.Path(sys.argv[2], f"step-{number}").write_text(text)
	END
}

test_workflow()
{
	workflow=$root/.github/workflows/packages.yml
	write_steps
	start_debian
	git clone -q . "$tmp/clone" && "$engine" copy --quiet --chown 1001:1001 "$container" "$tmp/clone" /__w/basegen >/dev/null
	for step in "$tmp"/step-*; do
		runs "packages.yml: $(grep -v '^apt-get update' "$step" | head -n 1 | cut -c1-60)" inside "set -e; cd /__w/basegen; $(cat "$step")"
	done
	cp "$("$engine" mount "$container")"/__w/basegen/build/*.deb "$tmp"
	"$engine" rm "$container" >/dev/null
	package=$(echo "$tmp"/basegen_1.2.0_*.deb)
	like "$(dpkg-deb -f "$package" Depends)" 'libgit2-1\.9 .*, libyaml-0-2' 'the package is for that Debian'
	test_installation
}

test_installation()
{
	start_debian
	"$engine" copy --quiet "$container" "$package" /tmp/ >/dev/null
	inside 'find /usr /etc -name "*basegen*" -o -name "images.yaml*"' >"$tmp/before"
	like "$(inside 'apt-get update >/dev/null && apt-get install -y --no-install-recommends /tmp/basegen_*.deb')" '^Setting up basegen \(1\.2\.0\)' 'apt installs it'
	like "$(inside 'mkdir /family && cd /family && basegen init && basegen generate')" '^out: [0-9]+ files written$' 'it generates a family by its stock templates'
	inside 'apt-get purge -y basegen' >/dev/null
	is "$(inside 'find /usr /etc -name "*basegen*" -o -name "images.yaml*"')" "$(cat "$tmp/before")" 'apt removes all of it'
	"$engine" rm "$container" >/dev/null
}

test_release_check()
{
	made=$(git rev-parse HEAD~1)
	runs 'make release-check: the image basegen has the program that is here' run_make -s release-check
	echo '# edited' >>gen/generator.mk && git commit -qam four
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
# A release: its commit names the one before for the image basegen.
git config user.name Ada && git config user.email ada@example.org
git commit -q --amend --reset-author --no-edit && sed -i "s,^\( *commit: \).*,\1$(git rev-parse HEAD)," images.yaml && "$basegen" generate >/dev/null &&
	git add -A && git commit -qm two && git tag -f v1.2.0 >/dev/null
test_package
rm "$package"
test_versions
test_workflow
test_release_check
done_testing
