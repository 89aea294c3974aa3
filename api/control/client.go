package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Client asks the server that holds a data folder. It is safe for concurrent
// use.
type Client struct{ http *http.Client }

// dialPatience bounds the wait for a server that does not take a connection.
const dialPatience = 2 * time.Second

// Dial returns a client of the server that holds the data folder dir. The error
// wraps [ErrNobody] when none answers, or [ErrPath].
func Dial(ctx context.Context, dir string) (*Client, error) {
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: dialPatience}).DialContext(ctx, "unix", path)
	}
	probe, err := dial(ctx, "", "")
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNobody, err)
	}
	probe.Close()
	return &Client{&http.Client{Transport: &http.Transport{DialContext: dial, DisableCompression: true}}}, nil
}

// Close lets the connections go.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// address is what stands for the socket in the addresses of requests.
const address = "http://maillage"

// ask makes a call.
func ask[Out any](ctx context.Context, c *Client, name string, given any) (answer Out, err error) {
	document, err := encode(given)
	if err != nil {
		return answer, fmt.Errorf("cannot be sent to the server: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/control/"+name, bytes.NewReader(document))
	if err != nil {
		return answer, err
	}
	request.GetBody = nil // so that a call is never made twice
	got, err := c.http.Do(request)
	if err != nil {
		return answer, lost(ctx, err)
	}
	defer got.Body.Close()
	content := json.NewDecoder(got.Body)
	if got.StatusCode != http.StatusOK {
		wrong := &failure{}
		if err := content.Decode(wrong); err != nil || wrong.Text == "" {
			return answer, lost(ctx, fmt.Errorf("the server answers %s", got.Status))
		}
		return answer, wrong
	}
	if err := content.Decode(&answer); err != nil {
		return answer, lost(ctx, err)
	}
	return answer, nil
}

// lost returns what to say of a call without an answer.
func lost(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w (%v)", ErrLost, err)
}

// Ready reports whether the server answers searches, and what /readyz says.
func (c *Client) Ready(ctx context.Context) (ready bool, answer string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/readyz", nil)
	if err != nil {
		return false, "", err
	}
	got, err := c.http.Do(request)
	if err != nil {
		return false, "", lost(ctx, err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, maxReady))
	return got.StatusCode == http.StatusOK, string(bytes.TrimSpace(text)), err
}

// maxReady bounds what is read of /readyz, in bytes.
const maxReady = 10_000

// exportCount is the trailer in which the site says how many elements an export
// holds.
const exportCount = "Elements"

// Export writes what the server's export of a query holds, the changes up to the
// number sequence of the log among it, and returns how many elements that is.
// format is what ends the export's address: geojson, ndjson, csv.
func (c *Client) Export(ctx context.Context, w io.Writer, format, query string, sequence int64) (n int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/api/v1/elements."+url.PathEscape(format)+"?"+query, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept-Language", "en") // that of commands
	request.Header.Set("Min-Sequence", strconv.FormatInt(sequence, 10))
	got, err := c.http.Do(request)
	if err != nil {
		return 0, lost(ctx, err)
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		var wrong struct{ Detail string }
		if json.NewDecoder(got.Body).Decode(&wrong) != nil || wrong.Detail == "" {
			wrong.Detail = got.Status
		}
		return 0, errors.New(wrong.Detail)
	}
	if _, err := io.Copy(w, got.Body); err != nil {
		return 0, fmt.Errorf("the export is not whole: %w", err)
	}
	n, err = strconv.Atoi(got.Trailer.Get(exportCount))
	if err != nil {
		return 0, errVersion
	}
	return n, nil
}
