#!/bin/sh
# Starts the service on a free port, runs the machine against it, stops the service. Needs python3.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
pawl=${PAWL:-pawl}
port_file=$(mktemp)
python3 "$here/server.py" > "$port_file" &
server=$!
trap 'kill "$server" 2>/dev/null; rm -f "$port_file"' EXIT
while [ ! -s "$port_file" ]; do
  kill -0 "$server"
  sleep 0.05
done
"$pawl" run "$here/http.asl.json" -i "{\"service\": \"http://127.0.0.1:$(cat "$port_file")\", \"below\": \"5\"}" "$@"
