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

# scanner_serve <LINES: grype db update gets such a database from this machine. The server is $scanner_pid.
scanner_serve()
{
	mkdir -p "$tmp/databases/v6" && "${PYTHON:-python3}" "$root/tests/lib/vulnerabilities.py" "$tmp/databases/vulnerability.db" &&
		tar -C "$tmp/databases" -czf "$tmp/databases/v6/database.tar.gz" vulnerability.db
	printf '{"status": "active", "schemaVersion": "v6.1.0", "built": "%s", "path": "database.tar.gz", "checksum": "sha256:%s"}\n' \
		"$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(sha256sum "$tmp/databases/v6/database.tar.gz" | cut -d ' ' -f 1)" >"$tmp/databases/v6/latest.json"
	scanner_port=$(free_port)
	"${PYTHON:-python3}" -m http.server "$scanner_port" --bind 127.0.0.1 --directory "$tmp/databases" >/dev/null 2>&1 &
	scanner_pid=$!
	GRYPE_DB_UPDATE_URL=http://127.0.0.1:$scanner_port
	export GRYPE_DB_UPDATE_URL
	runs 'a database of vulnerabilities is served' wait_for_port "$scanner_port"
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
