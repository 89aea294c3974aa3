package exchange

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

func TestFindRepeatsMapsALineToTheLastOfTheSameRecord(t *testing.T) {
	text := strings.Join([]string{
		`{"name":"a","source":"s","id":"1"}`,
		`{"name":"other source","source":"t","id":"1"}`,
		`not JSON`,
		`{"kind":"place","name":"b","source":{"name":"s","id":"1"}}`,
		`{"name":"c","source":"s","id":1}`,
		`{"name":"nothing to know it by"}`,
		`{"name":"nothing to know it by"}`,
		`{"kind":"place","name":"own id","id":"01900000-0000-7000-8000-000000000001"}`,
		`{"kind":"place","name":"own id","id":"01900000-0000-7000-8000-000000000001"}`,
		`{"name":"an id of no source is nobody's","id":"7"}`,
		`{"name":"an id of no source is nobody's","id":"7"}`,
		`{"name":"spaces do not count","source":"s ","id":" 2"}`,
		`{"name":"spaces do not count","source":"s","id":"2"}`,
		`{"name":"","source":"s","id":"2"}`,
		`{"kind":"place","name":"cleaned alike in both forms","source":{"name":"s","id":"3\u202e "}}`,
		`{"kind":"place","name":"cleaned alike in both forms","source":{"name":"s","id":"3"},"image":"unreadable"}`,
	}, "\n")
	got, err := FindRepeats(strings.NewReader("\uFEFF"+text), Options{})
	if diff := cmp.Diff(map[int]int{1: 5, 4: 5, 8: 9, 12: 13, 15: 16}, got); diff != "" || err != nil {
		t.Errorf("FindRepeats: %v (-want +got):\n%s", err, diff)
	}
}

func TestFindRepeatsSaysThatAFileBreaksOff(t *testing.T) {
	if _, err := FindRepeats(strings.NewReader("\x1f\x8bnot gzip"), Options{}); !errors.Is(err, ErrUnreadable) {
		t.Errorf("error = %v, want ErrUnreadable", err)
	}
}

func TestStoredPassesOverWhatIsNotPublicAnyMore(t *testing.T) {
	read := func(_ context.Context, nums []int64) ([]data.Element, error) {
		var elements []data.Element
		for _, num := range nums {
			e := data.Element{Num: num, Status: data.StatusPublished, Visibility: data.VisibilityPublic}
			if num%2 == 0 {
				e.Status = data.StatusArchived
			}
			elements = append(elements, e)
		}
		return elements, nil
	}
	nums := func(yield func(int64) bool) {
		for num := int64(1); num <= 1201 && yield(num); num++ {
		}
	}
	var got, want []int64
	for e, err := range Stored(t.Context(), nums, read) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Num)
	}
	for num := int64(1); num <= 1201; num += 2 {
		want = append(want, num)
	}
	if !slices.Equal(got, want) {
		t.Errorf("Stored yielded %d elements, want the %d odd ones in order", len(got), len(want))
	}
}
