#!/bin/sh
# What is done to the root file system of a stand-in once its packages are there. This is data of
# the program: mmdebstrap runs it as a hook; after debootstrap basegen does, with all arguments.
#
#     customise ROOT [SOURCES.LIST APT.CONF ARCHIVE]
#
#     BASEGEN_IMAGE         what the image is for: python, node, static, ...
#     BASEGEN_VERSION       of what it is for: 3.11, 24, ...
#     BASEGEN_PACKAGES      the packages for it, with commas between them
#     BASEGEN_AUTHORITIES   a PEM file: authorities that it shall trust too; empty: none
set -euf
root=$1
ca_bundle=/etc/ssl/certs/ca-certificates.crt

inside()
{
	chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LC_ALL=C.UTF-8 "$@"
}

# check_version TITLE HAVE: Debian may have gone on to another version.
check_version()
{
	case $2. in
	"$BASEGEN_VERSION".*) ;;
	*)
		echo "Debian has $1 $2 there, not $BASEGEN_VERSION" >&2
		exit 1
		;;
	esac
}

# link_programs FOLDER FROM NAME...: gives programs of the folder FROM a place in FOLDER, too.
link_programs()
{
	folder=$root$1 from=$2
	shift 2
	mkdir -p "$folder"
	for name in "$@"; do
		ln -sf "$from/$name" "$folder/$name"
	done
}

# Python where the images of python have it, with pip, setuptools and leave to use them.
add_python()
{
	check_version Python "$(inside python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
	for link in python python3 "python$BASEGEN_VERSION"; do
		ln -sf "/usr/bin/python$BASEGEN_VERSION" "$root/usr/local/bin/$link"
	done
	rm -f "$root/usr/lib/python$BASEGEN_VERSION/EXTERNALLY-MANAGED"
	# shellcheck disable=SC2016 # expanded inside
	inside sh -euc '
		cd /usr/share/python-wheels
		for wheel in pip-*.whl; do
			python3 "$wheel/pip" --isolated --disable-pip-version-check install --quiet --no-cache-dir --no-index \
				--find-links . pip setuptools
		done'
	inside dpkg --purge tzdata >/dev/null 2>&1 || :
}

# drop FOLDER EXPRESSION...: removes files that only fill the image, though dpkg knows them.
drop()
{
	folder=$root$1
	shift
	find "$folder" ! -type d \( "$@" \) -delete
}

# npm installs to /usr/local by itself. The entrypoint takes what is no program for arguments of node.
add_node()
{
	check_version Node.js "$(inside node -p process.versions.node)"
	link_programs /usr/local/bin /usr/bin node npm npx
	ln -s node "$root/usr/local/bin/nodejs"
	cat >"$root/usr/local/bin/docker-entrypoint.sh" <<-'END'
		#!/bin/sh
		set -e
		if [ "${1#-}" != "$1" ] || [ -z "$(command -v "$1")" ] || { [ -f "$1" ] && ! [ -x "$1" ]; }; then
			set -- node "$@"
		fi
		exec "$@"
	END
	chmod 755 "$root/usr/local/bin/docker-entrypoint.sh"
	drop /usr/share/nodejs -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts'
	inside useradd --uid 1000 --user-group --create-home --shell /bin/bash node
}

add_golang()
{
	ln -s "../lib/go-$BASEGEN_VERSION" "$root/usr/local/go"
	check_version Go "$(inside sed -n '1s/^go//p' /usr/local/go/VERSION)"
	drop "/usr/share/go-$BASEGEN_VERSION/api" -name '*.txt'
	drop /usr/bin -name '*lto-dump*'
	mkdir -p "$root/go/src" "$root/go/bin"
	chmod 1777 "$root/go" "$root/go/src" "$root/go/bin"
}

add_rust()
{
	check_version Rust "$(inside rustc --version | cut -d ' ' -f 2)"
	link_programs /usr/local/cargo/bin /usr/bin cargo rustc rustdoc
	drop /usr/bin -name '*lto-dump*'
	mkdir -p "$root/usr/local/rustup"
	chmod a+w "$root/usr/local/rustup" "$root/usr/local/cargo" "$root/usr/local/cargo/bin"
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

# The files that packages have, where they are: before Debian 13, dpkg names /lib/x what is in /usr/lib/x.
list_files()
{
	inside dpkg-query -L "$@" | sed 's,^/\(bin\|sbin\|lib\|lib64\)\(/\|$\),/usr/\1\2,; s,^/,,' | sort -u |
		while read -r path; do
			[ ! -e "$root/$path" ] && [ ! -L "$root/$path" ] || printf '%s\n' "$path"
		done
}

# Users, and the folders that they may write to.
add_distroless_users()
{
	cat >"$1/etc/passwd" <<-'END'
		root:x:0:0:root:/root:/sbin/nologin
		nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
		nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
	END
	printf '%s\n' root:x:0: tty:x:5: staff:x:50: nonroot:x:65532: nobody:x:65534: >"$1/etc/group"
	mkdir -p "$1/home/nonroot" "$1/root" "$1/tmp" "$1/var/tmp" "$1/run" "$1/proc" "$1/sys" "$1/dev"
	chmod 700 "$1/home/nonroot" "$1/root"
	chown 65532:65532 "$1/home/nonroot"
	chmod 1777 "$1/tmp" "$1/var/tmp"
}

# Leaves nothing but the files of the packages and the certificates: no shell, no dpkg. Scanners find each package in
# a file of var/lib/dpkg/status.d. What is mounted in the root stays where it is.
leave_packages()
{
	rest=$root/rest packages=$(echo "$BASEGEN_PACKAGES" | tr , ' ')
	mkdir -p "$rest/var/lib/dpkg/status.d" "$rest/etc/ssl/certs"
	for link in bin sbin lib lib64; do
		[ ! -L "$root/$link" ] || cp -P "$root/$link" "$rest/$link"
	done
	# shellcheck disable=SC2086 # words
	list_files $packages | tar -C "$root" --no-recursion -T - -cf - | tar -C "$rest" -xpf -
	cp "$root$ca_bundle" "$rest$ca_bundle"
	cp "$root/etc/nsswitch.conf" "$rest/etc/nsswitch.conf"
	for package in ca-certificates $packages; do
		inside dpkg-query -s "$package" | sed '/^Status:/d' >"$rest/var/lib/dpkg/status.d/$package"
	done
	add_distroless_users "$rest"
	find "$root" -mindepth 1 -maxdepth 1 ! -name rest ! -name proc ! -name sys ! -name dev -exec rm -rf {} +
	find "$rest" -mindepth 1 -maxdepth 1 ! -name proc ! -name sys ! -name dev -exec mv -t "$root" {} +
	rm -rf "$rest"
}

[ $# -eq 1 ] || finish_debootstrap "$2" "$3"
[ -z "$BASEGEN_AUTHORITIES" ] || add_authorities
case $BASEGEN_IMAGE in
python) add_python ;;
node) add_node ;;
golang) add_golang ;;
rust) add_rust ;;
static | base | cc) leave_packages ;;
esac
if [ -d "$root/etc/apt" ]; then
	add_docker_clean
	rm -f "$root/etc/apt/apt.conf.d/00mmdebstrap"
	rm -rf "$root/usr/share/info" "$root/usr/share/lintian"
	mkdir -p "$root/usr/share/info"
	find "$root/var/lib/apt/lists" "$root/var/cache/apt" "$root/var/log" -type f -exec rm -f {} +
	rm -f "$root/var/cache/debconf/templates.dat-old" "$root/var/cache/debconf/config.dat-old"
fi
[ $# -eq 1 ] || tar -C "$root" --numeric-owner --one-file-system -cf "$4" .
