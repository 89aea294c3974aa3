package index

import (
	linked "container/list"
	"runtime"
	"sync"
	"weak"

	"github.com/RoaringBitmap/roaring/v2"
)

// Bounds of what is kept.
const (
	keptFilterBytes = 64 << 20
	keptOverhead    = 300  // bytes an entry needs beside its key and its bitmap
	leastKept       = 4096 // entries of a segment: of smaller ones nothing is kept
)

// keptFilters keeps, for segments, which entries satisfy a filter. A segment
// never changes, so what is kept stays true whatever is written elsewhere: a
// publication costs only the new segments, which are small. It is bounded by
// bytes; what was not used for longest goes first, and what belongs to a segment
// goes with it. It is safe for many users at once, who find together what is
// not kept yet.
type keptFilters struct {
	most    int        // bytes
	least   int        // entries of a segment; of smaller ones nothing is kept
	mutex   sync.Mutex // guards the rest
	bySet   map[keptKey]*linked.Element
	lately  linked.List // of *keptEntries, those used last first
	bytes   int
	watched map[weak.Pointer[segment]]bool
}

type keptKey struct {
	segment weak.Pointer[segment]
	filter  string
}

type keptEntries struct {
	key   keptKey
	find  func() weighed // once
	bytes int            // 0 until found
}

// weighed is what can be kept: a bitmap of entries, or their cells.
type weighed interface{ GetSizeInBytes() uint64 }

func newKeptFilters() *keptFilters {
	return &keptFilters{most: keptFilterBytes, least: leastKept, bySet: map[keptKey]*linked.Element{}, watched: map[weak.Pointer[segment]]bool{}}
}

// entries returns what find returns for a segment and the key of a filter or
// condition. Nobody changes it.
func (k *keptFilters) entries(s *segment, filter string, find func() *roaring.Bitmap) *roaring.Bitmap {
	if s.size() < k.least {
		return find()
	}
	return k.find(s, filter, func() weighed { return find() }).(*roaring.Bitmap)
}

// levels returns what find returns for a segment and the key of a filter: the
// cells of the entries that satisfy it. Nobody changes them.
func (k *keptFilters) levels(s *segment, filter string, find func() levels) levels {
	return k.find(s, "cells\x00"+filter, func() weighed { return find() }).(levels)
}

func (k *keptFilters) find(s *segment, key string, find func() weighed) weighed {
	known := k.known(s, key, find)
	found := known.find()
	k.weigh(known, found)
	return found
}

// known returns what is or will be kept under a key.
func (k *keptFilters) known(s *segment, filter string, find func() weighed) *keptEntries {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	key := keptKey{weak.Make(s), filter}
	if element, ok := k.bySet[key]; ok {
		k.lately.MoveToFront(element)
		return element.Value.(*keptEntries)
	}
	if !k.watched[key.segment] {
		k.watched[key.segment] = true
		runtime.AddCleanup(s, k.forget, key.segment)
	}
	fresh := &keptEntries{key: key, find: sync.OnceValue(find)}
	k.bySet[key] = k.lately.PushFront(fresh)
	return fresh
}

// weigh counts what was found, and makes room for it.
func (k *keptFilters) weigh(e *keptEntries, found weighed) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	element, here := k.bySet[e.key]
	if !here || element.Value != e || e.bytes != 0 {
		return
	}
	e.bytes = int(found.GetSizeInBytes()) + len(e.key.filter) + keptOverhead
	k.bytes += e.bytes
	for k.bytes > k.most {
		k.drop(k.lately.Back())
	}
}

func (k *keptFilters) drop(element *linked.Element) {
	e := k.lately.Remove(element).(*keptEntries)
	delete(k.bySet, e.key)
	k.bytes -= e.bytes
}

// forget drops what belongs to a segment that is no more.
func (k *keptFilters) forget(gone weak.Pointer[segment]) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	delete(k.watched, gone)
	for element := k.lately.Front(); element != nil; {
		next := element.Next()
		if element.Value.(*keptEntries).key.segment == gone {
			k.drop(element)
		}
		element = next
	}
}
