-- What the elements are copied into, as they come.
create extension postgis;
create extension unaccent;

-- French stems, blind to accents, as ours.
create text search configuration words (copy = french);
alter text search configuration words
  alter mapping for hword, hword_part, word with unaccent, french_stem;

create unlogged table staged (
  id bigint, kind text, type text, name text, summary text, description text, town text,
  tags text[], created timestamptz, lon float8, lat float8,
  commune text, departement text, region text
);
