// The panel: everything about the state, the stay or the event that is chosen.
const panel = document.getElementById("panel");
const part = (title, ...children) => [element("h3", {}, title), ...children];
const code = (text) => element("pre", {}, text);

function variablesIn(stay) {
  const assigned = stay.exited && stay.exited.details.assignedVariables;
  if (!assigned) return null;
  const out = {};
  for (const [name, text] of Object.entries(assigned)) {
    try {
      out[name] = JSON.parse(text);
    } catch {
      out[name] = text;
    }
  }
  return out;
}

function errorLines(error) {
  return element("p", {}, element("strong", { class: "failed" }, error.error || "error"), error.cause ? ": " + error.cause : "");
}

function stayParts(stay) {
  const took = (stay.end ?? times[1]) - stay.start;
  const out = [element("p", {}, chip(stay.outcome), ` entered +${duration(stay.start - times[0])}, ${stay.end === null ? "so far " : ""}${duration(took)}`)];
  if (stay.error) out.push(...part("Error", errorLines(stay.error)));
  const input = payload(stay.entered.details.input);
  if (input !== undefined) out.push(...part("Input", code(pretty(input))));
  const output = stay.exited && payload(stay.exited.details.output);
  if (output) out.push(...part("Output", code(pretty(output))));
  const variables = variablesIn(stay);
  if (variables) out.push(...part("Variables assigned", code(JSON.stringify(variables, null, 2))));
  if (stay.attempts.length) {
    out.push(...part("Attempts", ...stay.attempts.map((attempt, i) => element("p", {}, `${i + 1}. +${duration(attempt.start - times[0])}` +
      (attempt.end !== undefined ? `, ${duration(attempt.end - attempt.start)}` : ""), attempt.error ? " " : "",
      attempt.error ? element("span", { class: "failed" }, `✗ ${attempt.error.error}`) : ""))));
    const parameters = payload(stay.attempts[0].parameters);
    if (parameters !== undefined) out.push(...part("Parameters", code(pretty(parameters))));
  }
  return out;
}

function stayChooser(name, stay) {
  const list = staysOfNode.get(name) || [];
  if (list.length < 2) return null;
  const index = list.indexOf(stay);
  const go = (to) => select({ node: nodeOf.get(name), stay: list[(to + list.length) % list.length] });
  return element("p", { class: "chooser" }, element("button", { click: () => go(index - 1), "aria-label": "earlier" }, "‹"), ` ${index + 1} of ${list.length} times `,
    element("button", { click: () => go(index + 1), "aria-label": "later" }, "›"));
}

function showNode({ node: id, stay, event }) {
  const node = nodes[id];
  const out = [element("h2", {}, node.name), element("p", { class: "quiet" }, `${node.kind}${node.detail ? " · " + node.detail : ""}`)];
  if (node.comment) out.push(element("p", {}, node.comment));
  if (run) {
    const did = node.run;
    const facts = [["outcome", ...outcomes(did)]];
    if (did.entered > 1) facts.push(["entered", `${did.entered} times`]);
    if (did.attempts) facts.push(["attempts", `${did.attempts}${did.retries ? `, ${did.retries} of them retries` : ""}`]);
    if (did.milliseconds) facts.push(["time", duration(did.milliseconds)]);
    if (did.items && did.items.started) facts.push(["items", `${did.items.succeeded} of ${did.items.total} succeeded, ${did.items.failed} failed, ${did.items.aborted} aborted, ` +
      `${did.items.started - did.items.succeeded - did.items.failed - did.items.aborted} running`]);
    out.push(element("dl", {}, ...facts.flatMap(([name, ...what]) => [element("dt", {}, name), element("dd", {}, ...what)])));
    out.push(...mapRunsInPanel(node.name));
    if (event) out.push(...eventParts(event));
    if (stay) out.push(...[stayChooser(node.name, stay), ...stayParts(stay)].filter(Boolean));
    if (staysOfNode.has(node.name)) out.push(element("p", {}, element("button", { click: () => showEventsOf(node.name) }, "its events")));
  }
  if (coverage) {
    out.push(element("p", {}, chip(node.hits.coverage), node.hits.entered ? ` entered ${node.hits.entered} times` : ""));
    if (node.hits.missed.length) out.push(...part("Never reached", ...node.hits.missed.map((text) => element("p", {}, text))));
  }
  if (node.retries) out.push(...part("Retries", ...node.retries.map((text) => element("p", {}, "↻ " + text))));
  out.push(...part("Definition", code(data.source.slice(...data.places[id]))));
  panel.replaceChildren(...out);
}

function eventParts(event) {
  const shown = {};
  for (const [key, value] of Object.entries(event.details)) shown[key] = ["input", "output", "parameters", "cause"].includes(key) ? payload(value) : value;
  return part(`Event ${event.id}`, element("p", {}, `${event.type}, ${new Date(event.at).toISOString()}, after event ${event.previous}`), code(JSON.stringify(shown, null, 2)));
}

function showOverview() {
  const out = [element("h2", {}, data.graph.title)];
  if (data.graph.comment) out.push(element("p", {}, data.graph.comment));
  const states = nodes.filter((node) => node.name !== undefined);
  out.push(element("p", { class: "quiet" }, `${states.length} states. Choose one to see all about it.`));
  if (coverage) {
    out.push(element("p", {}, `Coverage: ${coverage}`));
    const missed = states.filter((node) => node.hits.coverage !== "reached");
    if (missed.length) out.push(...part("Not reached, or partly", ...missed.map((node) => element("p", {}, element("button", { click: () => select({ node: nodeOf.get(node.name) }) }, node.name)))));
  }
  if (run) {
    out.push(element("p", {}, `${run.name}: ${run.status}, ${run.events} events, ${duration(run.milliseconds)}, started ${run.started}`));
    if (run.error) out.push(...part("Error", errorLines(run.error)));
    const started = events[0] && payload(events[0].details.input);
    if (started !== undefined) out.push(...part("Input", code(pretty(started))));
    const last = events[events.length - 1];
    const output = last && last.subject === "execution" && last.phase === "succeeded" ? payload(last.details.output) : undefined;
    if (output !== undefined) out.push(...part("Output", code(pretty(output))));
    const bad = states.filter((node) => node.run.outcome === "failed");
    if (bad.length) out.push(...part("Failed states", ...bad.map((node) => element("p", {}, element("button", { click: () => select({ node: nodeOf.get(node.name) }) }, node.name)))));
  }
  panel.replaceChildren(...out);
}
