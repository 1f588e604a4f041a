// SPDX-License-Identifier: Apache-2.0
// Wraps Vectorscan and RE2.
#include "extractors/secret/detector.h"

#include <fmt/core.h>
#include <hs.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <mutex>
#include <string>

#include "base/check.h"

namespace bulwark::extractors::secret {
namespace {

// What a rule may look at before its prefilter's end.
constexpr std::size_t kMostLookback = 512;
constexpr int kGroups = 5;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

bool stands_alone(std::string_view text, const Span& span) {
  return (span.begin == 0 || !is_word(text[span.begin - 1])) &&
         (span.end == text.size() || !is_word(text[span.end]));
}

// A prefilter up to its first long run of characters, when what stands before it is telling enough:
// matches begin at the same place, and databases compile several times faster. What was cut off is
// left to confirming.
std::string shortened(std::string_view text) {
  constexpr std::size_t kTelling = 3;
  constexpr int kRun = 8;
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '|') break;
    if (c == '(') {
      const std::size_t close = text.find(')', i);
      if (text.substr(i, close - i).find_first_of("[?(", 1) != std::string_view::npos) break;
      plain += 2;
      i = close;
      continue;
    }
    if (c == '\\') ++i;
    if (c != '[') {
      ++plain;
      continue;
    }
    i = text.find(']', i);
    if (i + 1 >= text.size() || text[i + 1] != '{') continue;
    const int run = std::atoi(text.data() + i + 2);
    const std::size_t end = text.find('}', i);
    if (run > kRun && plain >= kTelling)
      return std::string(text.substr(0, i + 1)) + '{' + std::to_string(kRun) + '}';
    i = end;
  }
  return std::string(text);
}

// True when nothing but spaces, `export` and marks of lists and comments stand before `name`.
bool begins_line(std::string_view text, std::string_view name) {
  const auto at = static_cast<std::size_t>(name.data() - text.data());
  std::string_view before = text.substr(0, at);
  before = before.substr(before.rfind('\n') + 1);
  if (before.ends_with("export ") || before.ends_with("ENV ")) return true;
  return before.find_first_not_of(" \t-#\"'") == std::string_view::npos;
}

int group_of(const RE2& expression, const char* name) {
  const auto& groups = expression.NamedCapturingGroups();
  const auto found = groups.find(name);
  return found == groups.end() ? -1 : found->second;
}

}  // namespace

struct SecretDetector::Compiled {
  std::size_t lookback = 0;
  bool fixed = false;  ///< the prefilter has one width: lookback
  // Most rules never meet a hit: their expression is compiled by the first one.
  mutable std::once_flag once;
  mutable std::unique_ptr<RE2> expression;
  mutable int secret = 0, bare = -1, name = -1, host = -1;

  const RE2& compile(const SecretRule& rule) const {
    std::call_once(once, [&] {
      const std::string_view text = rule.confirm.empty() ? rule.prefilter : rule.confirm;
      RE2::Options options(RE2::Latin1);
      options.set_log_errors(false);
      expression = std::make_unique<RE2>(re2::StringPiece(text.data(), text.size()), options);
      secret = group_of(*expression, "secret");
      bare = group_of(*expression, "bare");
      name = group_of(*expression, "name");
      host = group_of(*expression, "host");
      const bool counts = !rule.confirm.empty() && expression->NumberOfCapturingGroups() > 0;
      if (secret < 0) secret = counts ? 1 : 0;
    });
    return *expression;
  }

  Candidate candidate(const std::array<re2::StringPiece, kGroups>& found,
                      std::string_view text) const {
    const auto group = [&](int index) {
      if (index < 0) return std::string_view();
      const re2::StringPiece& piece = found.at(static_cast<std::size_t>(index));
      return std::string_view(piece.data(), piece.size());
    };
    Candidate out{group(secret), group(name), group(host)};
    out.quoted = out.secret.data() != nullptr;
    if (!out.quoted) out.secret = group(bare);
    if (!out.name.empty()) out.begins_line = begins_line(text, out.name);
    return out;
  }
};

struct SecretDetector::Database {
  hs_database_t* compiled = nullptr;
  std::once_flag once;  ///< of the one for binaries, which many scans never need

  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { hs_free_database(compiled); }

  Result<void> compile(std::span<const SecretRule* const> all, bool binary) {
    std::vector<std::string> texts;
    std::vector<unsigned> flags, ids;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      if (binary && !all[i]->in_binaries) continue;
      texts.push_back(shortened(all[i]->prefilter));
      flags.push_back(0);
      ids.push_back(i);
    }
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    hs_compile_error_t* error = nullptr;
    const hs_error_t done = hs_compile_multi(pointers.data(), flags.data(), ids.data(),
                                             static_cast<unsigned>(pointers.size()), HS_MODE_BLOCK,
                                             nullptr, &compiled, &error);
    if (done == HS_SUCCESS) return {};
    std::string why = error == nullptr ? "no memory" : error->message;
    if (error != nullptr && error->expression >= 0)
      why = fmt::format("{}: {}", texts[static_cast<std::size_t>(error->expression)], why);
    hs_free_compile_error(error);
    return fail(ErrorCode::internal, "a rule for secrets does not compile: " + why);
  }
};

SecretDetector::SecretDetector() = default;
SecretDetector::~SecretDetector() = default;

SecretDetector::Scratch::~Scratch() { hs_free_scratch(static_cast<hs_scratch_t*>(memory_)); }

std::vector<const SecretRule*> all_rules() {
  std::vector<const SecretRule*> out;
  for (const auto rules :
       {cloud_rules(), cluster_rules(), host_rules(), service_rules(), general_rules()}) {
    for (const SecretRule& rule : rules) out.push_back(&rule);
  }
  return out;
}

Result<std::unique_ptr<const SecretDetector>> SecretDetector::compile() {
  if (hs_valid_platform() != HS_SUCCESS)
    return fail(ErrorCode::unsupported, "Vectorscan does not run on this processor");
  std::unique_ptr<SecretDetector> out(new SecretDetector());
  out->rules_ = all_rules();
  for (const SecretRule* rule : out->rules_) {
    hs_expr_info_t* info = nullptr;
    hs_compile_error_t* error = nullptr;
    const std::string text = shortened(rule->prefilter);
    if (hs_expression_info(text.c_str(), 0, &info, &error) != HS_SUCCESS) {
      hs_free_compile_error(error);
      return fail(ErrorCode::internal, fmt::format("rule {} does not compile", rule->id));
    }
    auto one = std::make_unique<Compiled>();
    one->lookback = info->max_width;
    one->fixed = info->min_width == info->max_width;
    std::free(info);  // NOLINT(cppcoreguidelines-no-malloc): Vectorscan's allocator is malloc
    if (one->lookback + rule->before >= kMostLookback)
      return fail(ErrorCode::internal, fmt::format("rule {} has no bounded width", rule->id));
    out->ahead_ = std::max<std::size_t>(out->ahead_, rule->ahead);
    out->compiled_.push_back(std::move(one));
  }
  out->lookback_ = kMostLookback;
  out->text_ = std::make_unique<Database>();
  out->binary_ = std::make_unique<Database>();
  TRY_VOID(out->text_->compile(out->rules_, false));
  return out;
}

Result<std::unique_ptr<SecretDetector::Scratch>> SecretDetector::scratch() const {
  auto out = std::make_unique<Scratch>();
  if (!out->fit(*text_)) return fail(ErrorCode::internal, "no memory to search for secrets");
  return out;
}

bool SecretDetector::Scratch::fit(const Database& database) {
  auto* memory = static_cast<hs_scratch_t*>(memory_);
  const hs_error_t done = hs_alloc_scratch(database.compiled, &memory);
  memory_ = memory;
  return done == HS_SUCCESS;
}

const SecretDetector::Database& SecretDetector::for_binaries(Scratch& scratch) const {
  std::call_once(binary_->once, [&] {
    const Result<void> done = binary_->compile(rules_, true);
    CHECK(done.has_value(), "a part of the rules does not compile");
  });
  if (!scratch.fits_binaries_) {
    CHECK(scratch.fit(*binary_), "no memory to search for secrets");
    scratch.fits_binaries_ = true;
  }
  return *binary_;
}

void SecretDetector::search(std::string_view text, bool binary, Scratch& scratch,
                            std::vector<Hit>& hits) const {
  const auto take = [](unsigned id, unsigned long long, unsigned long long end, unsigned,
                       void* to) {
    static_cast<std::vector<Hit>*>(to)->push_back({end, id});
    return 0;
  };
  const Database& database = binary ? for_binaries(scratch) : *text_;
  const hs_error_t done = hs_scan(database.compiled, text.data(),
                                  static_cast<unsigned>(text.size()), 0,
                                  static_cast<hs_scratch_t*>(scratch.memory_), take, &hits);
  CHECK(done == HS_SUCCESS, "Vectorscan refused a text that it can search");
}

std::string_view SecretDetector::window(std::uint32_t rule, std::string_view text,
                                        std::size_t end) const {
  const SecretRule& one = *rules_[rule];
  const Compiled& compiled = *compiled_[rule];
  // One more byte on each side, to see whether the credential stands alone.
  const std::size_t back = compiled.lookback + one.before + 1;
  std::size_t begin = end - std::min(end, back);
  std::size_t stop = std::min(text.size(), end + one.ahead + 1);
  if (one.one_line) {
    const std::size_t before = text.substr(begin, end - begin).rfind('\n');
    if (before != std::string_view::npos) begin += before + 1;
    stop = std::min(stop, text.find('\n', end));
  }
  return text.substr(begin, stop - begin);
}

std::optional<Span> SecretDetector::confirm(std::uint32_t rule, std::string_view text,
                                            std::size_t end, const PathFacts& path) const {
  const SecretRule& one = *rules_[rule];
  const Compiled& compiled = *compiled_[rule];
  const RE2& expression = compiled.compile(one);
  // The expression sees nothing but the window: how much more of the file is there decides nothing.
  const std::string_view seen = window(rule, text, end);
  const auto first = static_cast<std::size_t>(seen.data() - text.data());
  const std::size_t hit = end - first;
  const bool anchored = compiled.fixed && one.before == 0;
  std::size_t from = anchored ? hit - compiled.lookback : 0;
  const re2::StringPiece whole(seen.data(), seen.size());
  std::array<re2::StringPiece, kGroups> found;
  const auto anchor = anchored ? RE2::ANCHOR_START : RE2::UNANCHORED;
  while (expression.Match(whole, from, seen.size(), anchor, found.data(), kGroups)) {
    const auto at = static_cast<std::size_t>(found[0].data() - seen.data());
    if (at >= hit) break;
    if (at + found[0].size() < hit) {
      from = at + std::max<std::size_t>(1, found[0].size());
      continue;
    }
    const Candidate candidate = compiled.candidate(found, seen);
    const auto offset = static_cast<std::size_t>(candidate.secret.data() - seen.data());
    const Span span{offset, offset + candidate.secret.size()};
    if ((one.whole_word && !stands_alone(seen, span)) || !holds(one, candidate, path)) break;
    return Span{first + span.begin, first + span.end};
  }
  return std::nullopt;
}

}  // namespace bulwark::extractors::secret
