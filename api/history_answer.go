package api

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/data/store"
	"maillage/index"
)

// historyAnswer is a page of the revisions of an element.
type historyAnswer struct {
	Revisions []revisionAnswer `json:"revisions" doc:"The last one first. What was said before an element was published is left out."`
	Next      string           `json:"next,omitempty" doc:"The cursor of the next page; absent on the last."`
}

// revisionAnswer is a revision as anybody may know of it.
type revisionAnswer struct {
	Revision int       `json:"revision" doc:"Its number, 1 for the first."`
	At       time.Time `json:"at" doc:"When it was written."`
	Author   string    `json:"author,omitempty" doc:"The public name of who wrote it; absent when nobody with an account did."`
	Former   bool      `json:"formerMember,omitempty" doc:"Whether the account of who wrote it was erased."`
	Source   string    `json:"source,omitempty" doc:"Where it was imported from."`
	Reason   string    `json:"reason" enum:"import,erased,created,edited,published,verified,hidden,shown,restored" doc:"The sort of change."`
	Comment  string    `json:"comment,omitempty" doc:"What its author says of it."`
	Changed  []string  `json:"changed,omitempty" doc:"The members that differ from the revision before."`
}

func newRevisionAnswer(told *toldRevision) revisionAnswer {
	return revisionAnswer{
		Revision: told.Number, At: told.At, Author: told.author.Name, Former: told.author.Former, Source: told.author.Source,
		Reason: string(told.Reason), Comment: told.Comment, Changed: told.changed,
	}
}

var historyOperation = huma.Operation{
	OperationID: "history", Path: "/api/v1/elements/{id}/history",
	Parameters: []*huma.Param{pathParameter("id", ""), limitParameter(historyPage, maxHistoryPage), queryParameter("cursor", "")},
}

// historyOf answers the revisions of an element that anybody may know of.
func (s *Server) historyOf(ctx context.Context, r *request) (*output[historyAnswer], error) {
	parameters, err := readParameters(r.rawQuery, "limit", "cursor")
	if err != nil {
		return nil, err
	}
	limit, err := readLimit(parameters, historyPage, maxHistoryPage)
	if err != nil {
		return nil, err
	}
	before := 0
	if cursor := parameters["cursor"]; cursor != "" {
		if before, err = strconv.Atoi(cursor); err != nil || before < 1 || before > maxRevision {
			return nil, index.Refuse("cursor", index.RuleCursor)
		}
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	id, err := data.ParseID(r.key)
	if err != nil {
		return nil, index.Refuse("id", index.RuleIdentifier, "value", r.key)
	}
	e, err := s.publicElement(ctx, id)
	if err == nil && !e.HasHistory(mayNothing) {
		err = fmt.Errorf("history of element %s: %w", id, store.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	all, older, err := s.history(ctx, &e, before, limit, mayNothing)
	if err != nil {
		return nil, err
	}
	answer := &historyAnswer{Revisions: make([]revisionAnswer, 0, len(all))}
	for _, told := range all {
		answer.Revisions = append(answer.Revisions, newRevisionAnswer(&told))
	}
	if older > 0 {
		answer.Next = strconv.Itoa(older)
	}
	return newOutput(snapshot, answer), nil
}

// mayNothing is what somebody unknown may do.
func mayNothing(data.Act) bool { return false }
