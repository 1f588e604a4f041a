// SPDX-License-Identifier: Apache-2.0
// A row for each rule by which somebody gained or lost something.
#include "cli/rbac_diff_answer.h"

#include <fmt/core.h>

#include <span>

#include "base/text.h"
#include "cli/rbac_table.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;
using formats::json_list;
using formats::JsonObject;

std::string_view label(rbac::Side side) { return side == rbac::Side::before ? "OLD" : "NEW"; }

const scan::RbacPicture& picture(const RbacDiff& diff, rbac::Side side) {
  return side == rbac::Side::before ? diff.before : diff.after;
}

std::span<const rbac::ExplainedRule> rights_of(const RbacDiff& diff, const rbac::Change& change) {
  return std::span(diff.difference.rights).subspan(change.rights.first, change.rights.count);
}

std::string rights_text(const RbacDiff& diff, const rbac::Change& change) {
  std::vector<std::string> texts;
  for (const rbac::ExplainedRule& rule : rights_of(diff, change)) texts.push_back(rule.text());
  return (change.gained() ? "+ " : "- ") + join(texts, "; ");
}

void add_side(const RbacDiff& diff, rbac::Side side, Doubts& out) {
  std::vector<std::uint32_t> unread;
  for (const rbac::Unread& one : diff.difference.unread) {
    if (one.side == side) unread.push_back(one.binding);
  }
  const Doubts own = doubts_of(picture(diff, side), rbac::Scope::anywhere, "", unread);
  const auto take = [&](const std::vector<std::string>& from, std::vector<std::string>& to) {
    for (const std::string& text : from) to.push_back(fmt::format("{}: {}", label(side), text));
  };
  take(own.unknown, out.unknown);
  take(own.others, out.others);
}

// What was not read of one side looks gained or lost.
std::string headline(const RbacDiff& diff) {
  const rbac::Difference& difference = diff.difference;
  const std::string_view so_far = diff.doubts.unknown.empty() ? "" : "of what was read ";
  if (difference.changes.empty()) return fmt::format("{}nobody gained or lost anything", so_far);
  const std::uint64_t gained = difference.subjects(rbac::Side::after);
  return fmt::format("{}{} subject{} gained something, {} lost something", so_far, gained,
                     gained == 1 ? "" : "s", difference.subjects(rbac::Side::before));
}

std::string change_json(const RbacDiff& diff, const rbac::Change& change) {
  const rbac::Chain chain = rbac::explain(*picture(diff, change.side).model, change.grant);
  JsonObject out;
  out.text("change", change.gained() ? "gained" : "lost")
      .raw("subject", named_json(change.subject))
      .text("namespace", chain.binding.name_space)
      .raw("rights", rights_json(rights_of(diff, change)))
      .raw("binding", named_json(chain.binding))
      .raw("role", named_json(chain.role))
      .number("rule", chain.number);
  if (!chain.source.name.empty()) out.raw("of", named_json(chain.source));
  return std::move(out).take();
}

}  // namespace

RbacDiff rbac_diff(const scan::RbacPicture& before, const scan::RbacPicture& after) {
  RbacDiff diff{before, after, rbac::find_differences(*before.model, *after.model), {}};
  for (const rbac::Side side : {rbac::Side::before, rbac::Side::after})
    add_side(diff, side, diff.doubts);
  return diff;
}

std::string rbac_diff_table(const RbacDiff& diff) {
  std::string out = headline(diff) + "\n";
  std::vector<Row> rows;
  for (const rbac::Change& change : diff.difference.changes) {
    const rbac::Chain chain = rbac::explain(*picture(diff, change.side).model, change.grant);
    rows.push_back({shown(change.subject.title()), shown(scope_of(chain)),
                    shown(rights_text(diff, change)), shown(chain.binding.title()),
                    shown(chain.role.title() + ", " + rule_of(chain))});
  }
  if (!rows.empty()) out += "\n" + table({"SUBJECT", "IN", "RIGHTS", "BINDING", "ROLE"}, rows);
  return out + doubts_text(diff.doubts);
}

std::string rbac_diff_json(const RbacDiff& diff) {
  std::string changes = "[";
  for (const rbac::Change& change : diff.difference.changes) {
    changes += changes.size() > 1 ? ",\n" : "\n";
    changes += change_json(diff, change);
  }
  JsonObject out;
  out.number("gained", diff.difference.subjects(rbac::Side::after))
      .number("lost", diff.difference.subjects(rbac::Side::before))
      .raw("changes", changes + "]")
      .raw("unknown", json_list(diff.doubts.unknown))
      .raw("otherAuthorizers", json_list(diff.doubts.others));
  return std::move(out).take() + "\n";
}

}  // namespace bulwark::cli
