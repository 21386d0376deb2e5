#!/bin/sh
# README.md, "Add an image", as somebody does it who has read no more: the entry and the template give an image that is
# as good as the others. tests/lib/images.sh builds and tests it on docker and on buildah.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/new-language.sh"

cd "$tmp" && cp -R "$root/images.yaml" "$root/templates" "$root/out" . || exit 1
runs 'the family is up to date' "$basegen" generate --check
add_language
runs 'one entry and one template are enough' "$basegen" generate
is "$(diff -r "$root/out" out | sed -n 's/^Only in \([^:]*\): /\1 /p')" 'out ruby-base' 'there is one context more'
diff "$root/out/keys" out/keys >keys.diff
is "$(grep -c '^>.* ruby-base$' keys.diff) $(grep -c '^<' keys.diff)" '1 0' 'and no other image is built again'
dockerfile=$(cat out/ruby-base/Dockerfile)
like "$dockerfile" '^        ruby-dev ' 'its packages are installed'
like "$dockerfile" '^ENV BUNDLE_PATH=' 'its template is used'
like "$dockerfile" '^USER 1000:1000$' 'it is not root in the end'
runs 'hadolint has nothing to say' hadolint --ignore DL3008 out/ruby-base/Dockerfile
is "$("$basegen" show ruby-base --format json | jq -r '.keys | .user.name.value, .workdir.value, .healthcheck.command[0].value' | xargs)" 'appuser /app healthcheck' 'user, folder and health check are inherited'

done_testing
