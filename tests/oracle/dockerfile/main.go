// SPDX-License-Identifier: Apache-2.0

// The oracle for formats/dockerfile: Dockerfiles, and what BuildKit's own parser makes of them, a line of JSON for each. Arguments:
// seed and number of files to make up; or `-` for files from standard input, each preceded by its length (little-endian uint32).
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

type heredoc struct {
	Name   string `json:"name"`
	Expand bool   `json:"expand"`
	Chomp  bool   `json:"chomp"`
	Text   string `json:"text"`
}

type instruction struct {
	Keyword   string    `json:"keyword"`
	Flags     []string  `json:"flags"`
	Arguments []string  `json:"arguments"`
	JSON      bool      `json:"json"`
	OnBuild   bool      `json:"onBuild"`
	Heredocs  []heredoc `json:"heredocs"`
	Line      int       `json:"line"`
	End       int       `json:"end"`
}

type answer struct {
	Text         string        `json:"text"`
	Error        string        `json:"error"`
	Parsed       bool          `json:"parsed"`
	Escape       string        `json:"escape"`
	Instructions []instruction `json:"instructions"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	each := func(text string) {
		if err := encoder.Encode(read(text)); err != nil {
			fail(err)
		}
	}
	if len(os.Args) == 2 && os.Args[1] == "-" {
		given(each)
		return
	}
	if len(os.Args) != 3 {
		fail(fmt.Errorf("seed and number are missing"))
	}
	seed, err := strconv.ParseInt(os.Args[1], 10, 64)
	if err != nil {
		fail(err)
	}
	count, err := strconv.Atoi(os.Args[2])
	if err != nil {
		fail(err)
	}
	for _, text := range written {
		each(text)
	}
	random := rand.New(rand.NewSource(seed))
	for range count {
		each(madeUp(random))
	}
}

func given(each func(string)) {
	in := bufio.NewReader(os.Stdin)
	for {
		var length uint32
		if err := binary.Read(in, binary.LittleEndian, &length); err == io.EOF {
			return
		} else if err != nil {
			fail(err)
		}
		text := make([]byte, length)
		if _, err := io.ReadFull(in, text); err != nil {
			fail(err)
		}
		each(string(text))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func read(text string) (out answer) {
	out.Text = text
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		out.Error = err.Error()
		return
	}
	out.Parsed, out.Escape = true, string(result.EscapeToken)
	if _, _, err := instructions.Parse(result.AST, nil); err != nil {
		out.Error = err.Error()
		return
	}
	for _, node := range result.AST.Children {
		out.Instructions = append(out.Instructions, convert(node))
	}
	return
}

func convert(node *parser.Node) instruction {
	made := instruction{Line: node.StartLine, End: node.EndLine, Flags: []string{}, Arguments: []string{}, Heredocs: []heredoc{}}
	for _, each := range node.Heredocs {
		text := each.Content
		if each.Chomp {
			text = parser.ChompHeredocContent(text)
		}
		made.Heredocs = append(made.Heredocs, heredoc{each.Name, each.Expand, each.Chomp, text})
	}
	if strings.EqualFold(node.Value, "onbuild") {
		node, made.OnBuild = node.Next.Children[0], true
	}
	made.Keyword = strings.ToUpper(node.Value)
	made.Flags = append(made.Flags, node.Flags...)
	made.JSON = node.Attributes["json"]
	pairs := made.Keyword == "ENV" || made.Keyword == "LABEL"
	at := 0
	for next := node.Next; next != nil; next = next.Next {
		if !pairs || at%3 != 2 {
			made.Arguments = append(made.Arguments, next.Value)
		}
		at++
	}
	return made
}
