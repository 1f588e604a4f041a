// SPDX-License-Identifier: Apache-2.0
// Values of lines are given back now and then.
#include "scan/json_lines.h"

#include <fmt/core.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "base/text.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "io/lines.h"

namespace bulwark::scan {
namespace {

constexpr std::size_t kLongestLine = std::size_t{32} << 20;
constexpr std::size_t kBytesAPool = std::size_t{8} << 20;
constexpr std::size_t kFaultsKept = 10;

class Reader {
 public:
  Reader(const LineFiles& options, const TakeLine& take) : options_(options), take_(take) {
    document_.resource = false;
    document_.limits.bytes = kLongestLine;
  }

  Result<void> read(const std::string& path) {
    file_ = path;
    io::File file = path == "-" ? io::File::borrow(STDIN_FILENO) : TRY(io::File::open(path));
    io::Lines lines(std::move(file), kLongestLine, formats::kJsonPadding);
    for (;;) {
      const std::optional<io::Line> line = TRY(lines.next(options_.stop));
      if (!line) {
        done_ += lines.bytes();
        return {};
      }
      if (options_.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
      take(*line);
      if (options_.progress != nullptr) options_.progress->bytes_done = done_ + lines.bytes();
    }
  }

  LineFaults faults() && { return std::move(faults_); }

 private:
  void take(const io::Line& line) {
    line_ = line.number;
    if (line.too_long) return fault(fmt::format("a line of more than {} MiB", kLongestLine >> 20U));
    const std::string_view text = trim(line.text);
    if (text.empty()) return;
    if (builder_ == nullptr || since_renewed_ > kBytesAPool) renew();
    since_renewed_ += text.size();
    const auto document = reader_.read(text, *builder_, document_);
    if (!document) return fault("no JSON: " + document.error().text());
    take_(document->root, [this](std::string reason) { fault(std::move(reason)); });
  }

  void fault(std::string reason) {
    ++faults_.count;
    if (faults_.first.size() < kFaultsKept)
      faults_.first.push_back({file_, line_, std::move(reason)});
  }

  void renew() {
    builder_.reset();
    pool_ = std::make_unique<formats::Pool>(std::uint16_t{1}, options_.seed);
    builder_ = std::make_unique<formats::Builder>(*pool_);
    since_renewed_ = 0;
  }

  const LineFiles& options_;
  const TakeLine& take_;
  LineFaults faults_;
  formats::DocumentOptions document_;
  formats::JsonReader reader_;
  std::unique_ptr<formats::Pool> pool_;
  std::unique_ptr<formats::Builder> builder_;
  std::size_t since_renewed_ = 0;
  std::string file_;
  std::uint64_t line_ = 0, done_ = 0;
};

}  // namespace

Result<LineFaults> read_json_lines(const LineFiles& files, const TakeLine& take) {
  Reader reader(files, take);
  for (const std::string& path : files.files) {
    Result<void> read = reader.read(path);
    if (!read && read.error().code == ErrorCode::cancelled)
      return std::unexpected(std::move(read).error());
    if (!read) return std::unexpected(std::move(read).error().context(path));
  }
  return std::move(reader).faults();
}

}  // namespace bulwark::scan
