# shellcheck shell=sh disable=SC2154 # after tap.sh and engine.sh
# What basegen bootstrap does on a real engine, $engine. Where real packages of Debian are not what matters, a
# mmdebstrap of the test's own stands in for it.

place=$tmp/unfinished # TMPDIR of what is tried, to see what is left there
own_cache=$tmp/own-cache

# bootstrap BASE...: what it says, without the authorities of this machine and with nothing kept.
bootstrap()
{
	env -u SSL_CERT_FILE -u BOOTSTRAP_CA TMPDIR="$place" BOOTSTRAP_CACHE="${cache-}" "$basegen" bootstrap "$@" 2>&1
}

# with_fake COMMAND...: with the test's mmdebstrap, which notes its calls and makes a tiny root.
with_fake()
{
	PATH=$tmp/fake-tools:$PATH "$@"
}

write_fakes()
{
	mkdir -p "$place" "$tmp/fake-tools" "$tmp/tiny/bin" "$tmp/tiny/tmp"
	cp "$(command -v busybox)" "$tmp/tiny/bin/busybox"
	ln -s busybox "$tmp/tiny/bin/bash" && ln -s busybox "$tmp/tiny/bin/sh" && ln -s busybox "$tmp/tiny/bin/cat"
	mkdir "$tmp/tiny/data" && echo one >"$tmp/tiny/data/one" && ln "$tmp/tiny/data/one" "$tmp/tiny/data/two"
	chown 1234:567 "$tmp/tiny/data/one" && chmod 4751 "$tmp/tiny/data/one"
	cat >"$tmp/fake-tools/mmdebstrap" <<-'END'
		#!/bin/sh
		[ "$1" != --version ] || exit 0
		echo "$*" >>"${0%/*}/../calls"
		if [ -f "${0%/*}/../fails" ]; then
			printf 'E: no such \033[2Jsuite\n' >&2
			exit 25
		fi
		while [ $# -gt 2 ]; do shift; done
		tar -C "${0%/*}/../tiny" -cf "$1" .
	END
	chmod +x "$tmp/fake-tools/mmdebstrap"
}

# is_clean WHAT: nothing unfinished is left or mounted.
is_clean()
{
	is "$(ls -A "$place")" '' "$1: no folder is left"
	is "$(grep -F "$place" /proc/mounts)" '' "$1: nothing is mounted"
}

# made: how often mmdebstrap was called.
made()
{
	if [ -f "$tmp/calls" ]; then wc -l <"$tmp/calls" | tr -d ' '; else echo 0; fi
}

# As bootstrap, but what is made is kept where the tests of the family look for it, so it has this machine's
# authorities as theirs has.
bootstrap_really()
{
	TMPDIR="$place" BOOTSTRAP_CACHE="$BUILD/build/bootstrap" "$basegen" bootstrap "$@" 2>&1
}

test_real()
{
	said=$(bootstrap_really python:3.11-slim)
	ok $? 'bootstrap python:3.11-slim'
	like "$said" '^python:3.11-slim: a stand-in of Debian bookworm is now in ' 'says that it is there'
	like "$said" '^python:3.11-slim: (build a stand-in from the packages of Debian bookworm|from .*/python-3.11-bookworm-)' \
		'and where it is from'
	runs 'the base is there' engine_has python:3.11-slim
	is "$(engine_label python:3.11-slim basegen.stand-in | tr -d '\n')" debian-bookworm 'its label says what it is'
	is "$(bootstrap_really docker.io/library/python:3.11-slim python:3.11-slim | sed /^SSL_CERT_FILE/d)" \
		'docker.io/library/python:3.11-slim: the stand-in is there already (FORCE=1 makes it again)' 'a second time does nothing'
	python=$(in_image python:3.11-slim sh -c 'command -v python; command -v pip; python -c "import sys; print(sys.version)"')
	like "$python" '^/usr/local/bin/python$' 'the base has python in /usr/local/bin'
	like "$python" '^/usr/local/bin/pip$' 'and pip'
	like "$python" '^3\.11\.' 'of the version that its name says'
	runs 'the base lets pip install' in_image python:3.11-slim sh -c '! ls /usr/lib/python3*/EXTERNALLY-MANAGED'
	is "$(in_image python:3.11-slim sh -c 'echo $LANG; stat -c %a /tmp; stat -c %a /usr/bin/passwd')" 'C.UTF-8
1777
4755' 'its environment and the modes of its files'
	is_clean 'a real one'

	like "$(FORCE=1 bootstrap_really python:3.11-slim)" '^python:3.11-slim: from .*/build/bootstrap/python-3.11-bookworm-.*\.tar$' \
		'FORCE=1 makes it again, of what was kept'
	runs 'it is there as before' engine_has python:3.11-slim
}

# One without a shell, under the name of another registry than docker's.
test_distroless()
{
	name=gcr.io/distroless/static-debian13:nonroot
	like "$(bootstrap_really "$name")" "^$name: a stand-in of Debian trixie is now in " "bootstrap $name"
	is "$(configuration "$name" | jq -c '[.User, .WorkingDir, (.Cmd // []), (.Env[] | select(startswith("SSL_CERT_FILE")))]')" \
		'["65532","/home/nonroot",[],"SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"]' 'distroless: its configuration'
	mkdir "$tmp/distroless" && cp "$tmp/tiny/bin/busybox" "$tmp/distroless"
	printf 'FROM %s\nCOPY busybox /busybox\n' "$name" >"$tmp/distroless/Dockerfile"
	engine_build -t basegen-test-distroless "$tmp/distroless" >"$tmp/log" 2>&1
	is "$(distroless id -un; distroless ls /usr/bin /usr/sbin /var/lib/dpkg/status.d | xargs)" \
		'nonroot
/usr/bin: /usr/sbin: /var/lib/dpkg/status.d: base-files ca-certificates netbase tzdata' 'distroless: no program, and the packages for scanners'
	is "$(distroless stat -c '%n %U:%g %a' /home/nonroot /tmp /usr/share/zoneinfo/Europe/Berlin)" '/home/nonroot nonroot:65532 700
/tmp root:0 1777
/usr/share/zoneinfo/Europe/Berlin root:0 644' 'distroless: folders and time zones'
	is "$(bootstrap_really "$name" | sed /^SSL_CERT_FILE/d)" "$name: the stand-in is there already (FORCE=1 makes it again)" \
		'distroless: a second time does nothing'
}

distroless()
{
	case $kind in
	docker) "$engine" run --rm --network=host basegen-test-distroless /busybox "$@" ;;
	*)
		container=$("$engine" from --pull-never basegen-test-distroless)
		"$engine" run "$container" -- /busybox "$@"
		"$engine" rm "$container" >/dev/null
		;;
	esac
}

# A family that the installed program starts is built by its own Makefile, on a machine that has only what is installed.
test_start()
{
	runs 'make install' make -C "$BUILD" install PREFIX="$tmp/prefix"
	(
		# shellcheck disable=SC2030,SC2031
		PATH=$tmp/prefix/bin:$PATH TMPDIR=$place BOOTSTRAP_CACHE=$BUILD/build/bootstrap LOGS=$tmp/logs
		export TMPDIR BOOTSTRAP_CACHE LOGS
		basegen init "$tmp/A Family" && cd "$tmp/A Family" && git init -q . && make -j2 bootstrap base-images && make test-images
	) >"$tmp/said" 2>&1
	ok $? 'basegen init; make bootstrap base-images; make test-images' || diag "$(cat "$tmp/said")"
	like "$(cat "$tmp/said")" '^2 built$' 'its images are built'
	like "$(cat "$tmp/said")" '^[1-9][0-9]* passed, 0 failed$' 'and pass their tests'
	like "$(in_image a-family/tools:1 list-packages)" '^procps	' 'a file and a step of its template are in the image'
}

# Owners, modes and hard links of the archive are those of the image.
test_files()
{
	with_fake bootstrap debian:11-slim >"$tmp/log"
	ok $? 'a stand-in of a root that is the test'\''s own'
	is "$(in_image debian:11-slim busybox stat -c '%u:%g %a %h' /data/one /data/two)" '1234:567 4751 2
1234:567 4751 2' 'owner, mode and hard link are those of the archive'
	is "$(in_image debian:11-slim sh -c 'echo $PATH:$LANG:$SSL_CERT_FILE')" \
		/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin:C.UTF-8: 'its environment'
	is "$(configuration debian:11-slim | jq -c .Cmd)" '["bash"]' 'its command'
	is_clean 'a tiny one'
}

test_cache()
{
	cache="$own_cache/of $kind" && rm -f "$tmp/calls"
	printf -- '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n' >"$tmp/one.pem"
	with_fake bootstrap debian:11-slim >"$tmp/log" # there already
	is "$(made)" 0 'cache: nothing is made for a stand-in that is there'
	FORCE=1 with_fake bootstrap debian:11-slim debian:bullseye-slim >"$tmp/log"
	is "$(made)" 1 'cache: what is made of the same is made once'
	like "$(cat "$tmp/log")" '^debian:bullseye-slim: from .*/debian-11-bullseye-.*\.tar$' 'cache: and said to be from there'
	touch "$tmp/fails"
	FORCE=1 with_fake bootstrap debian:11-slim >"$tmp/log"
	is "$?,$(made)" 0,1 'cache: then nothing needs the packages'
	rm "$tmp/fails"
	chmod u+w "$cache"/*.tar && echo evil >"$cache/$(ls "$cache")"
	FORCE=1 with_fake bootstrap debian:11-slim >"$tmp/log"
	is "$?,$(made)" 0,2 'cache: what a commit may have brought there is made anew'
	said=$(FORCE=1 PATH=$tmp/fake-tools:$PATH SSL_CERT_FILE=$tmp/one.pem TMPDIR=$place BOOTSTRAP_CACHE=$cache "$basegen" bootstrap debian:11-slim 2>&1)
	like "$said" "^SSL_CERT_FILE is set here, so stand-ins trust the authorities in $tmp/one.pem too" 'SSL_CERT_FILE is trusted, and that is said'
	is "$(made)" 3 'cache: other authorities are another root'
	is "$(in_image debian:11-slim sh -c 'echo $PIP_CERT')" /etc/ssl/certs/ca-certificates.crt 'programs are told of them'
	is "$(find "$cache" -type f | wc -l | tr -d ' ')" 1 'cache: one of each kind is kept'
	unset cache
}

test_failure()
{
	touch "$tmp/fails"
	said=$(with_fake bootstrap debian:13-slim)
	is $? 3 'mmdebstrap fails: the machine'\''s failure'
	like "$said" '^basegen: debian:13-slim: no stand-in could be made: mmdebstrap ended with status 25$' 'that says what failed'
	like "$said" '^    E: no such \\x1B\[2Jsuite$' 'and shows the log, but no escape sequence'
	rm "$tmp/fails"
	is_clean 'a failure'
	mkdir "$tmp/few" && ln -s /usr/sbin/* /usr/bin/* "$tmp/few" 2>/dev/null
	rm -f "$tmp/few/mmdebstrap" "$tmp/few/debootstrap"
	if [ ! -f "$tmp/few/apt-get" ]; then
		skip 'without mmdebstrap, what to install is said' 'no apt-get here'
	else
		like "$(PATH=$tmp/few bootstrap debian:13-slim)" 'needs mmdebstrap or debootstrap: apt-get install mmdebstrap' \
			'without mmdebstrap, what to install is said'
	fi
	said=$(TMPDIR=$tmp/none BOOTSTRAP_CACHE='' BOOTSTRAP_CA='' "$basegen" bootstrap debian:13-slim 2>&1)
	is $? 3 'TMPDIR that is not there: the machine'\''s failure'
	like "$said" "^basegen: .*$tmp/none.*[nN]o such file or directory" 'that names it'
	runs 'nothing was made' sh -c "! '$engine' inspect debian:13-slim"
}

# within SECONDS COMMAND...: whether it succeeds by then, tried each tenth of one.
within()
{
	tries=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $((tries -= 1)) -gt 0 ] || return 1
		sleep 0.1
	done
}

# interrupted WHEN WHAT: ends a bootstrap of debian:13-slim that runs in the background as $!, once WHEN holds.
interrupt()
{
	within 60 sh -c "$1"
	ok $? "$2: it is at it"
	kill -TERM "$running"
	wait "$running" 2>/dev/null
	is $? 143 "$2: TERM ends it"
	like "$(cat "$tmp/log")" '^basegen: debian:1[23]-slim: interrupted$' "$2: and it says so"
	is_clean "$2"
}

test_interrupts()
{
	mkdir -p "$tmp/empty-cache"
	TMPDIR=$place BOOTSTRAP_CACHE=$tmp/empty-cache BOOTSTRAP_CA='' "$basegen" bootstrap debian:12-slim >"$tmp/log" 2>&1 &
	running=$!
	interrupt "ls -d '$place'/basegen-*/mmdebstrap.*/usr" 'TERM while the packages are unpacked'
	runs 'no program of it runs on' sh -c "! ps -eo args | grep -v grep | grep -F '$place/basegen-'"
	is "$(ls "$tmp/empty-cache")" '' 'and nothing half is kept'
	runs 'nor is it in the engine' sh -c "! '$engine' inspect --type image debian:12-slim"

	mkdir "$tmp/slow"
	cat >"$tmp/slow/$kind" <<-END
		#!/bin/sh
		case " \$* " in *' build '*) touch '$tmp/builds'; sleep 3 ;; esac
		exec '$engine' "\$@"
	END
	chmod +x "$tmp/slow/$kind"
	TMPDIR=$place PATH=$tmp/fake-tools:$PATH ENGINE=$tmp/slow/$kind BOOTSTRAP_CACHE='' BOOTSTRAP_CA='' \
		"$basegen" bootstrap debian:13-slim >"$tmp/log" 2>&1 &
	running=$!
	interrupt "test -f '$tmp/builds'" 'TERM while the engine builds'
	[ "$kind" = docker ] || is "$("$engine" containers -aq)" '' 'and no container is left'
}

# An image that is no stand-in, and one for another machine.
test_images_of_others()
{
	if [ -z "$engine_is_private" ]; then
		skip 'bootstrap: an image that is no stand-in is left alone' 'not tried on an engine that others use'
		return
	fi
	mkdir -p "$tmp/empty" && printf 'FROM scratch\nCOPY f /f\n' >"$tmp/empty/Dockerfile" && echo >"$tmp/empty/f"
	engine_build -t docker.io/library/debian:trixie-slim "$tmp/empty" >/dev/null 2>&1
	real=$(image_id debian:trixie-slim)
	like "$(FORCE=1 with_fake bootstrap debian:trixie-slim)" 'has the image itself, which is left as it is' \
		'an image that is no stand-in is left alone'
	is "$(image_id debian:trixie-slim)" "$real" 'and it is the same image'

	echo other >"$tmp/empty/f"
	engine_build --platform linux/s390x -t docker.io/library/debian:trixie-slim "$tmp/empty" >/dev/null 2>&1
	like "$(with_fake bootstrap debian:trixie-slim)" '^debian:trixie-slim: .* has it for linux/s390x, and needs it for linux/' \
		'an image for another platform is none'
	is "$(engine_label debian:trixie-slim basegen.stand-in | tr -d '\n')" debian-trixie 'so the stand-in takes its name'
}

# The authority of BOOTSTRAP_CA is among those that a real stand-in trusts.
test_authority()
{
	cat >"$tmp/authority.pem" <<-'END'
		-----BEGIN CERTIFICATE-----
		MIIBkzCCATmgAwIBAgIUCQurE53DNhxSnh7N8cr6++R4aIQwCgYIKoZIzj0EAwIw
		HjEcMBoGA1UEAwwTYXV0aG9yaXR5IG9mIGEgdGVzdDAgFw0yNjExMjUyMTI4MDFa
		GA8yMTI2MTEwMTIxMjgwMVowHjEcMBoGA1UEAwwTYXV0aG9yaXR5IG9mIGEgdGVz
		dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMjPm3MWTL6Co99/PqlwTzeG98+F
		8Izqg5RvpZ89/Hstv+D3fjvlrjlNB9/LnsKanapV3HbUBQHD4eaVcycpOMmjUzBR
		MB0GA1UdDgQWBBS5UOTKXHYsu+oYph4B/qlekmqtcDAfBgNVHSMEGDAWgBS5UOTK
		XHYsu+oYph4B/qlekmqtcDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gA
		MEUCIQDaZPwyVpw3nYFHZZys9A++mC34JMsycFa34kCCb3PMfwIgYU5HV8b2+F0A
		XTmWYD6R/zVV/DKhexQ0F4jFxbRORsc=
		-----END CERTIFICATE-----
	END
	runs 'bootstrap with BOOTSTRAP_CA' env TMPDIR="$place" BOOTSTRAP_CACHE= BOOTSTRAP_CA="$tmp/authority.pem" \
		"$basegen" bootstrap debian:12-slim
	runs 'its authority is trusted' in_image debian:12-slim grep -F XTmWYD6R/zVV/DKhexQ0F4jFxbRORsc= /etc/ssl/certs/ca-certificates.crt
	is_clean 'one with an authority'
}

test_bootstrap()
{
	if ! command -v mmdebstrap >/dev/null; then
		skip 'bootstrap' 'no mmdebstrap in PATH'
		return
	fi
	write_fakes
	test_real
	test_distroless
	test_files
	test_cache
	test_failure
	test_interrupts
	test_images_of_others
}
