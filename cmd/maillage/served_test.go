package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// shortFolder returns a new data folder whose path a socket can have.
func shortFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "maillage")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "var")
}

// command runs the program and returns its exit status and what it says.
func command(t *testing.T, args ...string) (status int, said string) {
	t.Helper()
	var both lockedBuffer
	status = run(t.Context(), args, &both, &both)
	return status, both.String()
}

// mustRun runs the program, which must succeed and say want.
func mustRun(t *testing.T, want string, args ...string) {
	t.Helper()
	if status, said := command(t, args...); status != 0 || !strings.Contains(said, want) {
		t.Errorf("maillage %s: exit status %d, want 0 and %q; it says:\n%s", strings.Join(args, " "), status, want, said)
	}
}

// elementsFile writes a file of elements, one line each, of a source.
func elementsFile(t *testing.T, source string, names ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "elements.ndjson")
	var text strings.Builder
	for i, name := range names {
		fmt.Fprintf(&text, `{"name":%q,"source":%q,"id":"%d","lat":48.1,"lon":-1.7}`+"\n", name, source, i)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// finds waits until the server finds some text under path.
func (r *running) finds(t *testing.T, path, want string) {
	t.Helper()
	var body string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if _, body = get(t, r.url+path); strings.Contains(body, want) {
			return
		}
	}
	t.Errorf("GET %s lacks %q:\n%s", path, want, body)
}

func TestCommandsWorkOnAFolderThatIsServed(t *testing.T) {
	dir := shortFolder(t)
	r := start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	file := elementsFile(t, "s", "Jardin des Ormes", "Atelier vélo")

	mustRun(t, "dry run, nothing written: 2 records: 2 new", "import", "elements", "--data", dir, "--dry-run", file)
	if _, body := get(t, r.url+"/api/v1/search"); !strings.Contains(body, `"total":0`) {
		t.Errorf("after a dry run the server finds %s", body)
	}
	mustRun(t, "2 new", "import", "elements", "--data", dir, file)
	r.finds(t, "/api/v1/search?q=ormes", "Jardin des Ormes")
	mustRun(t, "2 unchanged", "import", "elements", "--data", dir, file)

	territories := filepath.Join(t.TempDir(), "d.geojson")
	square := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"35","nom":"Ille-et-Vilaine"},
		"geometry":{"type":"Polygon","coordinates":[[[-2.2,47.7],[-1.1,47.7],[-1.1,48.6],[-2.2,48.6],[-2.2,47.7]]]}}]}`
	if err := os.WriteFile(territories, []byte(square), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "1 territories imported", "import", "territories", "--data", dir, "--country", "FR", "--level", "departement", territories)
	r.finds(t, "/api/v1/search?in=FR-35&q=ormes", "Jardin des Ormes")

	mustRun(t, "Jardin des Ormes", "export", "--data", dir, "--format", "ndjson", "--query", "q=ormes")
	mustRun(t, "1 elements written", "export", "--data", dir, "--query", "q=ormes")
	if status, said := command(t, "export", "--data", dir, "--query", "in=FR-00000"); status != 1 || !strings.Contains(said, `no territory has the code "FR-00000"`) {
		t.Errorf("an export that cannot be: exit status %d, says %s", status, said)
	}
	mustRun(t, "Everything is as it should be", "verify", "--data", dir)
	backup := filepath.Join(t.TempDir(), "backup")
	mustRun(t, backup, "backup", "--data", dir, backup)
	mustRun(t, `"ready":true`, "ready", "--data", dir)

	restored := shortFolder(t)
	mustRun(t, "2 elements", "restore", "--data", restored, backup)
	again := start(t, "serve", "--data", restored, "--listen", "127.0.0.1:0")
	again.finds(t, "/api/v1/search?in=FR-35&q=ormes", "Jardin des Ormes")

	for _, server := range []*running{r, again} {
		if status := server.end(t); status != 0 {
			t.Errorf("exit status %d:\n%s", status, server.stderr)
		}
	}
	mustRun(t, "2 elements written", "export", "--data", dir)
}

func TestTwoImportsAtOnceIntoAFolderThatIsServed(t *testing.T) {
	dir := shortFolder(t)
	start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	var names []string
	for i := range 3000 {
		names = append(names, fmt.Sprint("Lieu ", i))
	}
	var imports sync.WaitGroup
	for _, source := range []string{"a", "b"} {
		file := elementsFile(t, source, names...)
		imports.Go(func() { mustRun(t, "3000 new", "import", "elements", "--data", dir, file) })
	}
	imports.Wait()
	mustRun(t, "6000 elements written", "export", "--data", dir, "-o", filepath.Join(t.TempDir(), "all.geojson"))
	mustRun(t, "6000 elements", "verify", "--data", dir)
}

func TestASecondServerSaysWhoHoldsTheFolder(t *testing.T) {
	dir := shortFolder(t)
	r := start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	samePort := strings.TrimPrefix(r.url, "http://")
	for _, listen := range []string{"127.0.0.1:0", samePort} {
		for _, verb := range []string{"serve", "demo"} {
			status, said := command(t, verb, "--data", dir, "--listen", listen)
			if want := fmt.Sprintf("(process %d): stop it first", os.Getpid()); status != 1 || !strings.Contains(said, want) {
				t.Errorf("%s --listen %s: exit status %d, want 1 and %q; it says:\n%s", verb, listen, status, want, said)
			}
		}
	}
	r.finds(t, "/readyz", `"ready":true`)
}

// TestAServerThatWasKilledLeavesNothingInTheWay kills a server during an import,
// again and again.
func TestAServerThatWasKilledLeavesNothingInTheWay(t *testing.T) {
	dir := shortFolder(t)
	var names []string
	for i := range 20_000 {
		names = append(names, fmt.Sprint("Lieu ", i))
	}
	file := elementsFile(t, "s", names...)
	for round := range 3 {
		program, url := startProcess(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
		waitUntilReady(t, url)
		type result struct {
			status int
			said   string
		}
		imported := make(chan result, 1)
		go func() {
			status, said := command(t, "import", "elements", "--data", dir, file)
			imported <- result{status, said}
		}()
		time.Sleep(time.Duration(150+150*round) * time.Millisecond)
		program.Process.Kill()
		program.Wait()
		got := <-imported
		if got.status != 0 && (!strings.Contains(got.said, "lines ") || !strings.Contains(got.said, "do it again")) {
			t.Errorf("round %d: the import says:\n%s", round, got.said)
		}
		t.Logf("round %d: exit status %d", round, got.status)
	}
	r := start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	mustRun(t, "0 rejected", "import", "elements", "--data", dir, file)
	r.finds(t, "/api/v1/search?limit=1", `"total":20000`)
	mustRun(t, "Everything is as it should be", "verify", "--data", dir)
}

func TestTheFolderOfAnotherCommandIsNobodyElses(t *testing.T) {
	dir := shortFolder(t)
	mustRun(t, "1 new", "import", "elements", "--data", dir, elementsFile(t, "s", "A"))
	kept, _, err := (&program{ctx: t.Context(), data: dir, stderr: io.Discard}).openToServe()
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	status, said := command(t, "export", "--data", dir)
	if status != 1 || !strings.Contains(said, "stop it first") || !strings.Contains(said, "no server answers") {
		t.Errorf("exit status %d, says:\n%s", status, said)
	}
}

func TestAPathTooLongForASocketHindersNoServer(t *testing.T) {
	dir := filepath.Join(shortFolder(t), strings.Repeat("long", 30))
	r := start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	if !strings.Contains(r.stderr.String(), "Other commands cannot work on this folder while I run") {
		t.Errorf("the server says:\n%s", r.stderr)
	}
	if status, said := command(t, "export", "--data", dir); status != 1 || !strings.Contains(said, "too long for a socket") {
		t.Errorf("exit status %d, says:\n%s", status, said)
	}
}

// startProcess runs the program as a process of its own until it listens.
func startProcess(t *testing.T, args ...string) (*exec.Cmd, string) {
	t.Helper()
	program := exec.Command(os.Args[0], args...)
	program.Env = append(os.Environ(), asProgram+"=1")
	stdout, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Process.Kill() })
	line := make([]byte, 200)
	n, _ := stdout.Read(line)
	return program, listeningOn(t, string(line[:n]))
}

func TestThePrivateListenerTellsWithoutTellingOnAnyone(t *testing.T) {
	dir := shortFolder(t)
	r := start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--private-listen", "127.0.0.1:0", "--log-format", "json")
	private := ""
	for word := range strings.FieldsSeq(r.stderr.String()) {
		if strings.HasPrefix(word, "http://") {
			private, _, _ = strings.Cut(word, "/metrics")
		}
	}
	if private == "" {
		t.Fatalf("where the private listener is, it does not say:\n%s", r.stderr)
	}
	get(t, r.url+"/api/v1/search?q=maladie-rare")
	get(t, r.url+"/e/0199a0b0-0000-7000-8000-000000000000/jeanne-dupont")
	for path, want := range map[string]string{
		"/metrics":      `maillage_http_requests_total{class="2xx",method="GET",route="/api/v1/search"} 1`,
		"/readyz":       `"writable":true`,
		"/livez":        "ok",
		"/debug/logs":   `"route":"/e/:id/:slug"`,
		"/debug/pprof/": "goroutine",
	} {
		status, body := get(t, private+path)
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s = %d, want %q in:\n%s", path, status, want, body)
		}
		for _, told := range []string{"maladie", "jeanne", "0199a0b0", "127.0.0.1", "Go-http-client"} {
			for line := range strings.Lines(body) {
				if path != "/debug/pprof/" && strings.Contains(line, told) && !strings.Contains(line, "Metrics and profiles at") {
					t.Errorf("GET %s tells of %q: %s", path, told, line)
				}
			}
		}
	}
	for _, path := range []string{"/metrics", "/debug/logs", "/debug/pprof/", "/control/import-elements"} {
		if status, _ := get(t, r.url+path); status != http.StatusNotFound {
			t.Errorf("GET %s = %d for everyone, want 404", path, status)
		}
	}
}
