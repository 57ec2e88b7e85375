#!/usr/bin/env bash
# Runs workflows on a Slurm of one node, which it starts on loopback and stops again: run.sh PAWL
set -euo pipefail

pawl=$(realpath "$1")
root=$(mktemp -d /tmp/pawl-slurm-XXXXXX)
export SLURM_CONF=$root/slurm.conf XDG_STATE_HOME=$root/state
daemons=()
failed=0

finish() {
  local pid
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${daemons[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [[ $failed -eq 0 ]]; then rm -rf "$root"; else echo "kept: $root" >&2; fi
}
trap finish EXIT

check() { # check WHAT COMMAND…
  local what=$1
  shift
  if "$@"; then echo "ok: $what"; else
    echo "FAILED: $what" >&2
    failed=1
  fi
}

until_true() { # until_true SECONDS COMMAND…
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [[ $SECONDS -lt $end ]] || return 1
    sleep 0.2
  done
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start_slurm() {
  local user host
  user=$(id -un) host=$(hostname -s)
  mkdir -p "$root"/{state,spool,log}
  cat >"$SLURM_CONF" <<CONF
ClusterName=pawl
SlurmctldHost=$host(127.0.0.1)
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/none
CryptoType=crypto/none
CredType=cred/none
StateSaveLocation=$root/state
SlurmdSpoolDir=$root/spool
SlurmctldPidFile=$root/ctld.pid
SlurmdPidFile=$root/d.pid
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
MinJobAge=30
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=0,sched_interval=1
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=16 State=UNKNOWN
PartitionName=local Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  slurmctld -D -c >"$root/log/slurmctld" 2>&1 &
  daemons+=($!)
  slurmd -D >"$root/log/slurmd" 2>&1 &
  daemons+=($!)
  until_true 60 is_idle || {
    echo "Slurm did not start:" >&2
    tail -n 5 "$root"/log/* >&2
    failed=1
    exit 1
  }
}
is_idle() { [[ $(sinfo --noheader --format=%T 2>/dev/null) == idle ]]; }
is_empty() { [[ -z $(squeue --noheader 2>/dev/null) ]]; }
lines() { cat "$@" 2>/dev/null | wc -l; }

# workflow FOLDER VIA COMMAND: a Map whose items are jobs.
workflow() {
  mkdir -p "$root/$1"
  cd "$root/$1"
  cat >flow.asl.json <<'ASL'
{"StartAt": "All", "States": {"All": {"Type": "Map", "MaxConcurrency": 200, "End": true,
  "ItemProcessor": {"StartAt": "Work", "States": {"Work":
    {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work", "End": true}}}}}}
ASL
  printf 'via: {fast: {submit: %s, array: %s, status: %s, cancel: [scancel, "{id}"], poll: 1}}\n' \
    '[sbatch, --parsable, "--output={job}/log", "{job}/run.sh"]' \
    '[sbatch, --parsable, "--array=0-{last}", "--output={job}/log.%a", "{job}/run.sh"]' \
    '[squeue, --noheader, --array, "--format=%i %T", "--jobs={ids}"]' >pawl.yaml
  printf 'tasks: [{state: Work, via: %s, sh: %s}]\n' "$2" "'$3'" >>pawl.yaml
}
numbers() { seq -s, 1 "$1" | sed 's/^/[/; s/$/]/'; }
sum() { tr -d '[]' | tr ',' '\n' | awk '{ total += $1 } END { print total }'; }

start_slurm
echo "$(slurmctld -V) runs, one node"

workflow map slurm-array 'n=$(cat); echo x >>ran; echo $((n * 2))'
began=$SECONDS
output=$("$pawl" run flow.asl.json --name map -i "$(numbers 200)" -q)
check "a Map of 200 through slurm-array, $((SECONDS - began)) s" test "$(sum <<<"$output")" = 40200
check "each job ran once" test "$(lines ran)" = 200
arrays=$(find "$XDG_STATE_HOME/pawl/runs/map/jobs" -maxdepth 1 -name 'array-*' | wc -l)
check "they were submitted as arrays, $arrays of them" test "$arrays" -ge 1 -a "$arrays" -lt 20

workflow single slurm 'cat'
output=$("$pawl" run flow.asl.json -i "$(numbers 10)" -q)
check "ten jobs through slurm, one by one" test "$(sum <<<"$output")" = 55

workflow cancel slurm-array 'echo x >>ran; sleep 600'
"$pawl" run flow.asl.json -i "$(numbers 40)" -q 2>stderr &
run=$!
until_true 60 test -s ran
kill -TERM $run
wait $run && code=0 || code=$?
check "SIGTERM ends pawl with 143" test $code = 143
check "its jobs are cancelled" until_true 30 is_empty

workflow kill slurm-array 'n=$(cat); echo x >>ran; sleep 1; echo $n'
"$pawl" run flow.asl.json --name kill -i "$(numbers 60)" -q 2>stderr &
run=$!
until_true 60 test -s ran
kill -KILL $run
wait $run 2>/dev/null || true
output=$("$pawl" resume kill -q)
check "killed and resumed, all 60 items are there" test "$(sum <<<"$output")" = 1830
check "no job ran twice" test "$(lines ran)" = 60

workflow lost fast 'echo x >>ran; sleep 600'
"$pawl" run flow.asl.json -i "$(numbers 4)" -q 2>stderr &
run=$!
until_true 60 test -s ran
scancel --signal=KILL --full "$(squeue --noheader --array --format=%i | head -n 1)"
wait $run && code=0 || code=$?
check "a job that was killed by hand is Job.Lost" grep -q Job.Lost stderr
check "and the run has failed" test $code = 1
check "the other jobs are cancelled" until_true 30 is_empty

cd /
exit $failed
