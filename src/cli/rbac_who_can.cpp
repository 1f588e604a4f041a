// SPDX-License-Identifier: Apache-2.0
// `bulwark rbac who-can VERB RESOURCE [NAME]`: everybody whom a binding lets do it.
#include "cli/rbac_who_can.h"

#include <memory>
#include <set>
#include <tuple>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/rbac_answer.h"
#include "cli/rbac_ask.h"
#include "cli/rbac_flags.h"
#include "cli/say.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;

std::uint64_t count_subjects(const rbac::Model& model, const rbac::Holders& holders) {
  std::set<std::pair<rbac::NameId, bool>> distinct;
  for (const rbac::Grant& grant : holders.grants) {
    const rbac::Subject& subject = model.subjects()[grant.subject];
    distinct.emplace(subject.meets, subject.kind == rbac::Subject::Kind::group);
  }
  return distinct.size();
}

// Without a name the question is of whatever name; some may do it to some objects alone.
rbac::NamedRules named_rules(const rbac::Attributes& asked) {
  const bool one = asked.verb != "create" && asked.verb != "deletecollection";
  return asked.name.empty() && (one || !asked.subresource.empty()) ? rbac::NamedRules::all
                                                                   : rbac::NamedRules::as_asked;
}

int exit_code(const WhoCan& answer) {
  if (!answer.doubts.unknown.empty()) return kNotEvaluated;
  if (answer.subjects > 0) return kGood;
  return answer.doubts.others.empty() ? kFindings : kNotEvaluated;
}

int run(const RbacFlags& flags, const Services& services) {
  const auto source = read_source(flags, services);
  if (!source) return complain_of_reading(source.error());
  const auto question = question_of(flags, *source);
  if (!question) return complain(question.error().text(), kUsage);
  return answer_who_can(flags, *source, *question);
}

}  // namespace

int answer_who_can(const RbacFlags& flags, const RbacSource& source,
                   const rbac::Question& question) {
  const scan::RbacPicture& picture = *source.picture;
  const rbac::Attributes& asked = question.attributes;
  const rbac::Scope scope = flags.all_namespaces ? rbac::Scope::anywhere : rbac::Scope::one;
  const rbac::Holders holders = rbac::who_can(*picture.model, asked, scope, named_rules(asked));
  WhoCan answer{question,
                {},
                count_subjects(*picture.model, holders),
                picture.cluster.empty(),
                doubts_of(picture, scope, asked.name_space, holders.dangling)};
  for (const rbac::Grant& grant : holders.grants)
    answer.chains.push_back(rbac::explain(*picture.model, grant));
  const int printed = print_answer(flags.output == "json" ? who_can_json(answer)
                                                          : who_can_table(answer));
  return printed == kGood ? exit_code(answer) : printed;
}

void add_who_can_command(Command& rbac, const Services& services, Action& action) {
  Command command = rbac.add_subcommand(
      "who-can",
      "Everybody whom RBAC lets do something, each with the binding, role and rule that does");
  const auto flags = std::make_shared<RbacFlags>();
  add_rbac_flags(command, *flags);
  command.add_flag("-A,--all-namespaces", flags->all_namespaces,
                   "In any namespace, or in the whole cluster");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
