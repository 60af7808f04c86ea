//! Answers that are kept for later calls, and who they are kept for.
//!
//! A cache that can't be read or written is none: the provider is asked.

use std::sync::PoisonError;

use super::world::World;
use crate::{Answer, Instant, News, machine::CacheKey};

impl World {
    /// A kept answer, or none.
    pub(super) fn recall(&self, key: &CacheKey, not_before: Instant) -> News {
        if let Some(replay) = &self.replay {
            return replay.recall(key);
        }
        let found = self.cache_row(key).and_then(|row| {
            let now = self.clock.now();
            let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            match answers.as_ref()?.find(&row, not_before, now) {
                Ok(found) => found,
                Err(error) => {
                    tracing::warn!(%error, "kept answers can't be read");
                    None
                }
            }
        });
        match found {
            Some((answer, kept_at)) => News::Recalled { answer: Some(answer), kept_at },
            None => News::Recalled { answer: None, kept_at: Instant(0) },
        }
    }

    pub(super) fn keep(&self, key: &CacheKey, answer: &Answer, now: Instant) {
        let Some(row) = self.cache_row(key) else { return };
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answers) = answers.as_mut()
            && let Err(error) = answers.keep(&row, answer, now)
        {
            tracing::warn!(%error, "an answer can't be kept");
        }
    }

    /// The row of a key, which only those with the same credential find. None: what a sandbox or
    /// a recording says is no answer.
    fn cache_row(&self, key: &CacheKey) -> Option<String> {
        if self.replay.is_some() || self.post.base_urls.contains_key(&key.endpoint) {
            return None;
        }
        let names = key.auth.as_ref().map(|auth| auth.secrets()).unwrap_or_default();
        let secrets: Option<Vec<_>> =
            names.into_iter().map(|name| self.post.secret_text(name)).collect();
        let identity: Vec<_> = secrets?.iter().map(|secret| secret.reveal().to_owned()).collect();
        let identity = identity.iter().map(|it| format!("{}:{it}", it.len())).collect::<String>();
        let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let who = journal.secret_digest("cache", &identity);
        Some(format!("{} {} {who}", key.endpoint, key.request))
    }
}
