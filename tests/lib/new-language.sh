# shellcheck shell=sh disable=SC2154 # after tap.sh
# The example of README.md, "Add an image".

# readme_block LANGUAGE: the block of that language in the section.
readme_block()
{
	awk -v fence="\`\`\`$1" '/^## / { here = $0 == "## Add an image" } /^```/ { inside = here && $0 == fence; next } inside' "$root/README.md"
}

# add_language: does in the family here what the section says.
add_language()
{
	{ echo && readme_block yaml; } >>images.yaml
	readme_block jinja >templates/image/ruby.Dockerfile.j2
}
