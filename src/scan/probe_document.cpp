// SPDX-License-Identifier: Apache-2.0
// Facts become a map; the facts that are not known become nothing.
#include "scan/probe_document.h"

#include <charconv>
#include <chrono>
#include <optional>
#include <string>

#include "model/own_documents.h"

namespace bulwark::scan {
namespace {

using formats::Builder;
using formats::Value;
using sources::endpoint::EndpointFacts;
using Reach = EndpointFacts::Reach;
using Speaks = EndpointFacts::Speaks;
using ClientCertificate = EndpointFacts::ClientCertificate;

std::optional<std::chrono::sys_days> day_of(std::string_view text) {
  constexpr std::size_t kDay = 10;  // "2026-11-30"
  if (text.size() < kDay || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int out = -1;
    const char* end = text.data() + at + size;
    const auto read = std::from_chars(text.data() + at, end, out);
    return read.ec == std::errc() && read.ptr == end ? out : -1;
  };
  const std::chrono::year_month_day day{std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day);
}

class Writing {
 public:
  Writing(Builder& builder, std::string_view today) : builder_(builder), today_(today) {}

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
    for (const io::PeerCertificate& one : facts.chain) add(one);
    builder_.end_list();
  }

  void add(const io::PeerCertificate& one) {
    builder_.begin_map();
    text("subject", one.subject);
    text("issuer", one.issuer);
    flag("selfSigned", one.self_signed);
    list("names", one.names);
    if (!one.not_before.empty()) text("notBefore", one.not_before);
    if (!one.not_after.empty()) text("notAfter", one.not_after);
    if (const auto left = days_between(today_, one.not_after)) number("daysLeft", *left);
    if (!one.key_type.empty()) {
      text("keyType", one.key_type);
      number("keyBits", one.key_bits);
    }
    if (!one.signature.empty()) text("signature", one.signature);
    builder_.end_map();
  }

  Builder& builder_;
  std::string_view today_;
};

}  // namespace

Value endpoint_document(const ProbeTarget& target, const EndpointFacts& facts,
                        std::string_view today, Builder& builder) {
  return Writing(builder, today).run(target, facts);
}

std::optional<std::int64_t> days_between(std::string_view from, std::string_view to) {
  const auto first = day_of(from);
  const auto last = day_of(to);
  if (!first || !last) return std::nullopt;
  return (*last - *first).count();
}

}  // namespace bulwark::scan
