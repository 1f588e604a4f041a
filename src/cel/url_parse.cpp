// SPDX-License-Identifier: Apache-2.0
// Reads URLs by the rules, and with the messages, of Go's net/url, and writes them anew.
#include <algorithm>
#include <optional>

#include "cel/ip_address.h"
#include "cel/percent.h"
#include "cel/quote.h"
#include "cel/url.h"

namespace bulwark::cel {
namespace {

struct User {
  std::string name;
  std::optional<std::string> password;
};

struct Parts {
  std::string scheme;
  std::string opaque;  ///< what stands behind a scheme without a slash
  std::optional<User> user;
  std::string host;
  bool omits_host = false;
  std::string path;  ///< decoded
  std::string written_path;
  std::string query;
  bool ends_with_question_mark = false;
  std::string fragment;
};

std::unexpected<Error> wrong(std::string why) { return fail(ErrorCode::malformed, std::move(why)); }

/// What stands before and behind `separator`; behind it nothing when it is not there.
std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Takes the scheme from the front of `rest`; there may be none.
Result<std::string> take_scheme(std::string_view& rest) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == ':') {
      if (i == 0) return wrong("missing protocol scheme");
      std::string scheme(rest.substr(0, i));
      for (char& letter : scheme)
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
      rest.remove_prefix(i + 1);
      return scheme;
    }
    const bool inner = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    if (!is_letter(c) && (!inner || i == 0)) break;
  }
  return std::string();
}

Result<void> check_port(std::string_view text) {
  const bool good = text.empty() ||
                    (text[0] == ':' && std::ranges::all_of(text.substr(1), [](char c) {
                       return c >= '0' && c <= '9';
                     }));
  if (good) return {};
  return wrong("invalid port " + quoted_text(text) + " after host");
}

/// "[fe80::1%25en0]:80"
Result<std::string> read_bracketed(std::string_view host) {
  const std::size_t end = host.rfind(']');
  if (end == std::string_view::npos) return wrong("missing ']' in host");
  TRY_VOID(check_port(host.substr(end + 1)));
  const std::string port = TRY(percent_decode(host.substr(end + 1), UrlPart::host));
  const std::string_view inside = host.substr(1, end - 1);
  const std::size_t zone = std::min(inside.find("%25"), inside.size());
  std::string name = TRY(percent_decode(inside.substr(0, zone), UrlPart::host));
  name += TRY(percent_decode(inside.substr(zone), UrlPart::zone));
  const auto address = parse_zoned_address(name);
  if (!address) return wrong("invalid host: " + address.error().message);
  if (address->address.is_v4) return wrong("invalid IP-literal");
  return "[" + name + "]" + port;
}

Result<std::string> read_host(std::string_view scheme, std::string_view host) {
  const std::size_t bracket = host.rfind('[');
  if (bracket == 0) return read_bracketed(host);
  if (bracket != std::string_view::npos) return wrong("invalid IP-literal");
  // Databases have lists of hosts with ports: only the web's own schemes are strict.
  const bool strict = scheme == "http" || scheme == "https";
  const std::size_t colon = strict ? host.find(':') : host.rfind(':');
  if (colon != std::string_view::npos) TRY_VOID(check_port(host.substr(colon)));
  return percent_decode(host, UrlPart::host);
}

bool can_be_user(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') ||
           std::string_view("-._:~!$&'()*+,;=%@").find(c) != std::string_view::npos;
  });
}

Result<void> read_authority(std::string_view authority, Parts& out) {
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) {
    out.host = TRY(read_host(out.scheme, authority));
    return {};
  }
  out.host = TRY(read_host(out.scheme, authority.substr(at + 1)));
  const std::string_view user = authority.substr(0, at);
  if (!can_be_user(user)) return wrong("net/url: invalid userinfo");
  const auto [name, password] = cut(user, ':');
  out.user = User{TRY(percent_decode(name, UrlPart::user)), std::nullopt};
  if (user.find(':') != std::string_view::npos)
    out.user->password = TRY(percent_decode(password, UrlPart::user));
  return {};
}

/// Takes the query from the end of `rest`.
void take_query(std::string_view& rest, Parts& out) {
  if (rest.ends_with('?') && std::ranges::count(rest, '?') == 1) {
    out.ends_with_question_mark = true;
    rest.remove_suffix(1);
    return;
  }
  const auto [before, query] = cut(rest, '?');
  out.query = query;
  rest = before;
}

/// A path where no scheme stands before it: why it may not be one.
Result<void> check_rootless(std::string_view path, bool request) {
  if (request) return wrong("invalid URI for request");
  if (cut(path, '/').first.find(':') != std::string_view::npos)
    return wrong("first path segment in URL cannot contain colon");
  return {};
}

/// `request`: a request's URI is absolute or a path, and has no fragment.
Result<Parts> read(std::string_view text, bool request) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; };
  if (std::ranges::any_of(text, is_control))
    return wrong("net/url: invalid control character in URL");
  if (text.empty() && request) return wrong("empty url");
  Parts out;
  if (text == "*") {
    out.path = "*";
    return out;
  }
  std::string_view rest = text;
  out.scheme = TRY(take_scheme(rest));
  take_query(rest, out);
  if (!rest.starts_with('/')) {
    if (!out.scheme.empty()) {
      out.opaque = rest;
      return out;
    }
    TRY_VOID(check_rootless(rest, request));
  }
  const bool may_have_host = !out.scheme.empty() || (!request && !rest.starts_with("///"));
  if (may_have_host && rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    TRY_VOID(read_authority(rest.substr(0, end), out));
    rest.remove_prefix(end);
  } else {
    out.omits_host = !out.scheme.empty() && rest.starts_with('/');
  }
  out.path = TRY(percent_decode(rest, UrlPart::path));
  if (percent_encode(out.path, UrlPart::path) != rest) out.written_path = rest;
  return out;
}

std::string in_parse_error(std::string_view text, const Error& error) {
  return "parse " + quoted_text(text) + ": " + error.message;
}

/// As it was written if that is a valid encoding, else encoded anew.
std::string escaped(std::string_view decoded, std::string_view written, UrlPart part) {
  const bool valid = std::ranges::all_of(written, [&](char c) {
    return std::string_view("!$&'()*+,;=:@[]%").find(c) != std::string_view::npos ||
           !is_escaped_in(part, c);
  });
  return valid && !written.empty() ? std::string(written) : percent_encode(decoded, part);
}

std::string path_text(const Parts& parts) {
  if (parts.written_path.empty() && parts.path == "*") return "*";
  return escaped(parts.path, parts.written_path, UrlPart::path);
}

std::string authority_text(const Parts& parts) {
  if (parts.scheme.empty() && parts.host.empty() && !parts.user) return {};
  if (parts.omits_host && parts.host.empty() && !parts.user) return {};
  std::string out;
  if (!parts.host.empty() || !parts.path.empty() || parts.user) out += "//";
  if (parts.user) {
    out += percent_encode(parts.user->name, UrlPart::user);
    if (parts.user->password) out += ":" + percent_encode(*parts.user->password, UrlPart::user);
    out += '@';
  }
  return out + percent_encode(parts.host, UrlPart::host);
}

std::string written(const Parts& parts, std::string_view path) {
  std::string out = parts.scheme.empty() ? "" : parts.scheme + ":";
  if (!parts.opaque.empty()) {
    out += parts.opaque;
  } else {
    out += authority_text(parts);
    if (!path.empty() && path[0] != '/' && !parts.host.empty()) out += '/';
    if (out.empty() && cut(path, '/').first.find(':') != std::string_view::npos) out += "./";
    out += path;
  }
  if (parts.ends_with_question_mark || !parts.query.empty()) out += "?" + parts.query;
  return out;
}

}  // namespace

Result<void> check_request_uri(std::string_view text) {
  const auto parts = read(text, true);
  if (parts) return {};
  return fail(ErrorCode::malformed, in_parse_error(text, parts.error()));
}

Result<Url> Url::parse(std::string_view text, Arena& arena) {
  TRY_VOID(check_request_uri(text));
  const auto [before, written_fragment] = cut(text, '#');
  const auto parts = read(before, false);
  if (!parts) return fail(ErrorCode::malformed, in_parse_error(before, parts.error()));
  const auto fragment = percent_decode(written_fragment, UrlPart::fragment);
  if (!fragment) return fail(ErrorCode::malformed, in_parse_error(text, fragment.error()));
  const std::string path = path_text(*parts);
  std::string whole = written(*parts, path);
  if (!fragment->empty()) whole += "#" + escaped(*fragment, written_fragment, UrlPart::fragment);
  Url out;
  out.scheme = arena.copy(parts->scheme);
  out.host = arena.copy(parts->host);
  out.escaped_path = arena.copy(path);
  out.query = arena.copy(parts->query);
  out.whole = arena.copy(whole);
  return out;
}

}  // namespace bulwark::cel
