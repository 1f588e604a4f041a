// SPDX-License-Identifier: Apache-2.0
// Places of findings in files: reads a resource's document again and looks its path up in the text.
#pragma once

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extractors/config/dockerfile_document.h"
#include "formats/places.h"
#include "formats/pool.h"
#include "model/inventory.h"
#include "model/locator.h"

namespace bulwark::scan {

/// Remembers the document that was asked for last. A place has line 0 where there are no lines to
/// point to: in a rendered source, and in a file that changed or vanished since it was read. An
/// object of a cluster has no file either.
///
/// In a stream of objects in one line each (NDJSON, seen at the first one that is asked for) a
/// place is the line of the object, and there is no frame: such lines are for machines.
class FileLocator : public model::Locator {
 public:
  /// `inventory` must outlive this.
  explicit FileLocator(const model::Inventory& inventory) : inventory_(inventory) {}
  FileLocator(model::Inventory&&) = delete;

  model::Place locate(const model::Resource& resource, std::string_view path) override;
  /// Lines of the resource's own document only, with credentials masked, and every value of a
  /// Secret.
  model::CodeFrame frame(const model::Resource& resource, const model::Place& place,
                         std::uint32_t context) override;

 private:
  enum class State : std::uint8_t {
    ready,
    single_line,  ///< the whole document is one line
    too_large,    ///< there, but not worth a tree
    gone,         ///< changed or vanished
  };
  struct Document {
    std::uint32_t source = 0;
    std::uint64_t offset = 0;
    State state = State::gone;
    std::string text;
    std::optional<formats::PlaceIndex> index;  ///< views `text`
    std::vector<std::string> masked;  ///< its lines, made when the first frame is asked for
    bool masked_as_secret = false;
    std::unique_ptr<formats::Pool> pool;  ///< of `dockerfile`
    std::optional<extractors::config::DockerfileDocument> dockerfile;
  };

  Document& open(const model::Resource& resource);
  std::optional<std::string> read(const model::Resource& resource);
  std::optional<std::string> read_file(const model::Source& source,
                                       const model::Resource& resource);
  void index(Document& document, const model::Source& source);
  static void index_dockerfile(Document& document, const model::Source& source);
  static model::Place dockerfile_place(const Document& document, std::string_view path,
                                       model::Place place);
  bool is_same(const Document& document, const model::Resource& resource) const;
  void mask(Document& document, bool secret) const;

  const model::Inventory& inventory_;
  std::unique_ptr<Document> document_;  // at a fixed address: the index views its text
  std::ifstream file_;
  std::string file_name_;
  std::vector<bool> single_lines_;  ///< by source: its objects are in one line each
};

}  // namespace bulwark::scan
