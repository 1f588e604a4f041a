// SPDX-License-Identifier: Apache-2.0
// Line by line; memory of lines is given back now and then.
#include "cli/rbac_batch.h"

#include <fmt/core.h>
#include <unistd.h>

#include <memory>

#include "analyzers/rbac/question.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/exit_code.h"
#include "cli/rbac_answer.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_object.h"
#include "io/read_file.h"
#include "io/sink.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;

constexpr std::size_t kLargestFile = std::size_t{4} << 30;
constexpr std::size_t kLongestLine = std::size_t{1} << 20;
constexpr std::size_t kLinesAPool = 4096;

class Batch {
 public:
  explicit Batch(const scan::RbacPicture& picture) : picture_(picture), seed_(random_seed()) {
    options_.resource = false;
    options_.limits.bytes = kLongestLine;
  }

  // `line` is followed by readable bytes.
  std::string answer(std::string_view line, std::size_t number) {
    if (lines_++ % kLinesAPool == 0) renew();
    const auto document = reader_.read(line, *builder_, options_);
    if (!document) return refuse(number, document.error());
    const auto question = rbac::read_batch_question(document->root);
    if (!question) return refuse(number, question.error());
    return answer(document->root, *question);
  }

  std::size_t refused() const { return refused_; }
  std::size_t unknown() const { return unknown_; }

 private:
  void renew() {
    builder_.reset();
    pool_ = std::make_unique<formats::Pool>(std::uint16_t{1}, seed_);
    builder_ = std::make_unique<formats::Builder>(*pool_);
  }

  std::string refuse(std::size_t number, const Error& error) {
    ++refused_;
    return formats::JsonObject().number("line", number).text("error", error.text()).take() + "\n";
  }

  std::string answer(const formats::Value& line, const rbac::BatchQuestion& question) {
    const rbac::Attributes& asked = question.attributes;
    const rbac::Decision decision = rbac::authorize(*picture_.model, picture_.node_authorizer.get(),
                                                    question.identity, asked);
    const Doubts doubts = doubts_about(picture_, asked, decision);
    unknown_ += is_open(decision.is, doubts) ? 1 : 0;
    std::string out = formats::json_text(line);
    out.back() = ',';
    return out + batch_members(*picture_.model, decision, doubts) + "}\n";
  }

  const scan::RbacPicture& picture_;
  std::uint64_t seed_;
  formats::DocumentOptions options_;
  formats::JsonReader reader_;
  std::unique_ptr<formats::Pool> pool_;
  std::unique_ptr<formats::Builder> builder_;
  std::size_t lines_ = 0, refused_ = 0, unknown_ = 0;
};

}  // namespace

Result<Questions> Questions::read(const std::string& path) {
  Result<std::string> text = io::read_file(path, kLargestFile);
  if (!text) return std::unexpected(Error(text.error()).context(path));
  Questions out;
  out.path_ = path;
  out.size_ = text->size();
  out.text_ = std::move(*text);
  out.text_.append(formats::kJsonPadding, ' ');
  return out;
}

bool Questions::of_nodes() const { return text_.find("system:node:") != std::string::npos; }

int Questions::answer(const scan::RbacPicture& picture, const Services& services) const {
  const std::string_view whole = std::string_view(text_).substr(0, size_);
  Batch batch(picture);
  io::DescriptorSink sink(STDOUT_FILENO);
  std::size_t number = 0;
  for (std::size_t at = 0; at < size_;) {
    if (services.stop.stop_requested()) return complain("interrupted", kInterrupted);
    const std::size_t end = std::min(whole.find('\n', at), size_);
    const std::string_view line = trim(whole.substr(at, end - at));
    at = end + 1;
    ++number;
    if (!line.empty()) sink.write(batch.answer(line, number));
  }
  const Result<void> written = sink.finish();
  if (!written && written.error().code != ErrorCode::cancelled)
    return complain(written.error().text(), kUsage);
  if (batch.refused() > 0)
    return complain(fmt::format("lines of {} that are no questions: {}", path_, batch.refused()),
                    kNotEvaluated);
  return batch.unknown() > 0 ? kNotEvaluated : kGood;
}

}  // namespace bulwark::cli
