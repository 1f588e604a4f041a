// SPDX-License-Identifier: Apache-2.0
#include "knowledge/documents.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "io/file_tree.h"

namespace bulwark::knowledge {
namespace {

constexpr std::size_t kPeeked = 512;

class Mapping {
 public:
  static Result<Mapping> of(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::unexpected(io::system_error(errno));
    struct stat facts{};
    const bool known = ::fstat(descriptor, &facts) == 0 && facts.st_size > 0;
    const auto size = static_cast<std::size_t>(known ? facts.st_size : 0);
    void* at = known ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : MAP_FAILED;
    const int error = errno;
    ::close(descriptor);
    if (at == MAP_FAILED) return std::unexpected(io::system_error(error));
    return Mapping(at, size);
  }
  Mapping(Mapping&& other) noexcept
      : at_(std::exchange(other.at_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  Mapping& operator=(Mapping&&) = delete;
  ~Mapping() {
    if (at_ != nullptr) ::munmap(at_, size_);
  }
  std::string_view bytes() const { return {static_cast<const char*>(at_), size_}; }

 private:
  Mapping(void* at, std::size_t size) : at_(at), size_(size) {}
  void* at_;
  std::size_t size_;
};

// A stream that may be packed, and packed again: a tar in a gzip.
Result<void> visit_stream(const std::string& name, ByteSource& bytes,
                          const DocumentVisitor& visitor, int layers) {
  const auto peeked = TRY(PeekedSource::peek(bytes, kPeeked));
  const Packing packing = packing_of(peeked->first());
  if (packing == Packing::tar) return visit_tar(*peeked, visitor);
  if (packing == Packing::none) return visitor.visit(name, *peeked);
  if (packing == Packing::zip || layers == 0)
    return fail(ErrorCode::unsupported, "it is packed within a packed file");
  const auto unpacked = packing == Packing::gzip ? gunzip(*peeked, visitor.limits.unpacked)
                                                 : unzstd(*peeked, visitor.limits.unpacked);
  return visit_stream(name, *unpacked, visitor, layers - 1);
}

Result<void> visit_file(const std::string& path, const std::string& name,
                        const DocumentVisitor& visitor) {
  FileSource file(TRY(io::File::open(path)), visitor.stop);
  const auto peeked = TRY(PeekedSource::peek(file, kPeeked));
  if (packing_of(peeked->first()) == Packing::zip) {
    const Mapping mapping = TRY(Mapping::of(path));
    return visit_zip(mapping.bytes(), visitor);
  }
  return visit_stream(name, *peeked, visitor, 1);
}

Result<void> visit_folder(const std::string& path, const DocumentVisitor& visitor) {
  io::TreeOptions options;
  options.wants_file = visitor.wants;
  options.wants_folder = [](std::string_view name) { return !name.starts_with('.'); };
  options.stop = visitor.stop;
  const io::Tree tree = TRY(io::walk(path, options));
  for (const io::TreeGap& gap : tree.gaps) visitor.problem(gap.path.substr(path.size()), gap.error);
  for (const io::TreeFile& file : tree.files) {
    if (visitor.stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped");
    std::string name = file.path.substr(path.size());
    name.erase(0, name.find_first_not_of('/'));
    const Result<void> visited = visit_file(file.path, name, visitor);
    if (visited) continue;
    if (visited.error().code == ErrorCode::cancelled) return visited;
    visitor.problem(name, visited.error());
  }
  return {};
}

}  // namespace

Result<void> visit_documents(const std::string& path, const DocumentVisitor& visitor) {
  const io::PathFacts facts = TRY(io::look_at(path));
  if (facts.kind == io::PathKind::folder) return visit_folder(path, visitor);
  return visit_file(path, path.substr(path.rfind('/') + 1), visitor);
}

}  // namespace bulwark::knowledge
