// SPDX-License-Identifier: Apache-2.0
// `bulwark db update`: makes the advisory database from feeds.
#include <fmt/core.h>

#include <filesystem>
#include <list>
#include <memory>

#include "base/day.h"
#include "cli/command_line.h"
#include "cli/db_commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "knowledge/download.h"
#include "knowledge/update.h"

namespace bulwark::cli {
namespace {

struct Flags {
  std::vector<std::string> from;
  std::string to, base, today, sign, verify_key;
};

std::string feed_help() {
  std::string out =
      "FEED=PATH or FEED=URL, as often as there are feeds; FEED/LABEL keeps several of "
      "one kind apart. Feeds: ";
  for (const knowledge::Feed& one : knowledge::feeds())
    out += fmt::format("{}{}", out.ends_with(": ") ? "" : ", ", one.name);
  return out;
}

Result<std::vector<knowledge::FeedSource>> sources(const Flags& flags, const Services& services,
                                                   std::list<knowledge::Download>& downloads) {
  std::vector<knowledge::FeedSource> out;
  for (const std::string& text : flags.from) out.push_back(TRY(knowledge::feed_source(text)));
  for (knowledge::FeedSource& one : out) {
    if (!knowledge::is_url(one.path)) continue;
    io::HttpOptions options;
    options.user_agent = "bulwark/" + services.version;
    options.stop = services.stop;
    auto got = knowledge::Download::of(one.path, std::move(options));
    if (!got) return std::unexpected(Error(got.error()).context(one.path));
    downloads.push_back(std::move(*got));
    one.path = downloads.back().path();
  }
  return out;
}

Result<void> make_folder(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::denied, error.message(), folder.string());
  return {};
}

void tell(const knowledge::UpdateResult& result) {
  for (const knowledge::FeedProblem& one : result.problems)
    say("bulwark: {}: {}: {}\n", one.feed, one.where, one.why);
  for (const knowledge::FeedFacts& one : result.feeds) {
    if (one.problems > 0) say("bulwark: {}: {} problems\n", one.name, one.problems);
  }
}

std::string table(const knowledge::UpdateResult& result, const std::string& path) {
  std::string out = fmt::format("{:<20} {:>11} {:>11} {:>9} {:>9} {:>9}  {}\n", "FEED",
                                "ADVISORIES", "ENTRIES", "EXPLOITS", "LEFT OUT", "PROBLEMS",
                                "NEWEST");
  for (const knowledge::FeedFacts& one : result.feeds)
    out += fmt::format("{:<20} {:>11} {:>11} {:>9} {:>9} {:>9}  {}\n", one.name, one.advisories,
                       one.entries, one.exploitations, one.left_out, one.problems, one.newest);
  return out + fmt::format("\nWritten to {}\n", path);
}

Result<knowledge::UpdateResult> update(const Flags& flags, const std::string& path,
                                       const Services& services) {
  if (flags.from.empty()) return fail(ErrorCode::malformed, "--from FEED=PATH: no feed is named");
  if (path.empty())
    return fail(ErrorCode::malformed, "-o FILE: there is no home folder to put it into");
  if (!flags.today.empty() && !is_day(flags.today))
    return fail(ErrorCode::malformed,
                fmt::format("--today {}: it is a day such as 2026-11-30", flags.today));
  std::list<knowledge::Download> downloads;
  knowledge::UpdateOptions options;
  options.write.private_key = TRY(read_key(flags.sign));
  options.write.day = flags.today;
  options.base = flags.base;
  options.base_key = TRY(read_key(flags.verify_key));
  options.stop = services.stop;
  options.sources = TRY(sources(flags, services, downloads));
  TRY_VOID(make_folder(path));
  return knowledge::update_database(options, path);
}

// A database with problems is written: the rest of it is good, and the next feeds may mend it.
int run(const Flags& flags, const Services& services) {
  const std::string path = flags.to.empty() ? default_database() : flags.to;
  const auto result = update(flags, path, services);
  if (!result) {
    if (result.error().code == ErrorCode::cancelled) return kInterrupted;
    return complain(result.error().text(), kUsage);
  }
  tell(*result);
  const int printed = print_answer(table(*result, path));
  if (printed != kGood) return printed;
  for (const knowledge::FeedFacts& one : result->feeds) {
    if (one.problems > 0) return kNotEvaluated;
  }
  return kGood;
}

}  // namespace

void add_db_update(Command& db, const Services& services, Action& action) {
  Command command = db.add_subcommand("update", "Make the advisory database from feeds");
  const auto flags = std::make_shared<Flags>();
  command.add_option("--from", flags->from, feed_help()).type_name("FEED=PATH");
  command.add_option("-o,--output", flags->to,
                     "File to write (default: $XDG_DATA_HOME/bulwark/advisories.db)");
  command.add_option("--base", flags->base,
                     "An older database: feeds that --from does not name stay as it has them");
  command.add_option("--today", flags->today,
                     "Day of the data, such as 2026-11-30 (default: the newest that a feed tells)");
  command.add_option("--sign", flags->sign, "Sign it with this private key (PEM)");
  command.add_option("--verify-key", flags->verify_key,
                     "Public key (PEM) that must have signed the older database");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
