//! Answers kept for later calls: a database of its own beside that of the jobs, which may be lost
//! without harm. Bounded: what was used longest ago goes first.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{StoreError, folder};
use crate::{Answer, Instant};

/// Bytes of one answer that is kept, at most.
const LARGEST: usize = 1024 * 1024;

/// Bytes of all of them together, at most.
const ALL: i64 = 64 * 1024 * 1024;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY,
  kept_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  answer TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS answers_by_use ON answers (used_at);
";

/// An open database of answers.
#[derive(Debug)]
pub(crate) struct Answers {
    connection: Connection,
}

impl Answers {
    /// Opens the database in a folder that is there.
    pub(crate) fn open(store: &Path) -> Result<Self, StoreError> {
        let path = store.join("answers.db");
        folder::open(&path).map_err(|error| folder::problem(&path, &error))?;
        let connection = Connection::open(&path)?;
        connection.busy_timeout(std::time::Duration::from_secs(2))?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(TABLES)?;
        Ok(Self { connection })
    }

    /// The answer of that key that was kept at or after an instant, and when it was.
    pub(crate) fn find(
        &self,
        key: &str,
        not_before: Instant,
        now: Instant,
    ) -> Result<Option<(Answer, Instant)>, StoreError> {
        // What comes from the future was kept by a clock that went wrong.
        let found: Option<(i64, String)> = self
            .connection
            .prepare(
                "SELECT kept_at, answer FROM answers
                 WHERE key = ?1 AND kept_at >= ?2 AND kept_at <= ?3",
            )?
            .query_row(params![key, not_before.0, now.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((kept_at, answer)) = found else { return Ok(None) };
        self.connection
            .execute("UPDATE answers SET used_at = ?2 WHERE key = ?1", params![key, now.0])?;
        // Of another version: it is bought anew.
        let answer = serde_json::from_str(&answer).ok();
        Ok(answer.map(|answer| (answer, Instant(kept_at))))
    }

    /// Keeps an answer in the place of an older one, if it isn't too large.
    pub(crate) fn keep(
        &mut self,
        key: &str,
        answer: &Answer,
        now: Instant,
    ) -> Result<(), StoreError> {
        let text = super::text(answer);
        if text.len() > LARGEST {
            return Ok(());
        }
        let bytes = i64::try_from(text.len()).unwrap_or(i64::MAX);
        let change = self.connection.transaction()?;
        change.execute(
            "INSERT OR REPLACE INTO answers (key, kept_at, used_at, bytes, answer)
             VALUES (?1, ?2, ?2, ?3, ?4)",
            params![key, now.0, bytes, text],
        )?;
        loop {
            let all: i64 =
                change.query_row("SELECT coalesce(sum(bytes), 0) FROM answers", [], |row| {
                    row.get(0)
                })?;
            if all <= ALL {
                break;
            }
            change.execute(
                "DELETE FROM answers WHERE key IN
                   (SELECT key FROM answers ORDER BY used_at LIMIT 16)",
                [],
            )?;
        }
        change.commit()?;
        Ok(())
    }
}
