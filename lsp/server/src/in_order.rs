//! Messages in the order in which they were read.
//!
//! Handlers are polled several at a time, so what they do first isn't what was read first. Here, where
//! the stream's messages are taken one by one, edits go to the owner at once, and a request reserves its
//! snapshot: it sees the edits before it and none behind.

use std::{
    cell::Cell,
    future::{Future, ready},
    pin::Pin,
    task::{Context, Poll},
};

use tokio::sync::oneshot;
use tower_lsp_server::jsonrpc::{Request, Response};
use tower_service::Service;

use crate::{
    owner::{Message, OwnerHandle},
    snapshot::Snapshot,
};

tokio::task_local! {
    static RESERVED: Cell<Option<oneshot::Receiver<Snapshot>>>;
}

/// The snapshot that the request at work has reserved; each has one.
pub(crate) fn reserved() -> Option<oneshot::Receiver<Snapshot>> {
    RESERVED.try_with(Cell::take).ok().flatten()
}

/// A service that stamps what goes through it.
pub(crate) struct InOrder<S> {
    inner: S,
    owner: OwnerHandle,
}

impl<S> InOrder<S> {
    pub(crate) fn new(inner: S, owner: OwnerHandle) -> Self {
        Self { inner, owner }
    }
}

type Answer<E> = Pin<Box<dyn Future<Output = Result<Option<Response>, E>> + Send>>;

impl<S> Service<Request> for InOrder<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = Answer<S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if let Some(message) = Message::of(&request) {
            self.owner.send(message);
            return Box::pin(ready(Ok(None)));
        }
        let is_request = request.id().is_some() && request.method() != "initialize";
        let answer = self.inner.call(request);
        if !is_request {
            return Box::pin(answer);
        }
        let (give, take) = oneshot::channel();
        self.owner.send(Message::Snapshot(give));
        Box::pin(RESERVED.scope(Cell::new(Some(take)), answer))
    }
}
