// SPDX-License-Identifier: Apache-2.0
// Receiver: where the objects of a cluster go as they are listed.
#pragma once

#include <span>

#include "formats/builder.h"
#include "formats/value.h"
#include "model/redact.h"

namespace bulwark::sources::cluster {

/// What one page is read with: the pool's builder, and who takes credentials out of what it built.
struct Workspace {
  explicit Workspace(formats::Pool& pool) : builder(pool), redactor(pool) {}
  formats::Builder builder;
  model::Redactor redactor;
};

/// Called by several workers at once, each with its own number, from 0.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// What that worker's next page is read with.
  virtual Workspace& workspace(unsigned worker) = 0;
  /// Whole objects with apiVersion and kind and without credentials. They live in the pool of that
  /// worker's workspace, and the receiver may keep them as long as it keeps that.
  virtual void take(unsigned worker, std::span<const formats::Value> objects) = 0;
  /// False when whatever comes is lost (a full disk): listing may stop.
  virtual bool wants_more() const { return true; }
};

}  // namespace bulwark::sources::cluster
