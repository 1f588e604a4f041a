// SPDX-License-Identifier: Apache-2.0
// `bulwark rbac secrets`: everybody who reads Secrets, by a right to or by a pod that mounts them.
#include <fmt/core.h>

#include <memory>

#include "analyzers/rbac/secret_names.h"
#include "analyzers/rbac/secret_readers.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/rbac_ask.h"
#include "cli/rbac_flags.h"
#include "cli/rbac_table.h"
#include "cli/say.h"
#include "model/gap.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;
using formats::json_list;
using formats::JsonObject;

struct Answer {
  std::optional<std::string> name_space;
  rbac::SecretNames secrets;
  std::vector<rbac::SecretReaders> readers;
  bool of_manifests = false;
  Doubts doubts;
};

std::string few(const std::vector<std::string>& texts) {
  constexpr std::size_t kShown = 3;
  const std::size_t shown = std::min(texts.size(), kShown);
  std::string out = join(std::span(texts).first(shown), ", ");
  return texts.size() > shown ? fmt::format("{} and {} more", out, texts.size() - shown) : out;
}

std::string headline(const Answer& answer) {
  std::size_t count = 0;
  for (const auto& [name_space, names] : answer.secrets.by_namespace) count += names.size();
  const std::string where = answer.name_space
                                ? fmt::format("in namespace {}", *answer.name_space)
                                : fmt::format("in {} namespace{}",
                                              answer.secrets.by_namespace.size(),
                                              answer.secrets.by_namespace.size() == 1 ? "" : "s");
  std::string_view what = "Secrets";
  if (!answer.secrets.listed)
    what = answer.of_manifests ? "Secrets that these manifests hold or name"
                               : "Secrets that roles and pods name (they could not be listed)";
  return fmt::format("{} {}: {}\n", what, where, count);
}

std::string titles(const std::vector<rbac::Named>& bindings) {
  std::vector<std::string> out;
  for (const rbac::Named& one : bindings) out.push_back(one.title());
  return few(out);
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

// "all 3" where they are known.
std::string secrets_of(const Answer& answer, const rbac::SecretReaders& one) {
  if (!one.names.empty()) return few(one.names);
  const auto known = answer.secrets.by_namespace.find(one.name_space);
  if (known == answer.secrets.by_namespace.end()) return "all";
  return fmt::format("all {}", known->second.size());
}

std::string in_table(const Answer& answer) {
  std::string out = shown(headline(answer).substr(0, headline(answer).size() - 1)) + "\n";
  if (answer.name_space) {
    const auto known = answer.secrets.by_namespace.find(*answer.name_space);
    if (known != answer.secrets.by_namespace.end())
      out += fmt::format(
          "  {}\n",
          shown(join(std::vector<std::string>(known->second.begin(), known->second.end()), ", ")));
  }
  std::vector<Row> rows;
  for (const rbac::SecretReaders& one : answer.readers) {
    rows.push_back({shown(one.name_space.empty() ? "all" : one.name_space),
                    shown(secrets_of(answer, one)), shown(one.subject.title()),
                    or_dash(join(one.reads, ", ")), or_dash(few(one.by_pod)),
                    shown(titles(one.bindings))});
  }
  if (!rows.empty())
    out += "\n" + table({"NAMESPACE", "SECRETS", "SUBJECT", "READS", "BY POD", "BINDINGS"}, rows);
  out += "\nBesides, whoever is in the group system:masters";
  out += answer.of_manifests ? ".\n" : ", or allowed by another authorizer than RBAC.\n";
  return out + doubts_text(answer.doubts);
}

std::string readers_json(const rbac::SecretReaders& one) {
  std::string bindings;
  for (const rbac::Named& binding : one.bindings)
    bindings += (bindings.empty() ? "" : ",") + named_json(binding);
  JsonObject out;
  out.text("namespace", one.name_space)
      .raw("secrets", one.names.empty() ? "null" : json_list(one.names))
      .raw("subject", named_json(one.subject))
      .raw("reads", json_list(one.reads))
      .raw("byPod", json_list(one.by_pod))
      .raw("bindings", "[" + bindings + "]");
  return std::move(out).take();
}

std::string in_json(const Answer& answer) {
  JsonObject secrets;
  for (const auto& [name_space, names] : answer.secrets.by_namespace)
    secrets.raw(name_space, json_list(std::vector<std::string>(names.begin(), names.end())));
  std::string readers = "[";
  for (const rbac::SecretReaders& one : answer.readers) {
    readers += readers.size() > 1 ? ",\n" : "\n";
    readers += readers_json(one);
  }
  JsonObject out;
  out.text("namespace", answer.name_space.value_or(""))
      .raw("listed", answer.secrets.listed ? "true" : "false")
      .raw("secrets", std::move(secrets).take())
      .raw("readers", readers + "]");
  add_doubts(out, answer.doubts);
  return std::move(out).take() + "\n";
}

// Who reads all of them is known anyway, but not what they are called.
void add_unlisted(const scan::RbacPicture& picture, Doubts& doubts) {
  for (const model::Problem& problem : picture.inventory.problems) {
    const bool hides = problem.cluster == picture.cluster && problem.waived_by.empty() &&
                       model::gap_may_hide(problem.what, "", "secrets");
    if (hides) doubts.unknown.push_back(fmt::format("{}: {}", problem.what, problem.reason));
  }
}

int run(const RbacFlags& flags, const Services& services) {
  const auto source = read_source(flags, services, scan::RbacReading::secret_names);
  if (!source) return complain_of_reading(source.error());
  const scan::RbacPicture& picture = *source->picture;
  Answer answer;
  if (!flags.all_namespaces) answer.name_space = namespace_of(flags, *source);
  answer.secrets = rbac::secret_names(picture.inventory, picture.cluster, *picture.model);
  answer.readers = rbac::secret_readers(*picture.model, answer.name_space);
  answer.of_manifests = picture.cluster.empty();
  const rbac::Scope scope = flags.all_namespaces ? rbac::Scope::anywhere : rbac::Scope::one;
  answer.doubts = doubts_of(picture, scope, answer.name_space.value_or(""),
                            rbac::dangling_in(*picture.model, answer.name_space));
  if (!answer.of_manifests) add_unlisted(picture, answer.doubts);
  if (answer.name_space)
    std::erase_if(answer.secrets.by_namespace,
                  [&](const auto& one) { return one.first != *answer.name_space; });
  const int printed = print_answer(flags.output == "json" ? in_json(answer) : in_table(answer));
  if (printed != kGood) return printed;
  return answer.doubts.unknown.empty() ? kGood : kNotEvaluated;
}

}  // namespace

void add_secrets_command(Command& rbac, const Services& services, Action& action) {
  Command command = rbac.add_subcommand(
      "secrets", "Everybody who reads Secrets, by a right to or by a pod that mounts them");
  const auto flags = std::make_shared<RbacFlags>();
  command
      .add_option("-n,--namespace", flags->name_space,
                  "Namespace (default: the context's, else default)")
      .allow_extra_args(false);
  command.add_flag("-A,--all-namespaces", flags->all_namespaces, "Of every namespace");
  command.add_flag("--no-secrets", flags->cluster.no_secrets, "Without listing Secrets");
  add_picture_flags(command, *flags);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
