// SPDX-License-Identifier: Apache-2.0
// One walk; what is nested is walked again, one level deeper.
#include "formats/shell_commands.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace bulwark::formats {
namespace {

constexpr int kDeepest = 8;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

// Words after which a command begins.
constexpr std::array<std::string_view, 11> kLeading{"if",    "then", "else", "elif", "do", "while",
                                                    "until", "!",    "{",    "time", "in"};
// Words that end something, and `for x`, `case x`.
constexpr std::array<std::string_view, 4> kEnding{"fi", "done", "esac", "}"};

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  const auto is_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+';
  };
  return !(word[0] >= '0' && word[0] <= '9') &&
         std::ranges::all_of(word.substr(0, equals), is_name);
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// `sh -c SCRIPT`: the script; null where this is none.
const std::string* inner_script(const std::vector<std::string>& words) {
  if (words.size() < 3) return nullptr;
  const std::string_view program = std::string_view(words[0]).substr(words[0].rfind('/') + 1);
  constexpr std::array<std::string_view, 5> kShells{"sh", "bash", "ash", "dash", "zsh"};
  if (!is_one_of(kShells, program)) return nullptr;
  for (std::size_t i = 1; i + 1 < words.size() && words[i].starts_with('-'); ++i) {
    if (!words[i].starts_with("--") && words[i].ends_with('c')) return &words[i + 1];
  }
  return nullptr;
}

class Walk {
 public:
  Walk(std::string_view text, char escape, std::size_t most, std::vector<ShellCommand>& out)
      : text_(text), escape_(escape), most_(most), out_(out) {}

  Result<void> run(int depth, std::size_t base, bool fixed_offset) {
    depth_ = depth;
    base_ = base;
    fixed_ = fixed_offset;
    while (at_ < text_.size()) TRY_VOID(step());
    return finish(false);
  }

 private:
  Result<void> step() {
    const char c = text_[at_];
    if (is_blank(c)) {
      ++at_;
      return {};
    }
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return {};
    }
    if (c == '<' || c == '>') return redirection();
    if (c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')') return separator();
    return word();
  }

  Result<void> separator() {
    const char c = text_[at_++];
    bool pipes = c == '|';
    if (at_ < text_.size() && (c == '|' || c == '&') && text_[at_] == '|') {
      pipes = false;
      ++at_;
    } else if (at_ < text_.size() && (c == '|' || c == '&') && text_[at_] == '&') {
      ++at_;
    }
    if (c == '&' && at_ < text_.size() && text_[at_] == '>') return {};  // &>file
    return finish(pipes);
  }

  // The file behind it is no word of the command; what stands in <(...) is.
  Result<void> redirection() {
    const char c = text_[at_];
    if (at_ + 1 < text_.size() && text_[at_ + 1] == '(') return word();
    while (at_ < text_.size() && (text_[at_] == c || text_[at_] == '&' || text_[at_] == '|')) ++at_;
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    if (at_ >= text_.size() || text_[at_] == '\n') return {};
    skipped_ = true;
    TRY_VOID(word());
    skipped_ = false;
    return {};
  }

  Result<void> word() {
    const std::size_t begin = at_;
    std::string word;
    bool quoted = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool process = (c == '<' || c == '>') && at_ + 1 < text_.size() &&
                           text_[at_ + 1] == '(';
      if (is_blank(c) || c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')' ||
          ((c == '<' || c == '>') && !process))
        break;
      if (c == '\'' || c == '"') {
        quoted = true;
        quote(word);
      } else if (c == '`' && escape_ != '`') {
        const std::size_t end = std::min(text_.find('`', at_ + 1), text_.size() - 1);
        nested(at_ + 1, end, word, end + 1);
      } else if (process || text_.substr(at_).starts_with("$(")) {
        const std::size_t end = closing(at_ + 2);
        nested(at_ + 2, end, word, std::min(end + 1, text_.size()));
      } else if (c == escape_ || c == '\\') {
        escaped(word);
      } else {
        word += c;
        ++at_;
      }
    }
    if (at_ == begin) ++at_;  // nothing stands still
    // 2>file
    const bool descriptor = at_ < text_.size() && (text_[at_] == '>' || text_[at_] == '<') &&
                            !quoted && word.find_first_not_of("0123456789") == std::string::npos;
    if (!skipped_ && !descriptor && (quoted || !word.empty()))
      TRY_VOID(take(std::move(word), quoted, begin));
    return {};
  }

  void escaped(std::string& word) {
    ++at_;
    if (at_ >= text_.size()) return;
    if (text_[at_] != '\n') word += text_[at_];
    ++at_;
  }

  void quote(std::string& word) {
    const char quote = text_[at_++];
    while (at_ < text_.size() && text_[at_] != quote) {
      const bool substitutes = quote == '"' && text_.substr(at_).starts_with("$(");
      if (substitutes) {
        const std::size_t end = closing(at_ + 2);
        nested(at_ + 2, end, word, std::min(end + 1, text_.size()));
      } else if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) {
        const char next = text_[at_ + 1];
        if (next != '"' && next != '\\' && next != '$' && next != '`' && next != '\n') word += '\\';
        if (next != '\n') word += next;
        at_ += 2;
      } else {
        word += text_[at_++];
      }
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  // Where the bracket that was opened before `from` closes; quotes hide brackets.
  std::size_t closing(std::size_t from) const {
    int open = 1;
    char quote = '\0';
    for (std::size_t i = from; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '\\' && quote != '\'') {
        ++i;
      } else if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        ++open;
      } else if (c == ')' && --open == 0) {
        return i;
      }
    }
    return text_.size();
  }

  // The text stays part of the word, and is walked when the command is complete.
  void nested(std::size_t from, std::size_t end, std::string& word, std::size_t after) {
    inner_.emplace_back(from, text_.substr(from, end - from));
    word.append(text_.substr(at_, after - at_));
    at_ = after;
  }

  Result<void> take(std::string word, bool quoted, std::size_t begin) {
    if (command_.words.empty() && !quoted) {
      if (loop_ > 0) {
        --loop_;
        return {};
      }
      if (word == "for" || word == "case" || word == "function") loop_ = 1;
      if (loop_ > 0 || is_one_of(kLeading, word) || is_assignment(word)) {
        items_ |= word == "in";
        return {};
      }
      if (is_one_of(kEnding, word)) return {};
    }
    if (items_) return {};  // for x in a b c
    if (command_.words.empty()) command_.offset = fixed_ ? base_ : base_ + begin;
    command_.words.push_back(std::move(word));
    return {};
  }

  Result<void> finish(bool pipes) {
    items_ = false;
    const auto inner = std::exchange(inner_, {});
    if (!command_.words.empty()) {
      if (source_) out_[*source_].into = out_.size();
      source_ = pipes ? std::optional(out_.size()) : std::nullopt;
      out_.push_back(std::exchange(command_, {}));
      if (out_.size() > most_) return fail(ErrorCode::limit, "too many commands");
      const std::size_t offset = out_.back().offset;
      const std::string* script = inner_script(out_.back().words);
      if (script != nullptr) {
        const std::string copy = *script;
        TRY_VOID(walk(copy, offset, true));
      }
    }
    for (const auto& [at, text] : inner) TRY_VOID(walk(text, fixed_ ? base_ : base_ + at, fixed_));
    return {};
  }

  Result<void> walk(std::string_view text, std::size_t base, bool fixed) {
    if (depth_ >= kDeepest) return fail(ErrorCode::limit, "commands are nested too deeply");
    return Walk(text, escape_, most_, out_).run(depth_ + 1, base, fixed);
  }

  std::string_view text_;
  char escape_;
  std::size_t most_;
  std::vector<ShellCommand>& out_;
  std::size_t at_ = 0;
  std::size_t base_ = 0;
  int depth_ = 0;
  bool fixed_ = false;    ///< the text is no part of the script: its commands stand where it is
                          ///< called
  bool skipped_ = false;  ///< the word is a redirection's file
  bool items_ = false;    ///< of a loop
  int loop_ = 0;          ///< words that are still its name
  ShellCommand command_;
  std::optional<std::size_t> source_;  ///< of a pipe into the next command
  std::vector<std::pair<std::size_t, std::string_view>> inner_;
};

}  // namespace

Result<std::vector<ShellCommand>> shell_commands(std::string_view script, char escape,
                                                 const Limits& limits) {
  if (script.size() > limits.bytes) return fail(ErrorCode::limit, "the script is too large");
  std::vector<ShellCommand> out;
  TRY_VOID(Walk(script, escape, limits.entries, out).run(0, 0, false));
  return out;
}

}  // namespace bulwark::formats
