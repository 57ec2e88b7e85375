#!/usr/bin/env bash
# Seeds for the fuzz targets of histories and of configurations: whole files in the forms in which they come.
# usage: seeds.sh PAWL FOLDER
#   build/fuzz/tests/fuzz/replay_fuzz FOLDER/replay; …/history_fuzz FOLDER/history; …/config_fuzz FOLDER/config
set -euo pipefail

here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
pawl=$(realpath "$1")
mkdir -p "$2"/{replay,history,config}
out=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export XDG_STATE_HOME=$work/state

# --- Histories of the definition of replay_fuzz.cpp ---------------------------------------------------

sed -n '/R"json(/,/)json"/p' "$here/replay_fuzz.cpp" |
  sed '1s/.*R"json(//; $s/)json".*//' > whole.json
# Distributed Maps are replayed, not run.
sed 's/"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"/"Mode":"INLINE"/' whole.json > w.json
cat > pawl.yaml <<'YAML'
tasks:
  - {state: Task, sh: 'test "$PAWL_ATTEMPT" != 1 || { echo once >&2; exit 3; }; echo 1'}
  - {state: "*", sh: "echo 2"}
errors: {3: A}
YAML
run() { "$pawl" run "$@" --time skip -q > answer 2>&1 || true; }
run w.json -i '{"n":1,"items":[1,2,3]}' --history task.jsonl
run w.json -i '{"n":2,"items":[]}' --history side.jsonl
run w.json -i '{"items":[1]}' --history fails.jsonl
run w.json -i '{"n":1,"items":[1,2]}' --history redriven.jsonl
for _ in 1 2; do "$pawl" resume redriven.jsonl -q > answer 2>&1 || true; done
head -n 9 task.jsonl > cut.jsonl
for history in *.jsonl; do
  cp "$history" "$out/replay/$history"
  sed 's/,"pawl":{"crc32c":"[0-9a-f]*"}}$/}/; s/,"crc32c":"[0-9a-f]*"}}$/}}/' "$history" > "$out/replay/unsealed-$history"
done

# --- The same as AWS's tools print and download it ----------------------------------------------------

cp *.jsonl "$out/history"
events() { printf '{"events": ['; sed 's/$/,/; $s/,$//' "$1"; printf ']}\n'; }
for history in task side; do
  events $history.jsonl > "$out/history/$history.json"
  iconv -t UTF-16 "$out/history/$history.json" > "$out/history/$history-utf16.json"
  iconv -t UTF-16LE "$out/history/$history.json" > "$out/history/$history-utf16le.json"
  { echo 'events:'; sed 's/^/- /' $history.jsonl; } > "$out/history/$history-flow.yaml"
  {
    echo 'events:'
    sed -E 's/^\{"timestamp":"([^"]*)","type":"([^"]*)","id":([0-9]*),"previousEventId":([0-9]*).*/- id: \3\n  previousEventId: \4\n  timestamp: "\1"\n  type: \2/' $history.jsonl
  } > "$out/history/$history.yaml"
  {
    echo 'timestamp,message'
    sed -E 's/"timestamp":"[^"]*"/"execution_arn":"arn:aws:states:us-east-1:1:execution:m:e","event_timestamp":"1700000000000"/
      s/"id":([0-9]+),"previousEventId":([0-9]+)/"id":"\1","previous_event_id":"\2"/
      s/"[A-Za-z]*EventDetails":/"details":/; s/"/""/g; s/^(.*)$/1700000000000,"\1"/' $history.jsonl
  } > "$out/history/$history.csv"
done

# --- Configurations -----------------------------------------------------------------------------------

cp pawl.yaml "$out/config/tasks.yaml"
cat > "$out/config/all.yaml" <<'YAML'
tasks:
  - {state: "A*", where: {FunctionName: f}, exec: [prog, "a b"], output: lines, cwd: sub, timeout: 5, via: box, wrap: lambda}
  - {resource: "arn:*", http: {url: "http://127.0.0.1/", method: PUT, headers: {X: "${HOME}"}}}
  - {state: C, mock: {throw: {error: E, cause: c}}, errors: {2: Two}}
  - {state: D, mock: {return: {a: [1, 2.5, null]}}}
via: {box: [sh, -c]}
buckets: {b: files}
errors: {1: One}
env: {pass: ["*"], values: {A: b}}
secrets: []
connections: {c: {headers: {Authorization: "x"}, query: {q: v}, body: {k: 1}}}
limits: strict
lint: {rules: {endless-loop: off}, ignore: [{rule: endless-loop, state: A, reason: "meant"}]}
YAML
printf 'A=1\nexport B="x\\n" # c\n\nC='"'"'q'"'"'\n' > "$out/config/dot.env"
echo '{"tasks": [{"state": "*", "sh": "true"}], "limits": "off"}' > "$out/config/pawl.json"
