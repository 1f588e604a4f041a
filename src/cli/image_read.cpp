// SPDX-License-Identifier: Apache-2.0
// What the commands of `bulwark image` that are about packages read: an image, or a stored bill.
#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "cli/exit_code.h"
#include "cli/image_ask.h"
#include "cli/progress.h"
#include "cli/rbac_table.h"
#include "cli/say.h"
#include "extractors/lang/sbom.h"
#include "io/read_file.h"

namespace bulwark::cli {
namespace {

constexpr std::string_view kBill = "sbom:";
constexpr std::size_t kLargestBill = std::size_t{512} << 20;

Result<scan::ImageContents> read_bill(const std::string& path) {
  const std::string text = TRY(io::read_file(path, kLargestBill));
  auto file = extractors::lang::read_sbom(path, text);
  if (!file) return std::unexpected(std::move(file.error()).context(path));
  scan::ImageContents out;
  out.bill = std::move(file->sbom);
  std::ranges::sort(out.bill.packages);
  for (const model::Problem& one : file->problems)
    out.bill.gaps.push_back(fmt::format("{}: {}", one.what, one.reason));
  return out;
}

}  // namespace

Result<scan::ImageContents> read_image_contents(const ImageFlags& flags, const Services& services) {
  if (flags.image.starts_with(kBill)) return read_bill(flags.image.substr(kBill.size()));
  const auto options = TRY(image_options(flags, services));
  const auto source = sources::container::open_image(flags.image, options);
  if (services.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  if (!source) return std::unexpected(source.error());
  Progress progress;
  const ProgressLine line(progress);
  sources::container::ReadOptions read;
  read.layer.stop = services.stop;
  read.layer.progress = &progress;
  return scan::read_image_packages(**source, read);
}

int complain_of_image(const Error& error) {
  if (error.code == ErrorCode::cancelled) return complain("interrupted", kInterrupted);
  return complain(shown(error.text()), kUsage);
}

int tell_image_gaps(const std::vector<std::string>& gaps) {
  for (const std::string& gap : gaps) say("not read: {}\n", shown(gap));
  return gaps.empty() ? kGood : kNotEvaluated;
}

}  // namespace bulwark::cli
