#!/bin/sh
# What Renovate reads: the schema of its configuration, and its patterns against what they have to find in an images.yaml.
. "${0%/*}/lib/tap.sh"

config=$root/.github/renovate.json
runs 'the configuration fits its schema' check-jsonschema --builtin-schema vendor.renovate "$config"
"$basegen" stock .github/renovate.json >"$tmp/starter" && "$basegen" stock .gitlab/renovate.json >"$tmp/gitlab"
runs 'a new family on GitHub gets the same' cmp "$config" "$tmp/starter"
runs 'and one on GitLab' cmp "$config" "$tmp/gitlab"
like "$(jq -r '.ignorePaths[]' "$config")" '^out/\*\*$' 'out/ is left alone'

# found FILE: what the patterns find: SOURCE NAME VERSION [DIGEST], sorted. RE2's named groups are those of Python but for a P.
found()
{
	"${PYTHON:-python3}" - "$config" "$1" <<-'END' | LC_ALL=C sort
		import json, re, sys

		def search(patterns, text):
		    pattern = re.compile(patterns[0].replace("(?<", "(?P<"))
		    for match in pattern.finditer(text):
		        if len(patterns) > 1:
		            yield from search(patterns[1:], match[0])
		        else:
		            yield match

		with open(sys.argv[2], encoding="utf-8") as file:
		    text = file.read()
		for manager in json.load(open(sys.argv[1]))["customManagers"]:
		    patterns = manager["matchStrings"]
		    assert len(patterns) == 1 or manager["matchStringsStrategy"] == "recursive"
		    assert any(re.search(name.strip("/"), "images.yaml") for name in manager["managerFilePatterns"])
		    for match in search(patterns, text):
		        groups = match.groupdict()
		        print(manager["datasourceTemplate"], groups["depName"], groups["currentValue"], *filter(None, [groups.get("currentDigest")]))
	END
}

digest=sha256:$(printf '%064d' 0)
cat >"$tmp/images.yaml" <<END
name: x
images:
  a: {from: "debian:12-slim", packages: {pip: ["uvicorn[standard]==0.30.1", uv, "x == 1.2; python_version < '3.12'", y>=2], npm: [typescript@5.4.2, "@a/b@1.2.3", c@^1]}}
  b:
    from: gcr.io/distroless/cc-debian12:nonroot # the runtime
    bases: [golang:1.27, a, "localhost:5000/x/y:1.2"]
    packages:
      pip:
        - aiokafka==0.11.0
        - kafka
      cargo: [ripgrep@14.1.0, fd]
      go:
        - golang.org/x/tools/gopls@v0.16.0
        - example.com/x@latest
      conda: [numpy==1.2]
    files: [{from: a, to: b}, {from: conf/x.conf, to: "/y:z"}]
    copy: [{image: a, from: /a, to: /b}, {image: "quay.io/x/tool:v1.2", from: /tool, to: /usr/bin/tool}]
    env: {A: "localhost:9092", B: from}
  c:
    from: 'localhost:5000/y:1@$digest'
    bases:
    - rust:1.97-slim
    - "node:24-slim@$digest"
  d:
    from: python:{{ python }}-slim
    matrix: {python: ["3.11"]}
END
is "$(found "$tmp/images.yaml")" "crate ripgrep 14.1.0
docker debian 12-slim
docker gcr.io/distroless/cc-debian12 nonroot
docker golang 1.27
docker localhost:5000/x/y 1.2
docker localhost:5000/y 1 $digest
docker node 24-slim $digest
docker quay.io/x/tool v1.2
docker rust 1.97-slim
go golang.org/x/tools/gopls v0.16.0
npm @a/b 1.2.3
npm typescript 5.4.2
pypi aiokafka 0.11.0
pypi uvicorn 0.30.1
pypi x 1.2" 'bases, and packages of one version, are found, and nothing else'

# Each base of this family whose text holds no expression, as the Dockerfiles name it.
written=$(cat "$root"/out/*/Dockerfile | sed -n 's/^FROM \([a-z0-9./_-]*:[A-Za-z0-9._-]*\).*/\1/p' | sort -u |
	while read -r base; do if grep -qF "$base" "$root/images.yaml"; then echo "$base"; fi; done)
is "$(found "$root/images.yaml" | sed -n 's/^docker \([^ ]*\) \(.*\)/\1:\2/p')" "$written" 'each base of this family that is written out is found'
isnt "$written" '' 'and there are some'

done_testing
