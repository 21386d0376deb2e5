#!/bin/sh
# The three health checks, in Python, in shell and in Go, against processes and sockets of this machine. They say the same
# but for the reason of a failure.
# Runs aside: it waits for a server that is silent.
. "${0%/*}/lib/tap.sh"

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
	output=$(env "$@" "$check" 2>&1)
	is "$?" "$expected" "$language: $name: status $expected"
	like "$output" "$pattern" "$language: $name: says so"
	is "$(printf '%s\n' "$output" | wc -l | tr -d ' ')" 1 "$language: $name: in one line"
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


# test_check LANGUAGE PROGRAM
test_check()
{
	language=$1 check=$2
	checks 0 '^healthy: process 1 has the state [A-Z]$' 'process 1' X=
	checks 0 "^healthy: http://$here/200 answers 200\$" '200' LOOM_HEALTHCHECK_URL="http://$here/200"
	checks 0 'answers 301$' 'a redirection is not followed' LOOM_HEALTHCHECK_URL="http://$here/301"
	checks 1 "^unhealthy: http://$here/404 answers 404\$" '404' LOOM_HEALTHCHECK_URL="http://$here/404"
	checks 1 'answers 503$' '503' LOOM_HEALTHCHECK_URL="http://$here/503?a=b"
	checks 0 'answers 200$' 'a proxy is not asked' LOOM_HEALTHCHECK_URL="http://$here/200" http_proxy=http://127.0.0.1:1
	checks 1 '^unhealthy: .* fails: .*(refused|connect to)' 'nobody listens' LOOM_HEALTHCHECK_URL=http://127.0.0.1:1/
	checks 1 'fails: ' 'no HTTP' LOOM_HEALTHCHECK_URL="https://$here/200"
	checks 1 '^unhealthy: file:///etc/passwd is no http or https address$' 'another scheme' LOOM_HEALTHCHECK_URL=file:///etc/passwd
	checks 1 'is no http or https address$' 'no host' LOOM_HEALTHCHECK_URL=http:///200
	checks 1 'unhealthy' 'a port that cannot be' LOOM_HEALTHCHECK_URL=http://127.0.0.1:99999/
	checks 0 "^healthy: $here accepts connections\$" 'TCP' LOOM_HEALTHCHECK_TCP="$here"
	checks 0 'accepts connections$' 'TCP, a name' LOOM_HEALTHCHECK_TCP="localhost:${here#*:}"
	checks 1 '^unhealthy: .* fails: .*refused' 'TCP, nobody listens' LOOM_HEALTHCHECK_TCP=127.0.0.1:1
	checks 1 'fails: ' 'TCP, nobody listens on IPv6' LOOM_HEALTHCHECK_TCP='[::1]:1'
	checks 1 'unhealthy' 'TCP, no port' LOOM_HEALTHCHECK_TCP=localhost
	checks 1 'unhealthy' 'TCP, an empty port' LOOM_HEALTHCHECK_TCP=localhost:
	checks 1 'unhealthy' 'TCP, a port that cannot be' LOOM_HEALTHCHECK_TCP="127.0.0.1:$((65536 + ${here#*:}))"
	checks 0 '^healthy: http' 'the address goes before the port' LOOM_HEALTHCHECK_URL="http://$here/200" LOOM_HEALTHCHECK_TCP=127.0.0.1:1

	# A server that accepts and then is silent.
	kill -STOP "$server"
	start=$(date +%s)
	checks 1 'timed out|exceeded' 'a server that is silent' LOOM_HEALTHCHECK_URL="http://$here/200"
	ok $(($(date +%s) - start > 4)) "$language: and the check ends by itself"
	kill -CONT "$server"
}

test_check Python "$root/templates/files/healthcheck.py"
test_check shell "$root/templates/files/healthcheck.sh"
if command -v go >/dev/null; then
	runs 'healthcheck.go is a program' env CGO_ENABLED=0 GOCACHE="$tmp/go" go build -o "$tmp/healthcheck" "$root/templates/files/healthcheck.go"
	test_check Go "$tmp/healthcheck"
else
	skip 'the health check in Go' 'no go in PATH; the tests of the images build it'
fi

done_testing
