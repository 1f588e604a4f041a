// SPDX-License-Identifier: Apache-2.0
// One walk over the text; a modifier's word is walked by the same code, one level deeper.
#include "formats/dockerfile_words.h"

#include <utility>

namespace bulwark::formats {
namespace {

constexpr int kDeepest = 100;
constexpr std::string_view kSpecial = "@*#?-$!0";

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r';
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::malformed, std::move(message));
}

class Walk {
 public:
  Walk(std::string_view text, const WordRules& rules, const Variables& variables)
      : text_(text), rules_(rules), variables_(variables), keep_escapes_(rules.keep_escapes) {}

  Result<Expanded> run() {
    Expanded out;
    out.text = TRY(until('\0', false, rules_.keep_escapes, &out.words));
    out.known = known_;
    return out;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  char next() { return at_end() ? '\0' : text_[at_++]; }

  // Of one level: whether a word is open. Its text is shared by all levels, as in BuildKit.
  struct Words {
    std::vector<std::string>* out;
    bool open = false;
  };

  void add(Words& words, char c) {
    if (!is_space(c)) return add_raw(words, std::string_view(&c, 1));
    if (!words.open || word_.empty()) return;
    words.out->push_back(std::exchange(word_, {}));
    words.open = false;
  }
  void add_raw(Words& words, std::string_view text) {
    word_.append(text);
    words.open = true;
  }

  Result<std::string> until(char stop, bool stops, bool keep_escapes,
                            std::vector<std::string>* out) {
    if (++depth_ > kDeepest) return fail(ErrorCode::limit, "variables are nested too deeply");
    const bool kept = std::exchange(keep_escapes_, keep_escapes);
    auto done = walk(stop, stops, out);
    keep_escapes_ = kept;
    --depth_;
    return done;
  }

  Result<std::string> walk(char stop, bool stops, std::vector<std::string>* out) {
    std::string result;
    std::vector<std::string> unused;
    word_.clear();
    Words words{out == nullptr ? &unused : out};
    while (!at_end()) {
      const char c = peek();
      if (stops && c == stop) {
        ++at_;
        finish(words);
        return result;
      }
      if (c == '$') {
        const std::string value = TRY(dollar());
        for (const char each : value) add(words, each);
        result += value;
      } else if (c == '<' || c == '\'' || c == '"') {
        const std::string part = TRY(quoted(c));
        add_raw(words, part);
        result += part;
      } else {
        plain(words, result);
      }
    }
    if (stops)
      return wrong(std::string("unexpected end of statement while looking for matching ") + stop);
    finish(words);
    return result;
  }

  void finish(Words& words) {
    if (!word_.empty()) words.out->push_back(std::exchange(word_, {}));
  }

  void plain(Words& words, std::string& result) {
    char c = next();
    if (c == rules_.escape) {
      if (keep_escapes_) {
        add_raw(words, std::string_view(&c, 1));
        result += c;
      }
      if (at_end()) return;
      c = next();
      add_raw(words, std::string_view(&c, 1));
    } else {
      add(words, c);
    }
    result += c;
  }

  Result<std::string> quoted(char c) {
    if (c == '\'') return single_quote();
    if (c == '"') return double_quote();
    return here_document();
  }

  Result<std::string> single_quote() {
    const std::size_t end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos)
      return wrong("unexpected end of statement while looking for matching single-quote");
    std::string out(text_.substr(at_ + 1, end - at_ - 1));
    if (rules_.keep_quotes) out = "'" + out + "'";
    at_ = end + 1;
    return out;
  }

  Result<std::string> double_quote() {
    std::string out;
    if (rules_.keep_quotes) out += '"';
    ++at_;
    while (!at_end() && peek() != '"') {
      if (peek() == '$') {
        out += TRY(dollar());
        continue;
      }
      char c = next();
      if (c == rules_.escape) {
        if (keep_escapes_) out += c;
        if (at_end()) continue;
        if (peek() == '"' || peek() == '$' || peek() == rules_.escape) c = next();
      }
      out += c;
    }
    if (at_end())
      return wrong("unexpected end of statement while looking for matching double-quote");
    ++at_;
    if (rules_.keep_quotes) out += '"';
    return out;
  }

  // `<< EOF` is one word.
  std::string here_document() {
    ++at_;
    if (peek() != '<' || at_end()) return "<";
    ++at_;
    std::string out = "<<";
    while (peek() == '\t' || peek() == '\r' || peek() == ' ') out += next();
    return out;
  }

  std::string name() {
    const std::size_t begin = at_;
    if (is_digit(peek())) {
      while (is_digit(peek())) ++at_;
    } else if (!at_end() && kSpecial.contains(peek())) {
      ++at_;
    } else {
      while (is_name(peek())) ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string plain_value(const std::string& name, const std::string& written) {
    const Variable value = variables_(name);
    if (value.is == Variable::Is::unknown) known_ = false;
    return value.is == Variable::Is::unset && rules_.keep_unset ? written : value.text;
  }

  Result<std::string> dollar() {
    ++at_;
    if (peek() != '{') {
      const std::string name = this->name();
      return name.empty() ? std::string("$") : plain_value(name, "$" + name);
    }
    ++at_;
    if (at_end()) return wrong("syntax error: missing '}'");
    if (peek() == '{' || peek() == '}' || peek() == ':')
      return wrong("syntax error: bad substitution");
    const std::string name = this->name();
    std::string modifier(1, next());
    if (modifier == "}") return plain_value(name, "${" + name + "}");
    const bool nothing_is_unset = modifier == ":";
    if (nothing_is_unset) modifier += next();
    if (modifier == "/") return replacement();
    const char kind = modifier.back();
    const bool pattern = kind == '#' || kind == '%';
    if (!std::string_view("+-?#%").contains(kind) || (nothing_is_unset && pattern) || kind == '\0')
      return wrong("unsupported modifier (" + modifier + ") in substitution");
    const std::string word = TRY(until('}', true, pattern, nullptr));
    return modified(name, modifier, word);
  }

  Result<std::string> modified(const std::string& name, const std::string& modifier,
                               const std::string& word) {
    const Variable value = variables_(name);
    const bool set = value.is != Variable::Is::unset;
    if (rules_.keep_unset && !set) return "${" + name + modifier + word + "}";
    const char kind = modifier.back();
    if (value.is == Variable::Is::unknown || (set && (kind == '#' || kind == '%'))) {
      known_ = false;
      return std::string();
    }
    const bool there = set && !(modifier.starts_with(':') && value.text.empty());
    switch (kind) {
      case '-': return there ? value.text : word;
      case '+': return there ? word : std::string();
      case '?':
        if (there) return value.text;
        return wrong(name + ": " + (word.empty() ? "is not allowed to be unset" : word));
      default: return std::string();
    }
  }

  // ${name/pattern/text}
  Result<std::string> replacement() {
    if (peek() == '/') ++at_;
    TRY_VOID(until('/', true, true, nullptr));
    TRY_VOID(until('}', true, true, nullptr));
    known_ = false;
    return std::string();
  }

  std::string_view text_;
  const WordRules& rules_;
  const Variables& variables_;
  std::size_t at_ = 0;
  std::string word_;
  bool keep_escapes_;
  bool known_ = true;
  int depth_ = 0;
};

}  // namespace

Result<Expanded> expand_words(std::string_view text, const WordRules& rules,
                              const Variables& variables) {
  return Walk(text, rules, variables).run();
}

}  // namespace bulwark::formats
