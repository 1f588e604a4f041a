// SPDX-License-Identifier: Apache-2.0
// Layout, all numbers big endian: count of entries, size of the data, the entries (tag, type,
// offset into the data, count), the data. rpm itself refuses more than 64 Ki entries or 256 MiB.
#include "extractors/os/rpm_header.h"

#include <fmt/core.h>

#include "formats/byte_reader.h"

namespace bulwark::extractors::os {
namespace {

using formats::ByteOrder;
using formats::u32_at;

constexpr std::uint32_t kMostEntries = 0xFFFF;
constexpr std::uint32_t kMostData = 256U << 20U;
constexpr std::size_t kEntryBytes = 16;
constexpr std::size_t kHeadBytes = 8;

enum Tag : std::uint32_t {
  kName = 1000,
  kVersion = 1001,
  kRelease = 1002,
  kEpoch = 1003,
  kLicense = 1014,
  kArchitecture = 1022,
  kSource = 1044,
  kModule = 5096,
};

enum Type : std::uint32_t { kInt32 = 4, kString = 6, kStrings = 8, kTranslated = 9 };

class Header {
 public:
  static Result<Header> of(std::string_view blob) {
    const auto count = u32_at(blob, 0, ByteOrder::big);
    const auto size = u32_at(blob, 4, ByteOrder::big);
    if (!count || !size) return fail(ErrorCode::malformed, "the header is cut short");
    if (*count == 0 || *count > kMostEntries || *size > kMostData)
      return fail(ErrorCode::limit,
                  fmt::format("a header of {} entries and {} bytes", *count, *size));
    const std::size_t index = std::size_t{*count} * kEntryBytes;
    const auto entries = formats::bytes_at(blob, kHeadBytes, index);
    const auto data = formats::bytes_at(blob, kHeadBytes + index, *size);
    if (!entries || !data) return fail(ErrorCode::malformed, "the header is cut short");
    return Header(*entries, *data);
  }

  /// The first string of the tag; empty where there is none. Error: it lies outside of the header.
  Result<std::string_view> text(Tag tag) const {
    const auto entry = find(tag);
    if (entry.empty()) return std::string_view();
    const std::uint32_t type = *u32_at(entry, 4, ByteOrder::big);
    if (type != kString && type != kStrings && type != kTranslated) return broken(tag);
    const std::uint32_t at = *u32_at(entry, 8, ByteOrder::big);
    if (at >= data_.size()) return broken(tag);
    const std::string_view rest = data_.substr(at);
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return broken(tag);
    return rest.substr(0, end);
  }

  /// 0 where there is none.
  Result<std::uint32_t> number(Tag tag) const {
    const auto entry = find(tag);
    if (entry.empty()) return 0;
    const auto value = u32_at(data_, *u32_at(entry, 8, ByteOrder::big), ByteOrder::big);
    if (*u32_at(entry, 4, ByteOrder::big) != kInt32 || !value) return broken(tag);
    return *value;
  }

 private:
  Header(std::string_view entries, std::string_view data) : entries_(entries), data_(data) {}

  static std::unexpected<Error> broken(Tag tag) {
    return fail(ErrorCode::malformed,
                fmt::format("the header's tag {} is broken", static_cast<std::uint32_t>(tag)));
  }

  std::string_view find(Tag tag) const {
    for (std::size_t at = 0; at < entries_.size(); at += kEntryBytes)
      if (*u32_at(entries_, at, ByteOrder::big) == tag) return entries_.substr(at, kEntryBytes);
    return {};
  }

  std::string_view entries_;
  std::string_view data_;
};

// "bash-5.1.8-6.el9.src.rpm": name-version-release, then what kind of source it is.
void set_source(std::string_view file, model::Package& package) {
  for (const std::string_view end : {".src.rpm", ".nosrc.rpm"})
    if (file.ends_with(end)) file.remove_suffix(end.size());
  const std::size_t release = file.rfind('-');
  if (release == std::string_view::npos || release == 0) return;
  const std::size_t version = file.rfind('-', release - 1);
  if (version == std::string_view::npos) return;
  package.source_name = file.substr(0, version);
  package.source_version = file.substr(version + 1);
}

// "nodejs:18:9010020221009220316:rhel9": the stream's name is what advisories say.
std::string_view module_of(std::string_view label) {
  const std::size_t name = label.find(':');
  if (name == std::string_view::npos) return label;
  return label.substr(0, label.find(':', name + 1));
}

}  // namespace

Result<model::Package> read_rpm_header(std::string_view blob) {
  const Header header = TRY(Header::of(blob));
  model::Package out;
  out.type = model::PackageType::rpm;
  out.name = TRY(header.text(kName));
  const std::string_view version = TRY(header.text(kVersion));
  const std::string_view release = TRY(header.text(kRelease));
  const std::uint32_t epoch = TRY(header.number(kEpoch));
  if (out.name.empty() || version.empty() || release.empty())
    return fail(ErrorCode::malformed,
                fmt::format("package '{}' has no name, version or release", out.name));
  if (epoch > 0) out.version = fmt::format("{}:", epoch);
  out.version += fmt::format("{}-{}", version, release);
  out.architecture = TRY(header.text(kArchitecture));
  out.license = TRY(header.text(kLicense));
  out.module = module_of(TRY(header.text(kModule)));
  const std::string_view source = TRY(header.text(kSource));
  set_source(source, out);
  return out;
}

void add_rpm_package(std::string_view path, std::string_view record, std::string_view blob,
                     model::PackageList& list) {
  auto package = read_rpm_header(blob);
  if (!package) {
    list.problems.push_back(
        model::unread(path, std::move(package).error().context(fmt::format("reading {}", record))));
    return;
  }
  package->path = path;
  list.packages.push_back(*std::move(package));
}

}  // namespace bulwark::extractors::os
