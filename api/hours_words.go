package api

import (
	"context"
	"errors"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/data/hours"
	"maillage/geo"
	"maillage/index"
)

// hoursAnswer says opening hours that somebody is writing.
type hoursAnswer struct {
	Valid      bool          `json:"valid" doc:"Whether the text can be read, or is empty. Any text is kept and shown; only one that can be read is said in words."`
	Simplified string        `json:"simplified,omitempty" doc:"The same hours in the shortest form, of a text that can be read."`
	Lines      []string      `json:"lines" doc:"The hours in words, a rule a line; as they are written when they cannot be read."`
	State      string        `json:"state,omitempty" enum:"open,closed" doc:"Whether it is open now; absent when that cannot be told."`
	Now        string        `json:"now,omitempty" doc:"The same in words, with the next change."`
	Mistake    *hoursMistake `json:"mistake,omitempty" doc:"What keeps the text from being read."`
}

type hoursMistake struct {
	Rule   string `json:"rule" doc:"A stable name of what is wrong." example:"no_end"`
	At     string `json:"at,omitempty" doc:"The text from there on; absent at its end."`
	Detail string `json:"detail" doc:"The same in words."`
}

var hoursOperation = huma.Operation{
	OperationID: "hours", Path: "/api/v1/hours",
	Parameters: []*huma.Param{
		{Name: "text", In: "query", Required: true, Schema: &huma.Schema{Type: huma.TypeString, MaxLength: count(data.MaxShortText)}},
		optional(degreesParameter("lon", 180)), optional(degreesParameter("lat", 90)),
	},
}

func optional(p *huma.Param) *huma.Param {
	p.Required = false
	return p
}

func (s *Server) hours(ctx context.Context, r *request) (*output[hoursAnswer], error) {
	parameters, err := readParameters(r.rawQuery, "text", "lon", "lat")
	if err != nil {
		return nil, err
	}
	text := parameters["text"]
	if n := utf8.RuneCountInString(text); n > data.MaxShortText {
		return nil, index.Refuse("text", index.RuleWords, "length", strconv.Itoa(n), "most", strconv.Itoa(data.MaxShortText))
	}
	at, placed, err := readPlace(parameters)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	end, err := s.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	var territories []*geo.Territory
	if placed {
		territories, _ = snapshot.Gazetteer().Locate(at)
	}
	said, err := s.catalogue.Hours(r.language, hoursView(text, territories, time.Now()))
	if err != nil {
		return nil, err
	}
	answer := &hoursAnswer{Valid: true, Lines: append([]string{}, said.Lines...), State: said.State, Now: said.Now}
	read, err := hours.Parse(text)
	switch broken, ok := errors.AsType[*hours.SyntaxError](err); {
	case ok && text != "":
		detail, _ := s.catalogue.HoursMistake(r.language, string(broken.Mistake))
		answer.Valid, answer.Mistake = false, &hoursMistake{string(broken.Mistake), broken.At, detail}
	case err == nil:
		answer.Simplified = read.Simplified().String()
	}
	return newOutput(snapshot, answer), nil
}

// readPlace reads the parameters lon and lat, which come together or not at all.
func readPlace(parameters map[string]string) (at geo.Point, given bool, err error) {
	if parameters["lon"] == "" && parameters["lat"] == "" {
		return geo.Point{}, false, nil
	}
	if at.Lon, err = readDegrees(parameters, "lon", 180); err != nil {
		return geo.Point{}, false, err
	}
	if at.Lat, err = readDegrees(parameters, "lat", 90); err != nil {
		return geo.Point{}, false, err
	}
	return at, true, nil
}
