// SPDX-License-Identifier: Apache-2.0
// Every text once, requests as numbers.
#include "analyzers/rbac/usage.h"

#include <algorithm>
#include <tuple>

namespace bulwark::analyzers::rbac {
namespace {

auto key(const Attributes& asked) {
  return std::tie(asked.is_resource, asked.name_space, asked.group, asked.resource,
                  asked.subresource, asked.path, asked.verb, asked.name);
}

}  // namespace

std::size_t RequestHash::operator()(const Request& request) const {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
  constexpr unsigned kHalf = 32;
  std::uint64_t out = 0;
  for (const NameId part : {request.verb, request.group, request.resource, request.subresource,
                            request.name_space, request.name, request.path}) {
    out = (out ^ part) * kOdd;
    out ^= out >> kHalf;
  }
  return out;
}

Request Usage::numbers(const Attributes& asked) {
  Request out;
  out.verb = names_.intern_copy(asked.verb);
  if (!asked.is_resource) {
    out.path = names_.intern_copy(asked.path);
    return out;
  }
  out.group = names_.intern_copy(asked.group);
  out.resource = names_.intern_copy(asked.resource);
  out.subresource = names_.intern_copy(asked.subresource);
  out.name_space = names_.intern_copy(asked.name_space);
  out.name = names_.intern_copy(asked.name);
  return out;
}

void Usage::record(const AuditEvent& event) {
  const std::uint64_t times = event.counts ? 1 : 0;
  for (const Needed& needed : event.needed) {
    Person& person = people_[needed.who.user];
    for (const std::string& group : needed.who.groups) {
      if (!person.groups.contains(group)) person.groups.insert(group);
    }
    for (const Attributes& asked : needed.rights) person.requests[numbers(asked)] += times;
    person.count += times;
    const std::string& when = event.received;
    if (when.empty()) continue;
    if (person.first.empty() || when < person.first) person.first = when;
    if (when > person.last) person.last = when;
  }
  if (!event.also.empty()) also_[event.needed.front().who.user].insert(event.also);
}

std::vector<Attributes> Usage::requests(const Person& person) const {
  std::vector<Attributes> out;
  out.reserve(person.requests.size());
  const auto text = [&](NameId id) { return std::string(names_.text(id)); };
  for (const auto& [request, times] : person.requests) {
    Attributes& asked = out.emplace_back();
    asked.verb = text(request.verb);
    asked.is_resource = request.path == kUnknown;
    if (!asked.is_resource) {
      asked.path = text(request.path);
      continue;
    }
    asked.group = text(request.group);
    asked.resource = text(request.resource);
    asked.subresource = text(request.subresource);
    asked.name_space = text(request.name_space);
    asked.name = text(request.name);
  }
  std::sort(out.begin(), out.end(),
            [](const Attributes& a, const Attributes& b) { return key(a) < key(b); });
  return out;
}

}  // namespace bulwark::analyzers::rbac
