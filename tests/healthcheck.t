#!/bin/sh
# The health check script, against processes and sockets of this machine.
# Runs aside: it waits for a server that is silent.
. "${0%/*}/lib/tap.sh"

script=$root/templates/files/healthcheck.py
unset LOOM_HEALTHCHECK_URL LOOM_HEALTHCHECK_TCP

# shellcheck disable=SC2317 # tap.sh calls it
cleanup()
{
	[ -z "${server-}" ] || kill "$server" 2>/dev/null
}

# checks STATUS PATTERN NAME VARIABLE=VALUE...
checks()
{
	expected=$1 pattern=$2 name=$3
	shift 3
	output=$(env "$@" "$script" 2>&1)
	is "$?" "$expected" "$name: status $expected"
	like "$output" "$pattern" "$name: says so"
	is "$(printf '%s\n' "$output" | wc -l | tr -d ' ')" 1 "$name: in one line"
}

# A server that answers /301, /404 … with that status, on a port that it writes to a file.
cat >"$tmp/server.py" <<'EOF'
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(self.path[1:4]))
        self.send_header("Location", "/500")
        self.end_headers()

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1], "w") as file:
    print(server.server_port, file=file)
server.serve_forever()
EOF
: >"$tmp/port"
"${PYTHON:-python3}" "$tmp/server.py" "$tmp/port" 2>/dev/null &
server=$!
for second in 1 2 3 4 5 6 7 8 9 10; do
	[ ! -s "$tmp/port" ] || break
	sleep 1
done
: "$second"
here=127.0.0.1:$(cat "$tmp/port")

checks 0 '^healthy: process 1 has the state' 'process 1' X=
checks 0 '^healthy: http.* answers 200$' '200' LOOM_HEALTHCHECK_URL="http://$here/200"
checks 0 'answers 301$' 'a redirection is not followed' LOOM_HEALTHCHECK_URL="http://$here/301"
checks 1 '^unhealthy: .* answers 404$' '404' LOOM_HEALTHCHECK_URL="http://$here/404"
checks 1 'answers 503$' '503' LOOM_HEALTHCHECK_URL="http://$here/503?a=b"
checks 0 'answers 200$' 'a proxy is not asked' LOOM_HEALTHCHECK_URL="http://$here/200" http_proxy=http://127.0.0.1:1
checks 1 'refused' 'nobody listens' LOOM_HEALTHCHECK_URL=http://127.0.0.1:1/
checks 1 'no http' 'another scheme' LOOM_HEALTHCHECK_URL=file:///etc/passwd
checks 1 'unhealthy' 'a port that cannot be' LOOM_HEALTHCHECK_URL=http://127.0.0.1:99999/
checks 0 'accepts connections$' 'TCP' LOOM_HEALTHCHECK_TCP="$here"
checks 1 'refused' 'TCP, nobody listens' LOOM_HEALTHCHECK_TCP=127.0.0.1:1
checks 1 'unhealthy' 'TCP, no port' LOOM_HEALTHCHECK_TCP=localhost
checks 0 '^healthy: http' 'the address goes before the port' LOOM_HEALTHCHECK_URL="http://$here/200" LOOM_HEALTHCHECK_TCP=127.0.0.1:1

# A server that accepts and then is silent.
kill -STOP "$server"
start=$(date +%s)
checks 1 'timed out' 'a server that is silent' LOOM_HEALTHCHECK_URL="http://$here/200"
ok $(($(date +%s) - start > 4)) 'and the check ends by itself'
kill -CONT "$server"

done_testing
