// SPDX-License-Identifier: Apache-2.0
// Facts become a map; the facts that are not known become nothing.
#include "scan/probe_document.h"

#include <optional>
#include <string>

#include "base/day.h"
#include "model/own_documents.h"

namespace bulwark::scan {
namespace {

using formats::Builder;
using formats::Value;
using sources::endpoint::EndpointFacts;
using Reach = EndpointFacts::Reach;
using Speaks = EndpointFacts::Speaks;
using ClientCertificate = EndpointFacts::ClientCertificate;

class Writing {
 public:
  Writing(Builder& builder, std::string_view today, const formats::CertificateReader& reader)
      : builder_(builder), today_(today), reader_(reader) {}

  Value run(const ProbeTarget& target, const EndpointFacts& facts) {
    const std::string address = target.request.address.text();
    builder_.begin_map(formats::Sharing::unique);
    text("apiVersion", model::kOwnApiVersion);
    text("kind", "Endpoint");
    builder_.key("metadata");
    builder_.begin_map(formats::Sharing::unique);
    text("name", address);
    builder_.end_map();
    builder_.key("spec");
    builder_.begin_map();
    text("address", address);
    text("component", name(target.request.service));
    text("namedBy", target.named_by);
    text("port", facts.reach == Reach::open ? "open" : "closed");
    if (facts.reach == Reach::open) add(facts);
    builder_.end_map();
    builder_.end_map();
    return builder_.finish();
  }

 private:
  void text(std::string_view key, std::string_view value) {
    builder_.key(key);
    builder_.string(value);
  }
  void number(std::string_view key, std::int64_t value) {
    builder_.key(key);
    builder_.scalar(Value::integer(value));
  }
  void flag(std::string_view key, bool value) {
    builder_.key(key);
    builder_.scalar(Value::boolean(value));
  }
  void list(std::string_view key, const std::vector<std::string>& values) {
    builder_.key(key);
    builder_.begin_list();
    for (const std::string& value : values) builder_.string(value);
    builder_.end_list();
  }

  void add(const EndpointFacts& facts) {
    if (facts.speaks == Speaks::http) text("speaks", "http");
    if (facts.plain_http) flag("plainHttp", *facts.plain_http);
    if (facts.speaks == Speaks::tls) {
      text("speaks", "tls");
      add_tls(facts);
    }
    builder_.key("answers");
    builder_.begin_map();
    for (const auto& [path, head] : facts.answers) {
      builder_.key(path);
      builder_.begin_map();
      number("status", head.status);
      if (!head.content_type.empty()) text("type", head.content_type);
      builder_.end_map();
    }
    builder_.end_map();
  }

  void add_tls(const EndpointFacts& facts) {
    builder_.key("versions");
    builder_.begin_map();
    for (const auto& [version, taken] : facts.versions) flag(io::name(version), taken);
    builder_.end_map();
    if (facts.weak_suites) list("weakSuites", *facts.weak_suites);
    if (facts.cbc_suites) list("cbcSuites", *facts.cbc_suites);
    switch (facts.client_certificate) {
      case ClientCertificate::unknown: break;
      case ClientCertificate::none: text("clientCertificate", "none"); break;
      case ClientCertificate::requested: text("clientCertificate", "requested"); break;
      case ClientCertificate::required: text("clientCertificate", "required"); break;
    }
    if (facts.chain.empty()) return;
    flag("nameMatches", facts.for_host);
    builder_.key("certificates");
    builder_.begin_list();
    for (const std::string& one : facts.chain) add(reader_.certificate(one));
    builder_.end_list();
  }

  // Of one that cannot be read nothing is told.
  void add(const Result<formats::Certificate>& certificate) {
    builder_.begin_map();
    if (certificate) fields(*certificate);
    builder_.end_map();
  }

  void fields(const formats::Certificate& one) {
    text("subject", one.subject);
    text("issuer", one.issuer);
    flag("selfSigned", one.self_signed);
    if (one.dns_names && one.ip_addresses) list("names", names_of(one));
    if (one.not_before) text("notBefore", *one.not_before);
    if (one.not_after) text("notAfter", *one.not_after);
    if (const auto left = days_between(today_, one.not_after.value_or("")))
      number("daysLeft", *left);
    text("keyType", one.key.type);
    if (one.key.bits) number("keyBits", *one.key.bits);
    text("signature", one.signature_algorithm);
  }

  static std::vector<std::string> names_of(const formats::Certificate& one) {
    std::vector<std::string> out;
    for (const std::string& name : *one.dns_names) out.push_back("DNS:" + name);
    for (const std::string& address : *one.ip_addresses) out.push_back("IP:" + address);
    return out;
  }

  Builder& builder_;
  std::string_view today_;
  const formats::CertificateReader& reader_;
};

}  // namespace

Value endpoint_document(const ProbeTarget& target, const EndpointFacts& facts,
                        std::string_view today, const formats::CertificateReader& reader,
                        Builder& builder) {
  return Writing(builder, today, reader).run(target, facts);
}

}  // namespace bulwark::scan
