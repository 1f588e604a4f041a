// SPDX-License-Identifier: Apache-2.0
// Rows are read where they are needed; what is counted is counted by groups.
#include "outputs/network_page_parts.h"

namespace bulwark::outputs {

std::string_view network_page_model() {
  return R"page(const groups = data.groups, controller = "{ingress-controller}";
const workloads = data.workloads.map(([space, name, kind, group, isolated], id) =>
  ({id, space, name, kind: data.kinds[kind], group, ingress: (isolated & 1) > 0, egress: (isolated & 2) > 0, doors: [],
    title: data.spaces[space] + "/" + name + "[" + data.kinds[kind] + "]"}));
const members = Array.from({length: groups}, () => []), spaces = data.spaces.map((name, id) => ({id, name, all: []}));
for (const w of workloads) { members[w.group].push(w); spaces[w.space].all.push(w); }
const range = direction => ([text, internet], i) => ({range: true, direction, i, internet, title: text, name: nameOf(text)});
// A block of IPv4 by its prefix; any other range by its ends.
function nameOf(text) {
  if (text === "0.0.0.0-255.255.255.255") return "All IPv4 addresses";
  if (text === "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") return "All IPv6 addresses";
  const [first, last] = text.split("-").map(one => one.includes(":") ? NaN : one.split(".").reduce((sum, part) => sum * 256 + +part, 0));
  const size = last - first + 1, bits = Math.log2(size);
  return Number.isInteger(bits) && first % size === 0 ? text.split("-")[0] + (bits ? "/" + (32 - bits) : "") : text.replace("-", " – ");
}
const sources = data.sources.map(range("from")), destinations = data.destinations.map(range("to"));
const byController = {controller: true, name: "Ingress controller", title: controller};
const rawRanges = set => set.slice(1);
let port = null;
const holds = ranges => !port || (ranges[port.protocol] || []).some((first, i, all) => i % 2 === 0 && first <= port.number && port.number <= all[i + 1]);
let passes = data.sets.map((set, i) => i > 0);
const textOf = set => set === "All Connections" ? "All ports" : set;
for (const [id, object, by, set] of data.doors) workloads[id].doors.push({object, by, set, text: textOf(set[0])});
for (const [id, set] of data.led) workloads[id].led = {set, text: textOf(set[0])};

// Work on each run of a row that passes the filter: set, first column, one after the last.
function eachRun(from, work) {
  const row = data.rows[data.rowOf[from]];
  for (let i = 0, at = 0; i < row.length; at += row[i + 1], i += 2) if (passes[row[i]]) work(row[i], at, at + row[i + 1]);
}
function setAt(from, to) {
  const row = data.rows[data.rowOf[from]];
  let i = 0;
  for (let at = row[1]; at <= to; at += row[i + 1]) i += 2;
  return passes[row[i]] ? row[i] : 0;
}
// Pairs of a text of ports and an end.
function reaches(from) {
  const out = [];
  if (from.controller) {
    for (const w of workloads) if (isLed(w)) out.push([w.led.text, w]);
    return out;
  }
  eachRun(from.range ? groups + from.i : from.group, (set, first, last) => {
    for (let to = first; to < last; ++to) {
      if (to >= groups) { if (!from.range) out.push([textOf(data.sets[set][0]), destinations[to - groups]]); }
      else for (const w of members[to]) if (w !== from) out.push([textOf(data.sets[set][0]), w]);
    }
  });
  return out;
}
function reachedBy(to) {
  const out = [], column = to.range ? groups + to.i : to.group;
  for (let from = 0; from < groups + sources.length; ++from) {
    if (from >= groups && to.range) break;
    const set = setAt(from, column);
    if (!set) continue;
    const text = textOf(data.sets[set][0]);
    if (from >= groups) out.push([text, sources[from - groups]]);
    else for (const w of members[from]) if (w !== to) out.push([text, w]);
  }
  if (!to.range && isLed(to)) out.push([to.led.text, byController]);
  return out;
}
const doorsOf = w => w.doors.filter(d => holds(rawRanges(d.set)));
// By the ingress controller.
const isLed = w => Boolean(w.led) && holds(rawRanges(w.led.set));

// How many pairs of workloads of two namespaces, and of addresses outside, have anything.
let pairs = null;
function countPairs() {
  const n = spaces.length, outside = n;
  const shares = members.map(list => { const by = new Map(); for (const w of list) by.set(w.space, (by.get(w.space) || 0) + 1); return [...by]; });
  const wide = n + 1, cells = new Float64Array(wide * wide);
  for (let from = 0; from < groups; ++from) {
    if (!members[from].length) continue;
    let leaves = false;
    eachRun(from, (set, first, last) => {
      if (last > groups) leaves = true;
      for (let to = first; to < Math.min(last, groups); ++to) for (const [a, many] of shares[from]) {
        for (const [b, others] of shares[to]) cells[a * wide + b] += many * others;
        if (from === to) cells[a * wide + a] -= many;
      }
    });
    if (leaves) for (const [a, many] of shares[from]) cells[a * wide + outside] += many;
  }
  const entered = new Set();
  sources.forEach((_, i) => eachRun(groups + i, (set, first, last) => { for (let to = first; to < Math.min(last, groups); ++to) entered.add(to); }));
  for (const to of entered) for (const [b, many] of shares[to]) cells[outside * wide + b] += many;
  for (const w of workloads) if (!entered.has(w.group) && isLed(w)) ++cells[outside * wide + w.space];
  const most = (a, b) => { const x = a < n ? spaces[a].all.length : 1, y = b < n ? spaces[b].all.length : 1; return a === b ? x * (x - 1) : x * y; };
  pairs = {outside, at: (a, b) => cells[a * wide + b], most, inside: () => { let sum = 0; for (let a = 0; a < n; ++a) for (let b = 0; b < n; ++b) sum += cells[a * wide + b]; return sum; }};
}

// Workloads by the number of connections from `first` to them, one after another.
function spread(first) {
  const step = new Map(first.map(w => [w, 0])), entered = new Set(), left = new Set(first.map(w => w.group));
  let front = [...left];
  for (let n = 1; front.length; ++n) {
    const next = [];
    for (const from of front) eachRun(from, (set, a, b) => {
      for (let to = a; to < Math.min(b, groups); ++to) if (!entered.has(to)) {
        entered.add(to);
        for (const w of members[to]) if (!step.has(w)) step.set(w, n);
        if (!left.has(to)) { left.add(to); next.push(to); }
      }
    });
    front = next;
  }
  return step;
}
)page";
}

}  // namespace bulwark::outputs
