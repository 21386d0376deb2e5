# shellcheck shell=sh
# What is missing on this machine, and how the system's package manager installs it. configure and tests/tools read
# this file. Each has a function "needs" that prints a table (kind, name, packages of apt-get, dnf and apk, purpose)
# and a function "fail" that prints a message and exits.

# found NAME WHAT: says that NAME is there. missing NAME [WHAT]: notes that it is not.
found()
{
	printf 'checking for %s... %s\n' "$1" "$2"
}

missing()
{
	printf 'checking for %s... no%s\n' "$1" "${2:+ ($2)}"
	missing="$missing $1"
}

is_missing()
{
	case " $missing " in *" $1 "*) return 0 ;; esac
	return 1
}

# find_program NAME [PROGRAM]
find_program()
{
	if path=$(PATH=$PATH:/usr/sbin:/sbin command -v "${2:-$1}"); then found "$1" "$path"; else missing "$1"; fi
}

# Missing things of the kinds named, one a line: NAME PACKAGES PURPOSE.
lacking()
{
	needs | while read -r kind name apt dnf apk purpose; do
		case " $* " in *" $kind "*) is_missing "$name" || continue ;; *) continue ;; esac
		case $manager in apt-get) packages=$apt ;; dnf) packages=$dnf ;; *) packages=$apk ;; esac
		printf '%s %s %s\n' "$name" "$packages" "$purpose"
	done
}

packages_of()
{
	lacking "$@" | cut -d' ' -f2 | tr ',' '\n' | grep -v '^-$' | sort -u | tr '\n' ' '
}

find_manager()
{
	for manager in apt-get dnf apk; do
		command -v "$manager" >/dev/null || continue
		case $manager in
		apt-get) install='apt-get install -y --no-install-recommends' ;;
		dnf) install='dnf install -y' ;;
		apk) install='apk add' ;;
		esac
		[ "$(id -u)" = 0 ] || install="sudo $install"
		return
	done
	manager=
}

tell()
{
	lacking "$@" | while read -r name packages purpose; do
		printf '    %-12s %-34s %s\n' "$name" "${manager:+$packages}" "$purpose"
	done
}

# install_packages KIND...: installs what is missing of these kinds, after it said so.
install_packages()
{
	packages=$(packages_of "$@")
	[ "$packages" ] || return 0
	[ "$manager" ] || fail 'no package manager that is known here (apt-get, dnf, apk); install by hand:' "$missing"
	echo 'To be installed:'
	tell "$@"
	[ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "not root, and no sudo; as root: ${install#sudo } $packages"
	echo "+ $install $packages"
	DEBIAN_FRONTEND=noninteractive
	export DEBIAN_FRONTEND
	[ "$manager" != apt-get ] || ${install%% install*} update || fail 'apt-get update failed, see above'
	# shellcheck disable=SC2086 # lists of words
	$install $packages || fail "$manager failed, see above"
}
