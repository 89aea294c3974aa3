package api

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"maillage/index"
	"maillage/web"
)

// revalidate lets anyone keep an answer and ask each time whether it is still
// good.
const revalidate = "public, max-age=0, must-revalidate"

// handle turns a function that returns errors into a gin handler that answers
// problems.
func (s *Server) handle(answer func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := answer(c)
		if err == nil {
			return
		}
		p := s.problem(c.Request.Context(), err)
		if c.Writer.Written() {
			panic(http.ErrAbortHandler) // so that the client sees that it has not got all
		}
		s.answerProblem(c.Writer, c.Request, p)
	}
}

func writeProblem(w http.ResponseWriter, p *problem) {
	maps.Copy(w.Header(), p.GetHeaders())
	for _, name := range []string{"Etag", "Content-Length", "Content-Encoding", "Content-Disposition", "Cache-Control"} {
		w.Header().Del(name) // of the answer that was not to be
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}

// request is what every described operation is given: huma describes the
// parameters and reads none of them.
type request struct {
	rawQuery    string
	key         string // what the address names: an id, a code
	minSequence string
	language    web.Language // in which territories are named
}

// Resolve reads the request as it came.
func (r *request) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	r.rawQuery = u.RawQuery
	r.key, r.minSequence = cmp.Or(ctx.Param("id"), ctx.Param("code"), ctx.Param(networkParameter)), ctx.Header("Min-Sequence")
	r.language = readLanguage(ctx.Header("Accept-Language"))
	ctx.AppendHeader("Vary", "Accept-Language")
	return nil
}

// waitAtMost bounds how long a read waits for the change it asks for.
const waitAtMost = time.Second

// snapshot returns what the index shows, at least up to the change that the
// header Min-Sequence names.
func (s *Server) snapshot(ctx context.Context, minSequence string) (*index.Snapshot, error) {
	snapshot := s.engine.Snapshot()
	if snapshot == nil {
		return nil, errNotReady
	}
	if minSequence == "" {
		return snapshot, nil
	}
	least, err := strconv.ParseInt(minSequence, 10, 64)
	if err != nil || least < 0 {
		return nil, index.Refuse("Min-Sequence", index.RuleSequence)
	}
	if snapshot.Sequence() >= least {
		return snapshot, nil
	}
	waiting, cancel := context.WithTimeout(ctx, waitAtMost)
	defer cancel()
	if s.engine.Wait(waiting, least) != nil {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return nil, errBehind
	}
	return s.engine.Snapshot(), nil
}

// shown is snapshot for answers that are not described: it tells their Sequence.
func (s *Server) shown(c *gin.Context) (*index.Snapshot, error) {
	snapshot, err := s.snapshot(c.Request.Context(), c.GetHeader("Min-Sequence"))
	if err == nil {
		c.Header("Sequence", formatInt(snapshot.Sequence()))
	}
	return snapshot, err
}

// output is what a described operation answers from a snapshot.
type output[T any] struct {
	Sequence     int64  `header:"Sequence"`
	CacheControl string `header:"Cache-Control"`
	Body         *T
}

func newOutput[T any](snapshot *index.Snapshot, body *T) *output[T] {
	return &output[T]{snapshot.Sequence(), revalidate, body}
}

// readParameters reads a query string that may have these parameters, each once.
// The error is an [*index.QueryError].
func readParameters(raw string, names ...string) (map[string]string, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, index.Refuse("", index.RuleUnreadable)
	}
	read := make(map[string]string, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := values[name]
		switch {
		case !slices.Contains(names, name):
			return nil, index.Refuse(name, ruleOfUnknown(names), "known", strings.Join(names, ", "))
		case len(value) > 1:
			return nil, index.Refuse(name, index.RuleRepeated, "count", strconv.Itoa(len(value)))
		case !utf8.ValidString(value[0]):
			return nil, index.Refuse(name, index.RuleNotText)
		}
		read[name] = strings.TrimSpace(value[0])
	}
	return read, nil
}

// ruleOfUnknown is the rule that a parameter breaks where only those of names are
// taken, which may be none.
func ruleOfUnknown(names []string) index.Rule {
	if len(names) == 0 {
		return index.RuleNoneTaken
	}
	return index.RuleUnknown
}

// readWords returns the parameter q of a request for suggestions.
func readWords(parameters map[string]string) (string, error) {
	q := parameters["q"]
	if n := utf8.RuneCountInString(q); n > index.MaxWords {
		return "", index.Refuse("q", index.RuleWords, "length", strconv.Itoa(n), "most", strconv.Itoa(index.MaxWords))
	}
	return q, nil
}

// readLimit returns the parameter limit, between 1 and most.
func readLimit(parameters map[string]string, usual, most int) (int, error) {
	text := parameters["limit"]
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, index.Refuse("limit", index.RuleNumber, "value", text, "least", "1", "most", strconv.Itoa(most))
	}
	return n, nil
}
