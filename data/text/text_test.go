package text

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func TestHTMLRendersWhatPeopleWrite(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"paragraphs and line breaks", "un\ndeux\n\ntrois", "<p>un<br>\ndeux</p>\n<p>trois</p>\n"},
		{"emphasis", "**fort** *doux* ~~non~~", "<p><strong>fort</strong> <em>doux</em> <del>non</del></p>\n"},
		{"headings stand below the page's", "# A\n\n##### B", "<h3>A</h3>\n<h6>B</h6>\n"},
		{"a list", "3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
		{"a link is nobody's word", "[x](https://example.org/?a=1&b=2)", `<p><a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener ugc">x</a></p>` + "\n"},
		{"a bare address is a link", "voir https://example.org", `<p>voir <a href="https://example.org" rel="nofollow noopener ugc">https://example.org</a></p>` + "\n"},
		{"a mail address is a link", "<a@example.org>", `<p><a href="mailto:a@example.org" rel="nofollow noopener ugc">a@example.org</a></p>` + "\n"},
		{"a picture leaves its description", "![un **four**](https://evil.example/p.png)", "<p>un <strong>four</strong></p>\n"},
		{"signs are escaped", "1 < 2 & \"3\"", "<p>1 &lt; 2 &amp; &#34;3&#34;</p>\n"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, string(HTML(tt.source))); diff != "" {
				t.Errorf("HTML(%q) (-want +got):\n%s", tt.source, diff)
			}
		})
	}
}

func TestPageHasItsHeadingsBelowTheTitle(t *testing.T) {
	if got, want := string(Page("# A\n\n## B")), "<h2>A</h2>\n<h3>B</h3>\n"; got != want {
		t.Errorf("Page = %q, want %q", got, want)
	}
}

// hostile are texts that have made other renderers run scripts or call home.
var hostile = []string{
	"<script>alert(1)</script>",
	"<img src=x onerror=alert(1)>",
	"a <svg/onload=alert(1)> b",
	"[x](javascript:alert(1))",
	"[x](JaVaScRiPt&#58;alert(1))",
	"[x](data:text/html;base64,PHNjcmlwdD4=)",
	"[x](vbscript:msgbox)",
	"[x](//evil.example)",
	"[x](https://example.org \"onmouseover=alert(1)\")",
	"[x](https://example.org\"onclick=\"alert(1))",
	"<javascript:alert(1)>",
	"![x](https://evil.example/track.gif)",
	"![x](javascript:alert(1))",
	"![![a](b)](https://evil.example/track.gif)",
	"[![x](https://evil.example/a.gif)](javascript:alert(1))",
	"<iframe src=https://evil.example></iframe>",
	"<style>@import 'https://evil.example'</style>",
	"<a href=https://evil.example target=_blank>x</a>",
	"<form action=https://evil.example><input>",
	"```\n</code></pre><script>alert(1)</script>\n```",
	"```\"onclick=alert(1)\nx\n```",
	"| a |\n|:-:|\n| <b onclick=x> |",
	"<!-- --><script>alert(1)</script>",
	"\x00<scr\x00ipt>alert(1)</script>",
	"\xff\xfe<script>",
	"[x]: javascript:alert(1)\n\n[x]",
}

func TestHTMLLetsNothingHostileThrough(t *testing.T) {
	for _, source := range hostile {
		checkHarmless(t, source)
	}
}

// checkHarmless reads the result as a browser does: only tags without power are
// in it, with no attribute but those of a marked link and the start of a list.
func checkHarmless(t *testing.T, source string) {
	t.Helper()
	got := string(HTML(source))
	tokens := html.NewTokenizer(strings.NewReader(got))
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		if token.Type == html.TextToken || token.Type == html.EndTagToken {
			continue
		}
		attributes := map[string]string{}
		for _, a := range token.Attr {
			attributes[a.Key] = a.Val
		}
		switch {
		case !slices.Contains(harmless, token.Data):
			t.Errorf("HTML(%q) = %s, which has a %v", source, got, token)
		case token.Data == "a" && len(attributes) == 1 && attributes["rel"] != "": // its address was refused
		case token.Data == "a":
			target, err := url.Parse(attributes["href"])
			if err != nil || !slices.Contains([]string{"http", "https", "mailto"}, target.Scheme) ||
				attributes["rel"] != linkRel || len(attributes) != 2 {
				t.Errorf("HTML(%q) = %s, which has the link %v", source, got, token)
			}
		case len(attributes) > 0 && (token.Data != "ol" || len(attributes) != 1 || attributes["start"] == ""):
			t.Errorf("HTML(%q) = %s, which has the attributes of %v", source, got, token)
		}
	}
}

var harmless = strings.Fields("a p br strong em del ul ol li blockquote code pre hr h3 h4 h5 h6 table thead tbody tr th td")

func TestHTMLTakesNoLongerForTangledTexts(t *testing.T) {
	for _, unit := range []string{">", "[", "![", "*a_", "`", "<", "- ", "[a](", "((", "|", "a\\", "&", "http://a.b/("} {
		begin := time.Now()
		HTML(strings.Repeat(unit, 100_000))
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("rendering %q over and over took %v", unit, took)
		}
	}
}

func TestPlainKeepsTheWords(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"marks go", "# Le **four**\n\n- pain\n- [brioche](https://example.org)\n\nfin", "Le four pain brioche fin"},
		{"HTML goes", "avant\n\n<div>x</div>\n\naprès", "avant après"},
		{"code stays", "`a` et\n\n    b", "a et b"},
		{"a picture's description stays", "![vue](x.png)", "vue"},
		{"addresses stay", "<https://example.org>", "https://example.org"},
		{"escapes are read", `1\. un`, "1. un"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Plain(tt.source); got != tt.want {
				t.Errorf("Plain(%q) = %q, want %q", tt.source, got, tt.want)
			}
		})
	}
}

// FuzzPlain checks that a text that is taken to have no marks has none.
func FuzzPlain(f *testing.F) {
	for _, source := range append(hostile, "un\ndeux", "un\n- deux", "un\n2. deux", "a\n===", "a\n:-", "Voir www.example.org, vite", "l’été  à\n\n     Rennes !", "porte-à-porte\n--", "a\u00a0b", "\xffa\xc3 b") {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if got, want := Plain(source), parsedPlain(bounded(source)); got != want {
			t.Errorf("Plain(%q) = %q, Markdown says %q", source, got, want)
		}
	})
}

// FuzzHTML checks that whatever the text, no tag of the result can do harm.
func FuzzHTML(f *testing.F) {
	for _, source := range hostile {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		checkHarmless(t, source)
		if strings.Contains(Plain(source), "\n") {
			t.Errorf("Plain(%q) has several lines", source)
		}
	})
}
