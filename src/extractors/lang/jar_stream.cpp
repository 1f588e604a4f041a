// SPDX-License-Identifier: Apache-2.0
// What is found is kept by the place of its entry until the directory says which entries count.
#include "extractors/lang/jar_stream.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "extractors/lang/jar_artifact.h"
#include "formats/zip_stream.h"

namespace bulwark::extractors::lang {
namespace {

constexpr std::size_t kMostTexts = std::size_t{32} << 20;  // that are kept, all together

void append(model::PackageList& to, model::PackageList from) {
  std::move(from.packages.begin(), from.packages.end(), std::back_inserter(to.packages));
  std::move(from.problems.begin(), from.problems.end(), std::back_inserter(to.problems));
}

/// Of one entry.
struct Found {
  model::PackageList list;
  std::string text = {};  ///< of the manifest
};

}  // namespace

/// What all levels have together.
struct JarStream::Shared {
  formats::UnpackBudget budget;
  std::size_t texts = 0;  ///< bytes of manifests and properties that were kept
};

/// An archive, or one within it.
class JarStream::Level final : public formats::ZipTaker {
 public:
  Level(std::string path, int depth, Shared& shared)
      : path_(std::move(path)), depth_(depth), shared_(shared), zip_(*this, shared.budget) {}

  void feed(std::string_view block) {
    if (state_) state_ = zip_.write(block);
  }

  model::PackageList finish() {
    if (state_) state_ = zip_.finish();
    model::PackageList out;
    if (!state_) {
      problem(path_, state_.error(), out);
      return out;
    }
    Found* manifest = nullptr;
    for (const auto& listed : zip_.listed()) {
      const auto found = found_.find(listed);
      if (found == found_.end()) {
        problem(path_, {ErrorCode::malformed, "not where its directory says: " + listed.second, {}},
                out);
      } else if (zip_.contradicted().contains(listed)) {
        problem(path_,
                {ErrorCode::malformed,
                 "its directory says something else than the entry itself: " + listed.second,
                 {}},
                out);
      } else if (jar_member(listed.second) == JarMember::manifest) {
        manifest = &found->second;
      } else {
        append(out, std::move(found->second.list));
      }
    }
    const bool named = std::ranges::any_of(
        out.packages, [&](const model::Package& one) { return one.path == path_; });
    if (!named) add_by_name(manifest, out);
    return out;
  }

  bool begin(const formats::ZipStreamEntry& entry) override {
    member_ = jar_member(entry.name);
    place_ = {entry.offset, std::string(entry.name)};
    text_.clear();
    if (member_ == JarMember::archive && depth_ < kMostJarDepth)
      inner_ = std::make_unique<Level>(fmt::format("{}!/{}", path_, entry.name), depth_ + 1,
                                       shared_);
    return member_ != JarMember::other;
  }

  void data(std::string_view block) override {
    if (inner_ != nullptr)
      inner_->feed(block);
    else if (text_.size() <= kMostJarText)
      text_ += block;
  }

  void end(Result<void> whole) override {
    Found found;
    if (member_ == JarMember::archive) {
      end_archive(std::move(whole), found.list);
    } else {
      shared_.texts += text_.size();
      if (whole && (text_.size() > kMostJarText || shared_.texts > kMostTexts))
        whole = fail(ErrorCode::limit, "it, or all that were read before, are too long");
      if (!whole)
        problem(path_, std::move(whole).error().context(fmt::format("reading {}", place_.second)),
                found.list);
      else if (member_ == JarMember::properties)
        add(path_, from_properties(text_), found.list);
      else
        found.text = std::move(text_);
    }
    found_.insert_or_assign(std::exchange(place_, {}), std::move(found));
  }

  bool keeps(std::string_view name) override { return jar_member(name) != JarMember::other; }

 private:
  static void problem(std::string_view path, Error why, model::PackageList& list) {
    list.problems.push_back(model::unread(path, std::move(why)));
  }

  void add_by_name(Found* manifest, model::PackageList& out) const {
    const bool whole = manifest != nullptr && manifest->list.problems.empty();
    add(path_, whole ? from_manifest(manifest->text, path_) : from_file_name(path_), out);
    if (manifest != nullptr) append(out, std::move(manifest->list));
  }

  void end_archive(Result<void> whole, model::PackageList& list) {
    const std::unique_ptr<Level> inner = std::move(inner_);
    const std::string path = fmt::format("{}!/{}", path_, place_.second);
    if (inner == nullptr)
      return problem(path, {ErrorCode::limit, "archives within archives too deep", {}}, list);
    if (!whole) return problem(path, std::move(whole).error(), list);
    list = inner->finish();
  }

  std::string path_;
  int depth_;
  Shared& shared_;
  formats::ZipStream zip_;
  Result<void> state_;
  std::map<std::pair<std::uint64_t, std::string>, Found> found_;
  std::pair<std::uint64_t, std::string> place_;  ///< of the entry that goes by
  JarMember member_ = JarMember::other;
  std::string text_;
  std::unique_ptr<Level> inner_;
};

JarStream::JarStream(std::string path, const formats::UnpackLimits& limits)
    : shared_(std::make_unique<Shared>()),
      level_(std::make_unique<Level>(std::move(path), 0, *shared_)) {
  shared_->budget.limits = limits;
}
JarStream::JarStream(JarStream&& other) noexcept = default;
JarStream& JarStream::operator=(JarStream&& other) noexcept = default;
JarStream::~JarStream() = default;

void JarStream::feed(std::string_view block) {
  shared_->budget.packed += block.size();
  level_->feed(block);
}

model::PackageList JarStream::finish() { return level_->finish(); }

}  // namespace bulwark::extractors::lang
