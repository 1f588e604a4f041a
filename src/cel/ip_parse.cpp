// SPDX-License-Identifier: Apache-2.0
// Reads IP addresses and networks by the rules, and with the messages, of Go's netip.
#include <algorithm>
#include <optional>
#include <span>

#include "cel/ip_address.h"
#include "cel/number_text.h"
#include "cel/quote.h"

namespace bulwark::cel {
namespace {

constexpr std::size_t kBytes = 16;

/// What is wrong with an address, and where it begins to be (empty: not told).
struct Fault {
  std::string_view why;
  std::string_view at;
};

std::string told(std::string_view text, const Fault& fault) {
  std::string out = "ParseAddr(" + quoted_text(text) + "): " + std::string(fault.why);
  if (!fault.at.empty()) out += " (at " + quoted_text(fault.at) + ")";
  return out;
}

std::optional<Fault> read_v4(std::string_view text, std::span<std::uint8_t> out) {
  unsigned value = 0;
  std::size_t field = 0, digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      if (digits == 1 && value == 0) return Fault{"IPv4 field has octet with leading zero", {}};
      value = value * 10 + static_cast<unsigned>(c - '0');
      ++digits;
      if (value > 255) return Fault{"IPv4 field has value >255", {}};
    } else if (c == '.') {
      if (i == 0 || i == text.size() - 1 || text[i - 1] == '.')
        return Fault{"IPv4 field must have at least one digit", text.substr(i)};
      if (field == 3) return Fault{"IPv4 address too long", {}};
      out[field++] = static_cast<std::uint8_t>(value);
      value = 0;
      digits = 0;
    } else {
      return Fault{"unexpected character", text.substr(i)};
    }
  }
  if (field < 3) return Fault{"IPv4 address too short", {}};
  out[3] = static_cast<std::uint8_t>(value);
  return std::nullopt;
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

/// An IPv6 address without its zone, group by group.
class V6Reader {
 public:
  explicit V6Reader(std::string_view text) : rest_(text) {}

  std::optional<Fault> read(std::array<std::uint8_t, kBytes>& out) {
    if (rest_.starts_with("::")) {
      gap_ = 0;
      rest_.remove_prefix(2);
      if (rest_.empty()) return std::nullopt;
    }
    while (filled_ < kBytes && !done_) {
      if (auto fault = group(out)) return fault;
    }
    if (!rest_.empty()) return Fault{"trailing garbage after address", rest_};
    return close_gap(out);
  }

 private:
  std::optional<Fault> group(std::array<std::uint8_t, kBytes>& out) {
    std::size_t digits = 0;
    unsigned value = 0;
    for (; digits < rest_.size(); ++digits) {
      const auto digit = hex_digit(rest_[digits]);
      if (!digit) break;
      value = (value << 4) + *digit;
      if (digits > 3) return Fault{"each group must have 4 or less digits", rest_};
    }
    if (digits == 0) return Fault{"each colon-separated field must have at least one digit", rest_};
    if (digits < rest_.size() && rest_[digits] == '.') return embedded_v4(out);
    out[filled_++] = static_cast<std::uint8_t>(value >> 8);
    out[filled_++] = static_cast<std::uint8_t>(value);
    rest_.remove_prefix(digits);
    done_ = rest_.empty();
    return done_ ? std::nullopt : separator();
  }

  std::optional<Fault> embedded_v4(std::array<std::uint8_t, kBytes>& out) {
    if (!gap_ && filled_ != kBytes - 4) {
      return Fault{"embedded IPv4 address must replace the final 2 fields of the address", rest_};
    }
    if (filled_ + 4 > kBytes) {
      return Fault{"too many hex fields to fit an embedded IPv4 at the end of the address", rest_};
    }
    if (auto fault = read_v4(rest_, std::span(out).subspan(filled_, 4))) return fault;
    filled_ += 4;
    rest_ = {};
    done_ = true;
    return std::nullopt;
  }

  std::optional<Fault> separator() {
    if (rest_[0] != ':') return Fault{"unexpected character, want colon", rest_};
    if (rest_.size() == 1) return Fault{"colon must be followed by more characters", rest_};
    rest_.remove_prefix(1);
    if (rest_[0] != ':') return std::nullopt;
    if (gap_) return Fault{"multiple :: in address", rest_};
    gap_ = filled_;
    rest_.remove_prefix(1);
    done_ = rest_.empty();
    return std::nullopt;
  }

  /// What stands behind "::" moves to the end.
  std::optional<Fault> close_gap(std::array<std::uint8_t, kBytes>& out) const {
    if (filled_ == kBytes) {
      if (gap_) return Fault{"the :: must expand to at least one field of zeros", {}};
      return std::nullopt;
    }
    if (!gap_) return Fault{"address string too short", {}};
    const auto begin = out.begin() + static_cast<std::ptrdiff_t>(*gap_);
    std::rotate(begin, out.begin() + static_cast<std::ptrdiff_t>(filled_), out.end());
    return std::nullopt;
  }

  std::string_view rest_;
  std::size_t filled_ = 0;
  std::optional<std::size_t> gap_;
  bool done_ = false;
};

std::optional<Fault> read_v6(std::string_view text, ZonedAddress& out) {
  const std::size_t zone = text.find('%');
  out.has_zone = zone != std::string_view::npos;
  if (zone + 1 == text.size()) return Fault{"zone must be a non-empty string", {}};
  return V6Reader(text.substr(0, zone)).read(out.address.bytes);
}

std::optional<Fault> read_address(std::string_view text, ZonedAddress& out) {
  const std::size_t first = text.find_first_of(".:%");
  if (first == std::string_view::npos) return Fault{"unable to parse IP", {}};
  if (text[first] == '%') return Fault{"missing IPv6 address", {}};
  out.address.is_v4 = text[first] == '.';
  return out.address.is_v4 ? read_v4(text, out.address.bytes) : read_v6(text, out);
}

bool is_mapped_v4(const IpAddress& address) {
  return !address.is_v4 &&
         std::all_of(address.bytes.begin(), address.bytes.begin() + 10,
                     [](std::uint8_t byte) { return byte == 0; }) &&
         address.bytes[10] == 0xFF && address.bytes[11] == 0xFF;
}

std::string mapped_fault(std::string_view text) {
  return "IPv4-mapped IPv6 address " + quoted_text(text) + " is not allowed";
}

/// Nothing when it is no number, has a leading zero or a sign.
std::optional<std::int64_t> read_prefix_length(std::string_view digits) {
  if (digits.empty() || digits[0] < '0' || digits[0] > '9' ||
      (digits.size() > 1 && digits[0] == '0'))
    return std::nullopt;
  return parse_int(digits);
}

Result<Cidr> read_cidr(std::string_view text) {
  const auto wrong = [&](const std::string& why) {
    return fail(ErrorCode::malformed,
                "network address parse error during conversion from string: netip.ParsePrefix(" +
                    quoted_text(text) + "): " + why);
  };
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return wrong("no '/'");
  const auto read = parse_zoned_address(text.substr(0, slash));
  if (!read) return wrong(read.error().message);
  const ZonedAddress& parsed = *read;
  if (parsed.has_zone) return wrong("IPv6 zones cannot be present in a prefix");
  const std::string_view digits = text.substr(slash + 1);
  const std::optional<std::int64_t> prefix = read_prefix_length(digits);
  if (!prefix) return wrong("bad bits after slash: " + quoted_text(digits));
  if (*prefix > parsed.address.bits()) return wrong("prefix length out of range");
  if (is_mapped_v4(parsed.address)) return fail(ErrorCode::malformed, mapped_fault(text));
  return Cidr{parsed.address, static_cast<int>(*prefix)};
}

}  // namespace

Result<ZonedAddress> parse_zoned_address(std::string_view text) {
  ZonedAddress out;
  if (auto fault = read_address(text, out)) return fail(ErrorCode::malformed, told(text, *fault));
  return out;
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
  const auto read = parse_zoned_address(text);
  if (!read) {
    return fail(ErrorCode::malformed,
                "IP Address " + quoted_text(text) +
                    " parse error during conversion from string: " + read.error().message);
  }
  const ZonedAddress& parsed = *read;
  if (parsed.has_zone) {
    return fail(ErrorCode::malformed,
                "IP address " + quoted_text(text) + " with zone value is not allowed");
  }
  if (is_mapped_v4(parsed.address)) return fail(ErrorCode::malformed, mapped_fault(text));
  return parsed.address;
}

Result<Cidr> Cidr::parse(std::string_view text) { return read_cidr(text); }

}  // namespace bulwark::cel
