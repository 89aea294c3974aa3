package main

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"maillage/data/store"
)

func TestGeneratingStopsInWords(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	go func() { // interrupts while elements are written
		for held := 0; held == 0 && ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
			if kept, err := store.OpenForReading(ctx, dir); err == nil {
				held, _ = kept.ElementCount(ctx)
				kept.Close()
			}
		}
		stop()
	}()
	var out, errs strings.Builder
	status := run(ctx, []string{"generate", "--data", dir, "--count", strconv.Itoa(maxGenerated)}, &out, &errs)
	if text := errs.String(); status == 0 || !strings.Contains(text, "give the command again to go on") {
		t.Errorf("status %d, %q", status, text)
	}
	if !strings.Contains(errs.String(), "There is no commune here yet") {
		t.Errorf("it does not say where elements go: %q", errs.String())
	}
	if !strings.Contains(out.String(), " new, ") {
		t.Errorf("it does not say what was written: %q", out.String())
	}
}
