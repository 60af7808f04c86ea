//! An answer that a job waits for: it comes even if a mistake of ours ends the task that was to
//! give it. Without that the job would wait for ever.

use tokio::sync::mpsc::UnboundedSender;

use super::job::Message;
use crate::{CommandId, Fault, FaultKind, News};

/// Held by a task; kept by its end.
#[derive(Debug)]
pub(super) struct Promise {
    id: CommandId,
    sender: UnboundedSender<Message>,
    kept: bool,
}

impl Promise {
    pub(super) fn new(id: CommandId, sender: UnboundedSender<Message>) -> Self {
        Self { id, sender, kept: false }
    }

    pub(super) fn keep(mut self, news: News) {
        self.tell(news);
    }

    fn tell(&mut self, news: News) {
        self.kept = true;
        // A job that has stopped doesn't listen any more.
        let _ = self.sender.send(Message::Answer(self.id, news));
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        // A task that was given up isn't waited for.
        if !self.kept && std::thread::panicking() {
            let message = "we failed while sending it: please report this".to_owned();
            let (kind, never_arrived) = (FaultKind::Network, false);
            self.tell(News::Unanswered { fault: Fault { kind, message, never_arrived, took: 0 } });
        }
    }
}
