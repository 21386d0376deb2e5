#!/bin/sh
# basegen test on a real docker and buildah (ENGINES=podman: on that): what images.yaml declares is checked, without a test that somebody
# wrote. Health checks turn healthy or not, packages are asked for, caches, programs with rights of their own and secrets
# are found. No container stays, also after a signal.
# shellcheck disable=SC2016,SC2317 # for shells inside; called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/rules.sh"

# tested [ARGUMENT...]: what basegen test says; its status is that of the program.
tested()
{
	timeout -k 20 120 "$basegen" test "$@" 2>&1
}

# results IMAGE [ARGUMENT...]: a line KEY RESULT CHECK for each check.
results()
{
	timeout -k 20 120 "$basegen" test --format json "$@" 2>"$tmp/said" |
		jq -r 'select(.event == "test") | .key + " " + .result + " " + .check + (if .message then ": " + .message else "" end)'
}

# A base that has a program with rights of its own and a file that looks like a cache.
make_base()
{
	rootfs=$tmp/base/rootfs
	rm -rf "$tmp/base" && mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp" "$rootfs/var/cache/apk"
	cp "$(command -v busybox)" "$rootfs/bin/busybox"
	for name in sh sleep test cat echo true false chmod mkdir id grep touch chown rm ln dd printf setsid; do ln -sf busybox "$rootfs/bin/$name"; done
	touch "$rootfs/bin/old-rights" "$rootfs/var/cache/apk/old" && chmod 4755 "$rootfs/bin/old-rights" && chmod 1777 "$rootfs/tmp"
	echo 'app:x:1000:1000::/:/bin/sh' >"$rootfs/etc/passwd" && echo 'app:x:1000:' >"$rootfs/etc/group"
	printf 'FROM scratch\nCOPY rootfs /\nENV PATH=/bin SINGER=base\n' >"$tmp/base/Dockerfile"
	runs "$kind: the base is built" engine_build -t tiny:1 "$tmp/base"
	engine_tag tiny:1 other:1
}

make_images()
{
	mkdir -p "$1/templates/files" "$1/templates/lib" && cp -R "$root/templates/." "$1/templates" && cd "$1" || exit 1
	echo 'a file' >templates/files/plain
	mkdir -p templates/files/tree/deep templates/files/many
	for i in 1 2 3 4 5 6 7 8; do echo "$i" >"templates/files/tree/f$i" && echo "$i" >"templates/files/tree/deep/f$i"; done
	for i in $(seq 20); do echo "$i" >"templates/files/many/m$i"; done
	head -c 20000000 /dev/zero >templates/files/large
	printf '%s\n' '{% macro install(image) %}' 'RUN echo installed >/etc/things' '{% endmacro %}' '{% macro check(image) %}' \
		'{{ "\t" }}things=$(cat /etc/things)' '{% for thing in image.packages.thing %}' \
		'thing {{ thing }}{{ "\t" }}case {{ thing | sh }} in bad) echo "$things, but bad"; exit 1 ;; odd) echo "cannot tell"; exit 77 ;; esac' \
		'{% endfor %}' '{% endmacro %}' >templates/lib/thing.j2
	cat >images.yaml <<-'END'
		name: loom
		defaults: {from: "tiny:1", template: base.Dockerfile.j2, tag: "1", user: {name: app, uid: 1000, gid: 1000}, workdir: /work}
		images:
		  ready:
		    env: {SINGER: "$SINGER", SONG: "$SINGER sings", PRICE: "1$$"}
		    path: [/opt/bin]
		    entrypoint: [sh, -c]
		    command: ["sleep 1; echo yes >/tmp/ready; exec sleep 1000"]
		    healthcheck: {command: [test, -f, /tmp/ready], interval: 30s, timeout: 2s, retries: 9}
		    files: [{from: plain, to: /etc/plain, mode: "0640", owner: app}]
		    packages: {thing: [good, odd]}
		    max-size: 100MB
		  sick:
		    command: [sleep, "1000"]
		    healthcheck: {command: [sh, -c, "echo so ill; exit 3"], interval: 30s, timeout: 1s, retries: 1}
		  endless:
		    on-demand: true
		    command: [sleep, "1000"]
		    healthcheck: {command: [sleep, "999"], timeout: 300s}
		  hanging:
		    command: [sleep, "1000"]
		    healthcheck: {command: [sleep, "998"], timeout: 1s, retries: 1}
		  leaving:
		    command: [sh, -c, "sleep 876 & setsid sleep 876 & sleep 1"]
		    healthcheck: {command: [sh, -c, "setsid sleep 876 & exit 0"]}
		    tests: [{command: [sh, -c, "sleep 876 & setsid sleep 876 & echo left"], output: left}]
		  stubborn: {tests: [{command: [sh, -c, "trap '' TERM INT HUP; while :; do sleep 987; done"]}]}
		  short: {command: ["true"], healthcheck: {command: ["true"]}}
		  broken: {command: [nothing-of-that-name], healthcheck: {command: [sh, -c, "echo alone; exit 5"]}}
		  wrong:
		    packages: {thing: [bad]}
		    secrets: [{id: token, env: DECLARED_TOKEN}, {id: unknown}]
		    max-size: 0.01MB
		    run:
		      - mkdir -p /home/app/.cache/pip && touch /home/app/.cache/pip/wheel /bin/new-rights /bin/granted && chmod 4755 /bin/new-rights /bin/granted
		      - {commands: "cat /run/secrets/token >/etc/kept", mounts: [{type: secret, id: token}]}
		    setuid: [/bin/granted]
		  removed:
		    secrets: [{id: token, env: DECLARED_TOKEN}]
		    run:
		      - {commands: "cat /run/secrets/token >/etc/kept", mounts: [{type: secret, id: token}]}
		      - rm /etc/kept
		  heir: {from: removed}
		  many:
		    workdir: /
		    files: [{from: tree, to: /opt/tree}, {from: tree, to: /opt/each, mode: "0644"}, {from: "many/*", to: /opt/many/}, {from: large, to: /opt/large}]
		  many-more:
		    from: many
		    files: [{from: plain, to: /opt/tree/f1}]
		  source:
		    files: [{from: plain, to: /opt/plain}, {from: tree, to: /opt/tree}]
		  copies:
		    copy:
		      - {image: source, from: /opt/plain, to: /opt/plain}
		      - {image: source, from: /opt/plain, to: /opt/edited}
		      - {image: source, from: /opt/tree, to: /opt/tree}
		      - {image: "other:1", from: /bin/busybox, to: /opt/}
		    run: [echo more >>/opt/edited && cd /opt/tree && rm f1]
		  covered:
		    from: copies
		    files: [{from: many/m1, to: /opt/plain}]
		  over:
		    files: [{from: plain, to: /opt/tree/f1}, {from: plain, to: /opt/tree/own}]
		    copy: [{image: source, from: /opt/tree, to: /opt/tree}]
	END
	sed -i "s/1000\(\"\]\)/$of_watched\1/; s/\"999\"/\"$of_checked\"/; s/sleep 987/sleep $of_stubborn/" images.yaml
	"$basegen" generate >"$tmp/said" 2>&1 || diag "$(cat "$tmp/said")"
}

test_passing()
{
	output=$(tested ready short)
	is "$? $(printf '%s\n' "$output" | grep -c ' FAILED ')" '0 0' "$kind: what is as declared passes" || diag "$output"
	results --force ready >"$tmp/results"
	for check in 'env env SONG' 'env env PRICE' 'path path' 'workdir workdir' 'user user in /etc/passwd' 'files file /etc/plain' \
		'packages thing good' 'healthcheck healthcheck turns healthy' 'setuid programs with rights of their own' \
		'packages caches of package managers' 'max-size max-size'; do
		runs "$kind: $check" grep -qx "${check%% *} passed ${check#* }" "$tmp/results"
	done
	runs "$kind: what a check cannot tell is not run" grep -qx 'packages not run thing odd: cannot tell' "$tmp/results"
	like "$(tested short)" '\(passed before\)$' "$kind: what passed is remembered"
	is "$(results --force --only env ready | cut -d' ' -f1 | sort -u)" env "$kind: --only makes the checks of a key alone"
}

test_failing()
{
	output=$(tested sick)
	like "$? $output" '^1 FAILED loom/sick:1: healthcheck turns healthy$' "$kind: a container that does not turn healthy"
	like "$output" '^    the container does not turn healthy; the check says: so ill$' "$kind: with what the check said"
	like "$(tested broken)" '^    the container ends by itself, and the check alone ends with 5; the check says: alone$' \
		"$kind: without a program that runs, the check runs alone"
	begun=$(date +%s)
	like "$(tested --only healthcheck hanging)" '^    the container does not turn healthy(;.*)?$' "$kind: a check that does not end"
	ok "$(($(date +%s) - begun >= 60))" "$kind: takes no longer than its timeout and retries allow"
	results wrong >"$tmp/results"
	for line in 'packages failed thing bad: installed, but bad' 'secrets failed secret token: its value is in /etc/kept' \
		'secrets not run secret unknown: this machine does not have its value' \
		'setuid failed programs with rights of their own: the base has not: /bin/new-rights' \
		'packages failed caches of package managers: the base has not: /home/app/.cache/pip/wheel'; do
		runs "$kind: $line" grep -qxF "$line" "$tmp/results"
	done
	like "$(cat "$tmp/results")" '^max-size failed max-size: is [0-9.]+MB, more than 0.01MB$' "$kind: and what is too large"
	is "$(grep -c 'the value of the token' "$tmp/results")" 0 "$kind: the value of a secret is not printed"
	results --only secrets removed heir >"$tmp/results"
	is "$(grep -c '^secrets failed secret token: its value is in /etc/kept of layer [0-9]*, which the image keeps' "$tmp/results")" 2 \
		"$kind: a secret that a later layer removes, in the image and the one on it" || diag "$(cat "$tmp/results" "$tmp/said")"
	is "$(find build/tmp -mindepth 1 2>/dev/null)" '' "$kind: nothing stays in the scratch folder"
	is "$(containers)" 0 "$kind: no container stays"
}

nothing_left()
{
	[ "$(running 'sleep 876$')" = 0 ]
}

# What a test and a health check leave running ends with their container.
test_left()
{
	for key in tests healthcheck; do
		output=$(tested --force --only "$key" leaving)
		is "$?" 0 "$kind: $key: a command that leaves something running" || diag "$output"
		runs "$kind: $key: leaves nothing behind" wait_until nothing_left
		for process in $(pgrep -fx 'sleep 876'); do kill "$process"; done
	done
}

# Another image under the key: what is not as declared is found.
test_changed()
{
	key=$(engine_images | sed -n 's,^\([^ ]*loom/ready:key-[^ ]*\) .*,\1,p')
	mkdir -p "$tmp/changed"
	cat >"$tmp/changed/Dockerfile" <<-END
		FROM $key
		USER 0
		RUN echo other >/etc/plain && chmod 0600 /etc/plain && echo 'app:x:1001:1000::/:/bin/sh' >/etc/passwd
		ENV SONG=silence
	END
	runs "$kind: a changed image is built" engine_build -t "$key" "$tmp/changed"
	results --only env --only user --only files ready >"$tmp/results"
	for line in 'env failed env SONG: is silence instead of base sings' 'user failed user: is 0 instead of 1000:1000' \
		'user failed user in /etc/passwd: /etc/passwd says app is 1001:1000'; do
		runs "$kind: $line" grep -qxF "$line" "$tmp/results"
	done
	like "$(cat "$tmp/results")" '^files failed file /etc/plain: has other bytes than that in the build context, has the mode 0600, not 0640' "$kind: a file"
	# A user that the image does not have
	printf 'FROM %s\nUSER nobody-there\n' "$key" >"$tmp/changed/Dockerfile"
	runs "$kind: an image with another user is built" engine_build -t "$key" "$tmp/changed"
	results --only healthcheck --only packages ready short >"$tmp/results"
	is "$(grep -c '^healthcheck failed' "$tmp/results") $(grep -c '^packages failed thing good' "$tmp/results")" '1 1' "$kind: nothing runs in it"
	is "$(grep -c '^healthcheck passed .*turns healthy' "$tmp/results") $(cat "$tmp/said")" '1 ' "$kind: and the run goes on"
	run_build ready >/dev/null
}

# Every file of a folder and of a pattern is looked at, and every byte.
test_many()
{
	results --force --only files many many-more >"$tmp/results"
	is "$(cat "$tmp/results")" 'files passed files of tree in /opt/tree
files passed files of tree in /opt/each
files passed files of many/* in /opt/many/
files passed file /opt/large
files passed files of tree in /opt/tree
files passed files of tree in /opt/each
files passed files of many/* in /opt/many/
files passed file /opt/large
files passed file /opt/tree/f1' "$kind: a check for each item of files, and a file that another image replaces is that of it"
	for image in many-more many; do # the parent last, as what stands on it is not current then
		key=$(engine_images | sed -n "s,^\([^ ]*loom/$image:key-[^ ]*\) .*,\1,p")
		cat >"$tmp/changed/Dockerfile" <<-END
			FROM $key
			USER 0
			RUN cd /opt/tree && rm f7 && chown 7:7 f8 && echo 9 >deep/f6 && chmod 0777 f5 && echo 5 >deep/new && rm f4 && ln deep/f8 f4
			RUN chmod 0600 /opt/each/deep/f1 && echo 6 >/opt/many/m7 && echo much longer >/opt/many/m1
			RUN printf evil | dd of=/opt/large bs=1 seek=19999000 conv=notrunc 2>/dev/null
		END
		runs "$kind: a changed $image is built" engine_build -t "$key" "$tmp/changed"
		results --force --only files "$image" >"$tmp/results"
		for line in 'files of tree in /opt/tree: 5 of 1[56] files differ: /opt/tree/deep/f6 has other bytes than that in the build context; /opt/tree/f4 has other bytes .*; /opt/tree/f5 is executable, and should not be; and 2 more' \
			'files of tree in /opt/each: 1 of 16 files differ: /opt/each/deep/f1 has the mode 0600, not 0644' \
			'files of many/\* in /opt/many/: 2 of 20 files differ: .*' 'file /opt/large: has other bytes than that in the build context'; do
			runs "$kind: changed $image: $line" grep -qx "files failed $line" "$tmp/results"
		done
		is "$(grep -vc '^files failed ' "$tmp/results")" "$([ "$image" = many ] && echo 0 || echo 1)" "$kind: a file that is replaced is not of them"
	done
	run_build many many-more >/dev/null
}

# What is copied has the bytes of the other image, unless a command that comes later may have changed it.
test_copied()
{
	for wanted in passed 'not run'; do
		results --force --only copy copies >"$tmp/results"
		is "$(sed 's/: .*//' "$tmp/results")" "copy passed copied /opt/plain
copy passed copied /opt/edited
copy passed copied /opt/tree
copy $wanted copied /opt/busybox" "$kind: copies: $wanted" || diag "$(cat "$tmp/said")"
		"$engine" rmi other:1 >/dev/null 2>&1
	done
	like "$(cat "$tmp/results")" 'the bytes of /bin/busybox are not compared, as the engine does not have other:1$' \
		"$kind: and says why"
	is "$(results --force --only copy --only files covered | grep plain)" 'files passed file /opt/plain' "$kind: a file in the place of a copy"
	test_copied_over
}

# What a folder that is copied has counts in the place of a declared file, and that alone.
test_copied_over()
{
	is "$(results --force --only copy --only files over)" 'files passed file /opt/tree/f1
files passed file /opt/tree/own
copy passed copied /opt/tree' "$kind: a file that a copied folder replaces is that of the folder"
	key=$(engine_images | sed -n 's,^\([^ ]*loom/over:key-[^ ]*\) .*,\1,p')
	printf 'FROM %s\nUSER 0\nRUN echo other >/opt/tree/f1; echo other >/opt/tree/own\n' "$key" >"$tmp/changed/Dockerfile"
	runs "$kind: a changed one is built" engine_build -t "$key" "$tmp/changed"
	is "$(results --force --only copy --only files over)" 'files passed file /opt/tree/f1
files failed file /opt/tree/own: has other bytes than that in the build context
copy failed copied /opt/tree: /opt/tree/f1 has other bytes, unlike /opt/tree in source' "$kind: and so it is compared"
	run_build over >/dev/null
}

checked()
{
	[ "$(running "sleep $of_checked\$")" -gt 0 ]
}

watched()
{
	[ "$(running "sleep $of_watched\$")" -gt 0 ]
}

stubborn_runs()
{
	[ "$(running "sleep $of_stubborn\$")" -gt 0 ]
}

stubborn_not()
{
	! stubborn_runs
}

watched_not()
{
	! watched
}

test_interrupt()
{
	for signal in INT TERM; do
		start_verb test --force --only healthcheck sick
		wait_until watched
		kill "-$signal" "-$build_pid"
		wait "$waited_for"
		is "$?" "$([ "$signal" = INT ] && echo 130 || echo 143)" "$kind, $signal: the status is that of the signal"
		runs "$kind, $signal: the container has ended" wait_until watched_not
		is "$(containers)" 0 "$kind, $signal: no container stays"
	done
	# A command that only KILL ends
	mkdir -p "$tmp/temporary"
	TMPDIR=$tmp/temporary start_verb test --force --only tests stubborn
	wait_until stubborn_runs
	kill -INT "-$build_pid"
	wait "$waited_for"
	is "$?" 130 "$kind: a command that ignores signals is ended"
	runs "$kind: and is gone" wait_until stubborn_not
	is "$(containers) $(find "$tmp/temporary" build/tmp -mindepth 1 2>/dev/null)" '0 ' "$kind: and leaves no container and no temporary file"
	# What nothing can catch: the next run removes the container.
	start_verb test --force --only healthcheck sick
	wait_until watched
	kill -KILL "-$build_pid"
	wait "$waited_for"
	is "$(containers)" 1 "$kind, KILL: the container stays"
	# The program of a container of buildah is a process beside it, which may have ended with it.
	[ "$kind" != buildah ] || ! beside=$(pgrep -o -f "run basegen-[0-9a-f]*-$build_pid-") || kill -KILL "-$beside"
	tested --force --only setuid sick >"$tmp/said"
	is "$(containers)" 0 "$kind, KILL: the next run removes it" || diag "$(cat "$tmp/said")"
	runs "$kind, KILL: and ends it" wait_until watched_not
	# While the check itself runs
	run_build endless >"$tmp/said" || diag "$(tail -n 30 "$tmp/said")"
	start_verb test --force --only healthcheck endless
	wait_until checked
	begun=$(date +%s)
	kill -TERM "-$build_pid"
	wait "$waited_for"
	is "$? $(($(date +%s) - begun < 60))" '143 1' "$kind: a check that does not end is ended"
	runs "$kind: and the container" wait_until watched_not
	is "$(containers)" 0 "$kind: and no container stays then"
}

# The tag of the base names another image by now, which excuses nothing and is not compared with.
test_moved_base()
{
	"$engine" tag "$(engine_images | awk '$1 ~ /(^|\/)tiny:1$/ { print $2 }')" kept:1
	printf 'FROM tiny:1\nRUN rm /bin/old-rights /var/cache/apk/old\nENV SINGER=other\n' >"$tmp/changed/Dockerfile"
	runs "$kind: the tag of the base moves" engine_build -t tiny:1 "$tmp/changed"
	results --force --only setuid --only packages short >"$tmp/results"
	is "$(grep ' failed ' "$tmp/results")" '' "$kind: an image is compared with the base that it stands on"
	"$engine" tag kept:1 tiny:1
}

# Nothing is run in an image of another platform, which is told.
test_foreign()
{
	platform=linux/$(case $(uname -m) in aarch64) echo amd64 ;; *) echo arm64 ;; esac)
	runs "$kind: a base of another platform" engine_build --platform "$platform" --label "of=$platform" -t tiny:1 "$tmp/base"
	PLATFORM=$platform run_build short >"$tmp/said" || diag "$(tail -n 30 "$tmp/said")"
	PLATFORM=$platform results short >"$tmp/results"
	like "$(cat "$tmp/results")" "^healthcheck not run healthcheck turns healthy: the image is for $platform, and this machine is linux/" \
		"$kind: nothing is run in an image of another platform"
	is "$(grep -c '^[a-z-]* failed ' "$tmp/results") $(grep -c '^workdir passed ' "$tmp/results")" '0 2' "$kind: the rest of it is checked"
}

# How long the programs of the images sleep, which tells them from those of whoever else is on this machine.
of_watched=$((1000000 + $$)) of_checked=$((6000000 + $$)) of_stubborn=$((11000000 + $$))
DECLARED_TOKEN='the value of the token'
export DECLARED_TOKEN
for try in ${ENGINES:-docker buildah}; do
	"private_${try}_start"
	make_base
	make_images "$tmp/on $kind"
	run_build >"$tmp/said" || diag "$(tail -n 30 "$tmp/said")"
	test_passing
	test_failing
	test_left
	test_changed
	test_many
	test_copied
	test_interrupt
	test_moved_base
	test_foreign
	stop_engine
done
done_testing
