// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"

	"k8s.io/apiserver/pkg/cel/mutation"
	"k8s.io/apiserver/pkg/cel/mutation/dynamic"
)

// native makes of decoded JSON what the API server has for an object: whole numbers are int64.
func native(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		// Small maps are walked in the order in which they were filled, from a random entry on.
		keys := slices.Collect(maps.Keys(v))
		rand.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		for _, key := range keys {
			out[key] = native(v[key])
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = native(item)
		}
		return out
	case json.Number:
		if whole, err := v.Int64(); err == nil {
			return whole
		}
		number, _ := v.Float64()
		return number
	}
	return value
}

// canonical writes a value so that two of them are equal in kind and content exactly when their texts are.
func canonical(value ref.Val) string {
	switch v := value.(type) {
	case types.Null:
		return "null"
	case types.Bool:
		return strconv.FormatBool(bool(v))
	case types.Int:
		return strconv.FormatInt(int64(v), 10)
	case types.Uint:
		return strconv.FormatUint(uint64(v), 10) + "u"
	case types.Double:
		return "double(" + strconv.FormatFloat(float64(v), 'g', 17, 64) + ")"
	case types.String:
		return quoted(string(v))
	case types.Bytes:
		return "bytes(" + hex.EncodeToString(v) + ")"
	case types.Timestamp:
		return fmt.Sprintf("timestamp(%d, %d)", v.Unix(), v.Nanosecond())
	case types.Duration:
		return fmt.Sprintf("duration(%d)", v.Nanoseconds())
	case *types.Type:
		return "type(" + v.TypeName() + ")"
	case *types.Optional:
		if !v.HasValue() {
			return "optional.none()"
		}
		return "optional(" + canonical(v.GetValue()) + ")"
	case *mutation.JSONPatchVal:
		return jsonPatch(v)
	case *dynamic.ObjectVal:
		return v.Type().TypeName() + canonical(types.DefaultTypeAdapter.NativeToValue(v.Value()))
	case traits.Lister:
		return list(v)
	case traits.Mapper:
		return mapping(v)
	}
	return value.Type().TypeName()
}

func quoted(text string) string {
	if !utf8.ValidString(text) {
		return "text(" + hex.EncodeToString([]byte(text)) + ")"
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, c := range []byte(text) {
		switch {
		case c == '"' || c == '\\':
			out.WriteByte('\\')
			out.WriteByte(c)
		case c < 0x20:
			fmt.Fprintf(&out, `\x%02x`, c)
		default:
			out.WriteByte(c)
		}
	}
	out.WriteByte('"')
	return out.String()
}

func list(value traits.Lister) string {
	var parts []string
	for it := value.Iterator(); it.HasNext() == types.True; {
		parts = append(parts, canonical(it.Next()))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func mapping(value traits.Mapper) string {
	var parts []string
	for it := value.Iterator(); it.HasNext() == types.True; {
		key := it.Next()
		parts = append(parts, canonical(key)+": "+canonical(value.Get(key)))
	}
	sort.Strings(parts)
	return "{" + strings.Join(parts, ", ") + "}"
}

func jsonPatch(v *mutation.JSONPatchVal) string {
	value := "absent"
	if v.Val != nil {
		value = canonical(v.Val)
	}
	return "JSONPatch{op: " + quoted(v.Op) + ", path: " + quoted(v.Path) + ", from: " + quoted(v.From) + ", value: " + value + "}"
}
