# shellcheck shell=sh disable=SC2154,SC2034 # after tap.sh, engine.sh and family.sh
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

scanner_pid=''

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

stop_scanner()
{
	[ -z "$scanner_pid" ] || kill "$scanner_pid" 2>/dev/null
}
at_end stop_scanner

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

# scan [ARGUMENT...]: what it prints is in $output, its messages in $tmp/said, its status in $status.
scan()
{
	output=$(timeout -k 20 300 "$basegen" scan "$@" 2>"$tmp/said")
	status=$?
}

# brings IMAGE: what the document says that it brings, in the order of the document: SEVERITY ID PACKAGE VERSION FIXED.
brings()
{
	printf '%s\n' "$output" | jq -r --arg image "$1" '.images[] | select(.image == $image) | .findings[] |
		[.severity, .id, .package, .version, .fixed, if .from == "base" then "base" else empty end] | join(" ")'
}

database()
{
	scanner_database "$@" <<-'END'
		CVE-2026-0001 high deb openssl 3.0.2 3.0.2
		CVE-2026-0002 low deb openssl 4 -
		CVE-2026-0003 medium deb zlib 2 2
		GHSA-aaaa-bbbb-cccc critical python jinja2 3.1.4 3.1.4 CVE-2026-0004
		CVE-2026-0004 high python jinja2 3.1.4 3.1.4
		GHSA-dddd-eeee-ffff high python tool 2 -
	END
}

# A base with two binary packages of one source, and a family on it.
start_family()
{
	mkdir -p "$tmp/family/templates/files" && cd "$tmp/family" || exit 1
	{
		debian_package libssl3 3.0.1 openssl
		debian_package openssl 3.0.1
	} >templates/files/base-packages
	{
		cat templates/files/base-packages
		debian_package zlib 1.2
	} >templates/files/more-packages
	python_package templates/files/library Jinja2 3.1.0
	python_package templates/files/tools tool 1.0
	cat >images.yaml <<-'END'
		name: loom
		defaults: {template: base.Dockerfile.j2, tag: "1", from: "tiny:1"}
		images:
		  root: {env: {A: b}}
		  middle: {from: root, files: [{from: more-packages, to: /var/lib/dpkg/status}]}
		  leaf: {from: middle, files: [{from: library, to: /usr/lib/python3/dist-packages}]}
		  tools: {files: [{from: tools, to: /opt/tools}]}
		  copying: {from: root, copy: [{image: tools, from: /opt/tools, to: /usr/lib/tools}]}
		  bare: {from: scratch, files: [{from: tools, to: /tools}]}
		  spare: {on-demand: true}
	END
	printf 'build\n' >.gitignore
	"$basegen" generate >/dev/null && git init -q . && git add -A && commit family && git tag v1.0.0
}

# The base: Debian by its own words.
build_debian()
{
	build_base
	mkdir -p "$tmp/base/rootfs/var/lib/dpkg"
	printf 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n' >"$tmp/base/rootfs/etc/os-release"
	cp templates/files/base-packages "$tmp/base/rootfs/var/lib/dpkg/status"
	runs "$kind: the base has packages" engine_build -t tiny:1 "$tmp/base"
}

# What holds on each engine.
contract()
{
	scan root
	is "$status $(cat "$tmp/said")" '1 basegen: loom/root:1 is not built, so it is not scanned: run basegen build root' "$kind: what is not built is a failure"
	runs "$kind: the family is built" run_build
	before=$(engine_images | sort)
	scan --format json
	is "$status" 1 "$kind: findings at or over the threshold are status 1"
	is "$(printf '%s\n' "$output" | jq -r '[.images[].image] | join(" ")')" 'root tools bare middle copying leaf' "$kind: all built images are scanned"
	is "$(brings root)" "$(printf '%s\n' 'high CVE-2026-0001 libssl3 3.0.1 3.0.2 base' 'high CVE-2026-0001 openssl 3.0.1 3.0.2 base' \
		'low CVE-2026-0002 libssl3 3.0.1  base' 'low CVE-2026-0002 openssl 3.0.1  base')" "$kind: what the base has is told at the root"
	is "$(brings middle)" 'medium CVE-2026-0003 zlib 1.2 2' "$kind: a child has what its parent has not"
	is "$(brings leaf)" 'critical GHSA-aaaa-bbbb-cccc jinja2 3.1.0 3.1.4' "$kind: a vulnerability with two IDs is one"
	is "$(brings tools | grep -v base)" 'high GHSA-dddd-eeee-ffff tool 1.0 ' "$kind: a file that tells of a package"
	is "$(brings copying)" '' "$kind: is told where it was copied from"
	is "$(brings bare)" 'high GHSA-dddd-eeee-ffff tool 1.0 ' "$kind: an image from scratch has all from itself"
	is "$(engine_images | sort)" "$before" "$kind: the engine has what it had"
	is "$(find build/tmp -mindepth 1 2>/dev/null)" '' "$kind: nothing stays in the scratch folder"
	scan --format json leaf
	is "$status $(printf '%s\n' "$output" | jq -c '[.images[].image, .images[0].inherited.high, .counting]')" '1 ["leaf",2,1]' \
		"$kind: of one image what it brings, and how much it has from others"
	scan middle
	is "$status" 0 "$kind: less severe findings are no failure"
}
