// SPDX-License-Identifier: Apache-2.0
// Reads documents again; what cannot be found any more has a file, but no line.
#include "scan/file_locator.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/builder.h"
#include "formats/json_error.h"
#include "formats/json_write.h"
#include "formats/masking.h"
#include "formats/stand_in.h"
#include "model/own_documents.h"
#include "scan/secret_lines.h"

namespace bulwark::scan {

using formats::PlaceIndex;
using formats::TextFormat;
using model::Place;
using model::Resource;

namespace {

std::string path_prefix(const Resource& resource) {
  if (resource.list_item == Resource::kNotInList) return {};
  return "items" + formats::item_step(resource.list_item);
}

// Where a document of our own says that its file holds a secret; nullopt for any other resource.
std::optional<Place> place_in_file(const model::Inventory& inventory, const Resource& resource,
                                   std::string_view path) {
  const auto origin = inventory.origins.find(&resource);
  if (origin == inventory.origins.end() || origin->second.resource != nullptr ||
      resource.kind() != model::kSourceFile || inventory.sources.at(resource.source).cluster)
    return std::nullopt;
  Place place{.file = inventory.sources.at(resource.source).name};
  const formats::Value* secrets = resource.root.at("spec", "secrets");
  const std::string_view name = path.substr(path.rfind('.') + 1);
  const formats::Value* secret = secrets == nullptr ? nullptr : secrets->find(name);
  if (secret == nullptr) return place;
  place.line = place.end_line = static_cast<std::uint32_t>(secret->find("line")->as_int());
  place.column = place.end_column = static_cast<std::uint32_t>(secret->find("column")->as_int());
  return place;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Of variables, whose names stand before them in ways that only a Dockerfile knows.
void hide_credentials(const extractors::config::DockerfileDocument& document,
                      std::vector<std::string>& lines) {
  for (const auto& [secret, where] : document.secrets) {
    for (std::size_t line = where.first; line > 0 && line <= where.last && line <= lines.size();
         ++line) {
      std::string& text = lines[line - 1];
      for (std::size_t at = text.find(secret); at != std::string::npos;
           at = text.find(secret, at + formats::kMask.size()))
        text.replace(at, secret.size(), formats::kMask);
    }
  }
}

}  // namespace

Place FileLocator::locate(const Resource& resource, std::string_view path) {
  const auto origin = inventory_.origins.find(&resource);
  if (origin != inventory_.origins.end() && origin->second.resource != nullptr)
    return locate(*origin->second.resource, origin->second.path_of(path));
  if (auto place = place_in_file(inventory_, resource, path)) return *std::move(place);
  const model::Source& source = inventory_.sources.at(resource.source);
  if (source.cluster) return {};
  Place place{.file = source.name};
  if (source.rendered) return place;
  single_lines_.resize(inventory_.sources.size());
  const Document* document = single_lines_[resource.source] ? nullptr : &open(resource);
  if (document == nullptr || document->state == State::single_line ||
      document->state == State::too_large) {
    if (document != nullptr && document->state == State::single_line)
      single_lines_[resource.source] = source.json;
    place.line = place.end_line = resource.line;
    place.column = place.end_column = 1;
    return place;
  }
  if (document->state == State::gone) return place;
  if (document->dockerfile) return dockerfile_place(*document, path, std::move(place));
  const formats::TextRange range = document->index->locate(
      formats::join_path(path_prefix(resource), path));
  place.line = resource.line + range.begin.line - 1;
  place.column = range.begin.column;
  place.end_line = resource.line + range.end.line - 1;
  place.end_column = range.end.column;
  return place;
}

model::CodeFrame FileLocator::frame(const Resource& resource, const Place& place,
                                    std::uint32_t context) {
  const auto origin = inventory_.origins.find(&resource);
  if (origin != inventory_.origins.end() && origin->second.resource != nullptr)
    return frame(*origin->second.resource, place, context);
  model::CodeFrame frame;
  // Of a file with a secret no line is shown: what it is masked by may not know this one.
  if (place_in_file(inventory_, resource, {})) return frame;
  const bool known = resource.source < single_lines_.size() && single_lines_[resource.source];
  if (place.line < resource.line || known) return frame;
  Document& document = open(resource);
  if (document.state != State::ready) return frame;
  mask(document, resource.kind() == "Secret" && resource.list_item == Resource::kNotInList);
  const std::size_t line = place.line - resource.line;
  if (line >= document.masked.size()) return frame;
  const std::size_t first = line - std::min<std::size_t>(line, context);
  const std::size_t end = std::min<std::size_t>(document.masked.size(), line + context + 1);
  frame.first_line = resource.line + static_cast<std::uint32_t>(first);
  frame.lines.assign(document.masked.begin() + static_cast<std::ptrdiff_t>(first),
                     document.masked.begin() + static_cast<std::ptrdiff_t>(end));
  return frame;
}

FileLocator::Document& FileLocator::open(const Resource& resource) {
  const bool there = document_ != nullptr && document_->source == resource.source &&
                     document_->offset == resource.offset;
  if (!there) {
    document_ = std::make_unique<Document>();
    document_->source = resource.source;
    document_->offset = resource.offset;
    if (auto text = read(resource)) {
      document_->text = std::move(*text);
      index(*document_, inventory_.sources.at(resource.source));
    }
  }
  if (document_->state == State::ready && !is_same(*document_, resource))
    document_->state = State::gone;
  return *document_;
}

std::optional<std::string> FileLocator::read(const Resource& resource) {
  const model::Source& source = inventory_.sources.at(resource.source);
  if (!source.text) return read_file(source, resource);
  const std::string_view text = *source.text;
  if (resource.offset > text.size() || resource.length > text.size() - resource.offset)
    return std::nullopt;
  return std::string(text.substr(resource.offset, resource.length));
}

std::optional<std::string> FileLocator::read_file(const model::Source& source,
                                                  const Resource& resource) {
  if (source.file.empty()) return std::nullopt;
  if (source.file != file_name_ || !file_.is_open()) {
    file_ = std::ifstream(source.file, std::ios::binary);
    file_name_ = source.file;
  }
  file_.clear();
  std::string text(resource.length, '\0');
  file_.seekg(static_cast<std::streamoff>(resource.offset));
  file_.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file_ || static_cast<std::uint64_t>(file_.gcount()) != resource.length) return std::nullopt;
  return text;
}

void FileLocator::index_dockerfile(Document& document, const model::Source& source) {
  document.pool = std::make_unique<formats::Pool>(1, 1);
  formats::Builder builder(*document.pool);
  auto read = extractors::config::dockerfile_document(document.text, source.name, builder);
  if (!read) return;
  document.dockerfile.emplace(std::move(*read));
  document.state = State::ready;
}

Place FileLocator::dockerfile_place(const Document& document, std::string_view path, Place place) {
  const extractors::config::SourceLines lines = document.dockerfile->lines_of(path);
  place.line = lines.first;
  place.column = 1;
  place.end_line = lines.last;
  const std::vector<std::string> text = lines_of(document.text);
  const bool there = lines.last > 0 && lines.last <= text.size();
  const std::string last = there ? text[lines.last - 1] : std::string();
  place.end_column = std::max(1U, formats::place_of(last, last.size()).column - 1);
  return place;
}

void FileLocator::index(Document& document, const model::Source& source) {
  if (source.dockerfile) return index_dockerfile(document, source);
  if (document.text.starts_with("\xEF\xBB\xBF")) document.text.erase(0, 3);
  const std::string_view text = document.text;
  if (source.json && !text.substr(0, text.find_last_not_of(" \t\r\n") + 1).contains('\n')) {
    document.state = State::single_line;
    return;
  }
  const TextFormat first = source.json ? TextFormat::json : TextFormat::yaml;
  auto index = PlaceIndex::build(text, first);
  // JSON may stand in a YAML file, and what the JSON reader refused may have been read as YAML.
  if (!index && index.error().code == ErrorCode::malformed) {
    index = PlaceIndex::build(text, source.json ? TextFormat::yaml : TextFormat::json);
  }
  if (index) {
    document.index.emplace(std::move(*index));
    document.state = State::ready;
  } else if (index.error().code == ErrorCode::limit) {
    document.state = State::too_large;
  }
}

// A file that was edited in the meantime must not give lines that are about something else.
bool FileLocator::is_same(const Document& document, const Resource& resource) const {
  // As texts: pools of the same number would take equal values for different ones.
  if (document.dockerfile)
    return formats::json_text(document.dockerfile->root) == formats::json_text(resource.root);
  const std::string prefix = path_prefix(resource);
  const auto has = [&](std::string_view path, std::string_view wanted) {
    return wanted.empty() || document.index->scalar(formats::join_path(prefix, path)) == wanted;
  };
  const bool named = !resource.root.find("metadata") ||
                     resource.root.find("metadata")->text("name").empty() ||
                     has("metadata.name", resource.root.find("metadata")->text("name"));
  // Items of a typed list take their kind from the list.
  return named && (!prefix.empty() || has("kind", resource.kind()));
}

void FileLocator::mask(Document& document, bool secret) const {
  if (!document.masked.empty() && document.masked_as_secret == secret) return;
  document.masked = lines_of(document.text);
  if (document.dockerfile) hide_credentials(*document.dockerfile, document.masked);
  if (document.index) hide_secret_values(*document.index, document.masked);
  formats::mask_lines(document.masked, secret ? formats::Within::secret : formats::Within::text);
  document.masked_as_secret = secret;
}

}  // namespace bulwark::scan
