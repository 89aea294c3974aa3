package main

import (
	"bufio"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"maillage/geo"
)

// The program that asks supercluster, and what npm installs for it.
//
//go:embed supercluster.mjs package.json package-lock.json
var superclusterFiles embed.FS

// supercluster is a Node process that draws clusters with npm's supercluster.
type supercluster struct {
	process *exec.Cmd
	asks    io.WriteCloser
	answers *bufio.Reader
	version string
}

// startSupercluster installs supercluster into a folder and starts it. The error
// wraps errMissing where there is no Node.
func startSupercluster(ctx context.Context, dir string) (*supercluster, error) {
	if _, err := exec.LookPath("npm"); err != nil {
		return nil, fmt.Errorf("npm is %w: install Node 20 or later, which brings it", errMissing)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for _, name := range []string{"supercluster.mjs", "package.json", "package-lock.json"} {
		text, err := superclusterFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return nil, err
		}
	}
	install := stoppable(exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"))
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm ci: %w: %s", err, out)
	}
	s := &supercluster{process: stoppable(exec.CommandContext(ctx, "node", "--expose-gc", "--max-old-space-size=12000", "supercluster.mjs"))}
	s.process.Dir, s.process.Stderr = dir, os.Stderr
	var err error
	if s.asks, err = s.process.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.answers = bufio.NewReader(out)
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	return s, s.readVersion(dir)
}

// readVersion notes which supercluster and which Node these are.
func (s *supercluster) readVersion(dir string) error {
	var manifest struct{ Version string }
	text, err := os.ReadFile(filepath.Join(dir, "node_modules", "supercluster", "package.json"))
	if err == nil {
		err = json.Unmarshal(text, &manifest)
	}
	node, versionErr := s.nodeVersion()
	s.version = fmt.Sprintf("supercluster %s, Node %s", manifest.Version, node)
	return errors.Join(err, versionErr)
}

func (s *supercluster) nodeVersion() (string, error) {
	var version string
	err := s.ask(map[string]any{"version": true}, &version)
	return version, err
}

// ask sends a question and waits for its answer.
func (s *supercluster) ask(question, answer any) error {
	line, err := json.Marshal(question)
	if err != nil {
		return err
	}
	if _, err := s.asks.Write(append(line, '\n')); err != nil {
		return err
	}
	if line, err = s.answers.ReadBytes('\n'); err != nil {
		return fmt.Errorf("supercluster ended: %w", err)
	}
	return json.Unmarshal(line, answer)
}

// built is what supercluster says of what it has read or built.
type built struct {
	Points       int
	Milliseconds float64
	Bytes        int64
}

func (b built) took() time.Duration { return time.Duration(b.Milliseconds * float64(time.Millisecond)) }

// read has supercluster read points from a file.
func (s *supercluster) read(path string) (points built, err error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return built{}, err
	}
	err = s.ask(map[string]string{"read": absolute}, &points)
	return points, err
}

// load builds the clusters of the points with a tag, of all when it is empty.
func (s *supercluster) load(tag string) (clusters built, err error) {
	err = s.ask(map[string]string{"load": tag}, &clusters)
	return clusters, err
}

// draw draws tiles, and returns how long each took in its process.
func (s *supercluster) draw(tiles []geo.Tile) ([]time.Duration, error) {
	asked := make([][3]uint32, len(tiles))
	for i, t := range tiles {
		asked[i] = [3]uint32{t.Z, t.X, t.Y}
	}
	var answer struct{ Milliseconds []float64 }
	err := s.ask(map[string]any{"tiles": asked}, &answer)
	took := make([]time.Duration, len(answer.Milliseconds))
	for i, ms := range answer.Milliseconds {
		took[i] = max(time.Duration(ms*float64(time.Millisecond)), 1)
	}
	return took, err
}

// stop ends the process.
func (s *supercluster) stop() error { return errors.Join(s.asks.Close(), s.process.Wait()) }
