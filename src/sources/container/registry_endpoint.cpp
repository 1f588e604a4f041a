// SPDX-License-Identifier: Apache-2.0
#include "sources/container/registry_endpoint.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace bulwark::sources::container {
namespace {

using std::chrono::milliseconds;

constexpr unsigned kMostRedirects = 5;
constexpr unsigned kMostResumed = 100;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Of Link headers such as `</v2/app/tags/list?last=b&n=2>; rel="next"`.
std::string next_of(const std::vector<std::string>& links) {
  for (std::string_view header : links) {
    while (!header.empty()) {
      const std::size_t start = std::min(header.find('<'), header.size());
      const std::size_t end = std::min(header.find('>', start), header.size());
      const std::size_t after = std::min(header.find('<', end), header.size());
      const std::string_view told = header.substr(end, after - end);
      if (told.contains("rel=\"next\"") || told.contains("rel=next"))
        return std::string(header.substr(start + 1, end - start - 1));
      header.remove_prefix(after);
    }
  }
  return {};
}

/// One file that is fetched, over as many requests as it takes.
class Fetch {
 public:
  Fetch(std::string url, const RegistryOptions& options, RegistryAuth& auth,
        const formats::BlockTaker& take, const std::stop_token& stop)
      : start_(std::move(url)), options_(options), auth_(auth), take_(take), stop_(stop) {}

  Result<std::string> run(const std::vector<std::string>& accept) {
    connection_ = TRY(io::HttpConnection::open(registry_http_options(options_, stop_)));
    unsigned failed = 0;
    for (unsigned rounds = 0; rounds < kMostResumed; ++rounds) {
      const std::uint64_t before = done_;
      const Result<Step> step = one_round(accept);
      if (refused_) return std::unexpected(std::move(*refused_));
      if (step && *step == Step::done) return next_;
      if (!step && !worth_another(step.error())) return std::unexpected(step.error());
      failed = done_ > before ? 1 : failed + 1;
      if (failed >= options_.tries) return std::unexpected(last_error(step));
      TRY_VOID(pause(pause_after(failed), stop_));
    }
    return fail(ErrorCode::unavailable, "it breaks off again and again", start_);
  }

 private:
  enum class Step : std::uint8_t { done, again };

  static bool worth_another(const Error& error) {
    return error.code == ErrorCode::unavailable || error.code == ErrorCode::timeout;
  }

  milliseconds pause_after(unsigned failed) {
    if (retry_after_)
      return std::min<milliseconds>(*std::exchange(retry_after_, std::nullopt),
                                    options_.longest_pause);
    milliseconds out = options_.first_pause;
    for (unsigned i = 1; i < failed && out < options_.longest_pause; ++i) out *= 2;
    return std::min(out, options_.longest_pause);
  }

  Error last_error(const Result<Step>& step) const {
    if (!step) return step.error();
    return {ErrorCode::unavailable, fmt::format("the registry answers {}", status_), start_};
  }

  // From the registry through its redirects.
  Result<Step> one_round(const std::vector<std::string>& accept) {
    std::string url = start_;
    std::set<std::string> seen;
    bool asked = false;
    for (unsigned hops = 0; hops <= kMostRedirects;) {
      const bool own = origin_of(url) == origin_of(start_);
      const std::string header = own ? auth_.header() : std::string();
      const io::HttpResponse response = TRY(send(url, header, accept));
      status_ = response.status;
      if (response.status == 200 || response.status == 206) {
        next_ = next_of(response.links);
        return Step::done;
      }
      if (response.status == 401 && own && !std::exchange(asked, true)) {
        TRY_VOID(auth_.answer(response.authenticate, header));
        continue;
      }
      if (!is_redirect(response.status)) return judge(response, url);
      TRY_VOID(check_redirect(url, response.location));
      if (!seen.insert(response.location).second)
        return fail(ErrorCode::malformed, "the registry redirects in circles", url);
      url = response.location;
      ++hops;
    }
    return fail(ErrorCode::limit, fmt::format("more than {} redirects", kMostRedirects), start_);
  }

  Result<void> check_redirect(const std::string& from, const std::string& to) const {
    if (to.starts_with("https://")) return {};
    if (to.starts_with("http://") && from.starts_with("http://")) return {};
    return fail(ErrorCode::denied, "the registry redirects to where nothing is encrypted", from);
  }

  Result<Step> judge(const io::HttpResponse& response, const std::string& url) {
    const std::string where(host_of(url));
    if (response.status == 429 || response.status >= 500) {
      retry_after_ = response.retry_after;
      return Step::again;
    }
    const std::string words = fmt::format("the registry answers {}", response.status);
    if (response.status == 404)
      return fail(ErrorCode::not_found, "the registry has no such thing", start_);
    if (response.status == 401 || response.status == 403)
      return fail(ErrorCode::denied, words + ": it does not let us read this", where);
    return fail(ErrorCode::unsupported, words, where);
  }

  Result<io::HttpResponse> send(const std::string& url, const std::string& header,
                                const std::vector<std::string>& accept) {
    io::HttpRequest request;
    request.url = url;
    for (const std::string& type : accept) request.headers.push_back("Accept: " + type);
    if (!header.empty()) request.headers.push_back(header);
    if (done_ > 0) request.headers.push_back(fmt::format("Range: bytes={}-", done_));
    // A registry that knows no ranges begins anew.
    request.begin = [this](int status) {
      skip_ = status == 206 ? 0 : done_;
      return true;
    };
    request.take = [this](std::string_view, std::string_view block) { return on_block(block); };
    return connection_->send(request);
  }

  bool on_block(std::string_view block) {
    const auto passed = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, block.size()));
    skip_ -= passed;
    block.remove_prefix(passed);
    if (block.empty()) return true;
    done_ += block.size();
    Result<void> taken = take_(block);
    if (taken) return true;
    refused_ = std::move(taken).error();
    return false;
  }

  std::string start_;
  const RegistryOptions& options_;
  RegistryAuth& auth_;
  const formats::BlockTaker& take_;
  const std::stop_token& stop_;
  std::optional<io::HttpConnection> connection_;
  std::uint64_t done_ = 0;  ///< bytes that were given on
  std::uint64_t skip_ = 0;  ///< of this answer: they were given on before
  std::optional<Error> refused_;
  std::optional<std::chrono::seconds> retry_after_;
  int status_ = 0;
  std::string next_;
};

// Whether something at that host speaks https.
Result<bool> speaks_https(const std::string& host, const RegistryOptions& options,
                          const std::stop_token& stop) {
  io::HttpOptions http = registry_http_options(options, stop);
  io::HttpConnection connection = TRY(io::HttpConnection::open(std::move(http)));
  io::HttpRequest request;
  request.url = "https://" + host + "/v2/";
  const auto response = connection.send(request);
  if (response) return true;
  const ErrorCode code = response.error().code;
  if (code == ErrorCode::cancelled) return std::unexpected(response.error());
  return code == ErrorCode::denied || code == ErrorCode::timeout;
}

}  // namespace

RegistryEndpoint::RegistryEndpoint(EndpointAddress address, const RegistryOptions& options,
                                   bool plain, const std::stop_token& stop)
    : address_(std::move(address)),
      options_(options),
      plain_(plain),
      auth_(options, address_.registry, address_.repository, plain, stop) {}

Result<std::unique_ptr<RegistryEndpoint>> RegistryEndpoint::open(EndpointAddress address,
                                                                 const RegistryOptions& options,
                                                                 const std::stop_token& stop) {
  bool plain = options.plain_http;
  if (!plain && is_loopback(address.host)) {
    const bool https = TRY(speaks_https(address.host, options, stop));
    plain = !https;
  }
  return std::unique_ptr<RegistryEndpoint>(
      new RegistryEndpoint(std::move(address), options, plain, stop));
}

Result<std::string> RegistryEndpoint::fetch(const std::string& path,
                                            const std::vector<std::string>& accept,
                                            const formats::BlockTaker& take,
                                            const std::stop_token& stop) {
  const std::string url = fmt::format("{}://{}/v2/{}/{}", plain_ ? "http" : "https", address_.host,
                                      address_.repository, path);
  return Fetch(url, options_, auth_, take, stop).run(accept);
}

}  // namespace bulwark::sources::container
