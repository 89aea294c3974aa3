package api

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/web"
)

// exportNote says what is in the archive of somebody's data.
const exportNote = `account.json          your account, and where it is logged in. Your password is kept as a hash
                      that says nothing, and is left out.
contributions.ndjson  every version of an element that you wrote, one on each line.
following.json        what you follow, the news of it, what concerned you directly, and how you
                      want to be told.
belonging.json        what you belong to or ask to, your invitations, your notes, and the messages
                      that wait.
networks.json         the maps that you belong to or ask to, what you are in them, and what you said
                      there of elements last.
photos/               the photos that you gave.
`

// exportAccount sends everything about who asks, as an archive.
func (p *pages) exportAccount(c *gin.Context, _ web.Language, _ *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	if !asks.may(data.ActReadAccount) {
		return errNoResource
	}
	sessions, err := p.store.SessionsOf(ctx, asks.account.ID, time.Now())
	if err != nil {
		return err
	}
	following, err := p.followingOf(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	c.Header("Content-Type", "application/zip")
	c.Header("Content-Disposition", `attachment; filename="maillage.zip"`)
	archive := zip.NewWriter(c.Writer)
	err = errors.Join(
		inArchive(archive, "README.txt", func(w io.Writer) error {
			_, err := io.WriteString(w, exportNote)
			return err
		}),
		inArchive(archive, "account.json", func(w io.Writer) error {
			document := json.NewEncoder(w)
			document.SetIndent("", "  ")
			return document.Encode(map[string]any{"account": asks.account, "sessions": sessions})
		}),
		inArchive(archive, "following.json", func(w io.Writer) error {
			document := json.NewEncoder(w)
			document.SetIndent("", "  ")
			return document.Encode(following)
		}),
		inArchive(archive, "belonging.json", func(w io.Writer) error { return p.exportBelonging(ctx, asks, w) }),
		inArchive(archive, "networks.json", func(w io.Writer) error { return p.exportNetworks(ctx, asks, w) }),
		inArchive(archive, "contributions.ndjson", func(w io.Writer) error {
			lines := json.NewEncoder(w)
			return p.store.EachRevisionBy(ctx, asks.account.ID, func(r store.Revision) error { return lines.Encode(r) })
		}),
		p.archivePhotos(ctx, archive, asks.account.ID),
		archive.Close(),
	)
	if err != nil {
		p.log.Error("an archive of somebody's data is not whole", "request", visitOf(ctx).number(), "error", err)
		panic(http.ErrAbortHandler) // so that the client sees that it has not got all
	}
	return nil
}

// archivePhotos adds the photos that an account gave.
func (p *pages) archivePhotos(ctx context.Context, archive *zip.Writer, account data.ID) error {
	hashes, err := p.store.PhotosGivenBy(ctx, account)
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		photo, err := p.store.PhotoFile(hash, data.PhotoLarge)
		if errors.Is(err, store.ErrNotFound) { // forgotten meanwhile
			continue
		}
		if err != nil {
			return err
		}
		err = inArchive(archive, "photos/"+hash+".jpg", func(w io.Writer) error {
			_, err := io.Copy(w, photo)
			return err
		})
		if err := errors.Join(err, photo.Close()); err != nil {
			return err
		}
	}
	return nil
}

func inArchive(archive *zip.Writer, name string, write func(io.Writer) error) error {
	file, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Now()})
	if err != nil {
		return err
	}
	return write(file)
}

// eraseAccount has the account of who asks erased, unless they log in again within
// the days of grace.
func (p *pages) eraseAccount(c *gin.Context, asks *person, language web.Language) (string, map[string]web.Mistake, error) {
	ctx := c.Request.Context()
	if !asks.may(data.ActEraseAccount) {
		return "", nil, errForm
	}
	wrong, err := p.confirmed(c, asks, func() error {
		if err := p.commons.Confirm(ctx, asks.account.ID, c.PostForm("present")); err != nil {
			return err
		}
		account, err := p.commons.AskErasure(ctx, asks.account.ID, data.Contributions(c.PostForm("contributions")), time.Now())
		if err != nil || !p.sends(c.Request) {
			return err
		}
		site, _ := p.site(c.Request)
		to := web.Language(account.Language)
		day, err := p.catalogue.Date(to, account.ErasesAt)
		if err != nil {
			return err
		}
		return p.send(c, to, account.Email, "erasing", map[string]string{"link": site + to.Path(web.LogInPath), "date": day}, nil)
	})
	if wrong != nil || err != nil {
		return "", wrong, err
	}
	p.setCookie(c, "", time.Time{})
	c.Redirect(http.StatusSeeOther, language.Path(web.LogInPath)+"?done=erasing")
	return "", nil, nil
}
