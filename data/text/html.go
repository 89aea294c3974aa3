package text

import (
	"bytes"
	"html/template"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	markdown "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"maillage/data"
)

// linkRel is what every link in a text says of itself: that we do not vouch for
// it, that the page behind it gets no handle on ours, that a visitor wrote it.
const linkRel = "nofollow noopener ugc"

// The level a text's first-level headings get: the page has its own above.
const (
	headingOfPart = 3
	headingOfPage = 2
)

// HTML renders Markdown: paragraphs, emphasis, lists, quotes, code, tables,
// headings from level 3 down, links to http, https and mailto. HTML in the text
// is left out, and of a picture its description stays.
func HTML(source string) template.HTML { return render(source, dialect()) }

// Page renders Markdown as [HTML] does, for a text that is what its page is
// about: headings from level 2 down.
func Page(source string) template.HTML { return render(source, pageDialect()) }

func render(source string, dialect goldmark.Markdown) template.HTML {
	source = bounded(source)
	if isIntricate(source) {
		return asItStands(source)
	}
	var out bytes.Buffer
	if err := dialect.Convert([]byte(source), &out); err != nil {
		return "" // a bytes.Buffer takes everything
	}
	return template.HTML(policy().SanitizeBytes(out.Bytes()))
}

// bounded cuts a text that no element may have.
func bounded(s string) string {
	if len(s) <= data.MaxDescription {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > data.MaxDescription {
			return s[:i]
		}
	}
	return s
}

// The Markdown that is read.
var (
	dialect     = sync.OnceValue(func() goldmark.Markdown { return newDialect(headingOfPart) })
	pageDialect = sync.OnceValue(func() goldmark.Markdown { return newDialect(headingOfPage) })
)

func newDialect(heading int) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Linkify, extension.Strikethrough, extension.Table),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(tame{heading}, 100))),
		goldmark.WithRendererOptions(html.WithHardWraps()),
	)
}

// policy lets through what the dialect can write and nothing else.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "code", "pre", "hr",
		"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href", "rel").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(false)
	p.RequireParseableURLs(true)
	return p
})

// tame makes a parsed text fit for a page of ours.
type tame struct{ heading int }

// Transform lowers headings, marks links and puts the description of a picture
// in its place.
func (t tame) Transform(document *ast.Document, _ markdown.Reader, _ parser.Context) {
	var pictures []ast.Node
	ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Heading:
			node.Level = min(node.Level+t.heading-1, 6)
		case *ast.Link, *ast.AutoLink:
			node.SetAttributeString("rel", []byte(linkRel))
		case *ast.Image:
			pictures = append(pictures, node)
		}
		return ast.WalkContinue, nil
	})
	for _, picture := range pictures {
		parent := picture.Parent()
		for child := picture.FirstChild(); child != nil; child = picture.FirstChild() {
			parent.InsertBefore(parent, picture, child)
		}
		parent.RemoveChild(parent, picture)
	}
}
