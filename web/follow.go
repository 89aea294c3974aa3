package web

import (
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Paths of the pages about what somebody follows, in French.
const (
	FollowPath        = "/follow"
	FollowsPath       = "/follows"
	FollowMailPath    = FollowsPath + "/mail"
	HomePath          = "/home"
	NotificationsPath = "/notifications"
	UnsubscribePath   = "/unsubscribe"
)

// Follow is the button by which somebody follows something, or does so no more.
type Follow struct {
	What      string // as the form sends it: "in:FR-35"
	Name      string // for those who hear the button rather than see it
	In        bool   // whether who asks has logged in
	Following bool
	Offer     bool   // whether to ask how often they want a digest
	Back      string // where they are, a path of this site
}

// Path is the page on which somebody who has not logged in yet goes on, in French.
func (f Follow) Path() string {
	return FollowPath + "?" + url.Values{"what": {f.What}}.Encode()
}

// Followed is one thing that somebody follows.
type Followed struct {
	Sort, Name, Path string // Path is empty when there is no page of it, or no longer
	Button           Follow
}

// FollowPage is the page of one thing that can be followed.
type FollowPage struct {
	Followed
}

// FollowPage writes that page.
func (r *Renderer) FollowPage(w io.Writer, language Language, view FollowPage) error {
	return r.accountPage(w, language, "follow", view.Button.Path(), "follow_title", view)
}

// Follows is the page that lists what somebody follows.
type Follows struct {
	All       []Followed
	Most      int // how many things they may follow
	Mail      NewsMail
	Done      string // what has just been done: "", mail
	Towns     []Followed
	TownAsked string // a place that was looked for
}

// NewsMail is how somebody wants their news by mail.
type NewsMail struct {
	Sends  bool   // whether the site sends mails at all
	Digest string // never, weekly or daily; "" when nobody has chosen
	Direct bool
}

// Choices lists the digests there are, in their order.
func (m NewsMail) Choices() []string { return []string{"never", "weekly", "daily"} }

// Chosen is the digest that is chosen, or the one that stands for no choice.
func (m NewsMail) Chosen() string {
	if m.Digest == "" {
		return "never"
	}
	return m.Digest
}

// Follows writes that page.
func (r *Renderer) Follows(w io.Writer, language Language, view Follows) error {
	return r.accountPage(w, language, "follows", FollowsPath, "follows_title", view)
}

// Home is the page of what is new for somebody.
type Home struct {
	Name      string
	Awaits    []Awaiting
	Unseen    int // notifications
	Groups    []NewsGroup
	Page      int // 1 for the first
	Pages     int
	Following int // how many things they follow
	Towns     []Followed
	TownAsked string
}

// Newer and Older are the paths of the pages beside this one, "" for none.
func (h Home) Newer() string { return pagePath(h.Page-1, h.Pages) }

// Older is the path of the page with what is older.
func (h Home) Older() string { return pagePath(h.Page+1, h.Pages) }

func pagePath(page, pages int) string {
	switch {
	case page < 1 || page > pages:
		return ""
	case page == 1:
		return HomePath
	}
	return HomePath + "?page=" + strconv.Itoa(page)
}

// Home writes that page.
func (r *Renderer) Home(w io.Writer, language Language, view Home) error {
	return r.accountPage(w, language, "home", HomePath, "home_title", view)
}

// Awaiting is something that waits for what somebody does.
type Awaiting struct {
	Sort  string // a message home_awaits_
	Name  string // of an element, when it is about one
	Count int    // of people, when the message has a number
	Path  string // where to do it, in French
}

// NewsGroup is what is new of one element or, with Many, of what an import wrote.
type NewsGroup struct {
	ID, Slug, Kind, Type, Name, Locality string
	Why                                  string // what is followed, by its name
	Fresh                                bool   // whether some of it has not been seen yet
	Lines                                []NewsLine
	More                                 int // lines that are not shown
	Many                                 *ManyNews
}

// NewsLine is one thing that happened to an element.
type NewsLine struct {
	What   string // created, edited, verified, shown, restored, imported, picked
	Who    string // by name; "" when nobody is to be named
	Fields []string
	At     time.Time
}

// ManyNews counts the elements that an import wrote, or a network shows.
type ManyNews struct {
	Number    int
	Sort      string    // tag, in or search
	Name      string    // of what is followed
	Territory Territory // when it is one
	Path      string    // of what is followed, in French
	At        time.Time
}

// Notification is one thing that concerns somebody directly.
type Notification struct {
	ID, Sort  string
	Who, Name string // somebody, and an element; Name is empty when it cannot be seen
	Path      string // where to look, in French; "" for nowhere
	Fresh     bool
	At        time.Time
}

// Notifications is the page that lists them.
type Notifications struct {
	All   []Notification
	Fresh int
	Mail  NewsMail
}

// Notifications writes that page.
func (r *Renderer) Notifications(w io.Writer, language Language, view Notifications) error {
	return r.accountPage(w, language, "notifications", NotificationsPath, "notifications_title", view)
}

// Unsubscribe is the page by which somebody ends mails, without logging in.
type Unsubscribe struct {
	Token string
	List  string // digest or direct; "" for a token that is none
	Done  bool
}

// Unsubscribe writes that page.
func (r *Renderer) Unsubscribe(w io.Writer, language Language, view Unsubscribe) error {
	return r.accountPage(w, language, "unsubscribe", UnsubscribePath, "unsubscribe_title", view)
}

// newsLine says what happened to an element.
func (w *words) newsLine(line NewsLine) (string, error) {
	who := line.Who
	if who == "" {
		who = w.messages["news_former"]
	}
	values := map[string]string{"who": who, "fields": w.fieldNames(line.Fields)}
	key := "news_line_" + line.What
	if _, ok := w.messages[key+"_fields"]; ok && len(line.Fields) > 0 {
		key += "_fields"
	}
	return w.filled(key, values)
}

// fieldNames names some members of an element in a row.
func (w *words) fieldNames(fields []string) string {
	var names []string
	for _, field := range fields {
		names = append(names, w.member(field))
	}
	return strings.Join(names, ", ")
}

// manyNews says how many elements an import wrote, and of what.
func (w *words) manyNews(a articles, many ManyNews) (string, error) {
	count, err := w.count("news_many", many.Number)
	if err != nil {
		return "", err
	}
	if many.Sort == "in" {
		return count + " " + a.inside(w.language, many.Territory), nil
	}
	of, err := w.filled("news_many_of", map[string]string{"name": many.Name})
	return count + " " + of, err
}

// notification says what concerns somebody directly.
func (w *words) notification(n Notification) (string, error) {
	values := map[string]string{"who": n.Who, "name": n.Name}
	if n.Who == "" {
		values["who"] = w.messages["news_former"]
	}
	if n.Name == "" {
		values["name"] = w.messages["news_unseen"]
		if strings.HasPrefix(n.Sort, "network_") {
			values["name"] = w.messages["curate_unseen"]
		}
	}
	return w.filled("notification_text_"+n.Sort, values)
}

// NewsText writes what is new as the lines of a mail: each element with the
// address of its page, and how many are left out beyond most.
func (r *Renderer) NewsText(language Language, site string, groups []NewsGroup, most int) (string, error) {
	w := r.words[language]
	var b strings.Builder
	for _, group := range groups[:min(most, len(groups))] {
		title, path := group.Name, ElementPath(group.ID, group.Slug)
		var lines []string
		if group.Many != nil {
			text, err := w.manyNews(r.articles, *group.Many)
			if err != nil {
				return "", err
			}
			title, path = text, group.Many.Path
		}
		for _, line := range group.Lines {
			text, err := w.newsLine(line)
			if err != nil {
				return "", err
			}
			lines = append(lines, "  "+text)
		}
		b.WriteString(strings.Join(append([]string{"• " + title}, lines...), "\n"))
		b.WriteString("\n" + site + language.Path(path) + "\n\n")
	}
	if more := len(groups) - most; more > 0 {
		text, err := w.count("news_more", more)
		if err != nil {
			return "", err
		}
		b.WriteString(text + "\n\n")
	}
	return strings.TrimSpace(b.String()), nil
}

// NotificationsText writes notifications as the lines of a mail.
func (r *Renderer) NotificationsText(language Language, site string, all []Notification) (string, error) {
	var b strings.Builder
	for _, n := range all {
		text, err := r.words[language].notification(n)
		if err != nil {
			return "", err
		}
		b.WriteString("• " + text + "\n")
		if n.Path != "" {
			b.WriteString(site + language.Path(n.Path) + "\n")
		}
		b.WriteString("\n")
	}
	return strings.TrimSpace(b.String()), nil
}

// awaiting says what waits for somebody.
func (w *words) awaiting(a Awaiting) (string, error) {
	key := "home_awaits_" + a.Sort
	if a.Count == 0 {
		return w.filled(key, map[string]string{"name": a.Name})
	}
	text, err := w.count(key, a.Count)
	return strings.ReplaceAll(text, "{name}", a.Name), err
}
