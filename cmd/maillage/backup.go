package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

type backupCommand struct {
	Force bool   `help:"Replace FILE if there is one."`
	File  string `arg:"" name:"FILE" help:"Where to write; in a folder, a file named after the moment."`
}

func (*backupCommand) Help() string {
	return `Everything is in the one file: elements with all their revisions, photos, the log, territories. A server may hold the folder
and write meanwhile: the backup shows one moment. Keep it on another machine, and try "maillage restore" now and then.

Examples:
  maillage backup maillage-monday.db
  maillage backup --data /var/lib/maillage /var/backups/maillage/`
}

// Run writes the backup.
func (c *backupCommand) Run(p *program) error {
	if err := p.hasData(); err != nil {
		return err
	}
	path := c.File
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, time.Now().UTC().Format("maillage-2006-01-02T150405Z.db"))
	}
	begin := time.Now()
	size, lost, err := store.Backup(p.ctx, p.data, path, c.Force)
	switch {
	case p.ctx.Err() != nil:
		return errors.New("stopped before the end: no backup was written")
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s exists already: give another name, or --force to replace it", path)
	case err != nil:
		return fmt.Errorf("no backup was written: %w", err)
	}
	if err := p.copyErasures(path); err != nil {
		return fmt.Errorf("the backup %s is written, but not the list of erased accounts beside it, by which a restored backup forgets them again: %w", path, err)
	}
	if lost > 0 {
		p.say("%d photos are missing in %s, and so in the backup: `maillage verify` lists them, an older backup may have them", lost, p.data)
	}
	fmt.Fprintf(p.stdout, "%s: %s in %.1f s\n", path, megabytes(size), time.Since(begin).Seconds())
	return nil
}

// copyErasures adds the accounts that were erased to the list beside a backup.
func (p *program) copyErasures(backup string) error {
	kept, err := store.OpenForReading(p.ctx, p.data)
	if errors.Is(err, store.ErrOlder) { // nobody had an account then
		return nil
	}
	if err != nil {
		return err
	}
	erasures, err := kept.Erasures(p.ctx)
	if err == nil {
		err = store.AddErasures(filepath.Join(filepath.Dir(backup), store.ErasuresFile), erasures)
	}
	return errors.Join(err, kept.Close())
}

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

type restoreCommand struct {
	Erasures []string `placeholder:"FILE" help:"Another list of erased accounts, such as the one in the old data folder; may be repeated."`
	File     string   `arg:"" name:"FILE" help:"A backup."`
}

func (*restoreCommand) Help() string {
	return `Makes the data folder out of a backup. The folder must be missing or empty: move the old one away first. The backup is
read whole before, and nothing is made of one that is damaged. Accounts that were erased since are erased again: those
in the file "erasures" beside the backup, and in any --erasures.

Examples:
  maillage restore --data /var/lib/maillage maillage-monday.db
  maillage restore --data ./trial maillage-monday.db && maillage serve --data ./trial`
}

// Run restores the backup.
func (c *restoreCommand) Run(p *program) error {
	erasures, err := c.erasures()
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	report, err := store.Restore(p.ctx, c.File, p.data)
	switch {
	case p.ctx.Err() != nil:
		return errors.New("stopped before the end: nothing was restored")
	case errors.Is(err, store.ErrNotEmpty):
		return fmt.Errorf("%w: move what is in it away, or name another one with --data", err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no backup to restore: %w", err)
	case err != nil:
		return fmt.Errorf("nothing was restored: %w", err)
	}
	if err := p.eraseAgain(erasures); err != nil {
		os.Remove(filepath.Join(p.data, store.FileName))
		os.RemoveAll(filepath.Join(p.data, store.PhotosFolder))
		return fmt.Errorf("nothing was restored: accounts that were erased could not be erased again: %w", err)
	}
	fmt.Fprintf(p.stdout, "Restored into %s: %d elements, %d territories, %d photos, %d changes\n",
		p.data, report.Elements, report.Territories, report.Photos-len(report.LostPhotos), report.Changes)
	if lost := len(report.LostPhotos); lost > 0 {
		p.say("%d photos are missing or damaged in the backup, and were not restored; all else was", lost)
	}
	p.say("Serve it with `maillage serve --data %s`: the first start reads everything once", p.data)
	return nil
}

// erasures reads the lists of accounts that were erased.
func (c *restoreCommand) erasures() (all []data.Erasure, err error) {
	for _, path := range c.Erasures {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("--erasures: %w", err)
		}
	}
	for _, path := range append(c.Erasures, filepath.Join(filepath.Dir(c.File), store.ErasuresFile)) {
		more, err := store.ReadErasures(path)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// eraseAgain erases accounts in a data folder that was just restored.
func (p *program) eraseAgain(erasures []data.Erasure) error {
	if len(erasures) == 0 {
		return nil
	}
	kept, err := store.Open(p.ctx, p.data)
	if err != nil {
		return err
	}
	err = commons.New(kept).ReplayErasures(p.ctx, erasures)
	if err == nil {
		err = p.noteErasures(p.ctx, kept)
	}
	return errors.Join(err, kept.Close())
}

type verifyCommand struct {
	File string `arg:"" optional:"" name:"FILE" help:"A backup; without it, the data folder."`
}

func (*verifyCommand) Help() string {
	return `Reads everything: the database's structure, its log, every element, every territory, every photo. Changes nothing, and
a server may hold the folder meanwhile. Fails when something is wrong, and lists it.

Examples:
  maillage verify
  maillage verify maillage-monday.db`
}

// mostLostPhotos bounds the photos that are listed.
const mostLostPhotos = 100

// Run verifies the backup or the data folder.
func (c *verifyCommand) Run(p *program) error {
	path := c.File
	if path == "" {
		if err := p.hasData(); err != nil {
			return err
		}
		path = filepath.Join(p.data, store.FileName)
	}
	report, err := store.Verify(p.ctx, path)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%d elements, %d territories, %d photos, %d changes read\n", report.Elements, report.Territories, report.Photos, report.Changes)
	lost := len(report.LostPhotos)
	if len(report.Problems)+lost == 0 {
		fmt.Fprintln(p.stdout, "Everything is as it should be")
		return nil
	}
	printList(p.stdout, "missing or damaged photos", report.LostPhotos[:min(lost, mostLostPhotos)], min(lost, mostLostPhotos))
	printList(p.stdout, "wrong", report.Problems, len(report.Problems))
	if len(report.Problems) == 0 {
		return fmt.Errorf("%d photos in %s are missing or damaged, all else is sound: a backup may have them, in the folder %s of what it is restored into", lost, path, store.PhotosFolder)
	}
	return fmt.Errorf("%d problems in %s: keep a copy of the folder, then restore the last sound backup", len(report.Problems)+report.More, path)
}
