// SPDX-License-Identifier: Apache-2.0
// `bulwark rbac can-i VERB RESOURCE [NAME] --as USER`: one question, all that is granted, or a file
// of questions.
#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/rbac_answer.h"
#include "cli/rbac_ask.h"
#include "cli/rbac_batch.h"
#include "cli/rbac_flags.h"
#include "cli/say.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;

struct Flags : RbacFlags {
  std::string user, batch;
  std::vector<std::string> groups;
  bool list = false, ask_server = false;
};

Result<void> check(const Flags& flags) {
  if (!flags.batch.empty()) {
    if (flags.list || flags.ask_server || !flags.verb.empty() || !flags.path.empty() ||
        !flags.user.empty() || !flags.groups.empty() || !flags.name_space.empty() ||
        flags.all_namespaces)
      return fail(ErrorCode::malformed, "--batch brings its own questions: leave out all others");
    return {};
  }
  if (flags.user.empty()) return fail(ErrorCode::malformed, "--as says who asks");
  if (flags.list && (!flags.verb.empty() || !flags.path.empty()))
    return fail(ErrorCode::malformed, "--list is of everything: leave out the verb, or --list");
  if (flags.ask_server && (flags.list || flags.of_files()))
    return fail(ErrorCode::malformed, "--ask-server asks a live cluster one question");
  return {};
}

Result<sources::cluster::AccessAnswer> ask_server(const Flags& flags, const RbacSource& source,
                                                  const CanI& answer, const Services& services) {
  const rbac::Attributes& asked = answer.question.attributes;
  sources::cluster::ApiClient client(source.live[0], api_options(flags.cluster, services.stop));
  return sources::cluster::review_access(
      client, {answer.identity.user, answer.identity.groups, asked.verb, asked.group,
               asked.resource, asked.subresource, asked.name_space, asked.name, asked.path});
}

int exit_code(const CanI& answer) {
  if (answer.server) return answer.server->allowed ? kGood : kFindings;
  if (answer.is == rbac::Verdict::allowed) return kGood;
  return is_open(answer.is, answer.doubts) ? kNotEvaluated : kFindings;
}

int answer_one(const Flags& flags, const RbacSource& source, const rbac::Identity& identity,
               const Services& services) {
  const auto question = question_of(flags, source);
  if (!question) return complain(question.error().text(), kUsage);
  const scan::RbacPicture& picture = *source.picture;
  const rbac::Attributes& asked = question->attributes;
  const rbac::Decision decision = rbac::authorize(*picture.model, picture.node_authorizer.get(),
                                                  identity, asked);
  CanI answer{*question, identity};
  answer.is = decision.is;
  answer.master = decision.master;
  answer.by_node = decision.by_node;
  answer.of_manifests = picture.cluster.empty();
  if (decision.by) answer.by = rbac::explain(*picture.model, *decision.by);
  if (decision.is != rbac::Verdict::allowed && asked.name.empty()) {
    for (const rbac::Grant& grant : rbac::named_grants(*picture.model, identity, asked))
      answer.named.push_back(rbac::explain(*picture.model, grant));
  }
  answer.doubts = doubts_about(picture, asked, decision);
  if (flags.ask_server) {
    auto asked_server = ask_server(flags, source, answer, services);
    if (!asked_server) return complain(asked_server.error().text(), kNotEvaluated);
    answer.server = std::move(*asked_server);
  }
  const int printed = print_answer(flags.output == "json" ? can_i_json(answer)
                                                          : can_i_text(answer));
  return printed == kGood ? exit_code(answer) : printed;
}

int list(const Flags& flags, const RbacSource& source, const rbac::Identity& identity) {
  const scan::RbacPicture& picture = *source.picture;
  const std::string name_space = flags.all_namespaces ? "" : namespace_of(flags, source);
  Granted granted{identity, name_space, identity.is_master(), {}, {}};
  for (const rbac::Grant& grant : rbac::grants_of(*picture.model, identity, name_space))
    granted.chains.push_back(rbac::explain(*picture.model, grant));
  granted.doubts = doubts_of(picture, rbac::Scope::one, name_space,
                             rbac::dangling_of(*picture.model, identity, name_space));
  add_node_doubt(identity, granted.doubts);
  const int printed = print_answer(flags.output == "json" ? granted_json(granted)
                                                          : granted_table(granted));
  if (printed != kGood) return printed;
  return granted.doubts.unknown.empty() && granted.doubts.others.empty() ? kGood : kNotEvaluated;
}

int batch(const Flags& flags, const Services& services) {
  const auto questions = Questions::read(flags.batch);
  if (!questions) return complain(questions.error().text(), kUsage);
  const auto source = read_source(
      flags, services, questions->of_nodes() ? scan::RbacReading::nodes : scan::RbacReading::roles);
  if (!source) return complain_of_reading(source.error());
  return questions->answer(*source->picture, services);
}

int run(const Flags& flags, const Services& services) {
  if (const auto fits = check(flags); !fits) return complain(fits.error().text(), kUsage);
  if (!flags.batch.empty()) return batch(flags, services);
  const rbac::Identity identity = rbac::impersonated(flags.user, flags.groups);
  const bool node = identity.is_node() && !flags.list;
  const auto source = read_source(flags, services,
                                  node ? scan::RbacReading::nodes : scan::RbacReading::roles);
  if (!source) return complain_of_reading(source.error());
  return flags.list ? list(flags, *source, identity)
                    : answer_one(flags, *source, identity, services);
}

}  // namespace

void add_can_i_command(Command& rbac, const Services& services, Action& action) {
  Command command = rbac.add_subcommand(
      "can-i", "Whether RBAC lets somebody do something, and by which binding, role and rule");
  const auto flags = std::make_shared<Flags>();
  add_rbac_flags(command, *flags);
  command.add_flag("-A,--all-namespaces", flags->all_namespaces, "In all namespaces at once");
  command.add_option("--as", flags->user,
                     "Who asks: a user, or system:serviceaccount:NAMESPACE:NAME");
  command
      .add_option("--as-group", flags->groups,
                  "A group of the user; groups that everybody or every service account has are "
                  "added as impersonation adds them")
      .allow_extra_args(false);
  command.add_flag("--list", flags->list, "Everything that is granted in the namespace");
  command.add_option("--batch", flags->batch,
                     "A file of questions, one JSON object a line, as docs/rbac.md tells");
  command.add_flag("--ask-server", flags->ask_server,
                   "Ask the live cluster too (SubjectAccessReview), and go by its answer");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
