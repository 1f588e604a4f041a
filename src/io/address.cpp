// SPDX-License-Identifier: Apache-2.0
// getaddrinfo() has no deadline: it runs in a thread of its own, which nobody waits for when the
// time is over.
#include "io/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "base/freeing.h"

namespace bulwark::io {
namespace {

constexpr std::size_t kMostAddresses = 4;
constexpr std::size_t kLongestHost = 253;
constexpr std::chrono::milliseconds kPatience{50};

struct Found {
  int error = 0;
  std::vector<SocketAddress> addresses;
};

Found look_up(const HostPort& address, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | flags;
  addrinfo* first = nullptr;
  Found out;
  out.error = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints,
                            &first);
  const std::unique_ptr<addrinfo, Freeing<freeaddrinfo>> all(out.error == 0 ? first : nullptr);
  for (const addrinfo* one = all.get(); one != nullptr; one = one->ai_next) {
    if (out.addresses.size() == kMostAddresses || one->ai_addrlen > sizeof(sockaddr_storage)) break;
    SocketAddress& made = out.addresses.emplace_back();
    std::memcpy(&made.storage, one->ai_addr, one->ai_addrlen);
    made.size = one->ai_addrlen;
  }
  return out;
}

Result<std::uint16_t> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || port == 0 || port > 65535)
    return fail(ErrorCode::malformed, "'" + std::string(text) + "' is no port: 1 to 65535");
  return static_cast<std::uint16_t>(port);
}

bool may_be_host(std::string_view host) {
  return !host.empty() && host.size() <= kLongestHost &&
         std::all_of(host.begin(), host.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
         });
}

Result<HostPort> split_host_port(std::string_view text, std::string_view otherwise) {
  std::string_view host = text;
  std::string_view port = otherwise;
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end != std::string_view::npos) {
    host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
    const std::string_view rest = text.substr(bracketed ? end + 1 : end);
    if (rest.starts_with(':')) port = rest.substr(1);
    if (!rest.empty() && !rest.starts_with(':')) host = {};
  }
  if (!may_be_host(host) || bracketed != host.contains(':') || port.empty())
    return fail(ErrorCode::malformed, "'" + std::string(text) +
                                          "' is not of the form HOST:PORT ([ADDRESS]:PORT for "
                                          "IPv6)");
  return HostPort{std::string(host), TRY(parse_port(port))};
}

AddressKind kind_of(const in_addr& address) {
  const std::uint32_t bits = ntohl(address.s_addr);
  if (bits == 0) return AddressKind::unspecified;
  if (bits >> 24 == 127) return AddressKind::loopback;
  return bits >> 16 == 0xA9FE ? AddressKind::link_local : AddressKind::ordinary;
}

AddressKind kind_of(const in6_addr& address) {
  if (IN6_IS_ADDR_V4MAPPED(&address)) {
    in_addr inner{};
    std::memcpy(&inner, &address.s6_addr[12], sizeof(inner));
    return kind_of(inner);
  }
  if (IN6_IS_ADDR_UNSPECIFIED(&address)) return AddressKind::unspecified;
  if (IN6_IS_ADDR_LOOPBACK(&address)) return AddressKind::loopback;
  return IN6_IS_ADDR_LINKLOCAL(&address) ? AddressKind::link_local : AddressKind::ordinary;
}

}  // namespace

std::string HostPort::text() const {
  const std::string shown = host.contains(':') ? "[" + host + "]" : host;
  return shown + ":" + std::to_string(port);
}

Result<HostPort> parse_host_port(std::string_view text) { return split_host_port(text, {}); }

Result<HostPort> host_port_of_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos)
    return fail(ErrorCode::malformed, "'" + std::string(url) + "' is no URL");
  const std::string_view standard = url.substr(0, scheme) == "http" ? "80" : "443";
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  rest = rest.substr(rest.rfind('@') + 1);  // npos + 1 is 0
  return split_host_port(rest, standard);
}

AddressKind address_kind(const std::string& host) {
  in_addr four{};
  if (::inet_pton(AF_INET, host.c_str(), &four) == 1) return kind_of(four);
  in6_addr six{};
  const std::string without_zone = host.substr(0, host.find('%'));
  if (::inet_pton(AF_INET6, without_zone.c_str(), &six) == 1) return kind_of(six);
  return host == "localhost" ? AddressKind::loopback : AddressKind::name;
}

Result<std::vector<SocketAddress>> resolve(const HostPort& address, Moment end,
                                           const std::stop_token& stop) {
  Found found = look_up(address, AI_NUMERICHOST);
  if (found.error != 0) {
    auto promise = std::make_shared<std::promise<Found>>();
    std::future<Found> coming = promise->get_future();
    std::thread([promise, address] { promise->set_value(look_up(address, 0)); }).detach();
    while (coming.wait_for(kPatience) != std::future_status::ready) {
      if (stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
      if (std::chrono::steady_clock::now() > end)
        return fail(ErrorCode::timeout, "its name was not resolved in time");
    }
    found = coming.get();
  }
  if (found.error != 0 || found.addresses.empty())
    return fail(ErrorCode::not_found, "no address is known for the name " + address.host);
  return std::move(found.addresses);
}

}  // namespace bulwark::io
