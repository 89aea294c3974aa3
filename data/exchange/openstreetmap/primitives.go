package openstreetmap

// primitives is a block of objects: their texts and the scale of their places.
type primitives struct {
	texts       [][]byte
	granularity int64 // nanodegrees
	lonOffset   int64
	latOffset   int64
	take        func(*object) error
}

// maxTexts bounds the texts of a block, which may be empty and cost a file next to
// nothing. A block has some thousand objects.
const maxTexts = 1 << 20

// readPrimitives hands the objects of a block to take.
func readPrimitives(content []byte, take func(*object) error) error {
	p := &primitives{granularity: 100, take: take}
	m := message{rest: content}
	for {
		v, ok := m.next()
		if !ok {
			break
		}
		switch v.field {
		case 1:
			for texts := (message{rest: v.bytes}); ; {
				text, ok := texts.next()
				if !ok {
					m.bad = m.bad || texts.bad
					break
				}
				if len(p.texts) == maxTexts {
					return errDamaged
				}
				p.texts = append(p.texts, text.bytes)
			}
		case 17:
			p.granularity = int64(v.number)
		case 19:
			p.latOffset = int64(v.number)
		case 20:
			p.lonOffset = int64(v.number)
		}
	}
	if m.bad {
		return errDamaged
	}
	return p.groups(content)
}

// groups hands the objects of every group to take, once texts and scale are known.
func (p *primitives) groups(content []byte) error {
	for m := (message{rest: content}); ; {
		v, ok := m.next()
		if !ok {
			return nil // the message was read before: it is sound
		}
		if v.field == 2 {
			if err := p.group(v.bytes); err != nil {
				return err
			}
		}
	}
}

func (p *primitives) group(content []byte) error {
	m := message{rest: content}
	for {
		v, ok := m.next()
		if !ok {
			break
		}
		var err error
		switch v.field {
		case 1:
			err = p.node(v.bytes)
		case 2:
			err = p.denseNodes(v.bytes)
		case 3:
			err = p.way(v.bytes)
		case 4:
			err = p.relation(v.bytes)
		}
		if err != nil {
			return err
		}
	}
	if m.bad {
		return errDamaged
	}
	return nil
}

func (p *primitives) degrees(offset, units int64) float64 {
	return float64(offset+p.granularity*units) / 1e9
}

// text returns a text of the block; ok is false when there is none of that number.
func (p *primitives) text(n uint64) (text string, ok bool) {
	if n >= uint64(len(p.texts)) {
		return "", false
	}
	return string(p.texts[n]), true
}

// tagged adds the tags whose texts are numbered by keys and values.
func (p *primitives) tagged(o *object, keys, values []uint64) bool {
	if len(keys) != len(values) {
		return false
	}
	for i := range keys {
		key, ok := p.text(keys[i])
		value, also := p.text(values[i])
		if !ok || !also {
			return false
		}
		if o.tags == nil {
			o.tags = map[string]string{}
		}
		o.tags[key] = value
	}
	return true
}

// lists reads the packed lists of a message by their field, and its number in
// field 1 and 8 and 9 as they are.
type lists struct {
	numbers map[uint64]uint64
	packed  map[uint64][]uint64
}

func readLists(content []byte, wanted ...uint64) (lists, bool) {
	l := lists{map[uint64]uint64{}, map[uint64][]uint64{}}
	m := message{rest: content}
	for {
		v, ok := m.next()
		if !ok {
			return l, !m.bad
		}
		l.numbers[v.field] = v.number
		for _, field := range wanted {
			if v.field == field && v.bytes != nil {
				numbers, ok := packed(v.bytes)
				if !ok {
					return l, false
				}
				l.packed[field] = append(l.packed[field], numbers...)
			}
		}
	}
}

func (p *primitives) node(content []byte) error {
	l, ok := readLists(content, 2, 3)
	o := &object{
		kind: node, id: signed(l.numbers[1]),
		lat: p.degrees(p.latOffset, signed(l.numbers[8])), lon: p.degrees(p.lonOffset, signed(l.numbers[9])),
	}
	if !ok || !p.tagged(o, l.packed[2], l.packed[3]) {
		return errDamaged
	}
	return p.take(o)
}

// denseNodes reads nodes whose numbers are written as differences, and whose tags
// follow each other, a zero behind those of each node.
func (p *primitives) denseNodes(content []byte) error {
	l, ok := readLists(content, 1, 8, 9, 10)
	ids, lats, lons, tags := l.packed[1], l.packed[8], l.packed[9], l.packed[10]
	if !ok || len(lats) != len(ids) || len(lons) != len(ids) {
		return errDamaged
	}
	var id, lat, lon int64
	for i := range ids {
		id, lat, lon = id+signed(ids[i]), lat+signed(lats[i]), lon+signed(lons[i])
		o := &object{kind: node, id: id, lat: p.degrees(p.latOffset, lat), lon: p.degrees(p.lonOffset, lon)}
		for len(tags) > 1 && tags[0] != 0 {
			if !p.tagged(o, tags[:1], tags[1:2]) {
				return errDamaged
			}
			tags = tags[2:]
		}
		if len(tags) > 0 {
			tags = tags[1:]
		}
		if err := p.take(o); err != nil {
			return err
		}
	}
	return nil
}

func (p *primitives) way(content []byte) error {
	l, ok := readLists(content, 2, 3, 8)
	o := &object{kind: way, id: int64(l.numbers[1])}
	if !ok || !p.tagged(o, l.packed[2], l.packed[3]) {
		return errDamaged
	}
	var id int64
	for _, step := range l.packed[8] {
		id += signed(step)
		o.nodes = append(o.nodes, id)
	}
	return p.take(o)
}

func (p *primitives) relation(content []byte) error {
	l, ok := readLists(content, 2, 3, 8, 9, 10)
	o := &object{kind: relation, id: int64(l.numbers[1])}
	roles, members, kinds := l.packed[8], l.packed[9], l.packed[10]
	if !ok || !p.tagged(o, l.packed[2], l.packed[3]) || len(roles) != len(members) || len(kinds) != len(members) {
		return errDamaged
	}
	var id int64
	for i := range members {
		id += signed(members[i])
		role, ok := p.text(roles[i])
		if !ok {
			return errDamaged
		}
		if kinds[i] == uint64(way) {
			o.members = append(o.members, member{id, role == "inner"})
		}
	}
	return p.take(o)
}
