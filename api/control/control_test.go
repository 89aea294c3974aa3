package control_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"maillage/api/control"
	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/geo"
)

var noon = time.Date(2026, 5, 23, 12, 0, 0, 0, time.UTC)

// serve opens a data folder and answers at its socket until stop.
func serve(t *testing.T, door func(*store.Store) control.Door) (dir string, client *control.Client, stop func()) {
	t.Helper()
	dir = shortFolder(t)
	kept, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	listener, err := control.Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	public := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "public "+r.URL.Path) })
	go func() { ended <- control.Serve(ctx, listener, door(kept), public) }()
	stop = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
		ended <- nil
	}
	t.Cleanup(stop)
	if client, err = control.Dial(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return dir, client, stop
}

// shortFolder returns a folder whose path a socket can have.
func shortFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "control")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func theCommons(kept *store.Store) control.Door { return commons.New(kept) }

func place(name, id string) data.Element {
	at, err := geo.NewGeometry(orb.Point{2.3333333333333335, 48.1})
	if err != nil {
		panic(err)
	}
	return data.Element{Kind: data.KindPlace, Name: name, Geometry: at, Precision: data.PrecisionExact, Source: data.Source{Name: "s", ID: id}}
}

// TestTheClientIsADoorLikeAnyOther does the same through a socket and directly.
func TestTheClientIsADoorLikeAnyOther(t *testing.T) {
	direct, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer direct.Close()
	dir, client, _ := serve(t, theCommons)
	doors := []control.Door{commons.New(direct), client}
	batches := [][]data.Element{
		{place("Jardin", "1"), place("", "2"), place("Atelier", "3")},
		{place("Jardin", "1"), place("Atelier des Lilas", "3"), place("Atelier des Roses", "3")},
		{},
	}
	for i, b := range batches {
		for _, try := range []bool{true, false} {
			var got [2]string
			for d, door := range doors {
				act := door.ImportElements
				if try {
					act = door.TryElements
				}
				outcomes, err := act(t.Context(), b, noon)
				if err != nil || len(outcomes) != len(b) {
					t.Fatalf("door %d: %d outcomes, %v", d, len(outcomes), err)
				}
				for _, o := range outcomes {
					got[d] += fmt.Sprintln(o.Result, o.Num, o.ID.IsZero(), o.Kept, o.Err, errors.Is(o.Err, data.ErrInvalid))
				}
			}
			if got[0] != got[1] {
				t.Errorf("batch %d, only trying %t: directly\n%sthrough the socket\n%s", i, try, got[0], got[1])
			}
		}
	}
	through, err := store.OpenForReading(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer through.Close()
	shape := cmp.Comparer(func(a, b geo.Geometry) bool { return cmp.Equal(a.Shape(), b.Shape()) })
	if diff := cmp.Diff(all(t, direct), all(t, through), shape, cmpopts.IgnoreFields(data.Element{}, "ID")); diff != "" {
		t.Errorf("what is kept differs:\n%s", diff)
	}
}

func all(t *testing.T, s *store.Store) (elements []data.Element) {
	t.Helper()
	if err := s.EachElement(t.Context(), func(e data.Element) error { elements = append(elements, e); return nil }); err != nil {
		t.Fatal(err)
	}
	return elements
}

func TestTerritoriesComeThroughWhole(t *testing.T) {
	dir, client, _ := serve(t, theCommons)
	want := geo.Territory{
		Code: "FR-35", Level: geo.LevelDepartement, Name: "Ille-et-Vilaine", Names: map[string]string{"br": "Il-ha-Gwilen"}, Parents: []string{"FR"},
		Outline: orb.MultiPolygon{{{{-2, 47.5}, {-1, 47.5}, {-1, 48.5}, {-2, 47.5}}}}, Label: geo.Point{Lon: -1.5, Lat: 48}, Postcodes: []string{"35000"}, Population: 7,
	}
	if err := client.ImportTerritories(t.Context(), []geo.Territory{want}); err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenForReading(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var got []geo.Territory
	if err := s.EachTerritory(t.Context(), func(t geo.Territory) error { got = append(got, t); return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]geo.Territory{want}, got); diff != "" {
		t.Error(diff)
	}
	want.Code = "dragons"
	if err := client.ImportTerritories(t.Context(), []geo.Territory{want}); !errors.Is(err, geo.ErrTerritory) || !strings.Contains(err.Error(), "dragons") {
		t.Errorf("a territory that breaks a rule: %v", err)
	}
	want.Outline[0][0][0][0] = math.NaN()
	if err := client.ImportTerritories(t.Context(), []geo.Territory{want}); err == nil {
		t.Error("an outline that is nowhere was taken")
	}
}

// failing is a door that answers every import with an error.
type failing struct {
	control.Door
	err error
}

func (f failing) ImportElements(context.Context, []data.Element, time.Time) ([]commons.Outcome, error) {
	return nil, fmt.Errorf("cannot import: %w", f.err)
}

func TestErrorsKeepTheirWordsAndTheirClass(t *testing.T) {
	for _, want := range []error{store.ErrFull, store.ErrConflict, commons.ErrBatch, store.ErrFolder, errors.New("something else")} {
		_, client, _ := serve(t, func(*store.Store) control.Door { return failing{err: want} })
		_, err := client.ImportElements(t.Context(), nil, noon)
		if err == nil || err.Error() != "cannot import: "+want.Error() {
			t.Errorf("the words are %q, want those of %q", err, want)
		}
		if known := want.Error() != "something else"; errors.Is(err, want) != known {
			t.Errorf("errors.Is(%q, %q) = %t", err, want, !known)
		}
	}
}

// stuck is a door that answers nothing before released is closed.
type stuck struct {
	control.Door
	begun, released chan struct{}
}

func (s stuck) ImportElements(ctx context.Context, _ []data.Element, _ time.Time) ([]commons.Outcome, error) {
	close(s.begun)
	<-s.released
	return []commons.Outcome{}, nil
}

func TestAServerThatStopsAnswersTheCallUnderWay(t *testing.T) {
	door := stuck{begun: make(chan struct{}), released: make(chan struct{})}
	dir, client, stop := serve(t, func(*store.Store) control.Door { return door })
	ended := make(chan error)
	go func() {
		_, err := client.ImportElements(t.Context(), nil, noon)
		ended <- err
	}()
	<-door.begun
	time.AfterFunc(100*time.Millisecond, func() { close(door.released) })
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the call under way: %v", err)
	}
	if _, err := client.ImportElements(t.Context(), nil, noon); !errors.Is(err, control.ErrLost) {
		t.Errorf("a call after the end: %v, want ErrLost", err)
	}
	if _, err := control.Dial(t.Context(), dir); !errors.Is(err, control.ErrNobody) {
		t.Errorf("Dial after the end: %v, want ErrNobody", err)
	}
	if _, err := os.Lstat(filepath.Join(dir, control.SocketName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
}

func TestASocketIsPrivateAndReplacesADeadOne(t *testing.T) {
	dir := shortFolder(t)
	path := filepath.Join(dir, control.SocketName)
	dead, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	dead.(*net.UnixListener).SetUnlinkOnClose(false) // as after a kill
	dead.Close()
	listener, err := control.Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket is %v, %v; want mode 0600", info.Mode(), err)
	}
}

func TestWhatIsNoSocketIsLeftAlone(t *testing.T) {
	dir := shortFolder(t)
	path := filepath.Join(dir, control.SocketName)
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := control.Listen(dir); err == nil || !strings.Contains(err.Error(), "is not a socket") {
		t.Errorf("Listen = %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "mine" {
		t.Errorf("the file holds %q", text)
	}
}

func TestAPathTooLongIsSaid(t *testing.T) {
	dir := filepath.Join(shortFolder(t), strings.Repeat("long", 30))
	if _, err := control.Listen(dir); !errors.Is(err, control.ErrPath) {
		t.Errorf("Listen = %v, want ErrPath", err)
	}
	if _, err := control.Dial(t.Context(), dir); !errors.Is(err, control.ErrPath) {
		t.Errorf("Dial = %v, want ErrPath", err)
	}
}

// TestOddCalls sends what no client of this version sends.
