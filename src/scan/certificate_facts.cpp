// SPDX-License-Identifier: Apache-2.0
// Those with one key are looked at together.
#include "scan/certificate_facts.h"

#include <algorithm>

#include "extractors/config/certificate_use.h"

namespace bulwark::scan {
namespace {

using extractors::config::CertificateRole;
using Group = std::vector<NodeCertificate*>;

bool has_role(const NodeCertificate& certificate, CertificateRole role) {
  return std::ranges::any_of(certificate.uses, [&](const std::string& use) {
    const auto* known = extractors::config::certificate_use(use);
    return known != nullptr && known->role == role;
  });
}

bool is_authority(const NodeCertificate& certificate) {
  return role_of(certificate) == "authority";
}

std::set<std::string> trust_of(const NodeCertificate& certificate) {
  std::set<std::string> out;
  for (const std::string& use : certificate.uses) {
    const auto* known = extractors::config::certificate_use(use);
    if (known != nullptr && !known->trust.empty()) out.emplace(known->trust);
  }
  return out;
}

bool overlap(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::ranges::any_of(a, [&](const std::string& one) { return b.contains(one); });
}

void relate_authorities(const Group& group) {
  std::map<std::string, std::set<std::string>> trust;  // by path
  std::set<std::string> all;
  for (const NodeCertificate* one : group) {
    if (!is_authority(*one)) continue;
    trust[one->path].merge(trust_of(*one));
    all.merge(trust_of(*one));
  }
  for (NodeCertificate* one : group) {
    if (!is_authority(*one)) continue;
    one->trusted_for = all;
    if (all.size() < 2) continue;
    for (const auto& [path, opens] : trust) {
      if (path != one->path && opens != trust[one->path]) one->shared_with.insert(path);
    }
  }
}

// A certificate in two places is one, and so is one that was renewed.
void relate_others(const Group& group) {
  for (NodeCertificate* one : group) {
    if (is_authority(*one) || one->facts.index != 0) continue;
    for (const NodeCertificate* other : group) {
      const bool counts = is_authority(*other) || other->facts.index == 0;
      if (counts && other->facts.sha256 != one->facts.sha256 && !other->uses.empty() &&
          !one->uses.empty() && !overlap(one->uses, other->uses))
        one->shared_with.insert(other->path);
    }
  }
}

}  // namespace

std::string_view role_of(const NodeCertificate& certificate) {
  if (has_role(certificate, CertificateRole::authority)) return "authority";
  if (certificate.facts.index > 0) return "chain";
  const bool is_server = has_role(certificate, CertificateRole::server);
  const bool is_client = has_role(certificate, CertificateRole::client);
  if (has_role(certificate, CertificateRole::peer) || (is_server && is_client)) return "peer";
  if (is_server) return "server";
  return is_client ? "client" : "other";
}

void relate(std::vector<NodeCertificate>& certificates, std::vector<NodeKey>& keys) {
  std::map<std::string, Group> groups;
  for (NodeCertificate& one : certificates) groups[one.facts.key.sha256].push_back(&one);
  for (const auto& [key, group] : groups) {
    relate_authorities(group);
    relate_others(group);
  }
  for (NodeKey& key : keys) {
    if (!key.facts.key) continue;
    const auto group = groups.find(key.facts.key->sha256);
    if (group == groups.end()) continue;
    for (const NodeCertificate* one : group->second) {
      key.certificates.insert(one->path);
      key.is_of_authority = key.is_of_authority || is_authority(*one);
    }
  }
}

}  // namespace bulwark::scan
