// Stays: each time a state was entered, and each iteration of a Map, with what was around it. Found from the links between events.
const stays = [];
const stayOf = new Map(); // event id -> stay

function openStay(event, name, around, more) {
  const stay = { name, around, start: event.at, end: null, outcome: "running", attempts: [], entered: event, exited: null,
    error: null, children: [], index: null, ...more };
  stays.push(stay);
  if (around) around.children.push(stay);
  return stay;
}

/// The stay at or around another for which `test` holds.
function around(stay, test) {
  while (stay && !test(stay)) stay = stay.around;
  return stay || null;
}

function failStay(stay, event) {
  stay.outcome = "failed";
  stay.end = event.at;
  stay.error = { error: event.details.error || "", cause: payload(event.details.cause) || "" };
}

/// Ends what still runs inside a stay.
function abortInside(stay, at) {
  for (const child of stay.children) {
    if (child.outcome === "running") {
      child.outcome = "aborted";
      child.end = at;
    }
    abortInside(child, at);
  }
}

function followEvent(event, typeOf) {
  const { type, details } = event;
  const before = stayOf.get(event.previous) || null;
  const previous = typeOf.get(event.previous) || "";
  if (type.endsWith("StateEntered")) {
    const inside = /^(ParallelStateStarted|MapStateStarted|MapIterationStarted)$/.test(previous);
    const stay = openStay(event, details.name, inside ? before : before && before.around, { type: type.slice(0, -12) });
    if (stay.type === "Fail") {
      stay.outcome = "failed";
      stay.end = event.at;
    }
    return stay;
  }
  if (type.endsWith("StateExited")) {
    const stay = around(before, (one) => one.name === details.name && one.index === null);
    if (!stay) return before;
    stay.outcome = stay.error && stay.outcome === "failed" ? "caught" : "succeeded";
    stay.end = event.at;
    stay.exited = event;
    abortInside(stay, event.at);
    return stay;
  }
  if (type === "MapIterationStarted") {
    const map = around(before, (one) => one.name === details.name && one.index === null);
    return openStay(event, details.name, map, { index: details.index, type: "Map" });
  }
  if (/^MapIteration(Succeeded|Failed|Aborted)$/.test(type)) {
    const map = around(before, (one) => one.name === details.name && one.index === null);
    const items = map ? map.children.filter((one) => one.index === details.index) : [];
    const item = items[items.length - 1];
    if (!item) return before;
    item.outcome = type.slice(12).toLowerCase();
    item.end = event.at;
    return item;
  }
  const fork = /^(Map|Parallel)State(Started|Succeeded|Failed|Aborted)$/.exec(type);
  if (fork) {
    const started = fork[2] === "Started";
    const stay = around(before, (one) => one.type === fork[1] && one.index === null && (started || !one.closed));
    if (!stay) return before;
    if (started) {
      abortInside(stay, event.at);
      stay.attempts.push({ start: event.at, error: null });
      stay.closed = false;
      stay.outcome = "running";
      stay.end = null;
    } else if (fork[2] === "Failed") {
      failStay(stay, event);
      stay.closed = true;
    } else {
      stay.closed = true;
      if (fork[2] === "Aborted") {
        stay.outcome = "aborted";
        stay.end = event.at;
      }
    }
    return stay;
  }
  if (!before) return null;
  if (type.endsWith("StateAborted")) {
    if (before.outcome === "running") {
      before.outcome = "aborted";
      before.end = event.at;
    }
  } else if (type.endsWith("Scheduled")) {
    before.attempts.push({ start: event.at, parameters: details.parameters, error: null });
    before.outcome = "running";
    before.end = null;
  } else if (/(Failed|TimedOut)$/.test(type) && !type.startsWith("Execution")) {
    failStay(before, event);
    const attempt = before.attempts[before.attempts.length - 1];
    if (attempt) attempt.error = before.error;
    if (attempt) attempt.end = event.at;
  } else if (type.endsWith("Succeeded")) {
    const attempt = before.attempts[before.attempts.length - 1];
    if (attempt) attempt.end = event.at;
  }
  return before;
}

(function followAll() {
  const typeOf = new Map();
  for (const event of events) {
    typeOf.set(event.id, event.type);
    const stay = event.type.startsWith("Execution") ? null : followEvent(event, typeOf);
    if (stay) stayOf.set(event.id, stay);
    event.stay = stay;
    if (!/^Execution(Failed|TimedOut|Aborted)$/.test(event.type)) continue;
    for (let one = stayOf.get(event.previous); one; one = one.around) {
      if (one.outcome !== "running" || event.type !== "ExecutionFailed") continue;
      failStay(one, event);
    }
    for (const one of stays) {
      if (one.outcome !== "running") continue;
      one.outcome = "aborted";
      one.end = event.at;
    }
  }
})();
const staysOfNode = new Map();
for (const stay of stays) {
  if (stay.index !== null) continue;
  if (!staysOfNode.has(stay.name)) staysOfNode.set(stay.name, []);
  staysOfNode.get(stay.name).push(stay);
}
