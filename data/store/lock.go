package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"unicode"
)

// ErrOwned marks a data folder that another process is using.
var ErrOwned = errors.New("the data folder is in use")

// OwnedError says who uses a data folder. It unwraps to [ErrOwned].
type OwnedError struct {
	Dir     string // the data folder
	Process int    // 0 when the owner has not written its number yet
	Command string // which command the owner is; empty with Process 0
}

func (e *OwnedError) Error() string {
	if e.Process == 0 {
		return fmt.Sprintf("the data folder %s is in use by another process: stop it first, or give another data folder", e.Dir)
	}
	return fmt.Sprintf("the data folder %s is in use by `%s` (process %d): stop it first, or give another data folder", e.Dir, e.Command, e.Process)
}

func (e *OwnedError) Unwrap() error { return ErrOwned }

// lockName is the file of a data folder whose lock is the ownership. It tells
// people who the owner is; only the lock counts, which the system drops when
// the process ends in whatever way.
const lockName = "owner.lock"

// lock makes this process the owner of dir until the file is closed.
func lock(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrFolder, err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		owned := &OwnedError{Dir: dir}
		owned.Process, owned.Command = readOwner(file)
		return nil, errors.Join(owned, file.Close())
	}
	if err == nil {
		err = writeOwner(file)
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%w: cannot lock %s: %v", ErrFolder, file.Name(), err)
	}
	return file, nil
}

// commandOf returns the program and the command that stands behind it, "maillage
// serve": what follows may hold passwords, of mail servers or in web addresses.
func commandOf(args []string) string {
	words := []string{filepath.Base(args[0])}
	for _, word := range args[1:min(len(args), 3)] {
		if strings.HasPrefix(word, "-") {
			break
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// maxOwner bounds the text of the lock file.
const maxOwner = 300

func writeOwner(file *os.File) error {
	text := fmt.Sprintf("%d %s", os.Getpid(), printable(commandOf(os.Args)))
	if len(text) > maxOwner {
		text = strings.ToValidUTF8(text[:maxOwner], "")
	}
	// Over the old text before the rest of it is cut: a full disk takes it.
	n, err := file.WriteAt([]byte(text+"\n"), 0)
	if err != nil {
		return err
	}
	return file.Truncate(int64(n))
}

// readOwner returns what [writeOwner] wrote, or 0 for anything else.
func readOwner(file *os.File) (process int, command string) {
	text, err := io.ReadAll(io.NewSectionReader(file, 0, maxOwner+1))
	if err != nil {
		return 0, ""
	}
	number, command, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	if process, err = strconv.Atoi(number); err != nil || process <= 0 {
		return 0, ""
	}
	return process, printable(command)
}

// printable drops what could disturb a terminal or a log.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
}
