# shellcheck shell=sh # a test sources it first of all
# A name that is not of loopback and leads there, so that programs talk TLS with it. The test starts again in a namespace of
# mounts of its own, where own_hosts gives /etc/hosts that name; nobody else's file is touched.
if [ -z "${OWN_HOSTS-}" ] && unshare --mount true 2>/dev/null; then
	OWN_HOSTS=1 exec unshare --mount "$0"
fi

# own_hosts NAME: NAME is 127.0.0.1 from now on.
own_hosts()
{
	# shellcheck disable=SC2154 # tap.sh has been sourced by then
	printf '127.0.0.1 localhost\n127.0.0.1 %s\n' "$1" >"$tmp/hosts"
	runs "$1 leads to loopback" mount --bind "$tmp/hosts" /etc/hosts
}
