// SPDX-License-Identifier: Apache-2.0
// Nodes.
#include "bench/estate/objects.h"
#include "bench/estate/random.h"

namespace bulwark::bench {
namespace {

void write_images(Writer& out, Random& random) {
  out.raw(R"("images":[)");
  for (int i = 0; i < 20; ++i) {
    out.put(R"({}{{"names":["registry.example.com/platform/image-{}@sha256:{}"],"sizeBytes":{}}})",
            i == 0 ? "" : ",", random.below(400), random.hex(64),
            10'000'000 + random.below(900'000'000));
  }
  out.raw("]");
}

}  // namespace

void write_node(Writer& out, const Shape& shape, std::uint64_t index) {
  Random random(shape.seed, "node", index);
  const std::string name = node_name(index);
  const char zone = static_cast<char>('a' + index % 3);
  out.put(
      R"({{"apiVersion":"v1","kind":"Node","metadata":{{"name":"{}","uid":"{}","resourceVersion":"{}","creationTimestamp":"{}",)"
      R"("labels":{{"kubernetes.io/arch":"amd64","kubernetes.io/hostname":"{}","kubernetes.io/os":"linux",)"
      R"("node.kubernetes.io/instance-type":"m6i.4xlarge","topology.kubernetes.io/zone":"eu-central-1{}"}}}},)",
      name, random.uid(), 100'000'000 + random.below(900'000'000), kCreated, name, zone);
  out.put(
      R"("spec":{{"podCIDR":"10.{}.{}.0/24","podCIDRs":["10.{}.{}.0/24"],"providerID":"aws:///eu-central-1{}/i-{}"}},)",
      64 + index / 256, index % 256, 64 + index / 256, index % 256, zone, random.hex(17));
  out.put(
      R"("status":{{"capacity":{{"cpu":"16","memory":"64788Mi","pods":"234"}},"allocatable":{{"cpu":"15890m","memory":"61500Mi","pods":"234"}},)"
      R"("conditions":[{{"type":"Ready","status":"True","lastHeartbeatTime":"{}","lastTransitionTime":"{}","reason":"KubeletReady","message":"kubelet is posting ready status"}}],)"
      R"("addresses":[{{"type":"InternalIP","address":"10.0.{}.{}"}},{{"type":"Hostname","address":"{}"}}],)"
      R"("daemonEndpoints":{{"kubeletEndpoint":{{"Port":10250}}}},"nodeInfo":{{"machineID":"{}","systemUUID":"{}","bootID":"{}",)"
      R"("kernelVersion":"6.1.0-28-amd64","osImage":"Debian GNU/Linux 12","containerRuntimeVersion":"containerd://1.7.24",)"
      R"("kubeletVersion":"v1.34.2","kubeProxyVersion":"","operatingSystem":"linux","architecture":"amd64"}},)",
      kCreated, kCreated, index / 250, 1 + index % 250, name, random.hex(32), random.uid(),
      random.uid());
  write_images(out, random);
  out.raw("}}");
  out.end_object();
}

}  // namespace bulwark::bench
