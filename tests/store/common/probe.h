#pragma once

#include <string>

#include "common/pg/database.h"
#include "tests/support/database.h"

// A service that exists for these tests only: notes in a season, each with a version, unique by
// title.
namespace nastavnik::probe {

using NoteId = Id<struct NoteTag>;

inline constexpr pg::Statement kInsertNote{
    "insert_note", "INSERT INTO note (season_id, note_id, title, version) VALUES ($1, $2, $3, 1)"};
inline constexpr pg::Statement kInsertNotes{
    "insert_notes",
    "INSERT INTO note (season_id, note_id, title, version) SELECT $1, n.id, n.title, 1 "
    "FROM unnest($2::uuid[], $3::text[]) AS n (id, title)"};
inline constexpr pg::Statement kSelectNoteForUpdate{
    "select_note_for_update",
    "SELECT title, version FROM note WHERE season_id = $1 AND note_id = $2 FOR UPDATE"};
inline constexpr pg::Statement kSelectNoteByTitle{
    "select_note_by_title",
    "SELECT note_id, version FROM note WHERE season_id = $1 AND title = $2"};
inline constexpr pg::Statement kUpdateNote{
    "update_note",
    "UPDATE note SET version = version + 1 WHERE season_id = $1 AND note_id = $2 AND version = $3"};
inline constexpr pg::Statement kCountNotes{"count_notes",
                                           "SELECT count(*)::int AS count FROM note"};

inline const std::vector<pg::Migration>& Migrations() {
  static const std::vector<pg::Migration> migrations = {
      {1, "0001_note",
       "CREATE TABLE note (season_id text, note_id uuid, title text NOT NULL, version int NOT "
       "NULL, "
       "PRIMARY KEY (season_id, note_id), UNIQUE (season_id, title));"},
  };
  return migrations;
}

inline support::ServiceDatabase& Db() {
  static auto& db = support::Database("probe", Migrations());
  return db;
}

// A call of some person with the key `key`.
inline pg::WriteKey Call(const std::string& key, const std::string& fingerprint = "отпечаток") {
  pg::WriteKey write;
  write.kind = pg::WriteKey::Kind::kCall;
  write.season = "2027";
  write.method = "/probe.NoteService/CreateNote";
  write.key = key;
  write.fingerprint = fingerprint;
  write.deadline = support::Soon();
  return write;
}

inline Event NoteEvent(const std::string& subject) {
  return {
      .type = "note.created", .season = "2027", .subject = subject, .data = {{"state", "DRAFT"}}};
}

// Writes a note with its event and answers `title`.
inline absl::StatusOr<pg::Answer> CreateNote(pg::Database& db, const pg::WriteKey& write,
                                             const std::string& title) {
  return db.Write(write, {},
                  [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
                    const NoteId id = NoteId::New();
                    changes.RunExactly(1, kInsertNote, SeasonId("2027"), id, title);
                    changes.Emit(NoteEvent("seasons/2027/notes/" + id.ToString()));
                    return title;
                  });
}

}  // namespace nastavnik::probe
