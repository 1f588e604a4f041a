// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"sort"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch"
	"k8s.io/kube-openapi/pkg/spec3"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

type mergeCase struct {
	Object map[string]any `json:"object"`
	Patch  map[string]any `json:"patch"`
	Result any            `json:"result,omitempty"`
	Error  string         `json:"error,omitempty"` // "*" where it depends on the order in which Go walks maps
}

// group is what one document says: its kinds, and the converter that the API server would make of it.
type group struct {
	schemas   map[string]*spec.Schema
	converter managedfields.TypeConverter
}

type kind struct {
	of                  *group
	apiVersion, name, d string
}

func mergeCases(random *rand.Rand, count int, files []string, out *json.Encoder) error {
	kinds, err := readKinds(files)
	if err != nil {
		return err
	}
	for i := 0; i < count; i++ {
		k := kinds[random.Intn(len(kinds))]
		g := generator{random: random, schemas: k.of.schemas, atomics: 1}
		c := mergeCase{Object: g.root(k)}
		g.atomics = 0.02
		c.Patch = g.root(k)
		if i%6 == 0 {
			g.harm(c.Patch)
		}
		if i%17 == 0 {
			g.harm(c.Object)
		}
		// What a JSON reader makes of it is what both sides get.
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		c.Result, c.Error = apply(k, text)
		if err := out.Encode(c); err != nil {
			return err
		}
	}
	return nil
}

// apply merges several times: the text of an error may depend on the order in which Go walks maps.
func apply(k kind, text []byte) (any, string) {
	message := ""
	for i := 0; i < 8; i++ {
		object, configuration := &unstructured.Unstructured{}, &unstructured.Unstructured{}
		object.Object, configuration.Object = part(text, "object"), part(text, "patch")
		configuration.SetGroupVersionKind(object.GroupVersionKind())
		merged, err := patch.ApplyStructuredMergeDiff(k.of.converter, object, configuration)
		if err == nil {
			return merged.(*unstructured.Unstructured).Object, ""
		}
		if i > 0 && err.Error() != message {
			return nil, "*"
		}
		message = err.Error()
	}
	return nil, message
}

func part(text []byte, name string) map[string]any {
	var parts map[string]json.RawMessage
	fail(json.Unmarshal(text, &parts))
	object := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(parts[name]))
	decoder.UseNumber()
	fail(decoder.Decode(&object))
	return numbers(object).(map[string]any)
}

func numbers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = numbers(v[key])
		}
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, err := v.Float64()
		fail(err)
		return f
	}
	return value
}

func readKinds(files []string) ([]kind, error) {
	var kinds []kind
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		document := spec3.OpenAPI{}
		if err := json.Unmarshal(text, &document); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if document.Components == nil {
			continue
		}
		converter, err := managedfields.NewTypeConverter(document.Components.Schemas, false)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		g := &group{schemas: document.Components.Schemas, converter: converter}
		for name, schema := range g.schemas {
			kinds = append(kinds, kindsOf(g, name, schema)...)
		}
	}
	sort.Slice(kinds, func(i, j int) bool {
		return kinds[i].apiVersion+kinds[i].name < kinds[j].apiVersion+kinds[j].name
	})
	return kinds, nil
}

// kindsOf are the kinds that have both metadata and a schema of one kind: those that are stored.
func kindsOf(g *group, name string, schema *spec.Schema) []kind {
	list, _ := schema.Extensions["x-kubernetes-group-version-kind"].([]any)
	metadata, ok := schema.Properties["metadata"]
	if len(list) != 1 || !ok || name == "io.k8s.apimachinery.pkg.apis.meta.v1.Status" || len(metadata.AllOf) != 1 {
		return nil
	}
	if _, isList := schema.Properties["items"]; isList {
		return nil
	}
	of := list[0].(map[string]any)
	version := of["version"].(string)
	if of["group"] != "" {
		version = of["group"].(string) + "/" + version
	}
	return []kind{{of: g, apiVersion: version, name: of["kind"].(string), d: name}}
}
