// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math/rand"
	"strings"
)

// What is easily read wrongly.
var written = []string{
	"",
	"\n\n# nothing\n",
	"FROM a",
	"from a as B\nrun x\nCoPy --from=b a b\n",
	"\ufeffFROM a\nRUN b\n",
	"# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN b `\n  c\nRUN d \\\n",
	"#escape=`\n#escape=`\nFROM a\n",
	"# escape=x\nFROM a\n",
	"# a comment\n# escape=`\nFROM a\nRUN b \\\n c\n",
	"\n# escape=`\nFROM a\nRUN b `\n",
	"# check=skip=all;error=true\n# Syntax = a/b:1 \nFROM a\n",
	"# unknown=x\n# escape=`\nFROM a\nRUN b `\n",
	"FROM a\nRUN b \\\n# comment\n   # another\n\n  c \\\n\n\nRUN d\n",
	"FROM a\nRUN b \\  \t\n c\nRUN d \\\\\nRUN e\n",
	"FROM a\nRUN b \\\\\\\nRUN c\n",
	"\\\nFROM a\n",
	"FROM a \\",
	"FROM a\r\nRUN b \\\r\n c\r\nRUN d\r\n",
	"FROM a\nRUN <<EOF\nb\n  c\nEOF\nRUN d\n",
	"FROM a\nRUN <<-EOF\n\t\tb\n\t\tEOF\n",
	"FROM a\nRUN <<'EOF'\n$b\nEOF\nRUN <<\"X Y\"\na\nX Y\n",
	"FROM a\nCOPY <<a <<b /c/\n1\na\n2\nb\n",
	"FROM a\nCOPY a <<b\n1\nb\n",
	"FROM a\nRUN <<EOF\nb\n",
	"FROM a\nRUN 3<<EOF cat\nb\nEOF\nRUN cat <<<x\nRUN a << EOF\nb\nEOF\n",
	"FROM a\nRUN echo \"<<EOF\"\nRUN b\n",
	"FROM a\nRUN echo $((1<<2))\nRUN b\n",
	"FROM a\nRUN echo 'x <<EOF\nRUN b\n",
	"FROM a\nONBUILD RUN <<EOF\nb\nEOF\n",
	"FROM a\nONBUILD ONBUILD RUN a\n",
	"FROM a\nONBUILD FROM b\n",
	"FROM a\nONBUILD\n",
	"FROM a\nONBUILD copy --chown=1 a b\nonbuild RUN [\"a\", \"b\"]\n",
	"FROM a\nONBUILD FOO x\n",
	"FROM a\nRUN [\"a\", \"b c\"]\nRUN [a, b]\nRUN ['a']\nRUN []\nCMD [ \"a\" ] \n",
	"FROM a\nRUN [\"a\", 1]\n",
	"FROM a\nCMD [\"a\\u00e9\\n\\\"\"]\nRUN [\"a\",]\nRUN [\"a\"] b\nRUN [null]\n",
	"FROM a\nENTRYPOINT\nCMD\nRUN\n",
	"FROM a\nENV a b c  d\nENV e=f g=\"h i\" j='k l' m=n\\ o p=\\\"q\n",
	"FROM a\nENV a\n",
	"FROM a\nENV\n",
	"FROM a\nENV =b\n",
	"FROM a\nENV a=b c\n",
	"FROM a\nLABEL a=b \\\n  c=\"d \\\n e\"\nLABEL a.b \"c d\"\n",
	"FROM a\nARG a b=c d= \"e=f\" 'g h'=i\n",
	"ARG a=1\nARG b\nFROM $a\n",
	"FROM a\nARG =b\n",
	"FROM a\nARG\n",
	"RUN a\nFROM b\n",
	"FROM\n",
	"FROM a b\n",
	"FROM a AS 1\n",
	"FROM a as b-c_d.e\nFROM a AS B\nFROM --platform=$BUILDPLATFORM a\n",
	"FROM a is b\n",
	"FROM a AS b$c\n",
	"FROM a\nCOPY a\n",
	"FROM a\nCOPY --from=b --chown=1:2 --chmod=0755 --link a b /c/\nADD --checksum=sha256:x http://a/b /c\n",
	"FROM a\nCOPY [\"a b\", \"c\"]\nADD [\"a\"]\n",
	"FROM a\nCOPY [\"a b\", \"c\"]\nADD [a, b]\n",
	"FROM a\nRUN --mount=type=secret,id=a --mount=type=cache,target=/b --network=none c --d\n",
	"FROM a\nRUN --mount=type='cache',target=\"/a b\" -- --c\nRUN -- a\nRUN --\n",
	"FROM a\nUSER --a b\n",
	"FROM a\nUSER\n",
	"FROM a\nUSER  a b \nWORKDIR /a b\nSTOPSIGNAL 9\nMAINTAINER a <b@c>\n",
	"FROM a\nEXPOSE 80 443/tcp 1-3/udp $a\nVOLUME /a /b\nVOLUME [\"/c d\"]\n",
	"FROM a\nEXPOSE\n",
	"FROM a\nVOLUME [\"\"]\n",
	"FROM a\nVOLUME\n",
	"FROM a\nHEALTHCHECK NONE\nHEALTHCHECK none\nHEALTHCHECK --interval=5s CMD a b\nhealthcheck cmd [\"a\"]\n",
	"FROM a\nHEALTHCHECK NONE a\n",
	"FROM a\nHEALTHCHECK CMD\n",
	"FROM a\nHEALTHCHECK curl a\n",
	"FROM a\nHEALTHCHECK\n",
	"FROM a\nSHELL [\"a\", \"-c\"]\n",
	"FROM a\nSHELL a -c\n",
	"FROM a\nSHELL []\n",
	"FROM a\nFOO b\n",
	"FROM a\n<<EOF\n",
	"FROM a\nRUN a\\\nb\n  RUN c\n\tRUN\td\n",
	"FROM a\nRUN a;\u00a0b\nENV a=b\u00a0c=d\n",
	"FROM a\nRUN ${a:-<<EOF}\nRUN x\n",
	"FROM a\nRUN a${b:-c d}<<EOF\nx\nEOF\nRUN y\n",
	"FROM a\nRUN ${a <<EOF\nRUN x\n",
	"FROM a\nRUN cat <<EOF > /a && cat <<E2 > /b\n1\nEOF\n2\nE2\n",
}

var (
	keywords = []string{"RUN", "RUN", "RUN", "COPY", "ADD", "ENV", "ENV", "LABEL", "ARG", "USER", "EXPOSE", "CMD", "ENTRYPOINT", "VOLUME",
		"WORKDIR", "HEALTHCHECK CMD", "HEALTHCHECK", "SHELL [\"a\"]", "RUN [\"a\"]", "ENV a=b", "COPY a b", "ADD a", "ARG a", "ONBUILD RUN", "ONBUILD COPY", "ONBUILD ENV", "STOPSIGNAL", "FROM a AS b\nRUN", "run", "Copy", "FROM a AS",
		"MAINTAINER", "ONBUILD"}
	pieces = []string{"a", "b=c", "k=l", "\"q r\"", "/m", "e=\"f g\"", "[a]", "n=$v", "o", "80/tcp", "\\ d", "--mount=type=cache,target=/a", "--from=x", "--chown=1:2", "--", "[\"a\"]", "[\"a\", \"b c\"]", "[\"x\", 1]",
		"'s t'", "$v", "${w}", "${x:-y z}", "${x", "<<EOF", "<<-EOF", "<<'EOF'", "<< E", "<<", "\\", "\\\\", "`", "\"", "'", "=", "h=\\\"i", "#", "/etc/",
		"\t", "  ", "&&", ";", "|", "3<<F", "\u00e9", "-x", "a\\=b", "{\"a\": 1}", "NONE", "CMD", "as", "x.y", "1"}
	ends     = []string{"\n", "\n", "\n", "\n", " \\\n", "\\ \t\n", "\r\n", " `\n", "\n\n", "\n# c\n", " \\\n# c\n", " \\\n\n"}
	closings = []string{"\nEOF\n", "\n\tx\n\tEOF\n", "\nE\n", "\nF\nEOF\n", "\n$y\nEOF\nEOF\n"}
)

func madeUp(random *rand.Rand) string {
	pick := func(of []string) string { return of[random.Intn(len(of))] }
	var out strings.Builder
	if random.Intn(8) == 0 {
		out.WriteString(pick([]string{"# escape=`\n", "# syntax=a\n", "#escape = `\n", "# escape=\\\n", "# c\n", "\n", "ARG a=b\n"}))
	}
	out.WriteString("FROM a\n")
	for range 1 + random.Intn(4) {
		begin := out.Len()
		out.WriteString(pick(keywords))
		for range random.Intn(6) {
			if random.Intn(10) > 0 {
				out.WriteByte(' ')
			}
			if random.Intn(3) > 0 {
				out.WriteString(pick(pieces[:12]))
			} else {
				out.WriteString(pick(pieces))
			}
		}
		if strings.Contains(out.String()[begin:], "<<") && random.Intn(5) > 0 {
			out.WriteString(pick(closings))
		} else {
			out.WriteString(pick(ends))
		}
	}
	return out.String()
}
