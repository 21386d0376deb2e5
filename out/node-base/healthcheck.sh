#!/bin/sh
# Is this container healthy? One line says what was checked; the exit status is 0 if it is, else 1.
#
# LOOM_HEALTHCHECK_URL   GET it: healthy if the status is 2xx or 3xx
# LOOM_HEALTHCHECK_TCP   host:port: healthy if it accepts a connection
# neither                healthy if process 1 runs: it is neither stopped nor a zombie
#
# It needs curl, and for host:port bash, which opens connections.

timeout=2 # seconds

# end healthy|unhealthy TEXT
end()
{
	echo "$1: $what $2"
	[ "$1" = healthy ]
	exit
}

# curl reads no configuration and asks no proxy. It writes the status behind what it says of a failure.
check_url()
{
	case $what in
	[Hh][Tt][Tt][Pp]://[!/]* | [Hh][Tt][Tt][Pp][Ss]://[!/]*) ;;
	*) end unhealthy 'is no http or https address' ;;
	esac
	found=$(curl --disable --silent --show-error --globoff --noproxy '*' --proto =http,https --max-time "$timeout" \
		--user-agent healthcheck --output /dev/null --write-out '%{http_code}' --url "$what" 2>&1) ||
		end unhealthy "fails: ${found%?000}"
	case $found in
	[23]??) end healthy "answers $found" ;;
	*) end unhealthy "answers $found" ;;
	esac
}

# bash says the reason at the end of each line.
check_tcp()
{
	host=${what%:*} port=${what##*:}
	case $host,$port in
	"$what,"* | ,* | *, | *,*[!0-9]* | *,??????*) end unhealthy 'fails: expected host:port' ;;
	esac
	[ "$port" -le 65535 ] || end unhealthy 'fails: the port is at most 65535'
	host=${host#[} host=${host%]}
	# shellcheck disable=SC2016 # bash expands them
	found=$(timeout "$timeout" bash -c ': <>"/dev/tcp/$0/$1"' "$host" "$port" 2>&1) ||
		end unhealthy "fails: $([ $? -eq 124 ] && echo timed out || echo "${found##*: }")"
	end healthy 'accepts connections'
}

check_process()
{
	found=$(cat /proc/1/stat 2>&1) || end unhealthy "fails: $found"
	found=${found##*) } found=${found%% *}
	case $found in
	[ZXTt]) end unhealthy "has the state $found" ;;
	*) end healthy "has the state $found" ;;
	esac
}

if [ -n "${LOOM_HEALTHCHECK_URL-}" ]; then
	what=$LOOM_HEALTHCHECK_URL
	check_url
elif [ -n "${LOOM_HEALTHCHECK_TCP-}" ]; then
	what=$LOOM_HEALTHCHECK_TCP
	check_tcp
else
	what='process 1'
	check_process
fi
