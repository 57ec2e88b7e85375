// The event table: filter by type and state, search in everything that is written in an event.
const eventsBox = document.getElementById("events");
let eventRows = null;
let shownEvents = events;
const eventSearch = element("input", { type: "search", placeholder: "Search in events ( / )", "aria-label": "Search in events", input: filterEvents });
const eventType = element("select", { "aria-label": "Type", change: filterEvents });
const eventState = element("select", { "aria-label": "State", change: filterEvents });
const eventCount = element("span", { class: "quiet" });

function textOf(event) {
  if (event.text === undefined) {
    const parts = [event.id, event.type, event.stay ? event.stay.name : ""];
    for (const [key, value] of Object.entries(event.details)) parts.push(key, payload(value) ?? (typeof value === "string" ? value : JSON.stringify(value)));
    event.text = parts.join(" ").toLowerCase();
  }
  return event.text;
}

function filterEvents() {
  const words = eventSearch.value.toLowerCase().split(/\s+/).filter(Boolean);
  const type = eventType.value, state = eventState.value;
  shownEvents = events.filter((event) => (!type || event.type === type) && (!state || (event.stay && event.stay.name === state)) &&
    words.every((word) => textOf(event).includes(word)));
  eventCount.textContent = shownEvents.length === events.length ? `${events.length} events` : `${shownEvents.length} of ${events.length} events`;
  if (data.leftOut) eventCount.textContent += `; ${data.leftOut} more are only in the history`;
  if (eventRows) eventRows.set(shownEvents);
}

function summaryOf(event) {
  const { error, cause, input, output, parameters, resource } = event.details;
  if (error !== undefined) return `${error}${cause !== undefined ? ": " + payload(cause) : ""}`;
  const text = payload(output) ?? payload(parameters) ?? payload(input);
  return `${resource ? resource + " " : ""}${text ?? ""}`.slice(0, 300);
}

function drawEvent(event) {
  const row = element("div", { class: "row event", click: () => select({ node: event.stay ? nodeOf.get(event.stay.name) : undefined, stay: event.stay, event }) },
    element("span", { class: "id" }, String(event.id)), element("span", { class: "at" }, `+${duration(event.at - times[0])}`),
    element("span", { class: isFailure(event) ? "type failed" : "type" }, event.type),
    element("span", { class: "state" }, event.stay ? nameOf(event.stay) : ""), element("span", { class: "more" }, summaryOf(event)));
  if (chosen && chosen.event === event) row.classList.add("selected");
  return row;
}

function buildEvents() {
  const options = (box, first, names) => box.append(element("option", { value: "" }, first), ...names.map((name) => element("option", { value: name }, name)));
  options(eventType, "all types", [...new Set(events.map((event) => event.type))].sort());
  options(eventState, "all states", [...staysOfNode.keys()].sort());
  eventsBox.append(element("div", { class: "tools" }, eventSearch, eventType, eventState, eventCount));
  const box = element("div", { class: "rows" });
  eventsBox.append(box);
  eventRows = makeRows(box, drawEvent);
  filterEvents();
}

function showEventsOf(name) {
  eventState.value = name;
  eventType.value = eventSearch.value = "";
  showTab("events");
  filterEvents();
}
