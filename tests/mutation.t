#!/bin/sh
# Whatever images.yaml declares, changed in a built image, has to be caught by basegen test: on docker and on buildah, for
# each key of the schema. In a round an image is changed, and the checks that fail then are those that the round says, and
# no others. A key that no round changes has a reason in tests/mutation/reasons.
# Runs early: it takes long.
# shellcheck disable=SC2016 # for the shells in Dockerfiles
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"

EVERY_TOKEN='token of whoever builds' ALLOW='fs.read=~/secret'
export EVERY_TOKEN ALLOW
echo 'secret in a file' >"$HOME/secret"

make_base()
{
	rootfs=$tmp/base/rootfs
	mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp" "$rootfs/root" "$rootfs/usr/local" "$rootfs/var/cache"
	cp "$(command -v busybox)" "$rootfs/bin/busybox"
	for name in sh cat cp ln mkdir rm id test chmod chown sleep grep sed tr echo touch dd tail mv true; do ln -s busybox "$rootfs/bin/$name"; done
	cp "$root/tests/mutation/base/stub" "$rootfs/bin/stub"
	for name in apt-get apk dnf mamba python3 pip npm cargo go dpkg-query; do ln -s stub "$rootfs/bin/$name"; done
	echo 3 >"$rootfs/etc/status"
	echo 'nobody:x:65534:65534::/:/bin/false' >"$rootfs/etc/passwd" && echo 'nobody:x:65534:' >"$rootfs/etc/group"
	printf 'FROM scratch\nCOPY rootfs /\nENV PATH=/usr/local/bin:/bin\n' >"$tmp/base/Dockerfile"
}

# The keys of images and the keys in them, as KEY and KEY.KEY.
schema_keys()
{
	"$basegen" schema | jq -r 'def inner: (.properties // {} | keys[]), (.items // empty | inner), ((.anyOf // []) + (.oneOf // []) | .[] | inner);
		.definitions.image.properties | to_entries[] | .key as $key | ($key, (.value | inner | "\($key).\(.)"))' | sort -u
}

# results IMAGE RESULT: the checks of the image with that result, as KEY: CHECK.
results()
{
	"$basegen" test --format json "$1" 2>"$tmp/said" | jq -r --arg result "$2" 'select(.result == $result) | "\(.key): \(.check)"' | sort
}

key_tag()
{
	printf 'every/%s:key-%s\n' "$1" "$(sed -n "s/  $1\$//p" out/keys)"
}

# start_round IMAGE: its Dockerfile is made of what `line` says, on the image as it was built. start_round IMAGE edited: it is
# the Dockerfile of the image as sed scripts change it.
start_round()
{
	image=$1
	rm -rf "$tmp/round" && cp -R "out/$image" "$tmp/round"
	: >"$tmp/expected"
	[ "${2-}" ] || printf 'FROM %s\n' "$(key_tag "$image")" >"$tmp/round/Dockerfile"
}

line()
{
	printf '%s\n' "$1" >>"$tmp/round/Dockerfile"
}

edited()
{
	sed -i "$1" "$tmp/round/Dockerfile"
}

# fails KEY CHECK: what was changed is caught so. KEY may be KEY.KEY of the schema.
fails()
{
	printf '%s\n' "$1" >>"$tmp/caught"
	printf '%s: %s\n' "${1%%.*}" "$2" >>"$tmp/expected"
}

# end_round NAME: builds the image under the tag of its key, with the labels that basegen gives it, and takes it away again.
end_round()
{
	name=$(key_tag "$image")
	before=$(image_id "$name")
	configuration "$name" >"$tmp/configuration"
	engine_build -t "$name" --label "basegen.key=$(jq -r '.Labels["basegen.key"]' "$tmp/configuration")" \
		--label "basegen.ingredients=$(jq -r '.Labels["basegen.ingredients"]' "$tmp/configuration")" \
		--label "basegen.parents=$(jq -r '.Labels["basegen.parents"] // ""' "$tmp/configuration")" \
		--secret id=of-variable,env=EVERY_TOKEN --secret "id=of-file,src=$HOME/secret" "$tmp/round" >"$tmp/log" 2>&1 ||
		diag "$(tail -n 20 "$tmp/log")"
	is "$(results "$image" failed)" "$(sort -u "$tmp/expected" | grep -vxF -f "$tmp/not-run")" "$kind: $1"
	"$engine" tag "$before" "$name"
}

# What an engine cannot tell is no failure.
not_run()
{
	for image in full child copies; do results "$image" 'not run'; done | sort -u
	echo 'nothing: nothing'
}

rounds()
{
	start_round full
	end_round 'an image that was built anew is caught for nothing'

	start_round full
	line 'ENV WORD="another word" FLAVOUR=sweet'
	fails env 'env WORD'
	fails args 'args FLAVOUR'
	line 'LABEL org.example.word=another'
	fails labels 'label org.example.word'
	line 'LABEL org.opencontainers.image.description=another'
	fails summary 'label org.opencontainers.image.description'
	line 'USER 1001:2000'
	fails user.uid user
	line 'WORKDIR /tmp'
	fails workdir workdir
	line 'STOPSIGNAL SIGKILL'
	fails stopsignal stopsignal
	line 'SHELL ["/bin/sh", "-c"]'
	fails shell shell
	line 'HEALTHCHECK --interval=31s --timeout=6s --start-period=3s --retries=3 CMD ["/bin/sh", "-c", "true"]'
	fails healthcheck.command 'healthcheck command'
	fails healthcheck.interval 'healthcheck interval'
	fails healthcheck.timeout 'healthcheck timeout'
	fails healthcheck.start-period 'healthcheck start-period'
	fails healthcheck.retries 'healthcheck retries'
	line 'ENTRYPOINT ["/bin/sh", "-e", "-c"]'
	fails entrypoint entrypoint
	line 'CMD ["sleep 1001"]'
	fails command command
	end_round 'other values of the configuration'

	start_round full edited
	edited '/^ENV WORD/d'
	fails env 'env WORD'
	fails env 'env OTHER'
	edited '/^EXPOSE/d'
	fails expose 'expose 8000/tcp'
	edited '/^VOLUME/d'
	fails volumes 'volume /data'
	edited '/org.example.word=/d'
	fails labels 'label org.example.word'
	edited '/^STOPSIGNAL/d'
	fails stopsignal stopsignal
	edited '/^SHELL/d'
	fails shell shell
	edited '/^WORKDIR/d'
	fails workdir workdir
	edited '/^USER/d'
	fails user user
	edited 's/PATH="[^"]*"/PATH=\/bin/'
	fails path path
	edited '/^HEALTHCHECK/,/CMD/d; /^ENTRYPOINT/d; /^CMD/d'
	for check in command interval timeout start-period retries; do fails healthcheck "healthcheck $check"; done
	fails entrypoint entrypoint
	fails command command
	end_round 'nothing of the configuration'

	start_round full
	line 'ENV PATH=/usr/local/bin:/bin:/opt/behind'
	fails path.front path
	line 'USER 1000:2001'
	fails user.gid user
	line 'USER 0:0'
	line 'RUN chown 0:2000 /etc/data && echo more >>/etc/word && chown 1000:0 /opt/tool && chown 0:2000 /app'
	fails files.owner 'file /etc/data'
	fails files.render 'file /etc/word'
	fails copy.owner 'copied /opt/tool'
	fails workdir 'workdir in the files /app'
	line 'RUN sed -i s/2000/2001/ /etc/passwd'
	fails user.gid 'user in /etc/passwd'
	line 'USER 1000:2001'
	end_round 'other owners'

	start_round full
	line 'ENV PATH=/opt/front:/usr/local/bin:/bin'
	fails path.behind path
	line 'USER 0:0'
	line 'RUN chmod 0644 /etc/data && chmod 0755 /etc/word && chmod 0755 /opt/tool'
	fails files.mode 'file /etc/data'
	fails files 'file /etc/word'
	fails copy.mode 'copied /opt/tool'
	line 'RUN sed -i s/1000/1002/ /etc/passwd'
	fails user.uid 'user in /etc/passwd'
	line 'RUN chmod u+s /bin/cat'
	fails setuid 'programs with rights of their own'
	line 'RUN dd if=/dev/zero of=/tmp/large bs=1M count=9'
	fails max-size max-size
	line 'RUN echo 4 >/etc/status'
	fails tests.status 'sh -c exit $(cat /etc/status)'
	line 'USER 1000:2000'
	end_round 'other modes, and more bytes'

	start_round full
	line 'USER 0:0'
	line 'RUN echo other >/etc/data && rm /etc/word && echo other >>/opt/tool'
	fails copy.from 'copied /opt/tool'
	fails files.from 'file /etc/data'
	fails files.to 'file /etc/word'
	line 'RUN sed -i s/app/other/ /etc/passwd'
	fails user.name 'user in /etc/passwd'
	line 'RUN echo "a $(echo token of whoever) builds." >/etc/leak && echo "secret in $(echo a file)" >/tmp/leak'
	fails secrets 'secret of-variable'
	fails secrets 'secret of-file'
	line 'RUN echo other >/etc/run'
	fails tests.output 'cat /etc/run'
	line 'USER 1000:2000'
	end_round 'other bytes, and secrets'

	start_round full
	line 'USER 0:0'
	line 'RUN mv /opt/tool /opt/other && rm /etc/run'
	fails copy.to 'copied /opt/tool'
	fails tests.command 'cat /etc/run'
	fails tests 'structure.yaml: the file of run'
	fails healthcheck 'healthcheck turns healthy'
	line 'RUN cd /var/lib/stub && rm apt-get/curl apk/git dnf/@zip mamba/blas python3/flask npm/left-pad /usr/local/bin/rg /usr/local/bin/gopls'
	fails packages.apt 'apt curl'
	fails packages.apk 'apk git'
	fails packages.dnf 'dnf @zip'
	fails packages.conda 'conda blas'
	fails packages.pip 'pip flask'
	fails packages.npm 'npm left-pad'
	fails packages.cargo 'cargo ripgrep'
	fails packages.go 'go example.com/gopls@v1.0.0'
	line 'RUN mkdir -p /var/cache/apt/archives && echo >/var/cache/apt/archives/curl.deb'
	fails packages 'caches of package managers'
	line 'RUN rm -r /app'
	fails workdir 'workdir in the files /app'
	line 'USER 1000:2000'
	end_round 'what is missing'

	start_round child
	line 'USER 0:0'
	line 'RUN sed -i /nobody/d /etc/passwd && echo other >/etc/data && rm /usr/local/bin/rg'
	fails user.name 'user in /etc/passwd'
	fails workdir 'workdir in the files /app'
	fails files 'file /etc/data'
	fails packages.cargo 'cargo ripgrep'
	line 'USER 0'
	fails user.name user
	line 'ENV WORD=other'
	fails env 'env WORD'
	line 'HEALTHCHECK CMD ["true"]'
	fails healthcheck.none healthcheck
	line 'ENTRYPOINT ["/bin/sh"]'
	fails entrypoint entrypoint
	line 'CMD ["-i"]'
	fails command command
	end_round 'what an image inherits, and what it removes'

	start_round copies
	end_round 'copies that were built anew are caught for nothing'

	start_round copies
	line 'RUN cp /bin/cat /opt/tool && rm /opt/data && echo 4 >/opt/status && echo other >/opt/all/deep/data && echo more >/opt/all/deep/more'
	fails copy.image 'copied /opt/tool'
	fails copy.from 'copied /opt/data'
	fails copy.from 'copied /opt/status'
	fails copy.from 'copied /opt/all'
	end_round 'other copies'

	start_round copies
	line 'RUN chmod 0644 /opt/tool && chmod 0600 /opt/data && rm /opt/all/link && ln -s deep /opt/all/link && echo other >/opt/all/own'
	fails copy.mode 'copied /opt/tool'
	fails copy.from 'copied /opt/all'
	fails copy.to 'copied /opt/all/own'
	end_round 'copies that run no more, or lead elsewhere'
}

make_base
work=$tmp/family
cp -R "$root/tests/mutation" "$work" && cp -R "$root/templates/." "$work/templates" && cd "$work" || exit 1
for try in ${ENGINES:-docker buildah}; do
	"private_${try}_start"
	runs "$kind: the base is built" engine_build -t tiny:1 "$tmp/base"
	runs "$kind: the family is built" "$basegen" build
	runs "$kind: and it is what images.yaml says" "$basegen" test
	not_run >"$tmp/not-run"
	rounds
	stop_engine
done
sed 's/\..*//' "$tmp/caught" >"$tmp/outer"
sort -u "$tmp/caught" "$tmp/outer" >"$tmp/changed"
sed 's/: .*//' "$root/tests/mutation/reasons" | sort >"$tmp/reasoned"
is "$(schema_keys | grep -vxF -f "$tmp/changed" | grep -vxF -f "$tmp/reasoned")" '' 'each key of the schema is changed, or has a reason why not'
is "$(schema_keys | sort "$tmp/changed" "$tmp/reasoned" - | uniq -c | grep -v '^ *2 ')" '' 'and no key has both, or is none of the schema'
done_testing
