// SPDX-License-Identifier: Apache-2.0
// Pairs of versions from standard input, a line each, answered line by line: memory goes by the
// longest line.
#include "cli/db_compare.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "formats/versions/order.h"
#include "io/file.h"
#include "io/lines.h"
#include "io/sink.h"

namespace bulwark::cli {
namespace {

using formats::VersionScheme;

constexpr std::size_t kLongestLine = std::size_t{1} << 16;
constexpr std::size_t kMostFaults = 20;  // that are told one by one
constexpr std::string_view kBlank = " \t\r\v\f";

std::vector<std::string> scheme_names() {
  std::vector<std::string> names;
  for (int at = 0; at <= static_cast<int>(VersionScheme::packagist); ++at)
    names.emplace_back(formats::name(static_cast<VersionScheme>(at)));
  return names;
}

std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlank));
  rest.remove_prefix(word.size());
  return word;
}

class Comparison {
 public:
  Comparison(VersionScheme scheme, io::Sink& out) : scheme_(scheme), out_(out) {}

  // One line of output for each of input, so that both can be read side by side.
  void answer(const io::Line& line) {
    if (line.too_long) return refuse(line.number, "it is too long");
    std::string_view rest = line.text;
    const std::string_view a = take_word(rest), b = take_word(rest);
    if (a.empty()) return out_.write("\n");
    if (b.empty() || !take_word(rest).empty())
      return refuse(line.number, "it is not two versions with a blank between them");
    const auto order = formats::compare_versions(scheme_, a, b);
    if (!order) ++unknown_;
    out_.write(!order ? "?\n" : *order < 0 ? "<\n" : *order > 0 ? ">\n" : "=\n");
  }

  int exit_code() const {
    if (refused_ > kMostFaults) say("bulwark: and {} more lines\n", refused_ - kMostFaults);
    if (refused_ > 0) return kUsage;
    return unknown_ > 0 ? kNotEvaluated : kGood;
  }

 private:
  void refuse(std::uint64_t number, std::string_view why) {
    out_.write("?\n");
    if (++refused_ <= kMostFaults) say("bulwark: line {}: {}\n", number, why);
  }

  VersionScheme scheme_;
  io::Sink& out_;
  std::size_t refused_ = 0, unknown_ = 0;
};

Result<int> compare_lines(VersionScheme scheme, const std::stop_token& stop) {
  io::Lines lines(io::File::borrow(STDIN_FILENO), kLongestLine, /*padding=*/0);
  io::DescriptorSink out(STDOUT_FILENO);
  Comparison comparison(scheme, out);
  while (!out.failed()) {
    const auto line = TRY(lines.next(stop));
    if (!line) break;
    comparison.answer(*line);
  }
  const Result<void> written = out.finish();
  if (!written && written.error().code != ErrorCode::cancelled)
    return std::unexpected(written.error());
  return comparison.exit_code();
}

int run(const std::string& ecosystem, const Services& services) {
  const auto scheme = formats::version_scheme_from(ecosystem);
  const std::vector<std::string> names = scheme_names();
  if (!scheme)
    return complain(fmt::format("no ecosystem '{}'{} (there are {})", ecosystem,
                                did_you_mean(ecosystem, names), join(names, ", ")),
                    kUsage);
  const Result<int> code = compare_lines(*scheme, services.stop);
  if (code) return *code;
  const bool stopped = code.error().code == ErrorCode::cancelled;
  return complain(stopped ? "interrupted" : "standard input: " + code.error().text(),
                  stopped ? kInterrupted : kUsage);
}

}  // namespace

void add_db_compare(Command& db, const Services& services, Action& action) {
  Command command = db.add_subcommand(
      "compare",
      "How versions stand to each other: for each line \"A B\" of standard input <, =, "
      "> or, where the ecosystem does not say, ?");
  const auto ecosystem = std::make_shared<std::string>();
  command.add_option("ECOSYSTEM", *ecosystem, join(scheme_names(), ", ")).required();
  command.callback([&services, &action, ecosystem] {
    action = [&services, ecosystem] { return run(*ecosystem, services); };
  });
}

}  // namespace bulwark::cli
