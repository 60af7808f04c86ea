//! How far something is that takes a while, as the client shows it.

use tokio::{
    runtime::Handle,
    sync::mpsc::{self, UnboundedSender},
};
use tower_lsp_server::{Client, ls_types::ProgressToken};

/// Something that takes a while: it begins to be shown once the client says that it may, and ends where
/// this is dropped. Nobody waits for the client.
pub(crate) struct Progress {
    percents: UnboundedSender<u32>,
    /// How many parts are done, of how many.
    done: usize,
    parts: usize,
    last: u32,
}

impl Progress {
    /// Begins what has so many parts.
    pub(crate) fn begin(
        runtime: &Handle,
        client: Client,
        title: &'static str,
        parts: usize,
    ) -> Self {
        let (percents, mut waiting) = mpsc::unbounded_channel();
        runtime.spawn(async move {
            let token = ProgressToken::String(format!("orchestra/{}", client.next_request_id()));
            if client.create_work_done_progress(token.clone()).await.is_err() {
                return;
            }
            let shown = client.progress(token, title).with_percentage(0).begin().await;
            while let Some(percent) = waiting.recv().await {
                shown.report(percent).await;
            }
            shown.finish().await;
        });
        Self { percents, done: 0, parts, last: 0 }
    }

    /// It has been begun anew, in so many parts. What was shown stays until more is done.
    pub(crate) fn again(&mut self, parts: usize) {
        (self.done, self.parts) = (0, parts);
    }

    /// One more part is done.
    pub(crate) fn step(&mut self) {
        self.done += 1;
        let percent = u32::try_from(self.done * 100 / self.parts.max(1)).unwrap_or(100).min(100);
        if percent > self.last {
            self.last = percent;
            // Where the client shows nothing, nobody listens.
            _ = self.percents.send(percent);
        }
    }
}
