// SPDX-License-Identifier: Apache-2.0
// Redaction: Kubernetes objects without their credentials, so that a picture of a cluster can be
// kept and handed on.
//
// What goes: the values of a Secret, the annotation that repeats the applied object, managedFields,
// and what looks like a credential in environment variables, command lines, annotations, ConfigMaps
// and beside a key that names a secret. The values of a Secret become `***`. Any other credential
// is replaced by a stand-in of the same look (formats/stand_in.h): a control that took the value
// for a credential takes the stand-in for one, and one that did not does not, so that verdicts are
// the same before and after. Redacting twice changes nothing.
#pragma once

#include <memory>

#include "formats/pool.h"
#include "formats/value.h"

namespace bulwark::model {

/// Remembers which nodes of its pool it has seen, so that what many objects share is looked at
/// once. Not thread-safe: one for each pool. `pool` must outlive it, and every object must have
/// been read into that pool.
class Redactor {
 public:
  explicit Redactor(formats::Pool& pool);
  Redactor(const Redactor&) = delete;
  Redactor& operator=(const Redactor&) = delete;
  ~Redactor();

  /// The same object without credentials; the very same Value when it holds none.
  formats::Value redact(const formats::Value& root);

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

/// The same for one object. For many, keep a Redactor.
formats::Value redact(const formats::Value& root, formats::Pool& pool);

/// Of a Secret: its values become `***`, their keys stay, and so does a value in stringData that
/// only refers to a credential (`${DB_PASSWORD}`). Of an EncryptionConfiguration: see
/// encryption_keys.h. Any other object comes back as it is.
formats::Value without_secret_values(const formats::Value& root, formats::Pool& pool);

}  // namespace bulwark::model
