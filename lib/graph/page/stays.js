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

function followEvent(event, previous) {
  const { subject, phase, kind, details } = event;
  const before = stayOf.get(event.previous) || null;
  if (phase === "entered") {
    const inside = previous && previous.phase === "started" && (previous.subject === "state" || previous.subject === "iteration");
    const stay = openStay(event, details.name, inside ? before : before && before.around, { type: kind });
    if (stay.type === "Fail") {
      stay.outcome = "failed";
      stay.end = event.at;
    }
    return stay;
  }
  if (phase === "exited") {
    const stay = around(before, (one) => one.name === details.name && one.index === null);
    if (!stay) return before;
    stay.outcome = stay.error && stay.outcome === "failed" ? "caught" : "succeeded";
    stay.end = event.at;
    stay.exited = event;
    abortInside(stay, event.at);
    return stay;
  }
  if (subject === "iteration") {
    const map = around(before, (one) => one.name === details.name && one.index === null);
    if (phase === "started") return openStay(event, details.name, map, { index: details.index, type: kind });
    const items = map ? map.children.filter((one) => one.index === details.index) : [];
    const item = items[items.length - 1];
    if (!item) return before;
    item.outcome = phase;
    item.end = event.at;
    return item;
  }
  if (subject === "state" && (kind === "Map" || kind === "Parallel")) {
    const started = phase === "started";
    const stay = around(before, (one) => one.type === kind && one.index === null && (started || !one.closed));
    if (!stay) return before;
    if (started) {
      abortInside(stay, event.at);
      stay.attempts.push({ start: event.at, error: null });
      stay.closed = false;
      stay.outcome = "running";
      stay.end = null;
    } else if (phase === "failed") {
      failStay(stay, event);
      stay.closed = true;
    } else {
      stay.closed = true;
      if (phase === "aborted") {
        stay.outcome = "aborted";
        stay.end = event.at;
      }
    }
    return stay;
  }
  if (!before) return null;
  if (phase === "aborted" && subject === "state") {
    if (before.outcome === "running") {
      before.outcome = "aborted";
      before.end = event.at;
    }
  } else if (phase === "scheduled") {
    before.attempts.push({ start: event.at, parameters: details.parameters, error: null });
    before.outcome = "running";
    before.end = null;
  } else if (isFailure(event)) {
    failStay(before, event);
    const attempt = before.attempts[before.attempts.length - 1];
    if (attempt) attempt.error = before.error;
    if (attempt) attempt.end = event.at;
  } else if (phase === "succeeded") {
    const attempt = before.attempts[before.attempts.length - 1];
    if (attempt) attempt.end = event.at;
  }
  return before;
}

(function followAll() {
  const eventOf = new Map();
  for (const event of events) {
    eventOf.set(event.id, event);
    const ofExecution = event.subject === "execution";
    const stay = ofExecution ? null : followEvent(event, eventOf.get(event.previous));
    if (stay) stayOf.set(event.id, stay);
    event.stay = stay;
    if (!ofExecution || !(isFailure(event) || event.phase === "aborted")) continue;
    for (let one = stayOf.get(event.previous); one; one = one.around) {
      if (one.outcome !== "running" || event.phase !== "failed") continue;
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
