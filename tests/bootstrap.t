#!/bin/sh
# What basegen bootstrap refuses, without an engine; tests/bootstrap-*.t have what it does on one.
. "${0%/*}/lib/tap.sh"

ENGINE=$tmp/no-engine
export ENGINE
mkdir "$tmp/nowhere" && cd "$tmp/nowhere" || exit 1

# refuses PATTERN BASE
refuses()
{
	said=$("$basegen" bootstrap "$2" 2>&1)
	is $? 2 "$2 is refused"
	like "$said" "$1" "$2: why"
}

refuses 'pinned by a digest' python@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
refuses 'pinned by a digest' python:3.11-slim@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
refuses 'no Debian release has Python 3.12; .* 3.9, 3.11, 3.13 and 3.14' python:3.12-slim
refuses 'no Debian release has Python 3.11.2' python:3.11.2-slim
refuses 'Python 3.11 is the one of Debian bookworm, not of trixie' docker.io/python:3.11-slim-trixie
refuses 'Node.js 24 is the one of Debian forky, not of bookworm' node:24-bookworm-slim
refuses 'no Debian release has Node.js 22; stand-ins can be made of 18, 20 and 24' node:22-slim
refuses 'no Debian release has Go 1.25' golang:1.25
refuses 'no Debian release has Rust 1.90' rust:1.90-slim-trixie
refuses 'no recipe for this release of Debian; there are recipes for 11, 12 and 13' debian:10-slim
refuses 'no recipe for this release of Debian; there are recipes for 12 and 13' gcr.io/distroless/cc-debian11:nonroot
for base in python:3.11 python:3.11-slimmer python:3.11-alpine-slim python:3.11-slim- debian:12 debian:12-slim-x node:24-slim-forky \
	node:24-alpine golang golang:latest golang:1.27-slim rust:1.97-alpine gcr.io/distroless/static:nonroot distroless/static-debian13:nonroot \
	gcr.io/distroless/static-debian13:debug gcr.io/distroless/java-debian13:nonroot \
	ghcr.io/library/python:3.11-slim scratch python ''; do
	refuses "(no recipe|not of )" "$base"
done

# All at once, before anything is done: the engine is not even looked for.
"$basegen" bootstrap python:3.11-slim python:3.12-slim debian:12-slim node:22-slim 2>"$tmp/said"
is "$?" 2 'several at once'
is "$(wc -l <"$tmp/said" | tr -d ' ')" 2 'each mistake is a line'
is "$("$basegen" --format json bootstrap node:22-slim python:3.8-slim 2>&1 | jq -r .severity | tr '\n' ' ')" 'error error ' \
	'--format json has each as a line of JSON'

# What would be asked for: then the engine that is not there is what is wrong.
for base in python:3.9-slim python:3.11-slim-bookworm docker.io/library/python:3.13-slim library/debian:trixie-slim debian:11-slim \
	node:24-slim node:20-trixie-slim node:18 node:24-forky golang:1.27 golang:1.24-trixie rust:1.97-slim rust:1.85-slim-trixie rust:1.63 \
	gcr.io/distroless/static-debian13:nonroot gcr.io/distroless/base-debian12:latest gcr.io/distroless/cc-debian13:nonroot; do
	said=$("$basegen" bootstrap "$base" 2>&1)
	like "$said" 'no-engine' "$base has a recipe"
done

echo none >"$tmp/none.pem"
said=$(BOOTSTRAP_CA=$tmp/none.pem "$basegen" bootstrap debian:12-slim 2>&1)
is "$?,$said" "2,basegen: $tmp/none.pem: it has no certificate in PEM form (BOOTSTRAP_CA)" 'a file without certificate'
said=$(BOOTSTRAP_CA=$tmp/gone.pem "$basegen" bootstrap debian:12-slim 2>&1)
is "$?,$said" "2,basegen: $tmp/gone.pem: there is no such file (BOOTSTRAP_CA)" 'no file'

like "$("$basegen" bootstrap 2>&1)" '^basegen: images.yaml: no such file' 'without a name it takes a family'
cat >images.yaml <<'END'
name: f
images: {a: {from: scratch, template: base.Dockerfile.j2, tag: "1"}}
END
mkdir -p templates/image && : >templates/image/base.Dockerfile.j2
runs 'nothing stands in for scratch' "$basegen" bootstrap
sed -i 's/scratch/node:22-slim/' images.yaml
like "$("$basegen" bootstrap 2>&1)" "^images.yaml:2:20: error: 'node:22-slim': no Debian release has Node.js 22;" 'a base of the family is named by its place'

# A base that only images on demand need ends nothing; one that another image needs, too, does.
cat >images.yaml <<'END'
name: f
images:
  a:
    matrix: {python: ["3.8", "3.12"]}
    from: "python:{{ python }}-slim"
    tag: "{{ python }}"
    template: base.Dockerfile.j2
    on-demand: true
END
mkdir "$tmp/fake" && cp "$root/tests/lib/fake-docker" "$tmp/docker"
said=$(FAKE=$tmp/fake ENGINE=$tmp/docker BOOTSTRAP_CA='' "$basegen" bootstrap 2>&1)
is "$?,$said" "0,python:3.8-slim: left out, as only images on demand need it (a/3.8): 'python:3.8-slim': no Debian release has Python 3.8; stand-ins can be made of 3.9, 3.11, 3.13 and 3.14
python:3.12-slim: left out, as only images on demand need it (a/3.12): 'python:3.12-slim': no Debian release has Python 3.12; stand-ins can be made of 3.9, 3.11, 3.13 and 3.14" \
	'bases that only images on demand need are left out'
echo '  b: {from: "docker.io/python:3.12-slim", tag: "1", template: base.Dockerfile.j2}' >>images.yaml
said=$(FAKE=$tmp/fake ENGINE=$tmp/docker "$basegen" bootstrap 2>&1)
is $? 2 'one that another image needs ends the run'
like "$said" '^images.yaml:9:13: error: .*python:3.12-slim.: no Debian release has Python 3.12' 'and is named where this image has it'

# A build whose base cannot be pulled advises a stand-in only if one can be made.
digest=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
cat >images.yaml <<-END
	name: f
	defaults: {tag: "1", template: base.Dockerfile.j2}
	images:
	  a: {from: "python:3.11-slim"}
	  b: {from: "docker.io/python:3.12-slim"}
	  c: {from: "python:3.11-slim@$digest"}
	  d: {from: "node:24-slim"}
END
printf 'bases: {"node:24-slim": %s}\n' "$digest" >images.lock
cp -R "$root/templates/." templates && echo '^pull' >"$tmp/fake/fail"
for expected in 'a ; without a registry, make bootstrap \(basegen bootstrap\) builds a stand-in' 'b ; basegen bootstrap has no stand-in for it' \
	'c ; basegen bootstrap has no stand-in for it' 'd ; without a registry, make bootstrap \(basegen bootstrap\) builds a stand-in'; do
	like "$(FAKE=$tmp/fake ENGINE=$tmp/docker "$basegen" build "${expected%% *}" 2>&1)" "cannot be pulled: .*${expected#* }\$" "what helps: $expected"
done

done_testing
