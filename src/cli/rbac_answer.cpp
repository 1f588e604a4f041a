// SPDX-License-Identifier: Apache-2.0
// The same facts twice: as lines and tables, and as JSON.
#include "cli/rbac_answer.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cli/rbac_table.h"
#include "formats/json_object.h"

namespace bulwark::cli {
namespace {

using analyzers::rbac::Chain;
using analyzers::rbac::Identity;
using analyzers::rbac::Named;
using analyzers::rbac::Verdict;
using formats::json_list;
using formats::JsonObject;

std::string chain_json(const Chain& chain) {
  JsonObject rule;
  rule.number("number", chain.number)
      .raw("verbs", json_list(chain.rule.verbs))
      .raw("apiGroups", json_list(chain.rule.groups))
      .raw("resources", json_list(chain.rule.resources))
      .raw("resourceNames", json_list(chain.rule.names))
      .raw("nonResourceURLs", json_list(chain.rule.paths));
  if (!chain.source.name.empty()) rule.raw("of", named_json(chain.source));
  if (chain.built_in) rule.raw("builtIn", "true");
  JsonObject out;
  out.raw("subject", named_json(chain.subject))
      .raw("binding", named_json(chain.binding))
      .raw("role", named_json(chain.role))
      .raw("rule", std::move(rule).take());
  return std::move(out).take();
}

std::string question_json(const analyzers::rbac::Attributes& asked) {
  JsonObject out;
  out.text("verb", asked.verb);
  if (!asked.is_resource) return std::move(out.text("path", asked.path)).take();
  out.text("group", asked.group)
      .text("resource", asked.resource)
      .text("subresource", asked.subresource)
      .text("namespace", asked.name_space)
      .text("name", asked.name);
  return std::move(out).take();
}

std::string_view allowed_json(Verdict is, const Doubts& doubts) {
  if (is_open(is, doubts)) return "null";
  return is == Verdict::allowed ? "true" : "false";
}

std::string via_json(bool master, const std::optional<Chain>& by, const std::string& by_node) {
  if (!by_node.empty())
    return JsonObject().text("authorizer", "Node").text("reason", by_node).take();
  const Named masters{"Group", "", std::string(analyzers::rbac::kMasters)};
  if (master) return JsonObject().raw("subject", named_json(masters)).take();
  return by ? chain_json(*by) : "null";
}

std::string server_line(const sources::cluster::AccessAnswer& answer) {
  std::string out = answer.allowed ? "the server says yes" : "the server says no";
  return answer.reason.empty() ? out : out + ": " + answer.reason;
}

std::string identity_json(const Identity& identity) {
  return JsonObject().text("user", identity.user).raw("groups", json_list(identity.groups)).take();
}

std::string headline(const CanI& answer) {
  const std::string question = answer.question.text();
  const std::string& user = answer.identity.user;
  if (answer.master) return fmt::format("yes: {} is in system:masters, which may everything", user);
  switch (answer.is) {
    case Verdict::allowed: return fmt::format("yes: {} may {}", user, question);
    case Verdict::no:
      if (answer.identity.is_node() && answer.doubts.others.empty())
        return fmt::format("no: not by RBAC nor by the Node authorizer: nothing lets {} {}", user,
                           question);
      return answer.of_manifests
                 ? fmt::format("no: nothing in these manifests lets {} {}", user, question)
                 : fmt::format("no: not by RBAC: nothing lets {} {}", user, question);
    case Verdict::unknown: break;
  }
  return fmt::format("not known: nothing that was read lets {} {}", user, question);
}

}  // namespace

std::string chains_json(const std::vector<Chain>& chains) {
  std::string out = "[";
  for (const Chain& chain : chains) {
    out += out.size() > 1 ? ",\n" : "\n";
    out += chain_json(chain);
  }
  return out + "]";
}

std::string who_can_table(const WhoCan& answer) {
  std::string out = fmt::format("{}: {} subject{}\n", shown(answer.question.text()),
                                answer.subjects, answer.subjects == 1 ? "" : "s");
  std::vector<Row> rows;
  for (const Chain& chain : answer.chains) {
    rows.push_back({shown(chain.subject.title()), shown(scope_of(chain)),
                    shown(chain.binding.title()), shown(chain.role.title()), shown(rule_of(chain)),
                    shown(chain.rule.names.empty() ? "all" : join(chain.rule.names, ", "))});
  }
  if (!rows.empty())
    out += "\n" + table({"SUBJECT", "IN", "BINDING", "ROLE", "RULE", "NAMES"}, rows);
  out += "\nBesides, whoever is in the group system:masters";
  out += answer.of_manifests ? ".\n" : ", or allowed by another authorizer than RBAC.\n";
  add_lines(out, "note", answer.question.notes);
  return out + doubts_text(answer.doubts);
}

std::string who_can_json(const WhoCan& answer) {
  JsonObject out;
  out.raw("question", question_json(answer.question.attributes))
      .number("subjects", answer.subjects)
      .raw("grants", chains_json(answer.chains))
      .raw("notes", json_list(answer.question.notes));
  add_doubts(out, answer.doubts);
  return std::move(out).take() + "\n";
}

std::string can_i_text(const CanI& answer) {
  std::string out = shown(headline(answer)) + "\n";
  if (answer.by) {
    const Chain& chain = *answer.by;
    out += shown(fmt::format("  {} -> {} -> {}, {}: {}", chain.subject.title(),
                             chain.binding.title(), chain.role.title(), rule_of(chain),
                             chain.rule.text())) +
           "\n";
  }
  if (!answer.by_node.empty()) out += shown("  Node authorizer: " + answer.by_node) + "\n";
  for (const Chain& chain : answer.named) {
    out += shown(fmt::format("  but of {}: {} -> {}, {}", join(chain.rule.names, ", "),
                             chain.binding.title(), chain.role.title(), rule_of(chain))) +
           "\n";
  }
  add_lines(out, "note", answer.question.notes);
  out += doubts_text(answer.doubts);
  if (answer.server) out += shown(server_line(*answer.server)) + "\n";
  return out;
}

std::string can_i_json(const CanI& answer) {
  JsonObject out;
  out.raw("question", question_json(answer.question.attributes))
      .raw("identity", identity_json(answer.identity))
      .raw("allowed", allowed_json(answer.is, answer.doubts))
      .raw("via", via_json(answer.master, answer.by, answer.by_node))
      .raw("allowedNames", chains_json(answer.named))
      .raw("notes", json_list(answer.question.notes));
  add_doubts(out, answer.doubts);
  if (answer.server) {
    JsonObject server;
    server.raw("allowed", answer.server->allowed ? "true" : "false")
        .raw("denied", answer.server->denied ? "true" : "false")
        .text("reason", answer.server->reason)
        .text("evaluationError", answer.server->error);
    out.raw("server", std::move(server).take());
  }
  return std::move(out).take() + "\n";
}

std::string granted_table(const Granted& granted) {
  std::string out = fmt::format("{} ({})\n", shown(granted.identity.user),
                                shown(join(granted.identity.groups, ", ")));
  if (granted.master) out += "In system:masters: may everything, whatever is bound.\n";
  std::vector<Row> rows;
  for (const Chain& chain : granted.chains) {
    rows.push_back({shown(chain.rule.text()), shown(chain.binding.title()),
                    shown(chain.role.title() + ", " + rule_of(chain))});
  }
  if (rows.empty()) out += "No binding applies.\n";
  if (!rows.empty()) out += "\n" + table({"MAY", "BY", "ROLE"}, rows);
  return out + doubts_text(granted.doubts);
}

std::string granted_json(const Granted& granted) {
  JsonObject out;
  out.raw("identity", identity_json(granted.identity))
      .text("namespace", granted.name_space)
      .raw("master", granted.master ? "true" : "false")
      .raw("grants", chains_json(granted.chains));
  add_doubts(out, granted.doubts);
  return std::move(out).take() + "\n";
}

std::string batch_members(const analyzers::rbac::Model& model,
                          const analyzers::rbac::Decision& decision, const Doubts& doubts) {
  std::optional<Chain> by;
  if (decision.by) by = analyzers::rbac::explain(model, *decision.by);
  JsonObject out;
  out.raw("allowed", allowed_json(decision.is, doubts))
      .raw("via", via_json(decision.master, by, decision.by_node));
  if (!doubts.unknown.empty()) out.raw("unknown", json_list(doubts.unknown));
  if (!doubts.others.empty()) out.raw("otherAuthorizers", json_list(doubts.others));
  return std::move(out).take_members();
}

}  // namespace bulwark::cli
