#!/bin/sh
# What is done to the root file system of a stand-in once its packages are there. This is data of
# the program: mmdebstrap runs it as a hook; after debootstrap basegen does, with all arguments.
#
#     customise ROOT [SOURCES.LIST APT.CONF ARCHIVE]
#
#     BASEGEN_PYTHON        the X of the Python 3.X that the image is for; empty: for none
#     BASEGEN_AUTHORITIES   a PEM file: authorities that it shall trust too; empty: none
set -euf
root=$1
ca_bundle=/etc/ssl/certs/ca-certificates.crt

inside()
{
	chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LC_ALL=C.UTF-8 "$@"
}

# Python where the images of python have it, with pip, setuptools and leave to use them.
add_python()
{
	have=$(inside python3 -c 'import sys; print("3.%d" % sys.version_info[1])')
	if [ "$have" != "3.$BASEGEN_PYTHON" ]; then
		echo "Debian has Python $have there, not 3.$BASEGEN_PYTHON" >&2
		exit 1
	fi
	for link in python python3 "python3.$BASEGEN_PYTHON"; do
		ln -sf "/usr/bin/python3.$BASEGEN_PYTHON" "$root/usr/local/bin/$link"
	done
	rm -f "$root/usr/lib/python3.$BASEGEN_PYTHON/EXTERNALLY-MANAGED"
	# shellcheck disable=SC2016 # expanded inside
	inside sh -euc '
		cd /usr/share/python-wheels
		for wheel in pip-*.whl; do
			python3 "$wheel/pip" --isolated --disable-pip-version-check install --quiet --no-cache-dir --no-index \
				--find-links . pip setuptools
		done'
	inside dpkg --purge tzdata >/dev/null 2>&1 || :
}

# Each authority in a file of its own, less those that Debian trusts anyway.
add_authorities()
{
	mkdir -p "$root/usr/local/share/ca-certificates/bootstrap"
	awk -v folder="$root/usr/local/share/ca-certificates/bootstrap" '
		/-----BEGIN CERTIFICATE-----/ { inside = 1; block = "" }
		inside { sub(/\r$/, ""); block = block $0 "\n" }
		/-----END CERTIFICATE-----/ {
			inside = 0
			if (!seen[block]++ && FNR != NR)
				printf "%s", block > (folder "/" FNR ".crt")
		}' "$root$ca_bundle" "$BASEGEN_AUTHORITIES"
	inside update-ca-certificates >/dev/null 2>&1
}

# What official images have: apt keeps nothing of what it downloads. Images must cope with it, and leave it there.
add_docker_clean()
{
	cat >"$root/etc/apt/apt.conf.d/docker-clean" <<-'END'
		DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
		APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
		Dir::Cache::pkgcache "";
		Dir::Cache::srcpkgcache "";
	END
}

# What mmdebstrap does by itself: apt gets what it got from there, and what nobody reads is left out.
finish_debootstrap()
{
	cp "$1" "$root/etc/apt/sources.list"
	cp "$2" "$root/etc/apt/apt.conf.d/99bootstrap"
	find "$root/usr/share/man" "$root/usr/share/locale" -mindepth 1 -depth -delete
	find "$root/usr/share/doc" -type f ! -name copyright -delete
}

[ $# -eq 1 ] || finish_debootstrap "$2" "$3"
add_docker_clean
[ -z "$BASEGEN_PYTHON" ] || add_python
[ -z "$BASEGEN_AUTHORITIES" ] || add_authorities
rm -rf "$root/usr/share/info" "$root/usr/share/lintian"
mkdir -p "$root/usr/share/info"
find "$root/var/lib/apt/lists" "$root/var/cache/apt" "$root/var/log" -type f -exec rm -f {} +
rm -f "$root/var/cache/debconf/templates.dat-old" "$root/var/cache/debconf/config.dat-old"
[ $# -eq 1 ] || tar -C "$root" --numeric-owner --one-file-system -cf "$4" .
