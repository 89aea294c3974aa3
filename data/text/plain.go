package text

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	markdown "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Plain returns the words of a Markdown text on one line, without its marks.
func Plain(source string) string {
	content := []byte(bounded(source))
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
