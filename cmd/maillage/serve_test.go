package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// running is the program while it serves.
type running struct {
	url    string
	stop   context.CancelFunc
	status chan int
	stderr *lockedBuffer
}

// lockedBuffer collects what several goroutines write.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// start runs the program with arguments until it listens and is ready.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	stdout, write := io.Pipe()
	r := &running{stop: cancel, status: make(chan int, 1), stderr: &lockedBuffer{}}
	go func() {
		r.status <- run(ctx, args, write, r.stderr)
		write.Close()
	}()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the program ended with status %d:\n%s", <-r.status, r.stderr)
	}
	r.url = listeningOn(t, line)
	waitUntilReady(t, r.url)
	return r
}

func listeningOn(t *testing.T, line string) string {
	t.Helper()
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "Listening on ")
	if !ok || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("the program says %q, want where it listens", line)
	}
	return url
}

func waitUntilReady(t *testing.T, url string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if status, _ := get(t, url+"/readyz"); status == http.StatusOK {
			return
		}
	}
	t.Fatal("the server does not get ready")
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// end asks the program to stop and returns its exit status.
func (r *running) end(t *testing.T) int {
	t.Helper()
	r.stop()
	select {
	case status := <-r.status:
		return status
	case <-time.After(20 * time.Second):
		t.Fatal("the program does not stop")
		return -1
	}
}

func TestDemoFillsAnEmptyFolderAndServesItAgain(t *testing.T) {
	dir := t.TempDir()
	for _, round := range []string{"first", "second"} {
		r := start(t, "demo", "--data", dir, "--listen", "127.0.0.1:0")
		for _, path := range []string{"/api/v1/search?q=fablab", "/api/v1/search?in=FR-35&tag=jardin+partag%C3%A9", "/api/v1/search?in=FR-974"} {
			if status, body := get(t, r.url+path); status != http.StatusOK || strings.Contains(body, `"total":0`) {
				t.Errorf("%s round: GET %s = %d %s", round, path, status, body)
			}
		}
		if status := r.end(t); status != 0 {
			t.Errorf("%s round: exit status %d:\n%s", round, status, r.stderr)
		}
		if filled := strings.Contains(r.stderr.String(), "The demo is in place"); filled != (round == "first") {
			t.Errorf("%s round says:\n%s", round, r.stderr)
		}
	}
}

func TestDemoLeavesAFolderWithOtherElementsAlone(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "e.ndjson")
	if err := os.WriteFile(file, []byte(`{"name":"A","source":"s","id":"1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if status := run(t.Context(), []string{"import", "elements", file, "--data", dir}, io.Discard, io.Discard); status != 0 {
		t.Fatalf("import: exit status %d", status)
	}
	var stderr lockedBuffer
	status := run(t.Context(), []string{"demo", "--data", dir, "--listen", "127.0.0.1:0"}, io.Discard, &stderr)
	if status != 1 || !strings.Contains(stderr.String(), "maillage serve --data "+dir) {
		t.Errorf("exit status %d, says:\n%s", status, stderr.String())
	}
}

func TestASignalEndsTheProgramCleanly(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		program := exec.Command(os.Args[0], "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0")
		program.Env = append(os.Environ(), asProgram+"=1")
		stdout, err := program.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := program.Start(); err != nil {
			t.Fatal(err)
		}
		line, _ := bufio.NewReader(stdout).ReadString('\n')
		waitUntilReady(t, listeningOn(t, line))
		program.Process.Signal(signal)
		if err := program.Wait(); err != nil {
			t.Errorf("after %v: %v, want exit status 0", signal, err)
		}
	}
}

func TestAskingToStopBeforeTheServerIsUpIsNoFailure(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stderr lockedBuffer
	if status := run(ctx, []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, io.Discard, &stderr); status != 0 {
		t.Errorf("exit status %d, says:\n%s", status, stderr.String())
	}
}
