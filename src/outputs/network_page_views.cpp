// SPDX-License-Identifier: Apache-2.0
// Cards stand in columns by their height, in the order of names: the same data gives the same map.
// Many curves from one workload into one namespace are drawn as one, to its card.
#include "outputs/network_page_parts.h"

namespace bulwark::outputs {

std::string_view network_page_views() {
  return R"page(
const state = {matrix: false, pick: null, spread: false, find: "", open: new Set()};
const chips = new Map(), cards = new Map(), drawn = 16, bundle = 4, mostWires = 48, widest = 60;
let marks = {ins: new Map(), outs: new Map()};
const globe = plainly => {
  const out = draw("svg", {viewBox: "0 0 16 16", class: "globe" + (plainly ? " plainglobe" : ""), "aria-hidden": "true"});
  out.append(draw("circle", {cx: 8, cy: 8, r: 6.5}), draw("path", {d: "M1.5 8h13M8 1.5c-4.6 4-4.6 9 0 13M8 1.5c4.6 4 4.6 9 0 13"}));
  return out;
};
const shut = yes => yes ? "isolated" : "not isolated";
const saidOf = w => w.kind ? `${w.title}: ingress ${shut(w.ingress)}, egress ${shut(w.egress)}` + (w.doors.length ? ", led to from the internet" : "") : w.title;
const matches = w => { const f = state.find.toLowerCase(); return !f || w.title.toLowerCase().includes(f); };
const samePick = (a, b) => a === b || Boolean(a && b && a.cell && b.cell && a.cell[0] === b.cell[0] && a.cell[1] === b.cell[1]);

function chip(end) {
  const out = make("button", "chip");
  if (end.kind) {
    const lock = make("span", "lock");
    lock.append(make("i", end.ingress ? "shut" : ""), make("i", end.egress ? "shut" : ""));
    out.append(lock);
  }
  if (end.range || end.controller || end.doors.length) out.append(globe(end.range && !end.internet));
  out.append(make("span", "name", end.name), make("span", "step"));
  out.title = plain(saidOf(end));
  out.setAttribute("aria-label", plain(saidOf(end)));
  out.tabIndex = -1;
  out.onclick = () => choose(end);
  out.onpointerenter = () => { if (!state.pick) { marks = marksOf(end); drawWires(null, end); } };
  out.onpointerleave = () => { if (!state.pick) { marks = marksOf(null); drawWires(null); } };
  chips.set(end, out);
  return out;
}

function card(title, ends, pick, note) {
  const out = make("section", "card" + (pick ? "" : " beyond")), head = make("header"), list = make("div", "chips");
  out.setAttribute("aria-label", plain(title));
  const name = make(pick ? "button" : "b", "", title);
  if (pick) name.onclick = () => choose(pick);
  head.append(name, make("span", "", note));
  for (const end of ends) list.append(chip(end));
  if (list.firstChild) list.firstChild.tabIndex = 0;
  // One stop of the tabulator for each card; arrows go from chip to chip.
  list.addEventListener("keydown", e => {
    const all = [...list.querySelectorAll(".chip:not([hidden])")], at = all.indexOf(document.activeElement);
    const to = {ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1}[e.key];
    if (to === undefined || !all[to]) return;
    e.preventDefault();
    for (const one of all) one.tabIndex = -1;
    all[to].tabIndex = 0;
    all[to].focus();
  });
  out.append(head, list);
  return out;
}

function layCards() {
  chips.clear();
  cards.clear();
  const ledTo = workloads.some(w => w.led), from = [...(ledTo ? [byController] : []), ...sources], beyond = [];
  if (from.length) beyond.push(card("From outside", from.slice(0, 40), null, from.length > 40 ? "40 of " + from.length : ""));
  if (destinations.length) beyond.push(card("To outside", destinations.slice(0, 40), null, destinations.length > 40 ? "40 of " + destinations.length : ""));
  byId("outside").replaceChildren(...beyond);
  const shown = spaces.filter(s => s.all.some(matches)), room = byId("cards").clientWidth || 800;
  const columns = Array.from({length: Math.max(1, Math.min(Math.floor(room / 250), shown.length, 4))}, () => ({height: 0, box: make("div", "column")}));
  const inner = room / columns.length - 44;
  for (const s of shown) {
    const some = s.all.filter(matches), box = card(s.name, some, s, some.length < s.all.length ? some.length + " of " + s.all.length : count(s.all.length, "workload", "workloads"));
    const width = some.reduce((sum, w) => sum + Math.min(inner, 38 + 7 * w.name.length), 0);
    const column = columns.reduce((a, b) => b.height < a.height ? b : a);
    column.height += 64 + 30 * Math.ceil(width / inner * 1.1);
    column.box.append(box);
    cards.set(s, box);
  }
  byId("cards").replaceChildren(...columns.map(c => c.box));
  byId("cards").classList.toggle("small", workloads.length > 200);
  byId("cards").classList.toggle("many", workloads.length > 2000);
}

// Who reaches what is chosen, and whom that reaches: ends and their ports.
function marksOf(pick) {
  const ins = new Map(), outs = new Map();
  const add = (to, pairs) => { for (const [text, end] of pairs) to.set(end, to.has(end) && to.get(end) !== text ? "several" : text); };
  if (!pick) return {ins, outs};
  if (pick.cell) {
    for (const [text, a, b] of between(...pick.cell)) { add(ins, [[text, a]]); add(outs, [[text, b]]); }
  } else if (pick.all) {
    for (const w of pick.all) { add(ins, reachedBy(w)); add(outs, reaches(w)); }
    for (const w of pick.all) { ins.delete(w); outs.delete(w); }
  } else {
    if (!pick.controller && pick.direction !== "from") add(ins, reachedBy(pick));
    if (pick.direction !== "to") add(outs, reaches(pick));
  }
  return {ins, outs};
}

// Connections of two namespaces, or of one and what is outside.
function between(a, b) {
  const of = end => a === spaces.length ? end.range || end.controller : end.space === a, out = [];
  if (b === spaces.length) { for (const w of spaces[a].all) for (const [text, to] of reaches(w)) if (to.range) out.push([text, w, to]); }
  else for (const w of spaces[b].all) for (const [text, from] of reachedBy(w)) if (of(from)) out.push([text, from, w]);
  return out;
}

function paint() {
  const pick = state.pick, steps = state.spread && pick && (pick.kind || pick.all) ? spread(pick.all || [pick]) : null;
  for (const [end, box] of chips) {
    const own = end === pick || Boolean(pick && pick.all && end.space === pick.id && end.kind);
    const step = steps && steps.get(end), isIn = !steps && marks.ins.has(end), isOut = steps ? step > 0 : marks.outs.has(end);
    box.classList.toggle("chosen", own);
    box.classList.toggle("in", isIn);
    box.classList.toggle("out", Boolean(isOut));
    box.classList.toggle("dim", Boolean(pick) && !own && !isIn && !isOut);
    box.lastChild.textContent = step > 0 ? step : "";
    box.setAttribute("aria-pressed", own);
  }
  for (const [s, box] of cards) box.classList.toggle("chosen", s === pick);
  drawWires(steps);
}

// From side to side where two boxes stand beside each other, else from edge to edge, straight down
// or up.
function joined(p, q, origin) {
  const middle = box => [(box.left + box.right) / 2 - origin.left, (box.top + box.bottom) / 2 - origin.top], [px, py] = middle(p), [qx, qy] = middle(q);
  if (p.left < q.right && q.left < p.right) {
    const down = qy > py, x = Math.max(Math.max(p.left, q.left), Math.min((p.width < q.width ? px : qx) + origin.left, Math.min(p.right, q.right))) - origin.left;
    const y1 = (down ? p.bottom : p.top) - origin.top, y2 = (down ? q.top : q.bottom) - origin.top, bow = Math.min(26, Math.abs(y2 - y1) / 3);
    return `M${x},${y1} C${x + bow},${y1 + (y2 - y1) / 3} ${x + bow},${y2 - (y2 - y1) / 3} ${x},${y2}`;
  }
  const right = qx > px, x1 = (right ? p.right : p.left) - origin.left, x2 = (right ? q.left : q.right) - origin.left, reach = Math.max(20, Math.abs(x2 - x1) * .45) * (right ? 1 : -1);
  return `M${x1},${py} C${x1 + reach},${py} ${x2 - reach},${qy} ${x2},${qy}`;
}

// `hovered`: what the pointer is over, while nothing is chosen.
function drawWires(steps, hovered) {
  const svg = byId("wires"), stage = byId("stage").getBoundingClientRect(), parts = [];
  const head = kind => { const m = draw("marker", {id: "head-" + kind, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto", markerUnits: "userSpaceOnUse"}); m.append(draw("path", {d: "M0,0 L8,4 L0,8 z", class: "head-" + kind})); return m; };
  const defs = draw("defs", {});
  defs.append(head("in"), head("out"));
  parts.push(defs);
  const boxOf = end => (end.all ? cards.get(end)?.firstChild : chips.get(end))?.getBoundingClientRect();
  const wire = (a, b, kind, width) => {
    const p = boxOf(a), q = boxOf(b);
    if (!p || !q || !p.width || !q.width) return;
    const d = joined(p, q, stage);
    parts.push(draw("path", {d, class: "wire " + kind, "stroke-width": width, ...(kind ? {"marker-end": `url(#head-${kind})`} : {})}));
  };
  const bundled = (ends, work) => {
    const by = new Map();
    for (const end of ends) { const key = end.kind ? spaces[end.space] : end; by.set(key, [...(by.get(key) || []), end]); }
    for (const [key, some] of by) if (some.length >= bundle) work(key, 1.4 + Math.log2(some.length) / 1.6); else for (const end of some) work(end, 1.4);
  };
  const pick = state.pick || hovered;
  svg.classList.toggle("over", Boolean(pick));
  if (pick && pick.cell) {
    const at = i => i < spaces.length ? spaces[i] : null, [a, b] = pick.cell;
    if (at(a) && at(b) && a !== b) wire(at(a), at(b), "out", 3);
  } else if (pick && !steps) {
    // Of very many the colours of the chips say more.
    const outs = [], ins = [];
    bundled(marks.outs.keys(), (end, width) => outs.push([end, width]));
    bundled(marks.ins.keys(), (end, width) => ins.push([end, width]));
    if (outs.length <= mostWires) for (const [end, width] of outs) wire(pick, end, "out", width);
    if (ins.length <= mostWires) for (const [end, width] of ins) wire(end, pick, "in", width);
  } else if (!pick) {
    const all = [];
    for (const s of cards.keys()) for (const t of cards.keys()) if (s.id < t.id && pairs.at(s.id, t.id) + pairs.at(t.id, s.id)) all.push([s, t, pairs.at(s.id, t.id) + pairs.at(t.id, s.id)]);
    if (all.length <= drawn) for (const [s, t, many] of all) wire(s, t, "", 1 + Math.log2(many + 1) / 1.8);
  }
  svg.replaceChildren(...parts);
}

// Namespaces, those that are unfolded by workload; then what is outside.
function axis(outside) {
  const out = [];
  const shown = spaces.filter(s => s.all.some(matches));
  for (const s of shown.slice(0, widest)) {
    out.push({space: s});
    if (state.open.has(s)) for (const w of s.all.filter(matches).slice(0, widest)) out.push({workload: w, space: s});
  }
  if (outside) out.push({outside: true});
  return {units: out, left: shown.length - widest};
}

function layMatrix() {
  const rows = axis(sources.length || workloads.some(w => w.led)), columns = axis(destinations.length), n = spaces.length;
  const table = make("table", columns.units.length > 22 ? "small" : ""), header = make("tr"), corner = make("th", "corner", "from ↓  to →");
  table.append(make("caption", "skip", "How many pairs of workloads may talk, by namespace"));
  header.append(corner);
  const label = unit => {
    const box = make("span", "label" + (unit.workload ? " sub" : ""));
    const name = unit.outside ? make("span", "", "Outside") : make("button", state.pick === (unit.workload || unit.space) ? "chosen" : "", unit.workload ? unit.workload.name : unit.space.name);
    if (!unit.outside) { name.onclick = () => choose(unit.workload || unit.space); name.title = plain(unit.workload ? saidOf(unit.workload) : unit.space.name); }
    if (!unit.outside && !unit.workload) {
      const fold = make("button", "fold", state.open.has(unit.space) ? "▾" : "▸");
      fold.setAttribute("aria-expanded", state.open.has(unit.space));
      fold.setAttribute("aria-label", plain("Workloads of " + unit.space.name));
      fold.onclick = () => { state.open.has(unit.space) ? state.open.delete(unit.space) : state.open.add(unit.space); layMatrix(); };
      box.append(fold);
    }
    box.append(name);
    return box;
  };
  const th = (unit, scope) => { const out = make("th"); out.scope = scope; out.append(label(unit)); return out; };
  for (const unit of columns.units) header.append(th(unit, "col"));
  const top = make("thead"), body = make("tbody");
  top.append(header);
  const idOf = unit => unit.outside ? n : unit.space.id;
  for (const row of rows.units) {
    const line = make("tr");
    line.append(th(row, "row"));
    const reached = row.workload ? new Map(reaches(row.workload).map(([text, end]) => [end, text])) : null;
    for (const column of columns.units) {
      const td = make("td");
      if (!(row.outside && column.outside)) td.append(cellOf(row, column, reached, idOf));
      line.append(td);
    }
    body.append(line);
  }
  table.append(top, body);
  byId("matrix").replaceChildren(table);
  if (rows.left > 0) byId("matrix").append(make("p", "soft", `  ${rows.left} more namespaces: find them by name`));
}

function cellOf(row, column, reached, idOf) {
  let some, most;
  const to = column.workload;
  if (row.workload && row.workload === to) return make("span", "cell own", "");
  if (row.workload) {
    const ends = to ? [to] : column.outside ? destinations : column.space.all.filter(w => w !== row.workload);
    some = ends.filter(w => reached.has(w)).length;
    most = column.outside ? Math.min(1, destinations.length) : ends.length;
    if (column.outside) some = Math.min(1, some);
  } else if (to) {
    const froms = new Set(reachedBy(to).map(pair => pair[1])), own = row.outside ? [...sources, byController] : row.space.all.filter(w => w !== to);
    some = own.filter(end => froms.has(end)).length;
    most = row.outside ? Math.min(1, own.length) : own.length;
    if (row.outside) some = Math.min(1, some);
  } else { some = pairs.at(idOf(row), idOf(column)); most = pairs.most(idOf(row), idOf(column)); }
  const name = unit => unit.outside ? "outside" : unit.workload ? unit.workload.title : unit.space.name;
  const said = plain(`${name(row)} to ${name(column)}: ${some} of ${count(most, "pair", "pairs")}`), part = most ? some / most : 0;
  const out = make(some ? "button" : "span", "cell" + (part > .55 ? " strong" : ""), some ? (some > 999 ? Math.round(some / 1000) + "k" : some) : "");
  out.title = said;
  if (!some) return out;
  out.style.setProperty("--part", Math.round(14 + 86 * part) + "%");
  out.setAttribute("aria-label", said);
  const pick = {cell: [idOf(row), idOf(column)]};
  out.setAttribute("aria-pressed", samePick(state.pick, pick) && !row.workload && !to);
  out.onclick = () => choose(row.workload || to || pick);
  return out;
}
)page";
}

}  // namespace bulwark::outputs
