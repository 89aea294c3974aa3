package openstreetmap

import (
	"errors"
	"fmt"
	"strconv"
)

// objectType is one of OpenStreetMap's three.
type objectType uint8

const (
	node objectType = iota
	way
	relation
)

func (t objectType) String() string { return [...]string{"node", "way", "relation"}[t] }

// object is a node, a way or a relation.
type object struct {
	kind     objectType
	id       int64
	tags     map[string]string // nil for most nodes
	lon, lat float64           // of a node
	nodes    []int64           // of a way
	members  []member          // of a relation
}

func (o *object) String() string { return o.kind.String() + "/" + strconv.FormatInt(o.id, 10) }

// member is a way of a relation; other members are not kept.
type member struct {
	way   int64
	inner bool
}

// scanner hands every object of a file to take, until take returns an error.
type scanner func(take func(*object) error) error

var errStop = errors.New("enough was read")

// maxObject bounds one object, or one block of them, in bytes.
const maxObject = 32 << 20

var errLarge = fmt.Errorf("an object is larger than %d bytes", maxObject)
