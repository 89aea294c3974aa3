// Answers, line by line, what bench asks of supercluster: each line of standard
// input is a JSON document, each line of standard output its answer.
//
//   {"read": path}       reads the points: one JSON array [lon, lat, tag...] a line
//   {"load": tag}        builds the clusters of the points with a tag, "" for all
//   {"tiles": [[z,x,y]]} draws tiles of what was built last, in this order
//   {"version": true}    says which Node this is
import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import Supercluster from 'supercluster';
import {fromGeojsonVt} from '@maplibre/vt-pbf';

// The clusters that Maillage draws: 56 pixels of a tile of 512, single points from
// zoom 15 on.
const options = {radius: 56 * 8, extent: 4096, minPoints: 2, maxZoom: 14};

const milliseconds = (begin) => Number(process.hrtime.bigint() - begin) / 1e6;

function used() {
  globalThis.gc();
  const {heapUsed, arrayBuffers} = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

let points = [];
let clusters = null;

async function read(path) {
  for await (const line of createInterface({input: createReadStream(path)})) {
    const [lon, lat, ...tags] = JSON.parse(line);
    points.push({type: 'Feature', geometry: {type: 'Point', coordinates: [lon, lat]}, properties: {id: points.length, tags}});
  }
  return {points: points.length, bytes: used()};
}

function load(tag) {
  clusters = null;
  const before = used();
  const begin = process.hrtime.bigint();
  const chosen = tag === '' ? points : points.filter((p) => p.properties.tags.includes(tag));
  clusters = new Supercluster(options).load(chosen);
  const took = milliseconds(begin);
  return {points: chosen.length, milliseconds: took, bytes: used() - before};
}

// A tile's properties are those that Maillage sends with a cluster: all else stays
// out of it.
function draw([z, x, y]) {
  const begin = process.hrtime.bigint();
  const tile = clusters.getTile(z, x, y);
  if (tile === null) {
    return milliseconds(begin);
  }
  for (const feature of tile.features) {
    const {id, cluster_id, point_count} = feature.tags;
    feature.tags = cluster_id === undefined ? {id} : {id: cluster_id, count: point_count};
  }
  fromGeojsonVt({clusters: tile}, {version: 2, extent: 4096});
  return milliseconds(begin);
}

for await (const line of createInterface({input: process.stdin})) {
  const ask = JSON.parse(line);
  let answer;
  if (ask.read !== undefined) {
    answer = await read(ask.read);
  } else if (ask.load !== undefined) {
    answer = load(ask.load);
  } else if (ask.version !== undefined) {
    answer = process.versions.node;
  } else {
    answer = {milliseconds: ask.tiles.map(draw)};
  }
  console.log(JSON.stringify(answer));
}
