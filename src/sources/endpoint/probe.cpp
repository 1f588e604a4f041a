// SPDX-License-Identifier: Apache-2.0
// One connection a question: some twenty of them at most. Who was silent twice is asked no more.
#include "sources/endpoint/probe.h"

#include <algorithm>
#include <array>
#include <utility>

#include "io/connection.h"
#include "io/tls_session.h"
#include "sources/endpoint/suites.h"

namespace bulwark::sources::endpoint {
namespace {

using io::HelloAnswer;
using io::TlsVersion;
using Reach = EndpointFacts::Reach;
using Speaks = EndpointFacts::Speaks;
using ClientCertificate = EndpointFacts::ClientCertificate;

constexpr int kMostSilences = 2;
constexpr std::size_t kMostSuites = 16;  // of one kind
constexpr std::array kVersions{TlsVersion::v1_3, TlsVersion::v1_2, TlsVersion::v1_1,
                               TlsVersion::v1_0};

class Probing {
 public:
  Probing(const ProbeRequest& request, const ProbeLimits& limits)
      : request_(request), limits_(limits), hosts_(request.names) {
    hosts_.push_back(request.address.host);
    if (!request.server_name.empty()) hosts_.push_back(request.server_name);
  }

  EndpointFacts run() && {
    if (resolve()) look();
    return std::move(facts_);
  }

 private:
  bool resolve() {
    auto found = io::resolve(request_.address, end_of_next(), limits_.stop);
    if (!found) {
      facts_.doubts.push_back(found.error().message);
      return false;
    }
    addresses_ = *std::move(found);
    return true;
  }

  void look() {
    ask_versions();
    if (facts_.reach != Reach::open) return;
    if (facts_.speaks == Speaks::tls) {
      list_suites();
      ask_over_tls();
      ask_plainly();
    } else {
      ask_plain_server();
    }
  }

  io::Moment end_of_next() const {
    return std::min(std::chrono::steady_clock::now() + limits_.connection, limits_.end);
  }

  // The first connection decides whether anybody is there.
  Result<io::Connection> connect() {
    if (silences_ >= kMostSilences)
      return fail(ErrorCode::timeout, "not asked: it was silent twice");
    auto made = io::Connection::open(addresses_, end_of_next(), limits_.stop);
    if (facts_.reach == Reach::unknown && made) facts_.reach = Reach::open;
    if (facts_.reach == Reach::unknown && made.error().code == ErrorCode::denied)
      facts_.reach = Reach::closed;
    if (!made) note(made.error());
    return made;
  }

  void note(const Error& error) { silences_ += error.code == ErrorCode::timeout ? 1 : 0; }

  void doubt(std::string_view what, const Error& error) {
    facts_.doubts.push_back(std::string(what) + ": " + error.message);
  }

  const std::string& server_name() const {
    return request_.server_name.empty() ? request_.address.host : request_.server_name;
  }

  Result<HelloAnswer> say_hello(TlsVersion version, const std::vector<std::uint16_t>& suites) {
    auto connection = TRY(connect());
    const bool named = io::address_kind(server_name()) == io::AddressKind::name;
    auto answer = hear_hello(connection, {version, suites, named ? server_name() : std::string()});
    if (!answer) note(answer.error());
    return answer;
  }

  static Result<HelloAnswer> hear_hello(io::Connection& connection, const io::HelloOffer& offer) {
    TRY_VOID(connection.send(io::client_hello(offer)));
    std::string bytes;
    std::array<char, 4096> block{};
    for (;;) {
      const HelloAnswer answer = io::read_hello_answer(bytes);
      if (answer.kind != HelloAnswer::Kind::incomplete) return answer;
      if (bytes.size() > io::kMostHelloAnswer)
        return fail(ErrorCode::limit, "its answer does not end");
      const std::size_t count = TRY(connection.receive(block));
      // A server that only hangs up does not take the offer either.
      if (count == 0) return HelloAnswer{.kind = HelloAnswer::Kind::alert};
      bytes.append(block.data(), count);
    }
  }

  void ask_versions() {
    for (const TlsVersion version : kVersions) {
      const bool newest = version == TlsVersion::v1_3;
      const auto answer = say_hello(version, newest ? newest_suites() : all_suites());
      if (facts_.reach != Reach::open) return doubt_reach(answer);
      if (!answer) {
        doubt(io::name(version), answer.error());
      } else if (answer->kind == HelloAnswer::Kind::other) {
        return;  // no TLS at all
      } else {
        const bool taken = answer->kind == HelloAnswer::Kind::hello;
        facts_.versions[version] = taken && answer->version == static_cast<std::uint16_t>(version);
        said_ = said_ || taken || answer->alert != 0;
      }
      // Who hangs up on the two that everybody speaks speaks none.
      if (version == TlsVersion::v1_2 && !said_) break;
    }
    if (said_) {
      facts_.speaks = Speaks::tls;
    } else {
      facts_.versions.clear();
    }
  }

  void doubt_reach(const Result<HelloAnswer>& answer) {
    if (facts_.reach == Reach::unknown && !answer) facts_.doubts.push_back(answer.error().message);
  }

  void list_suites() {
    constexpr std::array kOlder{TlsVersion::v1_2, TlsVersion::v1_1, TlsVersion::v1_0};
    for (const TlsVersion version : kOlder) {
      const auto known = facts_.versions.find(version);
      if (known == facts_.versions.end()) return;  // then neither are its suites
      if (!known->second) continue;
      facts_.weak_suites = taken_of(version, weak_suites(), "weak suites");
      facts_.cbc_suites = taken_of(version, cbc_suites(), "suites with CBC");
      return;
    }
    facts_.weak_suites.emplace();
    facts_.cbc_suites.emplace();
  }

  // The server chooses one; without that it chooses the next.
  std::optional<std::vector<std::string>> taken_of(TlsVersion version,
                                                   std::span<const Suite> suites,
                                                   std::string_view what) {
    std::vector<std::uint16_t> offered = numbers(suites);
    std::vector<std::string> out;
    while (!offered.empty() && out.size() < kMostSuites) {
      const auto answer = say_hello(version, offered);
      if (!answer) {
        doubt(what, answer.error());
        if (out.empty()) return std::nullopt;
        break;  // what was taken was taken
      }
      if (answer->kind != HelloAnswer::Kind::hello || std::erase(offered, answer->suite) == 0)
        break;
      out.push_back(suite_name(answer->suite));
    }
    std::ranges::sort(out);
    return out;
  }

  io::HttpQuestion question_of(const Question& question) const {
    return {request_.address.text(), std::string(question.path), std::string(question.json)};
  }

  void ask_over_tls() {
    for (const Question& question : questions_of(request_.service)) {
      const Result<io::HttpHead> head = ask_over_tls(question);
      if (head) facts_.answers.emplace(bare_path(question), *head);
      if (facts_.client_certificate == ClientCertificate::required) return;
      if (!head) doubt(bare_path(question), head.error());
    }
  }

  Result<io::HttpHead> ask_over_tls(const Question& question) {
    auto connection = TRY(connect());
    io::TlsSession session(std::move(connection), server_name(), hosts_);
    learn(session.peer());
    Result<io::HttpHead> head = session.outcome() ? io::ask(session, question_of(question))
                                                  : std::unexpected(session.outcome().error());
    if (!head) note(head.error());
    const bool asked = session.peer().asks_certificate;
    if (head) {
      facts_.client_certificate = asked ? ClientCertificate::requested : ClientCertificate::none;
    } else if (asked && head.error().code == ErrorCode::denied) {
      facts_.client_certificate = ClientCertificate::required;
    }
    return head;
  }

  void learn(const io::TlsPeer& peer) {
    if (peer.chain.empty() || !facts_.chain.empty()) return;
    facts_.chain = peer.chain;
    facts_.for_host = peer.for_host;
  }

  Result<io::HttpHead> ask_plain(const Question& question) {
    auto connection = TRY(connect());
    Result<io::HttpHead> head = io::ask(connection, question_of(question));
    if (!head) note(head.error());
    return head;
  }

  // Beside TLS: a server of TLS that says so in plain words, or sends there, does not answer.
  void ask_plainly() {
    constexpr int kBadRequest = 400;
    const auto head = ask_plain(questions_of(request_.service).front());
    if (head) {
      const bool elsewhere = head->status / 100 == 3 && head->location.starts_with("https:");
      facts_.plain_http = head->status != kBadRequest && !elsewhere;
    } else if (head.error().code == ErrorCode::timeout) {
      doubt("HTTP without TLS", head.error());
    } else {
      facts_.plain_http = false;
    }
  }

  void ask_plain_server() {
    for (const Question& question : questions_of(request_.service)) {
      const auto head = ask_plain(question);
      if (!head) {
        doubt(bare_path(question), head.error());
        if (facts_.speaks == Speaks::unknown) return;
        continue;
      }
      facts_.speaks = Speaks::http;
      facts_.plain_http = true;
      facts_.answers.emplace(bare_path(question), *head);
    }
  }

  const ProbeRequest& request_;
  const ProbeLimits& limits_;
  std::vector<std::string> hosts_;
  std::vector<io::SocketAddress> addresses_;
  EndpointFacts facts_;
  int silences_ = 0;
  bool said_ = false;  ///< it said something in TLS
};

}  // namespace

EndpointFacts probe(const ProbeRequest& request, const ProbeLimits& limits) {
  return Probing(request, limits).run();
}

}  // namespace bulwark::sources::endpoint
