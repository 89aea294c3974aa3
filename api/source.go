package api

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"net/http"

	"github.com/gin-gonic/gin"
)

// sourcePath is where everyone may fetch the source code of this very server.
const sourcePath = "/source.tar.gz"

// source sends the source code.
func (s *Server) source(c *gin.Context) error {
	archive, err := s.sourceArchive()
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", `attachment; filename="maillage.tar.gz"`)
	c.Header("Cache-Control", revalidate)
	c.Data(http.StatusOK, "application/gzip", archive)
	return nil
}

// packed returns files as one archive, below a folder of the project's name.
func packed(files fs.FS) ([]byte, error) {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	archive := tar.NewWriter(zip)
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		header := &tar.Header{Name: "maillage/" + path, Mode: 0o644, Size: int64(len(content)), Format: tar.FormatPAX}
		if bytes.HasPrefix(content, []byte("#!")) {
			header.Mode = 0o755 // embedding forgets what is a program
		}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		_, err = archive.Write(content)
		return err
	})
	if err == nil {
		err = archive.Close()
	}
	if err == nil {
		err = zip.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("api: cannot pack the source code: %w", err)
	}
	return b.Bytes(), nil
}
