// SPDX-License-Identifier: Apache-2.0
// Decisions in the order in which they are asked.
#include "cli/net_explain_answer.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzers/network/doubt.h"
#include "analyzers/network/rule_text.h"
#include "base/text.h"
#include "cli/net_ask.h"
#include "formats/json_object.h"

namespace bulwark::cli {

namespace network = analyzers::network;

namespace {

using formats::JsonObject;
using network::Change;
using network::Connections;
using network::Decision;
using network::Direction;
using network::Effect;

constexpr Direction kDirections[] = {Direction::egress, Direction::ingress};

std::string_view word(Direction direction) {
  return direction == Direction::ingress ? "ingress" : "egress";
}

std::string_view word(Effect effect) {
  switch (effect) {
    case Effect::allowed:
    case Effect::open: return "allowed";
    case Effect::denied:
    case Effect::not_listed: return "denied";
    case Effect::passed: return "passed";
  }
  return {};
}

const std::vector<Decision>& decisions(const NetExplanation& one, Direction direction) {
  return direction == Direction::ingress ? one.ingress : one.egress;
}

// "shop.yaml:16", or nothing for what has no file.
std::string place_of(const network::Policy& policy, const std::string& path,
                     model::Locator& locator) {
  const model::Place place = locator.locate(*policy.resource, path);
  return place.line == 0 ? place.file : fmt::format("{}:{}", place.file, place.line);
}

// "NetworkPolicy shop/db spec.ingress[0], shop.yaml:16"
std::string named(const network::Policy& policy, const std::string& path, model::Locator& locator) {
  const std::string place = place_of(policy, path, locator);
  return fmt::format("{}{}{}{}{}", policy.resource->title(), path.empty() ? "" : " ", path,
                     place.empty() ? "" : ", ", place);
}

std::string reason(const Decision& decision, Direction direction, model::Locator& locator) {
  switch (decision.effect) {
    case Effect::open: return fmt::format("no policy decides on it for {}", word(direction));
    case Effect::passed:
      return named(*decision.policy, decision.rule->path, locator) +
             ", which leaves it to the next tier";
    case Effect::allowed:
    case Effect::denied: return named(*decision.policy, decision.rule->path, locator);
    case Effect::not_listed: break;
  }
  std::string out = "isolated, and listed by no rule of";
  for (const network::Policy* one : decision.isolating)
    out.append("\n           ").append(named(*one, "", locator));
  return out;
}

std::string direction_text(const NetExplanation& one, Direction direction,
                           model::Locator& locator) {
  const auto& list = decisions(one, direction);
  if (list.empty()) return {};
  std::string out = fmt::format("\n{} of {}\n",
                                direction == Direction::ingress ? "Ingress" : "Egress",
                                direction == Direction::ingress ? one.to : one.from);
  for (const Decision& decision : list) {
    const bool is_rest = &decision == &list.back() && list.size() > 1 &&
                         (decision.effect == Effect::open || decision.effect == Effect::not_listed);
    out += fmt::format("  {:<8} {}\n           {}\n", word(decision.effect),
                       is_rest ? "all else" : decision.connections.text(),
                       reason(decision, direction, locator));
  }
  return out;
}

std::string change_title(const Change& change, const NetExplanation& one,
                         const scan::NetworkPicture& picture, model::Locator& locator) {
  const std::string list = fmt::format("spec.{}", word(change.direction));
  switch (change.kind) {
    case Change::Kind::remove_rule:
      return fmt::format("take out {}", named(*change.policy, change.rule->path, locator));
    case Change::Kind::add_rule:
      return fmt::format("add to {}", named(*change.policy, list, locator));
    case Change::Kind::insert_rule:
      return fmt::format("put before {}", named(*change.policy, change.rule->path, locator));
    case Change::Kind::add_policy: break;
  }
  const auto& pod = picture.endpoints->all()[*one.pair.own(change.direction)];
  return fmt::format("add a policy that isolates {} for {}: it closes all else too", pod.title(),
                     word(change.direction));
}

// Whom else the change is for, in lines.
std::string wider(const Change& change) {
  const bool taken_out = change.kind == Change::Kind::remove_rule;
  if (change.policy == nullptr || (change.policy->subjects->size() < 2 && !taken_out)) return {};
  const std::size_t others = change.policy->subjects->size() - 1;
  if (!taken_out) return fmt::format("it is for {} other workloads of that policy too", others);
  return others == 0 ? "whoever else the rule is for loses that too"
                     : fmt::format(
                           "whoever else the rule lets in or out, and {} other workloads "
                           "of that policy, lose that too",
                           others);
}

std::string changes_text(const NetExplanation& one, const scan::NetworkPicture& picture,
                         model::Locator& locator) {
  if (one.changes.empty()) return {};
  const Connections granted = one.granted();
  std::string out = granted.is_empty() ? fmt::format("\nTo allow {}:\n", one.asked.text())
                                       : fmt::format("\nTo deny {}:\n", granted.text());
  for (const Change& change : one.changes) {
    out += fmt::format("  {}\n", change_title(change, one, picture, locator));
    for (const std::string& line :
         split(network::yaml_of(change, one.pair, *picture.endpoints), '\n'))
      out += line.empty() ? "" : fmt::format("    {}\n", line);
    const std::string also = wider(change);
    if (!also.empty()) out += fmt::format("  ({})\n", also);
  }
  return out;
}

std::string policy_json(const network::Policy& policy, const std::string& path,
                        model::Locator& locator) {
  const model::Place place = locator.locate(*policy.resource, path);
  JsonObject out;
  out.text("policy", policy.resource->title()).text_if_any("path", path);
  out.text_if_any("file", place.file);
  if (place.line != 0) out.number("line", place.line);
  return std::move(out).take();
}

std::string decisions_json(const std::vector<Decision>& list, model::Locator& locator) {
  std::vector<std::string> items;
  for (const Decision& decision : list) {
    JsonObject one;
    one.text("effect", word(decision.effect)).text("conn", decision.connections.text());
    if (decision.policy != nullptr)
      one.raw("by", policy_json(*decision.policy, decision.rule->path, locator));
    std::vector<std::string> isolating;
    for (const network::Policy* policy : decision.isolating)
      isolating.push_back(policy_json(*policy, "", locator));
    if (!isolating.empty()) one.raw("isolatedBy", formats::json_array(isolating));
    items.push_back(std::move(one).take());
  }
  return formats::json_array(items);
}

std::string changes_json(const NetExplanation& one, const scan::NetworkPicture& picture,
                         model::Locator& locator) {
  std::vector<std::string> items;
  for (const Change& change : one.changes) {
    JsonObject item;
    item.text("what", change_title(change, one, picture, locator));
    if (change.policy != nullptr) {
      item.raw("at",
               policy_json(*change.policy,
                           change.rule != nullptr ? change.rule->path
                                                  : fmt::format("spec.{}", word(change.direction)),
                           locator));
    }
    item.text_if_any("yaml", network::yaml_of(change, one.pair, *picture.endpoints));
    item.text_if_any("note", wider(change));
    items.push_back(std::move(item).take());
  }
  return formats::json_array(items);
}

// Only what works: where several policies decide one after the other, single rules may not.
void propose_changes(const scan::NetworkPicture& picture, NetExplanation& out) {
  const Connections granted = out.granted();
  const bool deny = !granted.is_empty();
  const auto& endpoints = *picture.endpoints;
  out.changes = deny ? changes_to_deny(picture.policies, endpoints, out.pair, granted)
                     : changes_to_allow(picture.policies, endpoints, out.pair, out.asked);
  const network::Policies after = changed(picture.policies, out.pair, out.changes);
  Connections then = network::allowed_of(after, endpoints, out.pair);
  then.intersect(deny ? granted : out.asked);
  if (deny ? then.is_empty() : then == out.asked) return;
  out.changes.clear();
  out.notes.push_back("no change of single rules alters it: several policies decide");
}

void tell_doubt(const scan::NetworkPicture& picture, NetExplanation& out) {
  const network::Doubt doubt(*picture.endpoints, picture.policies);
  for (const Direction direction : kDirections) {
    if (!out.pair.own(direction)) continue;
    const auto faults = doubt.on(*out.pair.own(direction), direction);
    if (faults.empty()) continue;
    out.notes.push_back(fmt::format("unknown for {}: {} may decide otherwise, and is not modelled",
                                    word(direction), network::titles_of(faults)));
  }
}

}  // namespace

Connections NetExplanation::granted() const {
  Connections out = allowed;
  out.intersect(asked);
  return out;
}

NetExplanation explain_pair(const scan::NetworkPicture& picture, std::string from, std::string to,
                            const network::Pair& pair, const Connections& asked) {
  NetExplanation out{
      std::move(from), std::move(to), pair, asked, Connections::all(), {}, {}, {}, {}};
  for (const Direction direction : kDirections) {
    const auto own = pair.own(direction);
    if (!own) continue;
    auto& list = direction == Direction::ingress ? out.ingress : out.egress;
    list = network::decide(picture.policies, *picture.endpoints, direction, *own,
                           pair.other(direction));
    out.allowed.intersect(network::allowed_of(list));
    if (picture.endpoints->all()[*own].host_network) {
      out.notes.push_back(fmt::format(
          "{} is in its node's network: most network plugins do not hold policies for it",
          direction == Direction::ingress ? out.to : out.from));
    }
  }
  tell_doubt(picture, out);
  propose_changes(picture, out);
  return out;
}

std::string explanation_text(const NetExplanation& one, const scan::NetworkPicture& picture,
                             model::Locator& locator) {
  std::string out = fmt::format("{} => {} : {}\n", one.from, one.to, one.granted().text());
  for (const std::string& note : one.notes) out += note + "\n";
  for (const Direction direction : kDirections) out += direction_text(one, direction, locator);
  return out + changes_text(one, picture, locator);
}

std::string explanation_json(const NetExplanation& one, const scan::NetworkPicture& picture,
                             model::Locator& locator) {
  JsonObject out;
  out.text("src", one.from).text("dst", one.to).text("asked", one.asked.text());
  out.text("conn", one.granted().text());
  out.raw("egress", decisions_json(one.egress, locator));
  out.raw("ingress", decisions_json(one.ingress, locator));
  out.raw("changes", changes_json(one, picture, locator));
  out.raw("notes", formats::json_list(one.notes));
  return std::move(out).take();
}

}  // namespace bulwark::cli
