# shellcheck shell=sh disable=SC2154 # after tap.sh
# The real grype, with a small database of vulnerabilities that is made here. Nothing is asked of a network.

# scanner_start: takes grype, and exports the folder of its database, in which no database is yet.
scanner_start()
{
	GRYPE_DB_CACHE_DIR=$tmp/grype
	export GRYPE_DB_CACHE_DIR
	command -v grype >/dev/null && return
	if [ "${CI-}" ]; then
		ok 1 'there is a grype in PATH for this test'
	else
		skip 'images are scanned' 'no grype in PATH'
	fi
	done_testing
}

# scanner_database [BUILT] <LINES: makes the database anew; see tests/lib/vulnerabilities.py.
scanner_database()
{
	rm -f "$tmp/vulnerability.db"
	"${PYTHON:-python3}" "$root/tests/lib/vulnerabilities.py" "$tmp/vulnerability.db" "$@" &&
		GRYPE_DB_AUTO_UPDATE=false grype db import "$tmp/vulnerability.db"
}

# debian_package NAME VERSION [SOURCE]: an entry of dpkg's list of packages.
debian_package()
{
	printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: %s\n%sMaintainer: a <a@b>\nDescription: a\n\n' \
		"$1" "$2" "${3:+Source: $3
}"
}

# python_package FOLDER NAME VERSION: what tells of a Python package, in FOLDER.
python_package()
{
	mkdir -p "$1/$2-$3.dist-info" &&
		printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' "$2" "$3" >"$1/$2-$3.dist-info/METADATA"
}
