// SPDX-License-Identifier: Apache-2.0
// `bulwark image files IMAGE`: the file system that its layers make, and which layer each file is
// of.
#include <fmt/core.h>
#include <unistd.h>

#include <map>
#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/image_ask.h"
#include "cli/rbac_table.h"
#include "cli/say.h"
#include "formats/json_object.h"
#include "io/sink.h"
#include "sources/container/digest.h"
#include "sources/container/read_image.h"

namespace bulwark::cli {
namespace {

namespace container = sources::container;
using container::ImagePicture;
using container::LayerEntry;
using container::PictureEntry;
using formats::JsonObject;
using formats::TarKind;

struct Flags {
  ImageFlags image;
  std::string output = "table";
  bool digests = false;
};

/// Adds up every file's contents, where that is asked for.
class Digests final : public container::FileTaker {
 public:
  explicit Digests(std::size_t layers) : by_layer_(layers) {}

  container::Want wants(const container::FileFacts&) override {
    return {container::Wish::stream, ~std::uint64_t{0}, 0};
  }
  std::unique_ptr<container::FileStream> open(const container::FileFacts& file,
                                              std::uint32_t) override {
    return std::make_unique<Stream>(by_layer_[file.id.layer][file.id.entry]);
  }
  /// Empty where the file broke off.
  std::string find(container::FileId id) const {
    const auto found = by_layer_[id.layer].find(id.entry);
    return found == by_layer_[id.layer].end() ? std::string() : found->second;
  }

 private:
  class Stream final : public container::FileStream {
   public:
    explicit Stream(std::string& out) : out_(out) {}
    bool write(std::string_view block) override {
      sum_.add(block);
      return true;
    }
    void finish() override { out_ = sum_.finish(); }

   private:
    container::Sha256 sum_;
    std::string& out_;
  };

  std::vector<std::map<std::uint32_t, std::string>> by_layer_;  ///< each written by one thread
};

/// Wants nothing.
class NamesOnly final : public container::FileTaker {
 public:
  container::Want wants(const container::FileFacts&) override { return {}; }
};

char letter_of(TarKind kind) {
  switch (kind) {
    case TarKind::folder: return 'd';
    case TarKind::symbolic_link: return 'l';
    case TarKind::character_device: return 'c';
    case TarKind::block_device: return 'b';
    case TarKind::fifo: return 'p';
    default: return '-';
  }
}

std::string_view word_of(TarKind kind) {
  switch (kind) {
    case TarKind::folder: return "directory";
    case TarKind::symbolic_link: return "symlink";
    case TarKind::character_device: return "character device";
    case TarKind::block_device: return "block device";
    case TarKind::fifo: return "fifo";
    default: return "file";
  }
}

// As `ls -l` has it.
std::string mode_text(const LayerEntry& entry) {
  std::string out = "?rwxrwxrwx";
  out[0] = letter_of(entry.kind);
  for (unsigned i = 0; i < 9; ++i)
    if ((entry.mode & (0400U >> i)) == 0) out[i + 1] = '-';
  const auto special = [&out](std::size_t at, char with, char without) {
    out[at] = out[at] == 'x' ? with : without;
  };
  if ((entry.mode & 04000U) != 0) special(3, 's', 'S');
  if ((entry.mode & 02000U) != 0) special(6, 's', 'S');
  if ((entry.mode & 01000U) != 0) special(9, 't', 'T');
  return out;
}

std::string line(const ImagePicture& picture, const PictureEntry& one, const std::string& digest) {
  const LayerEntry& facts = picture.facts(one);
  std::string out = fmt::format("{} {:>6} {:>6} {:>11} {:>3} {}{}", mode_text(facts), facts.user,
                                facts.group, facts.size, one.layer + 1,
                                digest.empty() ? "" : digest + " ", shown(one.path));
  if (facts.kind == TarKind::symbolic_link) out += " -> " + shown(facts.link);
  return out + "\n";
}

std::string json(const ImagePicture& picture, const PictureEntry& one, const std::string& digest) {
  const LayerEntry& facts = picture.facts(one);
  JsonObject out;
  out.text("path", one.path).text("type", word_of(facts.kind));
  out.text("mode", fmt::format("{:04o}", facts.mode)).number("uid", facts.user);
  out.number("gid", facts.group).number("size", facts.size).number("layer", one.layer + 1);
  out.text_if_any("link", facts.link).text_if_any("sha256", digest);
  if (facts.path != one.path) out.text("hardLinkTo", facts.path);
  if (facts.capabilities) out.raw("capabilities", "true");
  return std::move(out).take();
}

std::string layers_json(const container::Image& image) {
  std::vector<std::string> out;
  for (const container::ImageLayer& one : image.layers) {
    JsonObject layer;
    layer.text_if_any("digest", one.descriptor.digest).text_if_any("diffID", one.diff_id);
    if (one.step >= 0)
      layer.text("createdBy", image.config.history[static_cast<std::size_t>(one.step)].created_by);
    out.push_back(std::move(layer).take());
  }
  return formats::json_array(out);
}

std::string gaps_json(const ImagePicture& picture) {
  std::vector<std::string> out;
  for (const container::ImageGap& one : picture.gaps())
    out.push_back(JsonObject().text("what", one.what).text("reason", one.error.text()).take());
  return formats::json_array(out);
}

void write(io::Sink& sink, const container::Image& image, const ImagePicture& picture,
           const Digests* digests, bool as_json) {
  if (as_json) {
    JsonObject head;
    head.text("image", image.name).text_if_any("digest", image.digest);
    if (image.has_config) head.text("platform", image.config.platform.text());
    head.raw("layers", layers_json(image)).raw("gaps", gaps_json(picture));
    std::string text = std::move(head).take();
    text.pop_back();
    sink.write(text + ",\"files\":[\n");
  }
  bool first = true;
  for (const PictureEntry& one : picture.entries()) {
    const std::string digest = digests == nullptr ? std::string() : digests->find(one.id);
    if (as_json) {
      sink.write((first ? "" : ",\n") + json(picture, one, digest));
    } else {
      sink.write(line(picture, one, digest));
    }
    first = false;
  }
  if (as_json) sink.write("\n]}\n");
}

int finish(const ImagePicture& picture, Result<void> written) {
  if (!written && written.error().code != ErrorCode::cancelled)
    return complain(written.error().text(), kUsage);
  for (const container::ImageGap& gap : picture.gaps())
    say("bulwark: {}: {}\n", shown(gap.what), shown(gap.error.text()));
  return picture.gaps().empty() ? kGood : kNotEvaluated;
}

int run(const Flags& flags, const Services& services) {
  if (flags.output != "table" && flags.output != "json")
    return complain(fmt::format("-o {}: image files prints table or json", flags.output), kUsage);
  const auto options = image_options(flags.image, services);
  if (!options) return complain(options.error().text(), kUsage);
  const auto source = container::open_image(flags.image.image, *options);
  if (services.stop.stop_requested()) return complain("interrupted", kInterrupted);
  if (!source) return complain(shown(source.error().text()), kUsage);
  const container::Image& image = (*source)->image();
  Digests digests(image.layers.size());
  NamesOnly names;
  container::FileTaker& taker = flags.digests ? static_cast<container::FileTaker&>(digests) : names;
  container::ReadOptions read;
  read.layer.stop = services.stop;
  const auto picture = container::read_image(**source, taker, read);
  if (!picture) return complain(picture.error().text(), kInterrupted);
  io::DescriptorSink sink(STDOUT_FILENO);
  write(sink, image, *picture, flags.digests ? &digests : nullptr, flags.output == "json");
  return finish(*picture, sink.finish());
}

}  // namespace

void add_image_files_command(Command& image, const Services& services, Action& action) {
  Command command = image.add_subcommand(
      "files", "The files of an image: mode, owner, group, size, layer, path");
  const auto flags = std::make_shared<Flags>();
  add_image_flags(command, flags->image);
  command.add_option("-o,--output", flags->output, "table or json");
  command.add_flag("--digests", flags->digests, "With the SHA-256 of each file");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
