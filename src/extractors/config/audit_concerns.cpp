// SPDX-License-Identifier: Apache-2.0
// Requests, asked one after the other.
#include "extractors/config/audit_concerns.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>

namespace bulwark::extractors::config {
namespace {

constexpr std::size_t kMostActors = 10'000;      // of one rule
constexpr std::size_t kMostMatches = 4'000'000;  // of a rule with a request, for one policy

struct Target {
  std::string_view group, resource, subresource;
  bool is_namespaced = true;
};

struct Concern {
  std::string_view name;
  std::span<const Target> targets;
  std::span<const std::string_view> verbs;
};

constexpr auto kAllVerbs = std::to_array<std::string_view>(
    {"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"});
constexpr auto kChanges = std::to_array<std::string_view>({"create", "update", "patch", "delete"});
constexpr auto kCreate = std::to_array<std::string_view>({"create"});
constexpr auto kConnect = std::to_array<std::string_view>({"get", "create"});

constexpr auto kSecrets = std::to_array<Target>({{"", "secrets", ""}});
constexpr auto kConfigMaps = std::to_array<Target>({{"", "configmaps", ""}});
constexpr auto kReviews = std::to_array<Target>(
    {{"authentication.k8s.io", "tokenreviews", "", false}});
constexpr auto kTokens = std::to_array<Target>({{"", "serviceaccounts", "token"}});
constexpr auto kPods = std::to_array<Target>({{"", "pods", ""}, {"apps", "deployments", ""}});
constexpr auto kExec = std::to_array<Target>({{"", "pods", "exec"},
                                              {"", "pods", "attach"},
                                              {"", "pods", "portforward"},
                                              {"", "pods", "proxy"},
                                              {"", "services", "proxy"}});
constexpr auto kRoles = std::to_array<Target>(
    {{"rbac.authorization.k8s.io", "roles", ""},
     {"rbac.authorization.k8s.io", "rolebindings", ""},
     {"rbac.authorization.k8s.io", "clusterroles", "", false},
     {"rbac.authorization.k8s.io", "clusterrolebindings", "", false}});
// Of a group that no policy names.
constexpr auto kRest = std::to_array<Target>({{"somewhere.example", "things", ""}});

constexpr auto kConcerns = std::to_array<Concern>({
    {"secrets", kSecrets, kAllVerbs},
    {"configmaps", kConfigMaps, kAllVerbs},
    {"tokenreviews", kReviews, kCreate},
    {"tokens", kTokens, kCreate},
    {"podChanges", kPods, kChanges},
    {"exec", kExec, kConnect},
    {"roleChanges", kRoles, kChanges},
    {"rest", kRest, kChanges},
});

/// Who asks.
struct Actor {
  std::string user;
  std::vector<std::string> groups;
  std::string shown;
};

const std::vector<Actor>& usual_actors() {
  static const std::vector<Actor> kActors{
      {"bulwark-somebody", {"system:authenticated"}, "a user"},
      {"bulwark-somebody", {"system:masters", "system:authenticated"}, "an administrator"},
      {"system:serviceaccount:bulwark-somewhere:somebody",
       {"system:serviceaccounts", "system:serviceaccounts:bulwark-somewhere",
        "system:authenticated"},
       "a service account"},
      {"system:anonymous", {"system:unauthenticated"}, "a stranger"}};
  return kActors;
}

// "bulwark-somewhere" stands for every namespace that no rule names.
constexpr std::string_view kSomewhere = "bulwark-somewhere";
constexpr std::array<std::string_view, 3> kNamespaces{"default", "kube-system", kSomewhere};

// Whom a rule names, beside the usual ones where it names nobody.
std::vector<Actor> actors_of(const AuditRule& rule) {
  if (rule.users.empty() && rule.user_groups.empty()) return usual_actors();
  std::vector<Actor> out;
  if (rule.users.size() * rule.user_groups.size() > kMostActors) return out;
  const std::vector<std::string> anybody{"bulwark-somebody"}, all{"system:authenticated"};
  for (const std::string& user : rule.users.empty() ? anybody : rule.users) {
    for (const std::string& group : rule.user_groups.empty() ? all : rule.user_groups)
      out.push_back({user, {group, "system:authenticated"}, rule.users.empty() ? group : user});
  }
  return out;
}

bool is_of_system(std::string_view name) { return name.starts_with("system:"); }

bool has_name(std::string_view verb) {
  return verb != "list" && verb != "watch" && verb != "create" && verb != "deletecollection";
}

// Of exec and of watch the start is written too.
bool is_logged(const AuditRequest& request, const AuditStages& omitted) {
  if (!omitted.request_received || !omitted.response_complete) return true;
  const bool is_long = request.verb == "watch" || !request.subresource.empty();
  return is_long && !omitted.response_started;
}

class Asking {
 public:
  Asking(const AuditPolicy& policy, const Concern& concern, std::size_t& left)
      : policy_(policy), concern_(concern), left_(left) {
    out_.name = concern.name;
  }

  Result<AuditConcern> run() {
    for (const Target& target : concern_.targets) {
      for (const std::string_view verb : concern_.verbs) ask_all(target, verb);
    }
    if (left_ == 0) return fail(ErrorCode::limit, "it has too many rules to be judged");
    return std::move(out_);
  }

 private:
  enum class For : std::uint8_t { both, highest, exempt };

  void ask_all(const Target& target, std::string_view verb) {
    AuditRequest request;
    request.verb = verb;
    request.group = target.group;
    request.resource = target.resource;
    request.subresource = target.subresource;
    if (has_name(verb) || !target.subresource.empty()) request.name = "bulwark-something";
    ask(request, target, usual_actors(), {}, For::both);
    for (const AuditRule& rule : policy_.rules) {
      if (left_ == 0 || !is_about(rule, request)) continue;
      if (rule.level == AuditLevel::none) ask_unlogged(rule, request, target);
      if (rule.level >= AuditLevel::request) ask_bodies(rule, request, target);
    }
  }

  // In the namespaces that it names; by the people that it names.
  void ask_unlogged(const AuditRule& rule, const AuditRequest& request, const Target& target) {
    if (rule.users.empty() && rule.user_groups.empty())
      return ask(request, target, usual_actors(), rule.namespaces, For::both);
    std::vector<Actor> actors = actors_of(rule);
    const bool too_many = actors.empty();
    std::erase_if(actors, [](const Actor& one) { return is_of_system(one.shown); });
    if (actors.empty() && !too_many) return;
    ask(request, target, actors, rule.namespaces, For::exempt);
  }

  void ask_bodies(const AuditRule& rule, const AuditRequest& request, const Target& target) {
    std::vector<std::string> names{request.name};
    for (const AuditRule::Resources& one : rule.resources)
      names.insert(names.end(), one.names.begin(), one.names.end());
    for (const std::string& name : names) {
      if (left_ == 0) return;
      AuditRequest named = request;
      named.name = name;
      ask(named, target, actors_of(rule), rule.namespaces, For::highest);
    }
  }

  void ask(AuditRequest request, const Target& target, const std::vector<Actor>& actors,
           const std::vector<std::string>& also, For what) {
    std::vector<std::string> spaces(kNamespaces.begin(), kNamespaces.end());
    spaces.insert(spaces.end(), also.begin(), also.end());
    if (request.verb == "list" || request.verb == "watch") spaces.emplace_back();
    if (!target.is_namespaced) spaces = {""};
    if (actors.empty()) left_ = 0;
    for (const Actor& actor : actors) {
      if (left_ == 0) return;
      request.user = actor.user;
      request.groups = actor.groups;
      for (const std::string& space : spaces) {
        request.name_space = space;
        take(request, actor, what);
      }
    }
  }

  void take(const AuditRequest& request, const Actor& actor, For what) {
    if (left_ < policy_.rules.size()) left_ = 0;
    if (left_ == 0) return;
    left_ -= policy_.rules.size();
    AuditDecision decided = decide(policy_, request);
    if (!is_logged(request, decided.omitted)) decided.level = AuditLevel::none;
    if (what == For::exempt) {
      const bool is_known = std::ranges::find(out_.exempt, actor.shown) != out_.exempt.end();
      if (decided.level == AuditLevel::none && !is_known) out_.exempt.push_back(actor.shown);
      return;
    }
    const bool is_first = out_.lowest.request.empty();
    if (what == For::both && (is_first || decided.level < out_.lowest.level))
      out_.lowest = extreme(decided, request, actor);
    if (out_.highest.request.empty() || decided.level > out_.highest.level)
      out_.highest = extreme(decided, request, actor);
  }

  static AuditConcern::Extreme extreme(const AuditDecision& decided, const AuditRequest& request,
                                       const Actor& actor) {
    std::string text = request.verb + " " + request.resource;
    if (!request.subresource.empty()) text += "/" + request.subresource;
    if (!request.name_space.empty() && request.name_space != kSomewhere)
      text += " in " + request.name_space;
    return {decided.level, fmt::format("{}, asked by {}", text, actor.shown), decided.rule};
  }

  const AuditPolicy& policy_;
  const Concern& concern_;
  std::size_t& left_;
  AuditConcern out_;
};

}  // namespace

Result<std::vector<AuditConcern>> audit_concerns(const AuditPolicy& policy) {
  std::vector<AuditConcern> out;
  std::size_t left = kMostMatches;
  for (const Concern& concern : kConcerns) {
    out.push_back(TRY(Asking(policy, concern, left).run()));
    std::ranges::sort(out.back().exempt);
  }
  return out;
}

}  // namespace bulwark::extractors::config
