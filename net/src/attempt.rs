//! What one attempt may connect to, and whether it did.
//!
//! A time-out says nothing about whether the request arrived: that depends on whether there was a
//! connection yet, and a request may get a pooled one while its own is still being made. So each
//! attempt runs inside a task-local [`Attempt`], and a layer around the connector notes what
//! becomes of the connection being made. If it is dropped *together with the attempt* while
//! unfinished, the attempt was still waiting for it, and nothing was sent; if the attempt had got
//! a pooled connection, the unfinished one lives on in the background instead.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

use crate::Refusal;
use crate::network_rules::Reach;

tokio::task_local! {
    static ATTEMPT: Arc<Attempt>;
}

/// One request on its way over one connection.
#[derive(Debug)]
pub(crate) struct Attempt {
    reach: Reach,
    dropped_while_connecting: AtomicBool,
    refusal: Mutex<Option<Refusal>>,
}

impl Attempt {
    pub(crate) fn new(reach: Reach) -> Arc<Self> {
        let (dropped_while_connecting, refusal) = (AtomicBool::new(false), Mutex::new(None));
        Arc::new(Self { reach, dropped_while_connecting, refusal })
    }

    /// Runs a request inside this attempt.
    pub(crate) fn run<F: Future>(self: &Arc<Self>, request: F) -> impl Future<Output = F::Output> {
        ATTEMPT.scope(Arc::clone(self), request)
    }

    /// Asked after the request's future was dropped: whether it was still waiting for its
    /// connection, so that nothing of it was sent.
    pub(crate) fn was_never_connected(&self) -> bool {
        self.dropped_while_connecting.load(Ordering::Acquire)
    }

    /// Notes why a name isn't connected to: the error itself passes through layers that know
    /// nothing of refusals.
    pub(crate) fn refuse(refusal: Refusal) {
        let _ = ATTEMPT.try_with(|attempt| {
            *attempt.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
        });
    }

    /// The refusal noted, if any.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the running attempt may reach; nothing where none is running.
    pub(crate) fn current_reach() -> Reach {
        ATTEMPT.try_with(|attempt| attempt.reach).unwrap_or(Reach::Nowhere)
    }
}

/// Puts a [`ConnectorWatch`] around a connector.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectorWatchLayer;

impl<S> Layer<S> for ConnectorWatchLayer {
    type Service = ConnectorWatch<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ConnectorWatch { inner }
    }
}

/// A connector that tells the attempt when its connection is dropped unfinished.
#[derive(Clone, Debug)]
pub(crate) struct ConnectorWatch<S> {
    inner: S,
}

impl<S, T> Service<T> for ConnectorWatch<S>
where
    S: Service<T>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, target: T) -> Self::Future {
        let connection = self.inner.call(target);
        let watch = Connecting { attempt: ATTEMPT.try_with(Arc::clone).ok() };
        Box::pin(async move {
            let connected = connection.await;
            watch.finish();
            connected
        })
    }
}

/// A connection being made; its attempt until it is finished.
struct Connecting {
    attempt: Option<Arc<Attempt>>,
}

impl Connecting {
    fn finish(mut self) {
        self.attempt = None;
    }
}

impl Drop for Connecting {
    fn drop(&mut self) {
        let Some(attempt) = &self.attempt else { return };
        // The task-local is set while the attempt's own future is dropped, and isn't in a task
        // that finishes the connection in the background.
        let own = ATTEMPT.try_with(|current| Arc::ptr_eq(current, attempt)).unwrap_or(false);
        if own {
            attempt.dropped_while_connecting.store(true, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Never;

    impl Service<()> for Never {
        type Response = ();
        type Error = ();
        type Future = std::future::Pending<Result<(), ()>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, (): ()) -> Self::Future {
            std::future::pending()
        }
    }

    fn poll_once<F: Future>(future: Pin<&mut F>) {
        let mut context = Context::from_waker(std::task::Waker::noop());
        assert!(future.poll(&mut context).is_pending());
    }

    #[test]
    fn a_connection_dropped_with_its_attempt_was_never_made() {
        let attempt = Attempt::new(Reach::Public);
        let mut request =
            Box::pin(attempt.run(async { ConnectorWatchLayer.layer(Never).call(()).await }));
        poll_once(request.as_mut());
        assert!(!attempt.was_never_connected());
        drop(request);
        assert!(attempt.was_never_connected());
    }

    #[test]
    fn a_connection_that_outlives_its_attempt_says_nothing() {
        let attempt = Attempt::new(Reach::Public);
        let background = Arc::new(Mutex::new(None));
        let kept = Arc::clone(&background);
        let mut request = Box::pin(attempt.run(async move {
            *kept.lock().unwrap() = Some(ConnectorWatchLayer.layer(Never).call(()));
            std::future::pending::<()>().await;
        }));
        poll_once(request.as_mut());
        drop(request);
        drop(background.lock().unwrap().take());
        assert!(!attempt.was_never_connected());
    }

    #[test]
    fn outside_an_attempt_nothing_is_reached() {
        assert_eq!(Attempt::current_reach(), Reach::Nowhere);
    }
}
