// SPDX-License-Identifier: Apache-2.0
// libcurl's multi interface with one transfer in it: unlike its easy one it can be woken up when
// somebody asks to stop.
#include "io/http.h"

#include <curl/curl.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "io/curl_handles.h"
#include "io/http_errors.h"
#include "io/http_request.h"
#include "io/http_setup.h"

namespace bulwark::io {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPatience{250};
constexpr std::size_t kMostReserved = std::size_t{16} << 20;

}  // namespace

struct HttpConnection::State {
  explicit State(HttpOptions from) : options(std::move(from)) {}
  // The transfer must have left the multi handle before either goes.
  ~State() { leave(); }

  Result<void> start();
  Result<HttpResponse> send(const HttpRequest& request);
  void set_request(const HttpRequest& request, const PreparedRequest& prepared);
  Result<CURLcode> transfer();
  Result<CURLcode> outcome();
  Result<void> may_go_on() const;
  HttpFailure failure(CURLcode code, const PreparedRequest& prepared);
  void finish(HttpResponse& out);
  void leave() {
    if (running) curl_multi_remove_handle(multi.get(), easy.get());
    running = false;
  }

  template <class T>
  void set(CURLoption option, T value) {
    set_option(easy.get(), option, value);
  }
  template <class T>
  T info(CURLINFO which) const {
    T out{};
    curl_easy_getinfo(easy.get(), which, &out);
    return out;
  }

  static std::size_t on_header(char* line, std::size_t size, std::size_t count, void* state) {
    static_cast<State*>(state)->take_header({line, size * count});
    return size * count;
  }
  static std::size_t on_body(char* data, std::size_t, std::size_t count, void* state) {
    return static_cast<State*>(state)->take({data, count}) ? count : 0;
  }
  void take_header(std::string_view line);
  bool refused_early(const HttpRequest& request, CURLcode code);
  bool take(std::string_view block);
  bool hand_on(std::string_view block);

  HttpOptions options;
  CurlMulti multi;
  CurlEasy easy;
  std::array<char, CURL_ERROR_SIZE> words{};
  std::string body;
  Clock::time_point heard;  ///< when the last byte came
  bool answered = false;    ///< a first one of this request came
  bool headers_done = false;
  bool running = false;
  bool too_large = false;
  bool unwanted = false;             ///< the taker had enough
  const BodyTaker* taker = nullptr;  ///< of this request
  const HttpRequest* asked = nullptr;
  bool begun = false;                     ///< its body
  std::vector<std::string> authenticate;  ///< of this answer
  std::vector<std::string> links;         ///< of this answer
  std::size_t most_body = 0;              ///< of this answer
};

namespace {

// `name`: in small letters, with its colon.
void keep_header(std::string_view line, std::string_view name, std::vector<std::string>& into) {
  if (line.size() > name.size() && ::strncasecmp(line.data(), name.data(), name.size()) == 0)
    into.emplace_back(trim(line.substr(name.size())));
}

}  // namespace

void HttpConnection::State::take_header(std::string_view line) {
  heard = Clock::now();
  answered = true;
  keep_header(line, "www-authenticate:", authenticate);
  keep_header(line, "link:", links);
  // libcurl takes an answer that ends within its headers for a whole one.
  if (line == "\r\n" || line == "\n") {
    headers_done = true;
  } else if (line.starts_with("HTTP/")) {
    headers_done = false;  // an interim answer came before; trailers leave it as it is
    authenticate.clear();
    links.clear();
  }
}

bool HttpConnection::State::hand_on(std::string_view block) {
  if (!std::exchange(begun, true) && asked->begin) {
    unwanted = !asked->begin(static_cast<int>(info<long>(CURLINFO_RESPONSE_CODE)));
    if (unwanted) return false;
  }
  const char* type = info<const char*>(CURLINFO_CONTENT_TYPE);
  unwanted = !(*taker)(type == nullptr ? "" : type, block);
  return !unwanted;
}

bool HttpConnection::State::take(std::string_view block) {
  heard = Clock::now();
  const auto status = info<long>(CURLINFO_RESPONSE_CODE);
  if (taker != nullptr && status >= 200 && status <= 299) return hand_on(block);
  too_large = block.size() > most_body - body.size();
  if (too_large) return false;
  if (body.empty()) {
    const auto length = info<curl_off_t>(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
    if (length > 0) body.reserve(std::min(static_cast<std::size_t>(length), kMostReserved) + 64);
  }
  body.append(block);
  return true;
}

Result<void> HttpConnection::State::start() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) return fail(ErrorCode::internal, "libcurl does not start");
  multi.reset(curl_multi_init());
  easy.reset(curl_easy_init());
  if (!multi || !easy) return fail(ErrorCode::limit, "out of memory");
  set(CURLOPT_ERRORBUFFER, words.data());
  set(CURLOPT_HEADERFUNCTION, &on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &on_body);
  set(CURLOPT_WRITEDATA, this);
  return set_up(easy.get(), options);
}

void HttpConnection::State::set_request(const HttpRequest& request,
                                        const PreparedRequest& prepared) {
  set(CURLOPT_CURLU, prepared.url.get());
  set(CURLOPT_HTTPHEADER, prepared.headers.get());
  set(CURLOPT_CONNECT_TO, prepared.connect_to.get());
  if (options.proxy.empty()) {
    // Null: what the environment says.
    set<const char*>(CURLOPT_PROXY, is_this_machine(prepared.host) ? "" : nullptr);
  }
  if (request.method == "GET") {
    set(CURLOPT_HTTPGET, 1L);
  } else {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.data());
  }
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  const auto total = request.total_timeout.count() > 0 ? request.total_timeout
                                                       : options.total_timeout;
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(total.count()));
  most_body = request.most_body > 0 ? request.most_body : options.most_body;
  taker = request.take ? &request.take : nullptr;
}

Result<void> HttpConnection::State::may_go_on() const {
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  if (Clock::now() - heard > options.stall_timeout) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(options.stall_timeout);
    return fail(ErrorCode::timeout,
                "the server was silent for " + std::to_string(seconds.count()) + " s");
  }
  return {};
}

Result<CURLcode> HttpConnection::State::outcome() {
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(multi.get(), &left);
  if (message == nullptr || message->msg != CURLMSG_DONE)
    return fail(ErrorCode::internal, "libcurl lost the transfer");
  return message->data.result;
}

Result<CURLcode> HttpConnection::State::transfer() {
  const std::stop_callback wake(options.stop, [this] { curl_multi_wakeup(multi.get()); });
  const auto patience = static_cast<int>(std::min(kPatience, options.stall_timeout).count());
  for (;;) {
    int active = 0;
    if (curl_multi_perform(multi.get(), &active) != CURLM_OK)
      return fail(ErrorCode::internal, "libcurl does not go on");
    if (active == 0) return outcome();
    TRY_VOID(may_go_on());
    if (curl_multi_poll(multi.get(), nullptr, 0, patience, nullptr) != CURLM_OK)
      return fail(ErrorCode::internal, "libcurl does not wait");
  }
}

HttpFailure HttpConnection::State::failure(CURLcode code, const PreparedRequest& prepared) {
  HttpFailure out;
  out.code = code;
  out.detail = words[0] != '\0' ? words.data() : curl_easy_strerror(code);
  out.verify_result = info<long>(CURLINFO_SSL_VERIFYRESULT);
  out.system_error = info<long>(CURLINFO_OS_ERRNO);
  out.proxy_status = info<long>(CURLINFO_HTTP_CONNECTCODE);
  out.proxied = !options.proxy.empty();
  out.connected = info<curl_off_t>(CURLINFO_PRETRANSFER_TIME_T) > 0;
  out.heard = answered;
  out.tls = prepared.tls;
  out.shown = !options.tls.certificate.empty();
  out.server_name = options.tls.server_name.empty() ? prepared.host : options.tls.server_name;
  return out;
}

void HttpConnection::State::finish(HttpResponse& out) {
  out.status = static_cast<int>(info<long>(CURLINFO_RESPONSE_CODE));
  if (const char* type = info<const char*>(CURLINFO_CONTENT_TYPE); type != nullptr)
    out.content_type = type;
  if (const char* place = info<const char*>(CURLINFO_REDIRECT_URL); place != nullptr)
    out.location = place;
  const auto seconds = info<curl_off_t>(CURLINFO_RETRY_AFTER);
  constexpr curl_off_t kDay = 86400;  // who asks for more is waited for no longer
  if (seconds > 0) out.retry_after = std::chrono::seconds(std::min(seconds, kDay));
  out.body = std::exchange(body, {});
  out.authenticate = std::exchange(authenticate, {});
  out.links = std::exchange(links, {});
}

// A server that refuses a request need not wait for its body: it answers, and breaks off. What it
// answered counts.
bool HttpConnection::State::refused_early(const HttpRequest& request, CURLcode code) {
  constexpr long kFirstRefusal = 400;
  const bool broke = code == CURLE_PARTIAL_FILE || code == CURLE_SEND_ERROR ||
                     code == CURLE_RECV_ERROR || code == CURLE_HTTP2_STREAM || code == CURLE_HTTP2;
  return broke && headers_done && !request.body.empty() &&
         info<long>(CURLINFO_RESPONSE_CODE) >= kFirstRefusal;
}

Result<HttpResponse> HttpConnection::State::send(const HttpRequest& request) {
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  const PreparedRequest prepared = TRY(prepare(request, options.tls));
  set_request(request, prepared);
  body.clear();
  authenticate.clear();
  links.clear();
  asked = &request;
  begun = false;
  too_large = false;
  unwanted = false;
  answered = false;
  headers_done = false;
  words[0] = '\0';
  heard = Clock::now();
  running = curl_multi_add_handle(multi.get(), easy.get()) == CURLM_OK;
  if (!running) return fail(ErrorCode::internal, "libcurl does not take the transfer");
  Result<CURLcode> code = transfer();
  if (code && *code == CURLE_OK && !headers_done) code = CURLE_PARTIAL_FILE;
  if (code && refused_early(request, *code)) code = CURLE_OK;
  const std::string where = prepared.host + ":" + prepared.port;
  HttpResponse out;
  if (!code) {
    code.error().where = where;
  } else if (too_large) {
    code = fail(ErrorCode::limit,
                "the answer holds more than " + std::to_string(most_body) + " bytes", where);
  } else if (unwanted) {
    code = fail(ErrorCode::cancelled, "the rest of the answer is not wanted", where);
  } else if (*code != CURLE_OK) {
    Error error = http_error(failure(*code, prepared));
    error.where = where;
    code = std::unexpected(std::move(error));
  } else {
    finish(out);
  }
  leave();
  if (!code) return std::unexpected(std::move(code).error());
  return out;
}

HttpConnection::HttpConnection(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpConnection::HttpConnection(HttpConnection&& other) noexcept = default;
HttpConnection& HttpConnection::operator=(HttpConnection&& other) noexcept = default;
HttpConnection::~HttpConnection() = default;

Result<HttpConnection> HttpConnection::open(HttpOptions options) {
  auto state = std::make_unique<State>(std::move(options));
  TRY_VOID(state->start());
  return HttpConnection(std::move(state));
}

Result<HttpResponse> HttpConnection::send(const HttpRequest& request) {
  return state_->send(request);
}

}  // namespace bulwark::io
