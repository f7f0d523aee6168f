/**
 * Version 1 of the log. Instants are milliseconds since 1970, lists and objects JSON. What may be large and come
 * again (attachments, fragments, schemas, tools) is kept once, by its SHA-256.
 */
export const firstSchema = `
CREATE TABLE conversations (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE schemas (
  id TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE responses (
  id INTEGER PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  status TEXT NOT NULL CHECK (status IN ('running', 'done', 'interrupted', 'failed')),
  -- Who writes it, while it is running.
  process_id INTEGER,
  model TEXT NOT NULL,
  schema_id TEXT REFERENCES schemas (id),
  -- For which account its reasoning is encrypted.
  account TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  usage TEXT,
  error TEXT,
  options TEXT NOT NULL,
  prompt TEXT NOT NULL,
  system TEXT,
  text TEXT NOT NULL DEFAULT '',
  -- What this turn added to the conversation, and what came of it.
  request_items TEXT NOT NULL,
  output_items TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX responses_by_conversation ON responses (conversation_id);
CREATE INDEX responses_by_model ON responses (model);
CREATE INDEX responses_by_schema ON responses (schema_id) WHERE schema_id IS NOT NULL;
CREATE INDEX responses_running ON responses (process_id) WHERE status = 'running';

-- The text of a running answer, as it came.
CREATE TABLE pieces (
  id INTEGER PRIMARY KEY,
  response_id INTEGER NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX pieces_by_response ON pieces (response_id);

CREATE TABLE attachments (
  id TEXT NOT NULL PRIMARY KEY,
  type TEXT NOT NULL,
  -- Of one that was sent as an address, there is no content.
  url TEXT,
  content BLOB
) STRICT;
CREATE TABLE response_attachments (
  response_id INTEGER NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  attachment_id TEXT NOT NULL REFERENCES attachments (id),
  -- The file or address it was named by.
  source TEXT,
  PRIMARY KEY (response_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE fragments (
  id TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,
  -- The file or address it was first read from.
  source TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE fragment_aliases (
  alias TEXT NOT NULL PRIMARY KEY,
  fragment_id TEXT NOT NULL REFERENCES fragments (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE response_fragments (
  response_id INTEGER NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
  place TEXT NOT NULL CHECK (place IN ('prompt', 'system')),
  position INTEGER NOT NULL,
  fragment_id TEXT NOT NULL REFERENCES fragments (id),
  PRIMARY KEY (response_id, place, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX response_fragments_by_fragment ON response_fragments (fragment_id, response_id);

CREATE TABLE tools (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  definition TEXT NOT NULL
) STRICT;
CREATE TABLE response_tools (
  response_id INTEGER NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
  tool_id TEXT NOT NULL REFERENCES tools (id),
  PRIMARY KEY (response_id, tool_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE tool_calls (
  response_id INTEGER NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
  call_id TEXT NOT NULL,
  name TEXT NOT NULL,
  arguments TEXT NOT NULL,
  output TEXT,
  PRIMARY KEY (response_id, call_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tool_calls_by_name ON tool_calls (name, response_id);

CREATE VIRTUAL TABLE responses_search USING fts5 (
  prompt, text, content = 'responses', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
-- An answer is found once it has ended.
CREATE TRIGGER responses_settled AFTER UPDATE OF status, prompt, text ON responses BEGIN
  INSERT INTO responses_search (responses_search, rowid, prompt, text)
    SELECT 'delete', old.id, old.prompt, old.text WHERE old.status <> 'running';
  INSERT INTO responses_search (rowid, prompt, text)
    SELECT new.id, new.prompt, new.text WHERE new.status <> 'running';
END;
CREATE TRIGGER responses_deleted AFTER DELETE ON responses WHEN old.status <> 'running' BEGIN
  INSERT INTO responses_search (responses_search, rowid, prompt, text)
    VALUES ('delete', old.id, old.prompt, old.text);
END;
`
