package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"unicode"

	"github.com/alecthomas/kong"
)

// program is what every command works with.
type program struct {
	ctx    context.Context // ends when the person asks to stop
	data   string          // the data folder
	stdout io.Writer
	stderr io.Writer

	log       *slog.Logger // on standard error
	saysInLog bool         // whether what is said goes there too: programs read it
}

// commands is the command line.
type commands struct {
	Data string `default:"./var" placeholder:"DIR" help:"Data folder, made when missing (default: ./var)."`

	Serve  serveCommand `cmd:"" help:"Serve the map, the search and the pages."`
	Demo   demoCommand  `cmd:"" help:"Fill an empty data folder with an invented commons, then serve it."`
	Import struct {
		Territories importTerritoriesCommand `cmd:"" help:"Import outlines of régions, départements or communes."`
		Elements    importElementsCommand    `cmd:"" help:"Import elements: associations, places, events..."`
	} `cmd:"" help:"Import files into the data folder."`
	Generate generateCommand `cmd:"" help:"Invent many elements, to try out or measure a large instance."`

	Export  exportCommand  `cmd:"" help:"Write the elements that a query finds to a file."`
	Basemap basemapCommand `cmd:"" help:"Take the streets of a territory out of a larger basemap, for serve --basemap."`
	Admin   adminCommand   `cmd:"" help:"Set up the instance: name, colours, texts, mail."`

	Backup  backupCommand    `cmd:"" help:"Back up everything to one file, while the server runs or not."`
	Restore restoreCommand   `cmd:"" help:"Make a data folder out of a backup."`
	Verify  verifyCommand    `cmd:"" help:"Check that everything in the data folder, or in a backup, is sound."`
	Ready   readyCommand     `cmd:"" help:"Ask the running server whether it is ready."`
	Version kong.VersionFlag `help:"Print the version."`
}

const description = `A map and a search engine of the commons.

Examples:
  maillage demo
  maillage import elements --data ./var lieux.ndjson.gz
  maillage serve --data ./var --listen 127.0.0.1:8080
  maillage export --query "q=jardin&in=FR-BRE" -o jardins.geojson`

// exit is the panic by which kong ends the program after it printed help.
type exit int

// run runs the program and returns its exit status: 0 for success, 1 when a
// command failed, 2 when the command line cannot be understood. Several goroutines
// may write to stderr at once.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (status int) {
	defer func() {
		if code, ok := recover().(exit); ok {
			status = int(code)
		}
	}()
	var line commands
	parser, err := kong.New(&line,
		kong.Name("maillage"), kong.Description(description), kong.Writers(stdout, stderr),
		kong.Vars{"version": versionText()},
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "maillage:", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "maillage: %s\nTry: maillage %s--help\n", plain(err.Error()), pathOf(err))
		return 2
	}
	if line.Data == "" {
		fmt.Fprintln(stderr, "maillage: --data is empty: name a folder, or leave it out for ./var")
		return 2
	}
	p := &program{ctx: ctx, data: line.Data, stdout: stdout, stderr: stderr, log: slog.New(slog.NewTextHandler(stderr, nil))}
	if err := chosen.Run(p); err != nil {
		fmt.Fprintln(stderr, "maillage:", plain(err.Error()))
		return 1
	}
	return 0
}

// pathOf returns the words of the command that a mistake was made in, each
// followed by a space.
func pathOf(err error) string {
	mistake, ok := errors.AsType[*kong.ParseError](err)
	if !ok || mistake.Context.Selected() == nil {
		return ""
	}
	_, path, _ := strings.Cut(mistake.Context.Selected().FullPath(), " ")
	return path + " "
}

// say tells the person what is going on.
func (p *program) say(format string, args ...any) {
	text := plain(fmt.Sprintf(format, args...))
	if p.saysInLog {
		p.log.Info(text)
		return
	}
	fmt.Fprintln(p.stderr, text)
}

// onTerminal reports whether a person watches standard error.
func (p *program) onTerminal() bool {
	file, ok := p.stderr.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// plain drops what could disturb a terminal: messages quote files.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
}
