package main

import (
	"io"
	"os"
	"path/filepath"

	"github.com/schollz/progressbar/v3"
)

// progress returns the content of file, and shows on a terminal how much of it
// was read until done is called.
func (p *program) progress(file *os.File, name string) (content io.Reader, done func()) {
	info, err := file.Stat()
	if err != nil || !p.onTerminal() {
		return file, func() {}
	}
	bar := progressbar.NewOptions64(info.Size(),
		progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetDescription(plain(filepath.Base(name))),
		progressbar.OptionShowBytes(true), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100_000_000))
	reader := progressbar.NewReader(file, bar)
	return &reader, func() { bar.Finish() }
}
