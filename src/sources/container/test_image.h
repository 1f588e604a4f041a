// SPDX-License-Identifier: Apache-2.0
// For tests only: an image whose layers are tars in memory, and a taker that keeps what it gets.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "formats/tar.h"
#include "sources/container/file_taker.h"
#include "sources/container/image.h"

namespace bulwark::sources::container {

class TestImage final : public ImageSource {
 public:
  explicit TestImage(std::vector<std::string> tars) : tars_(std::move(tars)) {
    image_.layers.resize(tars_.size());
  }
  const Image& image() const override { return image_; }
  Result<LayerFacts> read_layer(std::size_t index, formats::TarTaker& taker,
                                const LayerOptions&) override {
    ++reads;
    formats::TarReader reader(taker);
    TRY_VOID(reader.write(tars_[index]));
    TRY_VOID(reader.finish());
    return LayerFacts{};
  }

  std::atomic<int> reads = 0;

 private:
  std::vector<std::string> tars_;
  Image image_;
};

/// Wants the files whose paths it is told, each in its way.
class TestTaker final : public FileTaker {
 public:
  explicit TestTaker(std::map<std::string, Want> wanted) : wanted_(std::move(wanted)) {}

  Want wants(const FileFacts& file) override {
    const auto found = wanted_.find(std::string(file.path));
    return found == wanted_.end() ? Want{} : found->second;
  }
  Want looked(const FileFacts&, std::string_view head) override {
    if (head.starts_with("\x7F"
                         "ELF"))
      return {Wish::whole};
    return {};
  }
  void take(const FileFacts& file, std::uint32_t, std::string bytes) override { add(file, bytes); }
  std::unique_ptr<FileStream> open(const FileFacts& file, std::uint32_t) override {
    return std::make_unique<Stream>(*this, file);
  }

  /// "layer:path" to contents.
  std::map<std::string, std::string> got;
  std::map<std::string, FileId> ids;

 private:
  class Stream final : public FileStream {
   public:
    Stream(TestTaker& owner, const FileFacts& file)
        : owner_(owner), file_(file), path_(file.path) {}
    bool write(std::string_view block) override {
      bytes_ += block;
      return true;
    }
    void finish() override {
      file_.path = path_;
      owner_.add(file_, bytes_);
    }

   private:
    TestTaker& owner_;
    FileFacts file_;
    std::string path_;
    std::string bytes_;
  };

  void add(const FileFacts& file, const std::string& bytes) {
    const std::lock_guard lock(mutex_);
    const std::string key = std::to_string(file.id.layer) + ":" + std::string(file.path);
    got[key] += bytes;
    ids[key] = file.id;
  }

  std::map<std::string, Want> wanted_;
  std::mutex mutex_;
};

}  // namespace bulwark::sources::container
