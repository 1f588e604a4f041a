// SPDX-License-Identifier: Apache-2.0
// `bulwark db status`: what the advisory database holds, how old it is, and whether it is whole.
#include <fmt/core.h>

#include <memory>
#include <optional>
#include <vector>

#include "base/day.h"
#include "cli/clock.h"
#include "cli/command_line.h"
#include "cli/db_commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "formats/json_object.h"
#include "knowledge/database.h"

namespace bulwark::cli {
namespace {

using formats::JsonObject;

struct Flags {
  std::string path, output = "table", today, verify_key;
  unsigned max_age = 7;
};

struct Status {
  std::string path, digest, signature;
  knowledge::DatabaseFacts facts;
  std::vector<knowledge::EcosystemFacts> ecosystems;
  std::optional<std::int64_t> age;  ///< days
  bool stale = false;
};

Result<Status> look(const Flags& flags) {
  Status out;
  out.path = flags.path.empty() ? default_database() : flags.path;
  const std::string key = TRY(read_key(flags.verify_key));
  auto database = knowledge::Database::open(out.path, key);
  if (!database) return std::unexpected(Error(database.error()).context(out.path));
  const Result<void> whole = database->file().check_all();
  if (!whole) return std::unexpected(Error(whole.error()).context(out.path));
  out.facts = TRY(database->facts());
  out.ecosystems = database->ecosystems();
  out.digest = database->file().digest();
  out.signature = database->file().signature().empty() ? "none"
                  : key.empty()                        ? "not checked"
                                                       : "good";
  out.age = days_between(out.facts.day, flags.today.empty() ? today() : flags.today);
  // A day that is still to come is a fault of a feed, and says nothing about the age.
  out.stale = !out.age || *out.age > static_cast<std::int64_t>(flags.max_age) || *out.age < -1;
  return out;
}

std::string age_text(const Status& status) {
  if (!status.age) return "age unknown";
  return fmt::format("{} days old", *status.age);
}

std::string table(const Status& status) {
  const knowledge::DatabaseFacts& facts = status.facts;
  std::string out = fmt::format("{}\n", status.path);
  out += fmt::format("  data of    {} ({}{})\n", facts.day.empty() ? "an unknown day" : facts.day,
                     age_text(status), status.stale ? ", stale" : "");
  out += fmt::format(
      "  holds      {} advisories, {} entries on {} packages of {} ecosystems, {} "
      "words on attacks\n",
      facts.advisories, facts.entries, facts.packages, status.ecosystems.size(),
      facts.exploitations);
  out += fmt::format("  size       {} bytes, every block as it was written\n", facts.bytes);
  out += fmt::format("  digest     sha256:{}\n", status.digest);
  out += fmt::format("  signature  {}\n\n", status.signature);
  out += fmt::format("{:<20} {:>11} {:>11} {:>9} {:>9} {:>9}  {}\n", "FEED", "ADVISORIES",
                     "ENTRIES", "EXPLOITS", "LEFT OUT", "PROBLEMS", "NEWEST");
  for (const knowledge::FeedFacts& one : facts.feeds)
    out += fmt::format("{:<20} {:>11} {:>11} {:>9} {:>9} {:>9}  {}\n", one.name, one.advisories,
                       one.entries, one.exploitations, one.left_out, one.problems, one.newest);
  return out;
}

std::string feed_json(const knowledge::FeedFacts& one) {
  JsonObject out;
  out.text("name", one.name).text("kind", one.kind).text_if_any("newest", one.newest);
  out.number("advisories", one.advisories).number("entries", one.entries);
  out.number("exploitations", one.exploitations).number("leftOut", one.left_out);
  return std::move(out.number("problems", one.problems)).take();
}

std::string json(const Status& status) {
  std::vector<std::string> feeds, ecosystems;
  for (const knowledge::FeedFacts& one : status.facts.feeds) feeds.push_back(feed_json(one));
  for (const knowledge::EcosystemFacts& one : status.ecosystems)
    ecosystems.push_back(JsonObject()
                             .text("name", one.name)
                             .number("packages", one.packages)
                             .number("entries", one.entries)
                             .take());
  JsonObject out;
  out.text("path", status.path).text_if_any("day", status.facts.day);
  if (status.age) out.raw("ageDays", std::to_string(*status.age));
  out.raw("stale", status.stale ? "true" : "false").text("digest", "sha256:" + status.digest);
  out.text("signature", status.signature).number("bytes", status.facts.bytes);
  out.number("advisories", status.facts.advisories).number("entries", status.facts.entries);
  out.number("packages", status.facts.packages);
  out.number("exploitations", status.facts.exploitations);
  out.raw("feeds", formats::json_array(feeds)).raw("ecosystems", formats::json_array(ecosystems));
  return std::move(out).take() + "\n";
}

int run(const Flags& flags) {
  if (flags.output != "table" && flags.output != "json")
    return complain(fmt::format("-o {}: it is table or json", flags.output), kUsage);
  if (!flags.today.empty() && !is_day(flags.today))
    return complain(fmt::format("--today {}: it is a day such as 2026-11-30", flags.today), kUsage);
  const auto status = look(flags);
  if (!status) return complain(status.error().text(), kUsage);
  if (status->stale)
    say("bulwark: the advisory database is stale ({}, more than {} days): what was published since "
        "is not known\n",
        age_text(*status), flags.max_age);
  return print_answer(flags.output == "json" ? json(*status) : table(*status));
}

}  // namespace

void add_db_status(Command& db, const Services& /*services*/, Action& action) {
  Command command = db.add_subcommand(
      "status", "What the advisory database holds, how old it is, and whether it is whole");
  const auto flags = std::make_shared<Flags>();
  command.add_option("FILE", flags->path,
                     "The database (default: $XDG_DATA_HOME/bulwark/advisories.db)");
  command.add_option("-o,--output", flags->output, "table or json");
  command.add_option("--max-age", flags->max_age, "Days after which it is stale (default: 7)");
  command.add_option("--today", flags->today, "Judge for this day (default: today)");
  command.add_option("--verify-key", flags->verify_key,
                     "Public key (PEM) that must have signed it");
  command.callback([&action, flags] { action = [flags] { return run(*flags); }; });
}

}  // namespace bulwark::cli
