// SPDX-License-Identifier: Apache-2.0
// The risk rules of the corpus as questions of who can: the subjects that it expects, case by case.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "analyzers/rbac/grants.h"
#include "analyzers/rbac/test_model.h"
#include "formats/json.h"

namespace bulwark::analyzers::rbac {
namespace {

namespace fs = std::filesystem;

/// Where a grant counts: the corpus takes kube-system for privileged, whatever is granted for the
/// whole cluster as well, and other namespaces for weak.
enum class Counts : std::uint8_t { anywhere, privileged, weak };

struct Need {
  std::vector<std::string> any;  ///< questions of which one is enough, in the words of asked()
  Counts counts = Counts::anywhere;
  NamedRules named = NamedRules::all;
  std::string name{};
};
using Needs = std::vector<Need>;

struct RiskRule {
  std::string name;
  std::vector<Needs> ways;  ///< all needs of one way are enough
};

std::vector<RiskRule> risk_rules() {
  const auto certificates = [](const std::string& verb, const std::string& resource) {
    return verb + " certificates.k8s.io " + resource;
  };
  const auto roles = [](const std::string& verb) {
    const std::string head = verb + " rbac.authorization.k8s.io ";
    return std::vector<Needs>{{{.any = {head + "roles", head + "clusterroles"}}}};
  };
  const auto writes = [](const std::string& what, Counts counts) {
    return std::vector<Needs>{{{.any = {"update " + what, "patch " + what}, .counts = counts}}};
  };
  return {
      {"approve-csr-v1",
       {{{.any = {certificates("create", "certificatesigningrequests")}},
         {.any = {certificates("update", "certificatesigningrequests/approval"),
                  certificates("patch", "certificatesigningrequests/approval")}},
         {.any = {certificates("approve", "signers")},
          .named = NamedRules::as_asked,
          .name = "kubernetes.io/kube-apiserver-client"}}}},
      {"assign-serviceaccount-to-pod-v1",
       {{{.any = {"create pods", "create apps deployments", "update apps deployments",
                  "patch apps deployments"},
          .counts = Counts::privileged}}}},
      {"attach-ephemeral-container-v1", writes("pods/ephemeralcontainers", Counts::anywhere)},
      {"bind-roles-clusterroles-v1", roles("bind")},
      {"create-persistentvolumes-v1", {{{.any = {"create persistentvolumes"}}}}},
      {"create-serviceaccount-token-v1", {{{.any = {"create serviceaccounts/token"}}}}},
      {"escalate-roles-clusterroles-v1", roles("escalate")},
      {"issue-token-secrets-v1",
       {{{.any = {"create secrets"}, .counts = Counts::privileged, .named = NamedRules::as_asked},
         {.any = {"get secrets"}, .counts = Counts::privileged}},
        {{.any = {"create secrets"}, .counts = Counts::privileged},
         {.any = {"patch secrets"}, .counts = Counts::privileged}}}},
      {"modify-node-status-v1", writes("nodes/status", Counts::anywhere)},
      {"modify-pod-status-v1", writes("pods/status", Counts::anywhere)},
      {"modify-privileged-pods-v1", writes("pods", Counts::privileged)},
      {"modify-service-status-v1", writes("services/status", Counts::anywhere)},
      {"steal-privileged-pods-v1",
       {{{.any = {"delete pods", "create pods/eviction", "update pods", "patch pods",
                  "update pods/status", "patch pods/status"},
          .counts = Counts::privileged},
         {.any = {"update nodes", "patch nodes", "update nodes/status", "patch nodes/status"}}}}},
      {"weak-namespace-pod-rce-v1", writes("pods", Counts::weak)},
      {"weak-namespace-token-access-v1",
       {{{.any = {"create serviceaccounts/token", "get secrets", "list secrets"},
          .counts = Counts::weak}}}},
  };
}

using Subjects = std::set<std::string>;

bool counts(const Model& model, const Grant& grant, Counts where) {
  const std::string space(model.text(model.bindings()[grant.binding].name_space));
  if (where == Counts::privileged) return space.empty() || space == "kube-system";
  if (where == Counts::weak) return !space.empty() && space != "kube-system";
  return true;
}

Subjects holders(const Model& model, const Need& need) {
  Subjects out;
  for (const std::string& question : need.any) {
    const Attributes what = asked(question, "", need.name);
    for (const Grant& grant : who_can(model, what, Scope::anywhere, need.named).grants) {
      if (counts(model, grant, need.counts)) out.insert(explain(model, grant).subject.title());
    }
  }
  return out;
}

Subjects at_risk(const Model& model, const RiskRule& rule) {
  Subjects out;
  for (const Needs& needs : rule.ways) {
    Subjects all = holders(model, needs.front());
    for (const Need& need : needs) {
      const Subjects some = holders(model, need);
      std::erase_if(all, [&](const std::string& one) { return !some.contains(one); });
    }
    out.merge(all);
  }
  return out;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

model::Inventory inventory_of(const fs::path& folder) {
  model::Inventory inventory;
  inventory.sources.push_back({.name = "case", .file = {}, .text = {}});
  inventory.segments.push_back({std::make_unique<formats::Pool>(std::uint16_t{1}, 0), {}});
  formats::Builder builder(*inventory.segments[0].pool);
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto document = formats::YamlReader().read(text_of(entry.path()), builder, {});
    EXPECT_TRUE(document) << entry.path();
    if (document) inventory.segments[0].resources.push_back({.root = document->root});
  }
  return inventory;
}

Subjects expected(const fs::path& path) {
  formats::Pool pool(2, 0);
  formats::Builder builder(pool);
  std::string text = text_of(path);
  const std::size_t size = text.size();
  text.append(formats::kJsonPadding, ' ');
  formats::DocumentOptions options;
  options.resource = false;
  const auto document = formats::JsonReader().read(std::string_view(text).substr(0, size), builder,
                                                   options);
  EXPECT_TRUE(document) << path;
  Subjects out;
  if (!document) return out;
  for (const formats::Value& alert : document->root.items()) {
    const formats::Value* subject = alert.at("alertObject", "externalObjects");
    if (subject == nullptr) continue;
    out.insert(Named{std::string(subject->text("kind")), std::string(subject->text("namespace")),
                     std::string(subject->text("name"))}
                   .title());
  }
  return out;
}

// docs/rbac.md has this table.
const std::map<std::string, Subjects> kExplained{
    {"attach-ephemeral-container-v1/clusterrole", {}},  // pods/* is no wildcard
};

TEST(RbacCorpus, SubjectsAreThoseThatTheCasesExpect) {
  const fs::path corpus = fs::path(BULWARK_CORPUS_DIR) / "rbac";
  if (!fs::exists(corpus)) GTEST_SKIP() << "no corpus in " << corpus;
  std::size_t cases = 0;
  std::size_t explained = 0;
  std::set<std::string> known;
  for (const RiskRule& rule : risk_rules()) {
    known.insert(rule.name);
    for (const auto& entry : fs::directory_iterator(corpus / rule.name)) {
      const std::string name = rule.name + "/" + entry.path().filename().string();
      const model::Inventory inventory = inventory_of(entry.path() / "input");
      const auto different = kExplained.find(name);
      explained += different == kExplained.end() ? 0 : 1;
      EXPECT_EQ(at_risk(*Model::build(inventory, ""), rule),
                different == kExplained.end() ? expected(entry.path() / "expected.json")
                                              : different->second)
          << name;
      ++cases;
    }
  }
  EXPECT_EQ(explained, kExplained.size());
  EXPECT_GE(cases, 45U);
  for (const auto& entry : fs::directory_iterator(corpus)) {
    const std::string name = entry.path().filename().string();
    const bool of_clouds = name == "provider-iam-assumption-v1";  // no question about RBAC
    EXPECT_TRUE(of_clouds || known.contains(name)) << name;
  }
}

// docs/rbac.md has these too.
const std::set<std::string> kNoFinding{
    // Without writing roles or bindings it grants nothing.
    "bind-roles-clusterroles-v1/serviceaccount",
    "escalate-roles-clusterroles-v1/resourcenames-empty",
    // Of one named object it is much less.
    "modify-node-status-v1/clusterrole-named-node-status",
    "modify-service-status-v1/clusterrole-named-service-status",
};

// Of people who work in a namespace of their own nothing is told.
bool is_told_there(const std::string& title, const std::string& rule) {
  return title.starts_with("ServiceAccount ") || !rule.starts_with("weak-namespace");
}

TEST(RbacCorpus, FindingsTellOfTheSubjectsThatTheCasesExpect) {
  const fs::path corpus = fs::path(BULWARK_CORPUS_DIR) / "rbac";
  if (!fs::exists(corpus)) GTEST_SKIP() << "no corpus in " << corpus;
  std::size_t told = 0;
  for (const RiskRule& rule : risk_rules()) {
    for (const auto& entry : fs::directory_iterator(corpus / rule.name)) {
      const std::string name = rule.name + "/" + entry.path().filename().string();
      if (kExplained.contains(name)) continue;
      const bool none = kNoFinding.contains(name);
      const model::Inventory inventory = inventory_of(entry.path() / "input");
      const auto findings = find_grants(inventory, {grant_controls(), true, 34});
      for (const std::string& title : expected(entry.path() / "expected.json")) {
        if (!is_told_there(title, rule.name)) continue;
        const bool found = std::ranges::any_of(
            findings.found, [&](const auto& one) { return one.message.contains(title); });
        EXPECT_NE(found, none) << name << ": " << title;
        told += found ? 1 : 0;
      }
    }
  }
  EXPECT_GE(told, 23U);
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
