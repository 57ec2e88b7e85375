// Map Runs: how many children there are in which status, and a table of those that did not succeed.
const mapsBox = document.getElementById("maps");
const outcomeOf = { SUCCEEDED: "succeeded", FAILED: "failed", TIMED_OUT: "failed", ABORTED: "aborted", RUNNING: "running", CRASHED: "failed" };
const statuses = [["succeeded", "succeeded"], ["failed", "failed"], ["timedOut", "timed out"], ["aborted", "aborted"], ["running", "running"], ["pending", "pending"]];
const classOfCount = { timedOut: "failed", pending: "not-reached" };
const number = (n) => n.toLocaleString("en");
const statusChip = (status) => element("span", { class: `chip ${outcomeOf[status]}` }, `${signs[outcomeOf[status]]} ${status}`);
const mapRuns = data.mapRuns.map((run) => ({
  ...run, children: run.children.map(([index, status, at, error, cause, list]) => ({ index, status, at, error, cause, events: list.map(readEvent) })),
}));
const mapRunsOf = (name) => mapRuns.filter((run) => run.state === name);

/// One bar, as long in each part as there are children of a status.
function countsBar(counts) {
  const parts = statuses.filter(([key]) => counts[key]);
  return element("div", { class: "counts", "aria-hidden": "true" }, ...parts.map(([key, name]) =>
    element("span", { class: classOfCount[key] || key, style: `flex-grow: ${counts[key]}`, title: `${number(counts[key])} ${name}` })));
}

function countsTable(counts) {
  const cells = [["total", "total"], ...statuses];
  return element("table", { class: "narrow" }, element("thead", {}, element("tr", {}, ...cells.map(([, name]) => element("th", { class: "number" }, name)))),
    element("tbody", {}, element("tr", {}, ...cells.map(([key]) => element("td", { class: `number ${counts[key] ? classOfCount[key] || key : "quiet"}` }, number(counts[key]))))));
}

function mapRunFacts(run) {
  const facts = [`${number(Math.round(run.perSecond))} children a second`, duration(run.ended - run.started), run.type];
  if (run.source) facts.push(run.source);
  if (run.redrives) facts.push(`${run.redrives} redrive${run.redrives > 1 ? "s" : ""}`);
  return facts.join(" · ");
}

function childRow(run, child) {
  const more = child.events.length ? element("button", { click: () => select({ child, run }) }, `${child.events.length} events`) : "";
  return element("tr", { "data-child": child.index }, element("td", { class: "number" }, number(child.index)), element("td", {}, statusChip(child.status)),
    element("td", { class: "number quiet" }, `+${duration(child.at - run.started)}`), element("td", {}, child.error), element("td", { class: "cause" }, child.cause.split("\n", 1)[0]), element("td", {}, more));
}

function mapRunPart(run) {
  const out = [element("h2", {}, element("button", { click: () => select({ node: nodeOf.get(run.state) }) }, run.state), " ", statusChip(run.status), " ",
    element("span", { class: "quiet" }, mapRunFacts(run))), countsBar(run.counts), countsTable(run.counts)];
  if (run.error) out.push(errorLines(run));
  if (run.children.length) {
    const heads = ["Child", "Result", "At", "Error", "Cause", ""];
    out.push(element("table", {}, element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", {}, head)))),
      element("tbody", {}, ...run.children.map((child) => childRow(run, child)))));
  }
  if (run.leftOut) out.push(element("p", { class: "quiet" }, `${number(run.leftOut)} more: pawl show RUN --map --format json has all of them`));
  return element("section", {}, ...out);
}

function buildMaps() {
  if (!mapsBox.children.length) mapsBox.append(...mapRuns.map(mapRunPart));
}

/// The panel: a child that did not succeed, with its events.
function showChild({ run, child }) {
  const rows = child.events.map((event) => element("tr", {}, element("td", { class: "number quiet" }, `+${duration(event.at - child.events[0].at)}`),
    element("td", { class: isFailure(event) ? "failed" : undefined }, event.type), element("td", {}, event.details.name || ""),
    element("td", {}, event.details.error || "")));
  const input = child.events[0] && payload(child.events[0].details.input);
  panel.replaceChildren(element("h2", {}, `${run.state}: child ${child.index}`), element("p", {}, statusChip(child.status)), ...part("Error", errorLines(child)),
    ...(input === undefined ? [] : part("Input", code(pretty(input)))),
    ...(rows.length ? part("Events", element("table", {}, element("tbody", {}, ...rows))) : []),
    ...child.events.filter(isFailure).flatMap(eventParts));
}

function mapRunsInPanel(name) {
  return mapRunsOf(name).flatMap((run) => part("Map Run", element("p", {}, statusChip(run.status), " " + mapRunFacts(run)), countsBar(run.counts),
    element("p", {}, statuses.filter(([key]) => run.counts[key]).map(([key, text]) => `${number(run.counts[key])} ${text}`).join(", ")),
    element("p", {}, element("button", { click: () => showTab("maps") }, "its children"))));
}
