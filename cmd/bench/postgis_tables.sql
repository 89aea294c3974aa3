-- The table, in the order of the map: neighbours lie on the same pages, as
-- CLUSTER on the index of geom would put them.
create table elements as
  select id, kind, type, name, tags, created, commune, departement, region,
    ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 3857)::geometry(Point, 3857) as geom,
    setweight(to_tsvector('words', name), 'A')
      || setweight(to_tsvector('words', array_to_string(tags, ' ')), 'B')
      || setweight(to_tsvector('words', concat_ws(' ', type, summary, town)), 'C')
      || to_tsvector('words', description) as words
  from staged order by 10;
drop table staged;

alter table elements add primary key (id);
create index on elements using gist (geom);
create index on elements using gin (tags);
create index on elements using gin (words);
create index on elements (created desc, id desc);
create index on elements (kind);
create index on elements (commune);
create index on elements (departement, created desc);
create index on elements (region, created desc);
alter table elements alter column tags set statistics 1000;
vacuum (analyze) elements;
