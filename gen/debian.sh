#!/bin/sh
# Makes a Debian package of what make install put into a folder: make deb calls it.
#   gen/debian.sh BASEGEN FOLDER/debian/basegen
# BASEGEN tells the version. The files of the folder are changed, and the package comes into FOLDER. Two builds of one
# commit by the same compiler give the same bytes.
set -eu
LC_ALL=C
export LC_ALL

fail()
{
	printf 'make deb: %s\n' "$*" >&2
	exit 1
}

# The version as deb-version(7) orders it: 1.2.3-rc.1 comes before 1.2.3, and what was committed after that behind it.
debian_version()
{
	printf '%s\n' "$1" | sed -e 's/-dirty$/+dirty/' -e 's/-\([0-9][0-9]*\)-\(g[0-9a-f]*\|unborn\)\(+dirty\)\{0,1\}$/+\1.\2\3/' \
		-e 's/-/~/' -e 's/-/./g' -e 's/_/+/g'
}

# What the program is linked with, as packages.
libraries()
{
	printf 'Source: basegen\n\nPackage: basegen\nArchitecture: any\n' >"$stage/../control"
	(cd "$stage/../.." && dpkg-shlibdeps -O debian/basegen/usr/bin/basegen) | sed -n 's/^shlibs:Depends=//p'
}

write_control()
{
	cat >"$stage/DEBIAN/control" <<-END
		Package: basegen
		Version: $version
		Architecture: $architecture
		Maintainer: $maintainer
		Installed-Size: $(du -sk --apparent-size "$stage/usr" | cut -f1)
		Depends: $libraries, git
		Recommends: docker.io | podman | buildah, skopeo
		Suggests: make, mmdebstrap
		Section: devel
		Priority: optional
		Description: builds families of container images
		 basegen reads images.yaml, which says what the images of a family have and
		 which stands on which. It writes their Dockerfiles, builds with docker, podman
		 or buildah what an edit changed, tests the images, and pushes them.
	END
}

# The changelog names this version alone; git has the others.
write_documents()
{
	doc=$stage/usr/share/doc/basegen
	mkdir -p "$doc"
	printf 'basegen (%s) unstable; urgency=medium\n\n  * Built from the commit %s.\n\n -- %s  %s\n' \
		"$version" "$REVISION" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"
	{
		printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\n'
		sed -n 's/^Copyright (c) /Copyright: /p' "$source/LICENSE"
		echo 'License: Expat'
		sed -e '1,/^Copyright/d' "$source/LICENSE" | sed -e '1{/^$/d;}' -e 's/^$/./' -e 's/^/ /'
	} >"$doc/copyright"
	find "$stage/usr/share/man" -type f -exec gzip -9n {} +
}

[ $# -eq 2 ] || fail 'usage: gen/debian.sh BASEGEN FOLDER/debian/basegen'
for tool in dpkg dpkg-deb dpkg-shlibdeps strip gzip; do
	command -v "$tool" >/dev/null || fail "$tool is not in PATH: install the packages binutils, dpkg-dev and gzip"
done
basegen=$1 folder=${2%/debian/basegen} stage=$(cd "$2" && pwd) source=${0%/*}/..

words=$("$basegen" -C "$source" version --words)
for word in $words; do
	case $word in
	VERSION=*) version=$(debian_version "${word#*=}") ;;
	REVISION=*) REVISION=${word#*=} ;;
	SOURCE_DATE_EPOCH=*) SOURCE_DATE_EPOCH=${word#*=} ;;
	esac
done
export SOURCE_DATE_EPOCH
# Who made the commit made the version; what is no repository has only its authors.
maintainer=$(git -C "$source" log -1 --format='%an <%ae>' 2>/dev/null) || maintainer=$(sed -n 's/^Copyright (c) [0-9]* //p' "$source/LICENSE")
said=$(dpkg --validate-version "$version" 2>&1) || fail "${said#dpkg: warning: }; set VERSION to another one, such as 1.2.3"
architecture=$(dpkg --print-architecture)

strip --strip-unneeded --remove-section=.comment --remove-section=.note "$stage/usr/bin/basegen"
mkdir -p "$stage/DEBIAN"
libraries=$(libraries)
write_documents
write_control
(cd "$stage" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$stage/DEBIAN/md5sums"
chmod -R u=rwX,go=rX "$stage"
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$folder/basegen_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$stage" "$package" >/dev/null
printf '%s\n' "$package"
