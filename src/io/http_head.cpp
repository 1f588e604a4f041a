// SPDX-License-Identifier: Apache-2.0
// As much of HTTP/1 as a status and two headers need.
#include "io/http_head.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace bulwark::io {
namespace {

constexpr std::size_t kLongestValue = 1024;

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "HTTP/1.1 403 Forbidden"
Result<int> read_status(std::string_view line) {
  constexpr std::size_t kVersion = 8;  // "HTTP/1.x"
  const bool good = line.starts_with("HTTP/1.") && line.size() >= kVersion + 4 &&
                    is_digit(line[7]) && line[8] == ' ' &&
                    std::ranges::all_of(line.substr(9, 3), is_digit) &&
                    (line.size() == 12 || line[12] == ' ');
  if (!good) return fail(ErrorCode::malformed, "what it answers is no HTTP/1");
  return (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
}

std::string text_of(const HttpQuestion& question) {
  const bool posts = !question.json.empty();
  std::string out = (posts ? "POST " : "GET ") + question.path + " HTTP/1.1\r\n";
  out += "Host: " + question.host + "\r\nUser-Agent: bulwark\r\nAccept: */*\r\n";
  if (posts) {
    out += "Content-Type: application/json\r\nContent-Length: " +
           std::to_string(question.json.size()) + "\r\n";
  }
  return out + "Connection: close\r\n\r\n" + question.json;
}

}  // namespace

std::size_t end_of_http_head(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    if (rest.starts_with("\n")) return at + 2;
    if (rest.starts_with("\r\n")) return at + 3;
  }
  return std::string_view::npos;
}

Result<HttpHead> read_http_head(std::string_view text) {
  const std::size_t first = std::min(text.find('\n'), text.size());
  HttpHead out;
  out.status = TRY(read_status(trim(text.substr(0, first))));
  for (std::size_t at = first; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at + 1), text.size());
    const std::string_view line = text.substr(at + 1, end - at - 1);
    at = end;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string name = lower(line.substr(0, std::min(colon, kLongestValue)));
    const std::string_view value = trim(line.substr(colon + 1)).substr(0, kLongestValue);
    if (name == "content-type") out.content_type = lower(trim(value.substr(0, value.find(';'))));
    if (name == "location") out.location = value;
  }
  return out;
}

Result<HttpHead> ask(ByteStream& stream, const HttpQuestion& question) {
  constexpr int kLastInterim = 199;
  // Who says no and hangs up may have done so before all was sent: what it said still comes.
  const Result<void> sent = stream.send(text_of(question));
  if (!sent && sent.error().code != ErrorCode::unavailable) return std::unexpected(sent.error());
  std::string text;
  std::array<char, 4096> block{};
  for (;;) {
    const std::size_t end = end_of_http_head(text);
    if (end != std::string::npos) {
      HttpHead head = TRY(read_http_head(std::string_view(text).substr(0, end)));
      if (head.status > kLastInterim) return head;
      text.erase(0, end);  // an interim answer
      continue;
    }
    // Whatever it is, it does not begin as an answer does.
    const std::string_view begin = "HTTP/1.";
    if (!std::string_view(text).substr(0, begin.size()).starts_with(begin.substr(0, text.size())))
      return fail(ErrorCode::malformed, "what it answers is no HTTP/1");
    if (text.size() > kLargestHead)
      return fail(ErrorCode::limit, "the head of its answer does not end");
    const std::size_t count = TRY(stream.receive(block));
    if (count == 0) return fail(ErrorCode::unavailable, "it closed without an answer");
    text.append(block.data(), count);
  }
}

}  // namespace bulwark::io
