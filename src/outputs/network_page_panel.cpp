// SPDX-License-Identifier: Apache-2.0
// Ends are listed by their ports, and as a whole namespace where all of it is meant.
#include "outputs/network_page_parts.h"

namespace bulwark::outputs {

std::string_view network_page_panel() {
  return R"page(
const listed = 120;
const link = (end, text) => { const out = make("button", "", text || (end.kind ? end.title : end.name)); out.onclick = () => choose(end); out.title = plain(end.title || end.name); return out; };
const item = (...parts) => { const out = make("li"); out.append(...parts); return out; };
const badge = (good, text) => make("span", "badge " + (good ? "good" : "bad"), text);
const heading = text => make("h3", "", text);

// Items for some ends: whole namespaces as one.
function namesOf(ends, own) {
  const out = [], by = new Map();
  for (const end of ends) if (!end.kind) out.push(item(link(end)));
  for (const end of ends) if (end.kind) by.set(end.space, [...(by.get(end.space) || []), end]);
  for (const [id, some] of [...by].sort((a, b) => a[0] - b[0])) {
    const whole = spaces[id].all.filter(w => w !== own).length;
    if (some.length === whole && whole > 2) out.push(item(link(spaces[id], spaces[id].name), document.createTextNode(`: all ${whole} workloads`)));
    else for (const w of some) out.push(item(link(w, spaces[id].name + "/" + w.name), make("span", "soft", " " + w.kind)));
  }
  return out;
}

function listOf(pairs, own, side) {
  const by = new Map(), out = [];
  for (const [text, end] of pairs) by.set(text, [...(by.get(text) || []), end]);
  for (const [text, ends] of [...by].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))) {
    const box = make("details", side), head = make("summary"), list = make("ul"), items = namesOf(ends, own);
    head.append(make("b", "", text), make("span", "soft", " · " + (ends.length === 1 ? (ends[0].name) : ends.length)));
    list.append(...items.slice(0, listed));
    if (items.length > listed) {
      const more = make("button", "more", `Show all ${items.length}`);
      more.onclick = () => list.replaceChildren(...items);
      list.append(item(more));
    }
    box.append(head, list);
    box.open = pairs.length <= 40;
    out.push(box);
  }
  return out.length ? out : [make("p", "soft", "Nobody.")];
}

function radius(first) {
  const step = spread(first), all = [...step].filter(([, n]) => n > 0), spacesOf = some => new Set(some.map(([w]) => w.space)).size;
  const now = all.filter(([, n]) => n === 1), box = make("div", "radius");
  for (const [some, text] of [[now, "in one step"], [all, "in any number of steps"]]) {
    const one = make("div");
    one.append(make("b", "", some.length.toLocaleString("en")), make("span", "", `${text}, in ${count(spacesOf(some), "namespace", "namespaces")}`));
    box.append(one);
  }
  const more = make("button", "more", state.spread ? "Show single steps" : "Show on the map how far one gets");
  more.setAttribute("aria-pressed", state.spread);
  more.onclick = () => { state.spread = !state.spread; state.matrix = false; refresh(); };
  return [heading("If it were taken, one would reach"), box, ...(all.length > now.length || state.spread ? [more] : [])];
}

function aboutWorkload(w) {
  const ins = reachedBy(w), outs = reaches(w), badges = make("div", "badges");
  badges.append(badge(w.ingress, "ingress " + shut(w.ingress)), badge(w.egress, "egress " + shut(w.egress)));
  const doors = doorsOf(w), box = [make("h2", "", w.name), make("p", "soft", w.kind + " in " + spaces[w.space].name), badges];
  if (doors.length) {
    const list = make("ul");
    for (const d of doors) list.append(item(make("b", "", d.object), document.createTextNode(` (${plain(d.by)}) to ${plain(d.text)}`)));
    box.push(heading("Led to from the internet by"), list);
  }
  return [...box, ...radius([w]), heading(`Reached by ${ins.length.toLocaleString("en")}`), ...listOf(ins, w, "side-in"), heading(`Reaches ${outs.length.toLocaleString("en")}`), ...listOf(outs, w, "side-out")];
}

function aboutSpace(s) {
  const rows = (title, at) => {
    const list = make("ul", "rows");
    for (const t of spaces) if (t !== s && at(t.id)) list.append(item(link(t), make("span", "", count(at(t.id), "pair", "pairs"))));
    if (at(pairs.outside)) list.append(item(make("span", "", "Outside"), make("span", "", count(at(pairs.outside), "workload", "workloads"))));
    return [heading(title), list.firstChild ? list : make("p", "soft", "Nobody.")];
  };
  const inside = pairs.at(s.id, s.id), open = s.all.filter(w => !w.ingress), free = s.all.filter(w => !w.egress), badges = make("div", "badges");
  badges.append(badge(!open.length, `ingress: ${open.length} of ${s.all.length} not isolated`), badge(!free.length, `egress: ${free.length} of ${s.all.length} not isolated`));
  return [make("h2", "", s.name), make("p", "soft", "Namespace with " + count(s.all.length, "workload", "workloads") + `; ${inside} of ${pairs.most(s.id, s.id)} pairs within it may talk`), badges, ...radius(s.all),
    ...rows("Reached by", id => pairs.at(id, s.id)), ...rows("Reaches", id => pairs.at(s.id, id))];
}

function aboutEnd(end) {
  const out = [make("h2", "", end.name), make("p", "soft", end.controller ? "Whatever answers Ingresses, Routes and the Gateway API's routes" : (end.internet ? "Addresses outside, of the internet too" : "Addresses outside"))];
  if (end.direction !== "to") { const some = reaches(end); out.push(heading(`Reaches ${some.length.toLocaleString("en")}`), ...listOf(some, null, "side-out")); }
  if (end.direction === "to") { const some = reachedBy(end); out.push(heading(`Reached by ${some.length.toLocaleString("en")}`), ...listOf(some, null, "side-in")); }
  return out;
}

function aboutCell([a, b]) {
  const name = i => i < spaces.length ? spaces[i].name : "Outside", some = between(a, b), by = new Map(), out = [make("h2", "", name(a) + " → " + name(b)), make("p", "soft", count(some.length, "connection", "connections"))];
  for (const one of some) by.set(one[0], [...(by.get(one[0]) || []), one]);
  for (const [text, lines] of [...by].sort((x, y) => y[1].length - x[1].length)) {
    const box = make("details", "side-out"), list = make("ul");
    box.append(make("summary", "", text + " · " + lines.length), list);
    for (const [, from, to] of lines.slice(0, listed)) list.append(item(link(from, from.name), document.createTextNode(" → "), link(to, to.name)));
    if (lines.length > listed) list.append(item(make("span", "soft", `and ${lines.length - listed} more: choose one of them`)));
    box.open = lines.length <= 40 || by.size === 1;
    out.push(box);
  }
  return out;
}

// Before anything is chosen: what deserves a look first.
function aboutAll() {
  const out = [make("h2", "", "Where to look first")];
  const section = (title, some, note) => {
    if (!some.length) return;
    const list = make("ul", "rows");
    for (const w of some.slice(0, 8)) list.append(item(link(w, spaces[w.space].name + "/" + w.name), make("span", "", note(w))));
    if (some.length > 8) list.append(item(make("span", "soft", `and ${some.length - 8} more`)));
    out.push(heading(`${title} (${some.length.toLocaleString("en")})`), list);
  };
  section("Led to from the internet", workloads.filter(w => doorsOf(w).length), w => [...new Set(doorsOf(w).map(d => d.by))].join(", "));
  const far = new Map();
  if (groups <= 3000) for (const list of members) if (list.length) {
    let sum = 0;
    eachRun(list[0].group, (set, a, b) => { for (let to = a; to < Math.min(b, groups); ++to) sum += members[to].length - (to === list[0].group ? 1 : 0); });
    for (const w of list) far.set(w, sum);
  }
  const widestFirst = workloads.filter(w => far.get(w)).sort((a, b) => far.get(b) - far.get(a) || a.id - b.id);
  section("Reach the most", widestFirst.slice(0, 8), w => count(far.get(w), "workload", "workloads"));
  section("Not isolated at all", workloads.filter(w => !w.ingress && !w.egress), w => w.kind);
  section("Ingress not isolated", workloads.filter(w => !w.ingress && w.egress), w => w.kind);
  section("Egress not isolated", workloads.filter(w => w.ingress && !w.egress), w => w.kind);
  out.push(make("p", "soft hint", "Choose a workload, a namespace or a square of the matrix to see who it talks to."));
  return out;
}

function header() {
  const inside = pairs.inside(), most = workloads.length * (workloads.length - 1);
  byId("about").textContent = plain((data.of ? data.of + " · " : "") + `${inside.toLocaleString("en")} of ${most.toLocaleString("en")} pairs of workloads may talk` + (port ? " on this port" : ""));
  const open = workloads.filter(w => !w.ingress).length, free = workloads.filter(w => !w.egress).length, led = workloads.filter(w => doorsOf(w).length).length;
  const tile = (n, text, kind) => { const out = make("li", kind || ""); out.append(make("b", "", n.toLocaleString("en")), make("span", "", text)); return out; };
  const filled = spaces.filter(s => s.all.length).length, many = (n, text) => tile(n, n === 1 ? text : text + "s");
  byId("tiles").replaceChildren(many(workloads.length, "workload"), many(filled, "namespace"), tile(led, "led to from the internet", led ? "bad" : "good"),
    tile(open, "ingress not isolated", open ? "bad" : "good"), tile(free, "egress not isolated", free ? "bad" : "good"));
}

function doubts() {
  if (!data.unknown.length) return;
  const box = byId("doubts"), list = make("ul");
  box.hidden = false;
  for (const text of data.unknown.slice(0, 12)) list.append(make("li", "", text));
  if (data.unknown.length > 12) list.append(make("li", "soft", `and ${data.unknown.length - 12} more`));
  box.append(make("b", "", "Not known: what is shown may be otherwise"), list);
}

function legend() {
  const key = (part, text) => { const out = make("span"); out.append(part, make("span", "", text)); return out; };
  const sample = (name, text) => make("span", "chip " + name, text), lock = (a, b) => { const out = make("span", "lock"); out.append(make("i", a), make("i", b)); return out; };
  byId("legend").replaceChildren(key(lock("shut", ""), "ingress isolated (filled), egress not (empty)"), key(globe(false), "led to from the internet"), key(sample("in", "a"), "reaches what is chosen"), key(sample("out", "b"), "is reached by it"), key(make("kbd", "", "/"), "find"), key(make("kbd", "", "arrows"), "from workload to workload"));
}

const aboutPick = pick => !pick ? aboutAll() : pick.cell ? aboutCell(pick.cell) : pick.all ? aboutSpace(pick) : pick.kind ? aboutWorkload(pick) : aboutEnd(pick);

function refresh() {
  marks = marksOf(state.pick);
  byId("asMap").setAttribute("aria-pressed", !state.matrix);
  byId("asMatrix").setAttribute("aria-pressed", state.matrix);
  byId("stage").hidden = state.matrix;
  byId("matrix").hidden = !state.matrix;
  byId("clear").hidden = !state.pick;
  if (state.matrix) layMatrix(); else paint();
  byId("panel").classList.toggle("picked", Boolean(state.pick));
  byId("panel").replaceChildren(...aboutPick(state.pick));
}
function choose(pick) {
  state.pick = samePick(pick, state.pick) ? null : pick;
  if (!state.pick) state.spread = false;
  refresh();
  const ends = state.pick && !state.pick.cell ? `: reached by ${marks.ins.size}, reaches ${marks.outs.size}` : "";
  byId("say").textContent = state.pick ? plain((state.pick.title || state.pick.name || byId("panel").firstChild.textContent) + ends) : "";
  history.replaceState(null, "", state.pick && state.pick.kind ? "#" + encodeURIComponent(state.pick.title) : "#");
}
function filterPort() {
  const text = byId("port").value.trim().toUpperCase(), found = /^(?:(TCP|UDP|SCTP)\/)?(\d{1,5})$/.exec(text);
  port = found && +found[2] > 0 && +found[2] < 65536 ? {protocol: ["TCP", "UDP", "SCTP"].indexOf(found[1] || "TCP"), number: +found[2]} : null;
  byId("port").setAttribute("aria-invalid", Boolean(text) && !port);
  byId("say").textContent = text && !port ? "A port is 443, TCP/443 or UDP/53" : port ? "Only connections on this port" : "";
  passes = data.sets.map((set, i) => i > 0 && holds(rawRanges(set)));
  countPairs();
  header();
  refresh();
}
byId("asMap").onclick = () => { state.matrix = false; refresh(); };
byId("asMatrix").onclick = () => { state.matrix = true; refresh(); };
byId("clear").onclick = () => choose(null);
byId("find").addEventListener("input", () => { state.find = byId("find").value.trim(); layCards(); refresh(); });
byId("find").addEventListener("keydown", e => { const first = workloads.find(matches); if (e.key === "Enter" && first) choose(first); });
byId("port").addEventListener("input", filterPort);
addEventListener("keydown", e => {
  const typing = document.activeElement && document.activeElement.tagName === "INPUT";
  if (e.key === "/" && !typing) { e.preventDefault(); byId("find").focus(); }
  if (e.key === "Escape" && state.pick) choose(null);
});
addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("#panel details")) one.open = true; });
let width = 0;
addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; layCards(); } if (!state.matrix) paint(); });
const asked = decodeURIComponent(location.hash.slice(1));
state.matrix = asked === "view=matrix" || spaces.length > 16;
state.pick = workloads.find(w => w.title === asked) || null;
countPairs();
doubts();
legend();
header();
byId("stage").hidden = false;
layCards();
refresh();
)page";
}

}  // namespace bulwark::outputs
