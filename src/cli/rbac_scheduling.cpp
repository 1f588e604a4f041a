// SPDX-License-Identifier: Apache-2.0
// `bulwark rbac scheduling`: everybody who decides on which node pods run.
#include <fmt/core.h>

#include <memory>

#include "analyzers/rbac/scheduling.h"
#include "analyzers/rbac/secret_readers.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/rbac_ask.h"
#include "cli/rbac_flags.h"
#include "cli/rbac_table.h"
#include "cli/say.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;
using formats::JsonObject;

struct Answer {
  std::vector<rbac::SchedulingGrant> grants;
  bool of_manifests = false;
  Doubts doubts;
};

std::string in_table(const Answer& answer) {
  std::vector<Row> rows;
  for (const rbac::SchedulingGrant& one : answer.grants) {
    rows.push_back({std::string(one.may), shown(one.chain.subject.title()),
                    shown(scope_of(one.chain)), shown(one.chain.binding.title()),
                    shown(one.chain.role.title() + ", " + rule_of(one.chain))});
  }
  std::string out = rows.empty() ? "Nobody decides on scheduling by RBAC.\n"
                                 : table({"MAY", "SUBJECT", "IN", "BINDING", "ROLE"}, rows);
  out += "\nBesides, whoever is in the group system:masters";
  out += answer.of_manifests ? ".\n" : ", or allowed by another authorizer than RBAC.\n";
  return out + doubts_text(answer.doubts);
}

std::string in_json(const Answer& answer) {
  std::string grants = "[";
  for (const rbac::SchedulingGrant& one : answer.grants) {
    JsonObject grant;
    grant.text("may", one.may)
        .raw("subject", named_json(one.chain.subject))
        .raw("binding", named_json(one.chain.binding))
        .raw("role", named_json(one.chain.role))
        .number("rule", one.chain.number);
    if (!one.chain.source.name.empty()) grant.raw("of", named_json(one.chain.source));
    grants += grants.size() > 1 ? ",\n" : "\n";
    grants += std::move(grant).take();
  }
  JsonObject out;
  out.raw("grants", grants + "]");
  add_doubts(out, answer.doubts);
  return std::move(out).take() + "\n";
}

int run(const RbacFlags& flags, const Services& services) {
  const auto source = read_source(flags, services);
  if (!source) return complain_of_reading(source.error());
  const scan::RbacPicture& picture = *source->picture;
  std::optional<std::string> name_space;
  if (!flags.name_space.empty()) name_space = flags.name_space;
  const rbac::Scope scope = name_space ? rbac::Scope::one : rbac::Scope::anywhere;
  const Answer answer{
      rbac::scheduling_grants(*picture.model, name_space), picture.cluster.empty(),
      doubts_of(picture, scope, flags.name_space, rbac::dangling_in(*picture.model, name_space))};
  const int printed = print_answer(flags.output == "json" ? in_json(answer) : in_table(answer));
  if (printed != kGood) return printed;
  return answer.doubts.unknown.empty() ? kGood : kNotEvaluated;
}

}  // namespace

void add_scheduling_command(Command& rbac, const Services& services, Action& action) {
  Command command = rbac.add_subcommand(
      "scheduling", "Everybody who decides on which node pods run, by which right");
  const auto flags = std::make_shared<RbacFlags>();
  command
      .add_option("-n,--namespace", flags->name_space,
                  "What is granted there and in the whole cluster (default: anywhere)")
      .allow_extra_args(false);
  add_picture_flags(command, *flags);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
