-- What a dossier owes on land, by every name that it bears on the way.

-- A dossier's other names: a code in another spelling, slip numbers, certificate serials, receipt numbers.
CREATE TABLE dossier_aliases (
  platform  text NOT NULL,              -- adapter that uses the name
  kind      text NOT NULL,              -- code | slip | certificate | receipt
  name      text NOT NULL,
  dossier   text NOT NULL,
  since     timestamptz NOT NULL,
  PRIMARY KEY (platform, kind, name, dossier)
);
CREATE INDEX dossier_aliases_dossier ON dossier_aliases (dossier);
CREATE INDEX dossier_aliases_name ON dossier_aliases (name, kind);

-- One row per dossier. Notices and vouchers stand in the sealed body, because they name payers; sums stand beside it.
CREATE TABLE obligations (
  dossier     text PRIMARY KEY,
  id          uuid NOT NULL,            -- what the seal is bound to
  body        bytea,                    -- sealed; null: just begun
  state       text NOT NULL,            -- waiting | owed | settled
  due         bigint NOT NULL,
  reduced     bigint NOT NULL,
  paid        bigint NOT NULL,
  remaining   bigint NOT NULL,
  revision    integer NOT NULL,
  updated_at  timestamptz NOT NULL
);

-- Obligations that the tax office must be asked about: it answers questions and calls nobody.
CREATE TABLE tax_watches (
  dossier    text PRIMARY KEY,
  next_at    timestamptz NOT NULL,
  asked      integer NOT NULL,          -- the wait grows with it
  since      timestamptz NOT NULL,
  ended      text                       -- settled | given-up; null: goes on
);
CREATE INDEX tax_watches_due ON tax_watches (next_at) WHERE ended IS NULL;
-- Numbers of questions, never used twice: answers refer to them.
CREATE SEQUENCE tax_questions;
