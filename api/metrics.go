package api

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"maillage/index"
	"maillage/tiles"
)

// metrics is what the server tells Prometheus. Labels are patterns of
// addresses, methods and classes of answers: never what was asked for or by
// whom.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec   // by route, method and class
	seconds  *prometheus.HistogramVec // by route
	inFlight prometheus.Gauge
}

// Disk tells whether the server can write; the store is one.
type Disk interface {
	// Writable returns nil, or why nothing can be written for now. It is quick.
	Writable() error
	// FreeBytes returns how much more the disk takes.
	FreeBytes() (uint64, error)
}

func newMetrics(o Options) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "maillage_http_requests_total", Help: "Requests answered, by pattern of address, method and class of status.",
		}, []string{"route", "method", "class"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "maillage_http_request_seconds", Help: "Time from a request's head to the end of its answer.",
			Buckets: []float64{.001, .002, .004, .008, .016, .032, .064, .128, .256, .512, 1, 2, 4, 8, 16},
		}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "maillage_http_requests_in_flight", Help: "Requests being answered."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.inFlight,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.gauge("maillage_build_info", "1; the label is the version of the program.", func() float64 { return 1 }, "version", o.Version)
	m.watchIndex(o.Engine)
	if o.Disk != nil {
		m.watchDisk(o.Disk)
	}
	return m
}

// gauge adds a gauge that is read when it is asked for; labels are names and
// values in turn.
func (m *metrics) gauge(name, help string, read func() float64, labels ...string) {
	fixed := prometheus.Labels{}
	for i := 0; i < len(labels); i += 2 {
		fixed[labels[i]] = labels[i+1]
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: fixed}, read))
}

func (m *metrics) watchIndex(engine *index.Engine) {
	ofSnapshot := func(read func(*index.Snapshot) float64) func() float64 {
		return func() float64 {
			if snapshot := engine.Snapshot(); snapshot != nil {
				return read(snapshot)
			}
			return 0
		}
	}
	m.gauge("maillage_index_ready", "1 once searches are answered.", ofSnapshot(func(*index.Snapshot) float64 { return 1 }))
	m.gauge("maillage_index_elements", "Elements that searches find.", ofSnapshot(func(s *index.Snapshot) float64 { return float64(s.Total()) }))
	m.gauge("maillage_index_segments", "Segments of the index.", ofSnapshot(func(s *index.Snapshot) float64 { return float64(s.Segments()) }))
	m.gauge("maillage_index_sequence", "Number of the last change that searches show.", ofSnapshot(func(s *index.Snapshot) float64 { return float64(s.Sequence()) }))
	m.gauge("maillage_index_lag", "Changes of the log that are known and not applied.", func() float64 {
		done, total := engine.Progress()
		return float64(total - done)
	})
	m.gauge("maillage_index_snapshot_age_seconds", "Time since searches last showed something new.", func() float64 {
		if at := engine.PublishedAt(); !at.IsZero() {
			return time.Since(at).Seconds()
		}
		return 0
	})
	m.gauge("maillage_index_following", "0 while the index cannot follow the log.", func() float64 { return yes(engine.Trouble() == nil) })
}

func (m *metrics) watchTiles(server *tiles.Server, ready *readyTiles) {
	m.gauge("maillage_tile_cache_bytes", "Memory that finished tiles take.", func() float64 { return float64(server.CacheStats().Bytes) })
	counter := func(name, help string, read func() uint64) {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(read()) }))
	}
	counter("maillage_tile_cache_hits_total", "Tiles that were at hand.", func() uint64 { return server.CacheStats().Hits + ready.sent.Load() })
	counter("maillage_tile_cache_misses_total", "Tiles that had to be drawn or waited for.", func() uint64 { return server.CacheStats().Misses })
}

func (m *metrics) watchStreams(h *hub) {
	m.gauge("maillage_live_streams", "Open maps that follow what changes.", func() float64 { return float64(h.open()) })
}

func (m *metrics) watchDisk(disk Disk) {
	m.gauge("maillage_disk_writable", "0 while the disk takes no writes: it is full, or fails.", func() float64 { return yes(disk.Writable() == nil) })
	m.gauge("maillage_disk_free_bytes", "How much more the disk of the data folder takes.", func() float64 {
		free, err := disk.FreeBytes()
		if err != nil {
			return -1
		}
		return float64(free)
	})
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// methods are those that get a label of their own; clients make up others.
var methods = map[string]bool{
	http.MethodGet: true, http.MethodHead: true, http.MethodOptions: true,
	http.MethodPost: true, http.MethodPut: true, http.MethodPatch: true, http.MethodDelete: true,
}

// classes are those of statuses: 0 is of an answer that nobody got.
var classes = []string{"0xx", "1xx", "2xx", "3xx", "4xx", "5xx"}

// count tells of one answer.
func (m *metrics) count(v *visit, method string, status int, took time.Duration) {
	if !methods[method] {
		method = "other"
	}
	class := "other"
	if c := status / 100; c < len(classes) {
		class = classes[c]
	}
	m.requests.WithLabelValues(v.route, method, class).Inc()
	if !v.endless {
		m.seconds.WithLabelValues(v.route).Observe(took.Seconds())
	}
}
