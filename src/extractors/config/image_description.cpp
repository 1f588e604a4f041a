// SPDX-License-Identifier: Apache-2.0
// Descriptions become maps.
#include "extractors/config/image_description.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "formats/masking.h"
#include "formats/secret_key.h"
#include "formats/secret_shape.h"
#include "formats/shell_commands.h"
#include "formats/stand_in.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

class Writer {
 public:
  explicit Writer(Builder& builder) : builder_(builder) {}

  void text(std::string_view key, std::string_view value) {
    builder_.key(key);
    builder_.string(value);
  }
  void number(std::string_view key, std::uint32_t value) {
    builder_.key(key);
    builder_.scalar(Value::integer(value));
  }
  void flag(std::string_view key, bool value) {
    builder_.key(key);
    builder_.scalar(Value::boolean(value));
  }
  /// `pairs`: a name, then its value.
  void texts(std::string_view key, const std::vector<std::string>& values, bool pairs = false) {
    builder_.key(key);
    builder_.begin_list();
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool named = pairs && i % 2 == 1;
      builder_.string(named ? covered(values[i - 1], values[i])
                            : formats::stand_in_secrets(values[i]));
    }
    builder_.end_list();
  }
  void texts(std::string_view key, const std::map<std::string, std::string>& values) {
    builder_.key(key);
    builder_.begin_map();
    for (const auto& [name, value] : values) text(name, covered(name, value));
    builder_.end_map();
  }
  void part(const BuildPart& part) {
    number("stage", part.stage);
    flag("final", part.final);
    flag("onBuild", part.on_build);
    flag("inherited", part.inherited);
  }
  template <class Items, class Write>
  void maps(std::string_view key, const Items& items, Write write) {
    builder_.key(key);
    builder_.begin_list();
    for (const auto& item : items) {
      builder_.begin_map();
      write(item);
      builder_.end_map();
    }
    builder_.end_list();
  }
  static std::string covered(std::string_view name, std::string_view value) {
    return holds_secret(name, value) && !formats::has_shape(value)
               ? formats::stand_in(value)
               : formats::stand_in_secrets(value);
  }

 private:
  Builder& builder_;
};

void add_what_runs(const ImageDescription& image, Writer& write) {
  if (image.user) {
    write.text("user", *image.user);
    write.text("group", image.group);
  }
  write.text("healthcheck", image.health_check);
  write.texts("entrypoint", image.entrypoint);
  write.texts("cmd", image.command);
  write.texts("shell", image.shell);
  write.texts("labels", image.labels);
  write.texts("volumes", image.volumes);
  write.text("stopSignal", image.stop_signal);
  write.maps("ports", image.ports, [&](const ExposedPorts& ports) {
    if (ports.first) write.number("first", *ports.first);
    if (ports.last) write.number("last", *ports.last);
    write.text("protocol", ports.protocol);
  });
}

// Wrappers that run what follows them.
constexpr std::array<std::string_view, 8> kWrappers{"sudo",  "env",  "exec", "command",
                                                    "nohup", "time", "nice", "eatmydata"};

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

CalledCommand called(const formats::ShellCommand& command) {
  CalledCommand out;
  auto word = command.words.begin();
  while (word != command.words.end() && std::ranges::count(kWrappers, file_name(*word)) > 0) {
    out.sudo |= file_name(*word) == "sudo";
    const auto wrapper = word++;
    const auto is_its_own = [&](const std::string& text) {
      return text.starts_with('-') || (!text.starts_with('/') && text.contains('='));
    };
    while (word != command.words.end() && is_its_own(*word)) {
      const bool takes = *word == "-u" || *word == "-g" || *word == "-n";
      ++word;
      if (takes && file_name(*wrapper) != "env" && word != command.words.end()) ++word;
    }
  }
  if (word == command.words.end()) word = command.words.begin();
  out.words.assign(word, command.words.end());
  out.program = file_name(out.words.front());
  return out;
}

std::uint32_t line_at(std::span<const formats::TextLine> lines, std::size_t offset) {
  const auto after = std::ranges::upper_bound(lines, offset, {}, &formats::TextLine::offset);
  return after == lines.begin() ? 0 : std::prev(after)->line;
}

}  // namespace

void add_description(const ImageDescription& image, Builder& builder) {
  Writer write(builder);
  add_what_runs(image, write);
  write.maps("variables", image.variables, [&](const BuildVariable& one) {
    write.text("keyword", one.keyword);
    write.text("name", formats::mask_name(one.name));
    if (one.value) write.text("value", Writer::covered(one.name, *one.value));
    write.flag("secret", one.secret);
    write.part(one.part);
  });
  write.maps("bases", image.bases, [&](const BaseImage& one) {
    write.text("keyword", one.keyword);
    write.part(one.part);
    if (!one.image) return;
    write.text("image", formats::stand_in_secrets(*one.image));
    write.text("name", one.name);
    write.text("tag", one.tag);
    write.text("digest", one.digest);
  });
  write.maps("instructions", image.steps, [&](const BuildStep& one) {
    write.text("keyword", one.keyword);
    write.text("form", one.form);
    write.texts("flags", one.flags);
    write.texts("arguments", one.arguments, one.keyword == "ENV" || one.keyword == "LABEL");
    if (one.sources) write.texts("sources", *one.sources);
    write.flag("secret", one.secret);
    write.part(one.part);
  });
  write.maps("commands", image.commands, [&](const CalledCommand& one) {
    write.text("program", one.program);
    write.texts("words", one.words);
    write.texts("into", one.into);
    write.flag("sudo", one.sudo);
    write.number("instruction", one.instruction);
    write.part(one.part);
  });
}

void set_user(std::string_view text, ImageDescription& image) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  std::string_view user = text.substr(0, colon);
  const bool zero = !user.empty() && user.find_first_not_of('0') == std::string_view::npos;
  image.user = zero ? std::string("0") : std::string(user);
  image.group = std::string(text.substr(std::min(colon + 1, text.size())));
}

ExposedPorts ports_of(std::string_view text) {
  ExposedPorts out;
  const std::size_t slash = std::min(text.find('/'), text.size());
  if (slash < text.size()) out.protocol = std::string(text.substr(slash + 1));
  std::ranges::transform(out.protocol, out.protocol.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  const std::string_view numbers = text.substr(0, slash);
  const std::size_t dash = std::min(numbers.find('-'), numbers.size());
  const auto number = [](std::string_view digits) -> std::optional<std::uint32_t> {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    return whole && value <= 65535 ? std::optional(value) : std::nullopt;
  };
  const auto first = number(numbers.substr(0, dash));
  const auto last = dash < numbers.size() ? number(numbers.substr(dash + 1)) : first;
  if (!first || !last) return out;
  out.first = first;
  out.last = last;
  return out;
}

BaseImage base_of(std::string keyword, std::string image) {
  BaseImage out{.keyword = std::move(keyword)};
  std::string_view rest = image;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    out.digest = std::string(rest.substr(at + 1));
    rest = rest.substr(0, at);
  }
  const std::size_t slash = rest.rfind('/');
  const std::size_t colon = rest.rfind(':');
  const bool tagged = colon != std::string_view::npos &&
                      (slash == std::string_view::npos || slash < colon);
  if (tagged) out.tag = std::string(rest.substr(colon + 1));
  out.name = std::string(tagged ? rest.substr(0, colon) : rest);
  out.image = std::move(image);
  return out;
}

Result<void> add_commands(std::string_view script, char escape,
                          std::span<const formats::TextLine> lines, ImageDescription& image) {
  std::vector<CalledCommand>& out = image.commands;
  const BuildPart part = image.steps.empty() ? BuildPart() : image.steps.back().part;
  const auto step = static_cast<std::uint32_t>(image.steps.empty() ? 0 : image.steps.size() - 1);
  const auto commands = TRY(formats::shell_commands(script, escape));
  const std::size_t begin = out.size();
  for (const formats::ShellCommand& each : commands) {
    CalledCommand made = called(each);
    made.part = part;
    made.instruction = step;
    made.lines.first = made.lines.last = line_at(lines, each.offset);
    out.push_back(std::move(made));
  }
  // From the end: what a command pipes into comes behind it.
  constexpr std::size_t kLongest = 16;
  for (std::size_t i = commands.size(); i-- > 0;) {
    const std::size_t next = commands[i].into;
    if (next == 0) continue;
    CalledCommand& made = out[begin + i];
    made.into.push_back(out[begin + next].program);
    const auto& further = out[begin + next].into;
    const auto count = static_cast<std::ptrdiff_t>(std::min(further.size(), kLongest - 1));
    made.into.insert(made.into.end(), further.begin(), further.begin() + count);
  }
  return {};
}

bool holds_secret(std::string_view text) {
  bool found = false;
  formats::replace_shapes(text, [&](std::string_view secret, formats::SecretShape shape) {
    // In the place of a password a script mostly has a variable.
    const bool refers = shape == formats::SecretShape::part &&
                        (secret.size() < 4 || formats::refers_to_secret(secret) ||
                         secret.find_first_of("$`{}<>%\"' ") != std::string_view::npos);
    found = found || !refers;
    return std::string(formats::kMask);
  });
  return found;
}

bool holds_secret(std::string_view name, std::string_view value) {
  if (holds_secret(value)) return true;
  return value.size() > 3 && formats::names_secret(name) && formats::may_be_secret(name, value) &&
         !formats::refers_to_secret(value);
}

}  // namespace bulwark::extractors::config
