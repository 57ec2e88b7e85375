#!/bin/sh
# Starts the services on a free port, runs the machine against them, stops them. Needs python3 with botocore.
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
AWS_ENDPOINT_URL="http://127.0.0.1:$(cat "$port_file")" "$pawl" run "$here/aws.asl.json" -i "$here/order.json" "$@"
