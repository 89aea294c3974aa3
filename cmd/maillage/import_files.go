package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/data/exchange/openstreetmap"
)

// options returns what the command line says of the files.
func (c *importElementsCommand) options() (exchange.Options, error) {
	o := exchange.Options{
		Format: exchange.Format(c.Format), Kind: data.Kind(c.Kind), Type: c.Type,
		Source: data.Source{Name: c.Source, URL: c.SourceURL, License: c.License},
	}
	if c.SourceURL != "" && !data.IsWebAddress(c.SourceURL) {
		return o, fmt.Errorf("--source-url: %q is not a web address: it starts with http:// or https:// and names a host", c.SourceURL)
	}
	var err error
	if o.Mapping, err = readBeside(c.Mapping, exchange.ReadMapping); err != nil {
		return o, fmt.Errorf("--mapping: %w", err)
	}
	if o.Taxonomy, err = readBeside(c.Taxonomy, exchange.ReadTaxonomy); err != nil {
		return o, fmt.Errorf("--taxonomy: %w", err)
	}
	return o, nil
}

// readBeside reads a file that tells how to read others; nil when there is none.
func readBeside[T any](name string, read func(io.Reader) (*T, error)) (*T, error) {
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	value, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return value, nil
}

// sourceNameOf returns the name of a file without its folder and what its format
// adds: "festivals" of "data/festivals.csv.gz".
func sourceNameOf(name string) string {
	base := filepath.Base(name)
	short := strings.TrimSuffix(base, ".gz")
	short = strings.TrimSuffix(short, filepath.Ext(short))
	return cmp.Or(short, base)
}

// prepare reads the file once: it sees what format it is and which records come
// again. Those found before an error are returned with it.
func (i *elementsImport) prepare() (map[int]int, error) {
	info, err := os.Stat(i.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("there is no such file: look at its name, and at the folder that you are in")
	}
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: name the files in it, like %s", i.name, filepath.Join(i.name, "*.csv"))
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file: it is read twice, so write it to one first", i.name)
	}
	file, err := os.Open(i.name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if i.options.Format == "" {
		if i.options.Format, err = exchange.Detect(file); err != nil {
			return nil, err
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
	}
	i.unit = i.options.Format.Unit()
	if isOpenStreetMap(i.options.Format) {
		return map[int]int{}, nil // its ids are unique
	}
	return exchange.FindRepeats(stoppable{i.ctx, file}, i.options)
}

// stoppable is a file that can be read until the context ends: looking through a
// large one takes minutes before anything is written.
type stoppable struct {
	ctx context.Context
	*os.File
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.File.Read(p)
}

func isOpenStreetMap(format exchange.Format) bool {
	return format == exchange.FormatOSMXML || format == exchange.FormatPBF
}

// records returns the records of the file, whose content is at hand too, and what
// tells of the file as a whole once they were read.
func (i *elementsImport) records(content io.Reader) (records iter.Seq[exchange.Record], tell func(), err error) {
	if isOpenStreetMap(i.options.Format) {
		open := func() (io.ReadCloser, error) {
			file, err := os.Open(i.name)
			return stoppable{i.ctx, file}, err
		}
		return openstreetmap.Read(open, i.options.Format), func() {}, nil
	}
	reading, err := exchange.Open(content, i.options)
	if err != nil {
		return nil, nil, err
	}
	return reading.Records, func() { i.report.file(i.name, reading) }, nil
}
