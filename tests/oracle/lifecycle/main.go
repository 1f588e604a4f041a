// SPDX-License-Identifier: Apache-2.0
// Prints since when Kubernetes' built-in API versions are there, deprecated and no longer served, as the sources of one
// release say it: "group/version/Kind introduced deprecated removed", minor versions, 0 for never.
package main

import (
	"fmt"
	"sort"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
)

type introduced interface{ APILifecycleIntroduced() (int, int) }
type deprecated interface{ APILifecycleDeprecated() (int, int) }
type removed interface{ APILifecycleRemoved() (int, int) }

func line(name string, object runtime.Object) (string, bool) {
	var minors [3]int
	known := false
	if of, ok := object.(introduced); ok {
		_, minors[0] = of.APILifecycleIntroduced()
		known = true
	}
	if of, ok := object.(deprecated); ok {
		_, minors[1] = of.APILifecycleDeprecated()
	}
	if of, ok := object.(removed); ok {
		_, minors[2] = of.APILifecycleRemoved()
	}
	return fmt.Sprintf("%s %d %d %d", name, minors[0], minors[1], minors[2]), known
}

func main() {
	var lines []string
	for kind := range scheme.Scheme.AllKnownTypes() {
		object, err := scheme.Scheme.New(kind)
		if err != nil {
			continue
		}
		name := kind.GroupVersion().String() + "/" + kind.Kind
		if text, known := line(name, object); known {
			lines = append(lines, text)
		}
	}
	sort.Strings(lines)
	for _, text := range lines {
		fmt.Println(text)
	}
}
