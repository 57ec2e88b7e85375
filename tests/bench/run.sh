#!/usr/bin/env bash
# The benchmarks of `./dev bench`: workloads made here, each beside a peer in the same rounds, medians and ratios printed.
# usage: run.sh PAWL [ROUNDS]
set -euo pipefail

pawl=$1
rounds=${2:-5}
work=$(mktemp -d)
server=
trap 'rm -rf "$work"; [[ -z $server ]] || kill "$server"' EXIT
export XDG_STATE_HOME=$work/state

# --- Workloads ---------------------------------------------------------------------------------------

cat > "$work/counter.json" <<'JSON'
{"StartAt": "Check", "States": {
  "Check": {"Type": "Choice", "Choices": [{"Variable": "$.i", "NumericLessThanPath": "$.n", "Next": "Inc"}], "Default": "Done"},
  "Inc": {"Type": "Pass", "Parameters": {"i.$": "States.MathAdd($.i, 1)", "n.$": "$.n"}, "Next": "Check"},
  "Done": {"Type": "Succeed"}}}
JSON
cat > "$work/counter-jsonata.json" <<'JSON'
{"QueryLanguage": "JSONata", "StartAt": "Check", "States": {
  "Check": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.i < $states.input.n %}", "Next": "Inc"}], "Default": "Done"},
  "Inc": {"Type": "Pass", "Output": {"i": "{% $states.input.i + 1 %}", "n": "{% $states.input.n %}"}, "Next": "Check"},
  "Done": {"Type": "Succeed"}}}
JSON
cat > "$work/map.json" <<'JSON'
{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}}}
JSON
cat > "$work/tasks.json" <<'JSON'
{"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 8, "ItemProcessor": {"StartAt": "T", "States": {
  "T": {"Type": "Task", "Resource": "exec:/bin/true", "End": true}}}, "End": true}}}
JSON
cat > "$work/json-tasks.json" <<JSON
{"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 8, "ItemProcessor": {"StartAt": "T", "States": {
  "T": {"Type": "Task", "Resource": "exec:$work/answer.sh", "End": true}}}, "End": true}}}
JSON
printf '#!/bin/sh\ncat > /dev/null; echo {}\n' > "$work/answer.sh"
chmod +x "$work/answer.sh"
c++ -std=c++20 -O2 -pthread "$(dirname "$0")/spawn_floor.cpp" -o "$work/spawn_floor"
echo 'int main() {}' > "$work/empty.cpp"
c++ -O2 -Wl,--no-as-needed "$work/empty.cpp" -o "$work/empty"
# distributed FORMAT FILE: a Distributed Map of Pass children over a file, its results exported.
distributed() {
  cat <<JSON
{"StartAt": "M", "States": {"M": {"Type": "Map",
  "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": $1}, "Parameters": {"Bucket": "in", "Key": "$2"}},
  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}},
  "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out"}}, "End": true}}}
JSON
}
mkdir "$work/lambda"
cat > "$work/lambda/functions.json" <<'JSON'
{"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": {"StartAt": "T", "States": {
  "T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}, "End": true}}}
JSON
echo 'tasks: [{state: T, handler: "app.py:main"}]' > "$work/lambda/pawl.yaml"
echo 'def main(event, context): return event' > "$work/lambda/app.py"
# DynamoDB as the sample has it, where there is botocore to call it; beside it the AWS CLI.
if python3 -c 'import botocore' 2> /dev/null; then
  python3 "$(dirname "$0")/../../samples/aws/server.py" > "$work/port" &
  server=$!
  while [[ ! -s $work/port ]]; do kill -0 "$server"; sleep 0.05; done
  export AWS_ENDPOINT_URL="http://127.0.0.1:$(cat "$work/port")" AWS_DEFAULT_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none
  mkdir "$work/aws"
  echo 'aws: {}' > "$work/aws/pawl.yaml"
  cat > "$work/aws/calls.json" <<'JSON'
{"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": {"StartAt": "T", "States": {
  "T": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem",
    "Parameters": {"TableName": "t", "Key": {"id": {"S": "1"}}}, "End": true}}}, "End": true}}}
JSON
fi
mkdir -p "$work/s3/in" "$work/s3/out"
distributed '"JSONL"' items.jsonl > "$work/jsonl.json"
distributed '"CSV", "CSVHeaderLocation": "FIRST_ROW"' items.csv > "$work/csv.json"
seq 1000000 | sed 's/.*/{"id":&,"name":"item &"}/' > "$work/s3/in/items.jsonl"
{ seq -s, 20; seq 300000 | sed 's/.*/&,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19/'; } > "$work/s3/in/items.csv"
cat > "$work/children.json" <<'JSON'
{"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 8,
  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "T", "States": {
    "T": {"Type": "Task", "Resource": "exec:/bin/true", "End": true}}}, "End": true}}}
JSON
echo '{"StartAt": "Hello", "States": {"Hello": {"Type": "Pass", "Result": {"hello": "world"}, "End": true}}}' > "$work/hello.json"
numbers() { seq -s, 1 "$1" | sed 's/.*/[&]/'; }
numbers 100000 > "$work/100k.json"
numbers 1000000 > "$work/1m.json"
numbers 2000 > "$work/2k.json"
numbers 5000 > "$work/5k.json"
numbers 6248 > "$work/6k.json"
numbers 10000 > "$work/10k.json"
{
  printf '{"StartAt": "S1", "States": {'
  for ((i = 1; i < 1000; ++i)); do printf '"S%d": {"Type": "Pass", "Next": "S%d"}, ' "$i" $((i + 1)); done
  printf '"S1000": {"Type": "Pass", "End": true}}}'
} > "$work/chain.json"
# states N: a definition of N Task, Pass, Choice and Wait states.
states() {
  printf '{"StartAt": "S0", "States": {'
  for ((i = 0; i < $1; i += 4)); do
    printf '"S%d": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "ResultSelector": {"body.$": "$.Payload"}, "Retry": [{"ErrorEquals": ["States.ALL"]}], "Next": "S%d"},\n' "$i" $((i + 1))
    printf '"S%d": {"Type": "Pass", "Parameters": {"x.$": "$.body.x", "y.$": "States.Format(\x27{}\x27, $.body.y)"}, "Next": "S%d"},\n' $((i + 1)) $((i + 2))
    printf '"S%d": {"Type": "Choice", "Choices": [{"Variable": "$.x", "NumericGreaterThan": 3, "Next": "S%d"}], "Default": "End"},\n' $((i + 2)) $((i + 3))
    printf '"S%d": {"Type": "Wait", "Seconds": 1, "Next": "S%d"},\n' $((i + 3)) $((i + 4))
  done
  printf '"S%d": {"Type": "Pass", "Next": "End"}, "End": {"Type": "Succeed"}}}\n' "$i"
}
states 50 > "$work/states-50.json"
states 1000 > "$work/states-1k.json"
states 10000 > "$work/states-10k.json"
payload() { for ((i = 0; i < $1; ++i)); do printf '{"sku": "SKU-%05d", "qty": 3, "price": 12.5, "ok": true},' "$i"; done | sed 's/^/[/; s/,$/]/'; }
payload 90 > "$work/small.json"
payload 3400 > "$work/large.json"

# --- Measuring ---------------------------------------------------------------------------------------

# measure NAME COMMAND…: appends "wall cpu" of one run to NAME's file.
measure() {
  local name=$1
  shift
  local TIMEFORMAT='%R %U %S'
  { time "$@" > /dev/null 2> "$work/stderr"; } 2> "$work/time" || { echo "bench: $name failed:" >&2; cat "$work/stderr" >&2; exit 1; }
  awk '{print $1, $2 + $3}' "$work/time" >> "$work/$name.times"
}
# median NAME COLUMN
median() { awk -v c="$2" '{print $c}' "$work/$1.times" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
show() { printf '%-46s wall %8.3f s   cpu %8.3f s   %s\n' "$1" "$(median "$2" 1)" "$(median "$2" 2)" "${3:-}"; }
per_second() { awk -v n="$2" -v t="$(median "$1" 1)" 'BEGIN {printf "%.2f M/s", n / t / 1e6}'; }
each() { awk -v n="$2" -v t="$(median "$1" 1)" 'BEGIN {printf "%.0f us", t / n * 1e6}'; }
ratio() { awk -v a="$(median "$1" "$3")" -v b="$(median "$2" "$3")" 'BEGIN {printf "%.2f", (b > 0 ? a / b : 0)}'; }

run() { "$pawl" run "$@" --limits off --progress none; }

run "$work/map.json" -i "$work/6k.json" --history "$work/h25k" > /dev/null # 25,000 events

for ((round = 0; round < rounds; ++round)); do
  measure counter run "$work/counter.json" -i '{"i": 0, "n": 500000}' --history none
  measure counter-history run "$work/counter.json" -i '{"i": 0, "n": 500000}' --history "$work/h"
  measure durability-none run "$work/counter.json" -i '{"i": 0, "n": 500000}' --history "$work/h" --durability none
  measure durability-event run "$work/counter.json" -i '{"i": 0, "n": 500000}' --history "$work/h" --durability event
  measure replay "$pawl" replay "$work/h"
  measure summary "$pawl" show "$work/h"
  measure counter-jsonata run "$work/counter-jsonata.json" -i '{"i": 0, "n": 500000}' --history none
  measure map run "$work/map.json" -i "$work/100k.json" --history none
  measure map-1m run "$work/map.json" -i "$work/1m.json" --history none
  measure small run "$work/chain.json" -i "$work/small.json" --history none
  measure large run "$work/chain.json" -i "$work/large.json" --history none
  measure tasks run "$work/tasks.json" -j 8 -i "$work/5k.json" --history "$work/h"
  measure jsonl run "$work/jsonl.json" --bucket-root "$work/s3" --history none
  measure csv run "$work/csv.json" --bucket-root "$work/s3" --history none
  rm -rf "$work/s3/out/"*
  measure children run "$work/children.json" -j 8 -i "$work/5k.json"
  measure functions run "$work/lambda/functions.json" -j 2 -i "$work/10k.json" --history "$work/h"
  measure python-starts sh -c 'seq 200 | xargs -P2 -n1 sh -c "echo 1 | python3 -c \"import json, sys; print(json.dumps(json.load(sys.stdin)))\""'
  if [[ -n $server ]]; then
    measure aws run "$work/aws/calls.json" -i "$work/2k.json" --history "$work/h"
    if command -v aws > /dev/null; then measure aws-cli aws dynamodb get-item --table-name t --key '{"id": {"S": "1"}}'; fi
  fi
  measure xargs sh -c 'seq 5000 | xargs -P8 -n1 /bin/true'
  measure floor "$work/spawn_floor" 5000 /bin/true
  measure json-tasks run "$work/json-tasks.json" -j 8 -i "$work/2k.json" --history "$work/h"
  measure json-xargs sh -c 'seq 2000 | xargs -P8 -I@ "$0"' "$work/answer.sh"
  measure json-floor env JSON=1 "$work/spawn_floor" 2000 "$work/answer.sh"
  measure validate-50 sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do "$0" validate "$1"; done' "$pawl" "$work/states-50.json"
  measure validate-1k "$pawl" validate "$work/states-1k.json"
  measure validate-10k "$pawl" validate "$work/states-10k.json"
  measure lint-10k "$pawl" lint --profile local "$work/states-10k.json"
  for format in dot mermaid text json svg; do measure "graph-$format" "$pawl" graph "$work/states-1k.json" --format $format; done
  measure graph-html "$pawl" graph "$work/map.json" --run "$work/h25k" --format html
  measure hello sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do "$0" run "$1" --history none; done' "$pawl" "$work/hello.json"
  measure empty sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do "$0"; done' "$work/empty"
done

echo "medians of $rounds rounds"
show 'counter loop, 1 M transitions, no history' counter "$(per_second counter 1000001)"
show 'the same with history' counter-history "$(per_second counter-history 1000001)"
# 2 events a transition.
show '  --durability none' durability-none "$(ratio durability-none counter-history 1) x the default, wall"
show '  --durability event' durability-event "$(ratio durability-event counter-history 1) x the default, wall"
show 'replay of these 2 M events' replay "$(per_second replay 2000006) events"
show 'pawl show of these 2 M events' summary "$(per_second summary 2000006) events"
show 'counter loop in JSONata, 1 M transitions' counter-jsonata "$(per_second counter-jsonata 1000001)"
show 'Map of 100,000 Pass items' map
show 'Map of 1,000,000 Pass items' map-1m "$(ratio map-1m map 2) x the CPU of 100,000"
show '1,000 Pass states carrying 5 KB' small
show '1,000 Pass states carrying 200 KB' large "$(ratio large small 1) x 5 KB, wall"
show '5,000 x /bin/true, 8 at a time, history' tasks "$(ratio tasks xargs 1) x xargs -P8, wall"
show '5,000 children of a Distributed Map, /bin/true' children "$(ratio children xargs 1) x xargs -P8, wall"
show 'xargs -P8' xargs
show '  a bare posix_spawn loop on two threads' floor "$(ratio floor xargs 1) x xargs -P8, wall"
show '2,000 x sh, JSON both ways, history' json-tasks "$(ratio json-tasks json-xargs 1) x xargs -P8, wall"
show '  xargs -P8, without data' json-xargs
show '  a bare posix_spawn loop with pipes' json-floor "$(ratio json-floor json-xargs 1) x xargs -P8, wall"
show '10,000 calls of a Python function, 2 workers' functions "$(each functions 10000) a call, $(awk -v a="$(median python-starts 1)" -v b="$(median functions 1)" 'BEGIN {printf "%.0f", a / 200 / (b / 10000)}') x as fast as starting python3"
show '200 x python3, 2 at a time' python-starts "$(each python-starts 200) a call"
if [[ -n $server ]]; then
  show '2,000 calls of DynamoDB, one after the other' aws "$(each aws 2000) a call"
  if command -v aws > /dev/null; then show 'one call by the AWS CLI' aws-cli "$(awk -v a="$(median aws-cli 1)" -v b="$(median aws 1)" 'BEGIN {printf "%.0f", a / (b / 2000)}') x a call in a run"; fi
fi
show '1 M JSONL items, Pass children, exported' jsonl "$(per_second jsonl 1000000) items"
show '300,000 CSV rows of 20 columns, the same' csv "$(per_second csv 300000) items"
show '10 x validate, 50 states' validate-50
show 'validate, 1,000 states' validate-1k
show 'validate, 10,000 states' validate-10k "$(ratio validate-10k validate-1k 2) x the CPU of 1,000"
show 'lint, 10,000 states' lint-10k "$(ratio lint-10k validate-10k 2) x the CPU of validate"
for format in dot mermaid text json svg; do show "graph of 1,000 states as $format" "graph-$format"; done
show 'page about a run of 25,000 events' graph-html
show '10 x hello world' hello "$(ratio hello empty 2) x an empty C++ program, CPU"
show '10 x an empty C++ program' empty
