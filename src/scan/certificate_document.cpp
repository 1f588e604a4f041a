// SPDX-License-Identifier: Apache-2.0
// What is not known is not written.
#include "scan/certificate_document.h"

#include <fmt/core.h>

#include "base/day.h"

namespace bulwark::scan {
namespace {

using formats::Builder;
using formats::Value;

template <class Texts>
void texts(std::string_view key, const Texts& values, NodeDocuments& out) {
  Builder& builder = out.builder();
  builder.key(key);
  builder.begin_list();
  for (const std::string& one : values) builder.string(one);
  builder.end_list();
}

template <class Texts>
void texts(std::string_view key, const std::optional<Texts>& values, NodeDocuments& out) {
  if (values) texts(key, *values, out);
}

void text(std::string_view key, const std::optional<std::string>& value, NodeDocuments& out) {
  if (value) out.text(key, *value);
}

void truth(std::string_view key, const std::optional<bool>& value, NodeDocuments& out) {
  if (!value) return;
  out.builder().key(key);
  out.builder().scalar(Value::boolean(*value));
}

void number(std::string_view key, std::int64_t value, NodeDocuments& out) {
  out.builder().key(key);
  out.builder().scalar(Value::integer(value));
}

void public_key(const formats::PublicKey& key, NodeDocuments& out) {
  Builder& builder = out.builder();
  builder.key("key");
  builder.begin_map();
  out.text("type", key.type);
  if (key.bits) number("bits", *key.bits, out);
  if (!key.curve.empty()) out.text("curve", key.curve);
  builder.end_map();
  out.text("publicKeySHA256", key.sha256);
}

void days(std::string_view key, const std::optional<std::string>& from,
          const std::optional<std::string>& until, NodeDocuments& out) {
  if (const auto count = days_between(from.value_or(""), until.value_or("")))
    number(key, *count, out);
}

void times(const formats::Certificate& facts, NodeDocuments& out) {
  text("notBefore", facts.not_before, out);
  text("notAfter", facts.not_after, out);
  days("daysValid", facts.not_before, facts.not_after, out);
  const std::optional<std::string> today = out.today();
  days("daysLeft", today, facts.not_after, out);
  days("daysOld", facts.not_before, today, out);
}

void identity(const formats::Certificate& facts, NodeDocuments& out) {
  out.text("subject", facts.subject);
  out.text("commonName", facts.common_name);
  texts("organizations", facts.organizations, out);
  out.text("issuer", facts.issuer);
  out.text("serial", facts.serial);
  texts("sanDNS", facts.dns_names, out);
  texts("sanIP", facts.ip_addresses, out);
  truth("isCA", facts.is_authority, out);
  truth("selfSigned", facts.self_signed, out);
  texts("keyUsage", facts.key_usages, out);
  texts("extendedKeyUsage", facts.extended_usages, out);
  out.text("signatureAlgorithm", facts.signature_algorithm);
  text("signatureDigest", facts.signature_digest, out);
  out.text("sha256", facts.sha256);
}

std::string name_of(const std::string& path, std::size_t index) {
  return index == 0 ? path : fmt::format("{}#{}", path, index);
}

}  // namespace

void add_certificate(const NodeCertificate& certificate, NodeDocuments& out) {
  const formats::Certificate& facts = certificate.facts;
  const std::string name = name_of(certificate.path, facts.index);
  out.begin("Certificate", name);
  out.text("path", certificate.path);
  number("index", static_cast<std::int64_t>(facts.index), out);
  if (!certificate.user.empty()) out.text("user", certificate.user);
  texts("serves", certificate.uses, out);
  out.text("role", role_of(certificate));
  identity(facts, out);
  times(facts, out);
  public_key(facts.key, out);
  texts("sharedWith", certificate.shared_with, out);
  texts("trustedFor", certificate.trusted_for, out);
  out.text("keyFile", certificate.key_file);
  if (certificate.key_in_file)
    truth("keyMatches", certificate.key_in_file->sha256 == facts.key.sha256, out);
  out.end();
  for (const std::string& doubt : facts.doubts) out.problem(name, doubt);
}

void add_key(const NodeKey& key, std::optional<bool> control_plane, NodeDocuments& out) {
  out.begin("NodeKey", key.path);
  out.text("path", key.path);
  texts("serves", key.uses, out);
  truth("private", key.facts.is_private, out);
  truth("encrypted", !key.facts.key.has_value(), out);
  truth("controlPlane", control_plane, out);
  if (key.facts.key) {
    public_key(*key.facts.key, out);
    texts("certificates", key.certificates, out);
    truth("ofAuthority", key.is_of_authority, out);
  }
  out.end();
  if (!key.facts.key) out.problem(key.path, "is encrypted: of what kind the key is is not known");
}

}  // namespace bulwark::scan
