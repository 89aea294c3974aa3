package store_test

import (
	"slices"
	"strings"
	"testing"
)

func TestWhatIsNotApprovedIsFoundByTheLog(t *testing.T) {
	steps, err := open(t, t.TempDir()).PlanOfUncleared(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byLog := func(step string) bool { return strings.HasPrefix(step, "SEARCH e USING INDEX elements_by_log") }
	all := func(step string) bool { return strings.HasPrefix(step, "SCAN e") }
	if !slices.ContainsFunc(steps, byLog) || slices.ContainsFunc(steps, all) {
		t.Errorf("every element is read:\n%s", strings.Join(steps, "\n"))
	}
}
