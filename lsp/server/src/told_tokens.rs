//! The semantic tokens that clients were given last, so that they can be told the difference.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tower_lsp_server::ls_types::{
    SemanticToken, SemanticTokens, SemanticTokensDelta, SemanticTokensEdit,
    SemanticTokensFullDeltaResult, Uri,
};

/// Of each open document the last answer.
#[derive(Default)]
pub(crate) struct ToldTokens(Mutex<Answers>);

#[derive(Default)]
struct Answers {
    count: u64,
    last: HashMap<Uri, SemanticTokens>,
}

impl ToldTokens {
    /// All tokens of a document, with an id under which they are known.
    pub(crate) fn whole(&self, uri: Uri, data: Vec<SemanticToken>) -> SemanticTokens {
        self.replace(uri, data).0
    }

    /// What differs from the answer `before`; all tokens where another one was given since.
    pub(crate) fn delta(
        &self,
        uri: Uri,
        before: &str,
        data: Vec<SemanticToken>,
    ) -> SemanticTokensFullDeltaResult {
        match self.replace(uri, data) {
            (now, Some(known)) if known.result_id.as_deref() == Some(before) => {
                let edits = edit(&known.data, &now.data).into_iter().collect();
                SemanticTokensDelta { result_id: now.result_id, edits }.into()
            }
            (now, _) => now.into(),
        }
    }

    /// The document was closed.
    pub(crate) fn forget(&self, uri: &Uri) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).last.remove(uri);
    }

    fn replace(
        &self,
        uri: Uri,
        data: Vec<SemanticToken>,
    ) -> (SemanticTokens, Option<SemanticTokens>) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.count += 1;
        let now = SemanticTokens { result_id: Some(answers.count.to_string()), data };
        let before = answers.last.insert(uri, now.clone());
        (now, before)
    }
}

/// The stretch between what both begin and end with, in numbers, of which a token has five.
fn edit(old: &[SemanticToken], new: &[SemanticToken]) -> Option<SemanticTokensEdit> {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    (!old.is_empty() || !new.is_empty()).then(|| SemanticTokensEdit {
        start: 5 * head as u32,
        delete_count: 5 * old.len() as u32,
        data: Some(new.to_vec()),
    })
}
