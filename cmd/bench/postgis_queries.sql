-- What is asked of PostGIS. A condition whose parameter is null is not there: the
-- planner sees the values, and drops it.

-- name: tile
-- A tile below zoom 15: $1, $2, $3 are z, x, y; $4 kind, $5 tags, $6 words. Points
-- are gathered in an 8 by 8 grid, the cheapest clusters there are.
with
  cells as (
    select count(*) as count, min(id) as id, avg(ST_X(geom)) as x, avg(ST_Y(geom)) as y
    from elements
    where geom && ST_TileEnvelope($1, $2, $3)
      and ($4::text is null or kind = $4)
      and ($5::text[] is null or tags @> $5)
      and ($6::text is null or words @@ websearch_to_tsquery('words', $6))
    group by floor(ST_X(geom) / (40075016.68557849 / 2 ^ ($1 + 3))), floor(ST_Y(geom) / (40075016.68557849 / 2 ^ ($1 + 3)))
  ),
  features as (
    select id, count, ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(x, y), 3857), ST_TileEnvelope($1, $2, $3), 4096, 0, true) as geom
    from cells
  )
select ST_AsMVT(features, 'clusters', 4096, 'geom', 'id') from features;

-- name: points
-- A tile of single elements, from zoom 15 on or where asked raw: parameters as above.
with features as (
  select id, kind, type, name, ST_AsMVTGeom(geom, ST_TileEnvelope($1, $2, $3), 4096, 0, true) as geom
  from elements
  where geom && ST_TileEnvelope($1, $2, $3)
    and ($4::text is null or kind = $4)
    and ($5::text[] is null or tags @> $5)
    and ($6::text is null or words @@ websearch_to_tsquery('words', $6))
)
select ST_AsMVT(features, 'elements', 4096, 'geom', 'id') from features;

-- name: facet in a box
-- The commonest tags among the elements of a tile's square: $1, $2, $3 are z, x, y.
select tag, count(*)
from elements, unnest(tags) as tag
where geom && ST_TileEnvelope($1, $2, $3)
group by tag order by count(*) desc, tag limit 20;

-- name: facet in a departement
select tag, count(*)
from elements, unnest(tags) as tag
where departement = $1
group by tag order by count(*) desc, tag limit 20;

-- name: text
-- The best twenty of what has some words: $1 words, $2 région or null.
select id, kind, type, name, tags, ts_rank(words, websearch_to_tsquery('words', $1)) as rank
from elements
where words @@ websearch_to_tsquery('words', $1) and ($2::text is null or region = $2)
order by rank desc, id limit 20;

-- name: nearest
-- The nearest twenty: $1, $2 are longitude and latitude, $3 tags or null.
select id, kind, type, name, tags,
  ST_DistanceSphere(ST_Transform(geom, 4326), ST_SetSRID(ST_MakePoint($1, $2), 4326)) as distance
from elements
where ($3::text[] is null or tags @> $3)
order by geom <-> ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), 4326), 3857) limit 20;

-- name: page
-- Everything a page shows, in one go: $1 words, $2 tags, $3 département, each or
-- null; and the codes of the département's région in $4 for the ladder.
with
  matches as materialized (
    select id, kind, type, name, tags, created, departement, region,
      case when $1::text is null then 0 else ts_rank(words, websearch_to_tsquery('words', $1)) end as rank
    from elements
    where ($1::text is null or words @@ websearch_to_tsquery('words', $1))
      and ($2::text[] is null or tags @> $2)
  ),
  here as materialized (select * from matches where $3::text is null or departement = $3)
select json_build_object(
  'total', (select count(*) from here),
  'page', (select json_agg(hit) from (
    select id, kind, type, name, tags, created from here order by rank desc, created desc, id desc limit 20) as hit),
  'kind', (select json_object_agg(kind, n) from (
    select kind, count(*) as n from here group by kind order by n desc, kind limit 20) as facet),
  'type', (select json_object_agg(type, n) from (
    select type, count(*) as n from here where type <> '' group by type order by n desc, type limit 20) as facet),
  'tag', (select json_object_agg(tag, n) from (
    select tag, count(*) as n from here, unnest(tags) as tag group by tag order by n desc, tag limit 20) as facet),
  'ladder', (select json_build_array(
    count(*) filter (where departement = $3), count(*) filter (where region = $4), count(*)) from matches)
);
