package text

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	markdown "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Plain returns the words of a Markdown text on one line, without its marks.
func Plain(source string) string {
	source = bounded(source)
	if isUnmarked(source) || isIntricate(source) {
		return strings.Join(strings.Fields(source), " ")
	}
	return parsedPlain(source)
}

// isUnmarked reports whether nothing in a text can mean anything to Markdown, so
// that it need not be parsed: no character marks something, and each line begins
// with a letter, so with no list, title or table.
func isUnmarked(source string) bool {
	beginning := true // of a line
	for i := range len(source) {
		switch c := source[i]; {
		case marks[c]:
			return false
		case c == '\n':
			beginning = true
		case c == ' ':
		case beginning && c < utf8.RuneSelf && (c|0x20 < 'a' || c|0x20 > 'z'):
			return false
		default:
			beginning = false
		}
	}
	return true
}

// marks are the bytes that may mean something wherever they stand: signs of
// Markdown, those of links, and what is no text.
var marks = func() (table [256]bool) {
	for c := range byte(' ') {
		table[c] = c != '\n'
	}
	for _, c := range []byte("\\`*_~[]<>&|@/") {
		table[c] = true
	}
	return table
}()

// parsedPlain is Plain for any text.
func parsedPlain(source string) string {
	content := []byte(source)
	var b strings.Builder
	ast.Walk(dialect().Parser().Parse(markdown.NewReader(content)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		switch {
		case !entering:
			if node.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
			return ast.WalkContinue, nil
		case node.Kind() == ast.KindHTMLBlock:
			return ast.WalkSkipChildren, nil
		}
		switch node := node.(type) {
		case *ast.Text:
			b.Write(resolved(node, content))
			if node.SoftLineBreak() || node.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(node.Value)
		case *ast.AutoLink:
			b.Write(node.Label(content))
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			b.Write(node.Lines().Value(content))
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// resolved returns the text of a node with its escapes and entities read.
func resolved(node *ast.Text, content []byte) []byte {
	value := node.Value(content)
	if node.IsRaw() || node.Parent().Kind() == ast.KindCodeSpan {
		return value
	}
	return util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
}
