# shellcheck shell=sh disable=SC2034,SC2154 # after tap.sh and registry.sh; the tests use what is set here
# BuildKit workers as they would stand on other machines: each has what it is sent, and asks the registry for bases.

worker_pids=''

# start_worker NAME: a worker, and a builder of buildx with that name for it.
start_worker()
{
	cat >"$tmp/$1.toml" <<-END
		root = "$tmp/$1"
		[grpc]
		address = ["unix://$tmp/$1.sock"]
		[otel]
		socketPath = "$tmp/$1-otel.sock"
		[worker.oci]
		networkMode = "host"
		[worker.containerd]
		enabled = false
		[registry."127.0.0.1:$port"]
		http = true
	END
	buildkitd --config "$tmp/$1.toml" >"$tmp/$1.log" 2>&1 &
	worker_pids="$worker_pids $!"
	buildx create --name "$1" --driver remote "unix://$tmp/$1.sock" >/dev/null 2>&1
	runs "a BuildKit worker answers as $1" buildx inspect --bootstrap "$1"
}

stop_workers()
{
	for pid in $worker_pids; do end_process "$pid"; done
	worker_pids=''
}
at_end stop_workers
