// SPDX-License-Identifier: Apache-2.0
// Usage: who asked for what, gathered from audit events. Its size goes by distinct requests, not by
// events.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzers/rbac/audit_event.h"
#include "analyzers/rbac/names.h"

namespace bulwark::analyzers::rbac {

/// What somebody asked for, in the numbers of a Usage.
struct Request {
  NameId verb = kEmpty, group = kEmpty, resource = kEmpty, subresource = kEmpty;
  NameId name_space = kEmpty, name = kEmpty;
  NameId path = kUnknown;  ///< kUnknown: it is a resource
  auto operator<=>(const Request&) const = default;
};

struct RequestHash {
  std::size_t operator()(const Request& request) const;
};

/// One user or service account.
struct Person {
  std::set<std::string, std::less<>> groups;                         ///< that it ever came with
  std::unordered_map<Request, std::uint64_t, RequestHash> requests;  ///< and how often
  std::uint64_t count = 0;                                           ///< of requests that ended
  std::string first, last;  ///< when the first and the last came, RFC 3339

  bool in(std::string_view group) const { return groups.contains(group); }
};

class Usage {
 public:
  void record(const AuditEvent& event);

  const std::map<std::string, Person, std::less<>>& people() const { return people_; }
  /// Somebody's requests in an order that depends on nothing else.
  std::vector<Attributes> requests(const Person& person) const;
  /// For each user what the server asks for besides, which no event tells.
  const std::map<std::string, std::set<std::string_view>, std::less<>>& also() const {
    return also_;
  }

 private:
  Request numbers(const Attributes& asked);

  Names names_;
  std::map<std::string, Person, std::less<>> people_;
  std::map<std::string, std::set<std::string_view>, std::less<>> also_;
};

}  // namespace bulwark::analyzers::rbac
