//! Connections that can be cut in the middle: how a reset and a truncated answer are made on a
//! real socket.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Cuts one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scissors {
    state: Arc<Mutex<Cut>>,
}

/// Where the next answer ends.
#[derive(Clone, Copy, Debug, Default)]
enum Cut {
    /// Where it should.
    #[default]
    Nowhere,
    /// So many bytes after its head.
    InBody(usize),
    /// After so many bytes.
    After(usize),
}

impl Scissors {
    /// Cuts before the next byte of an answer.
    pub(crate) fn cut_now(&self) {
        self.set(Cut::After(0));
    }

    /// Cuts the next answer's body after so many bytes.
    pub(crate) fn cut_in_body(&self, bytes: usize) {
        self.set(Cut::InBody(bytes));
    }

    fn set(&self, cut: Cut) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = cut;
    }

    /// How many of these bytes may be written.
    fn permitted(&self, bytes: &[u8]) -> usize {
        let cut = *self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match cut {
            Cut::Nowhere => bytes.len(),
            Cut::After(left) => left.min(bytes.len()),
            // The server writes a head in one go, alone or with the beginning of the body.
            Cut::InBody(left) => match bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                None => bytes.len(),
                Some(end) => {
                    self.set(Cut::After(end + 4 + left));
                    bytes.len().min(end + 4 + left)
                }
            },
        }
    }

    fn note_written(&self, count: usize) {
        let mut cut = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Cut::After(left) = &mut *cut {
            *left = left.saturating_sub(count);
        }
    }
}

/// A listener whose connections can be cut.
#[derive(Debug)]
pub(crate) struct CuttableListener(pub(crate) TcpListener);

impl Listener for CuttableListener {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Answers are small and wanted at once. A failure costs latency only.
        let _ = stream.set_nodelay(true);
        (CuttableStream { stream, scissors: Scissors::default() }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for Scissors {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        stream.io().scissors.clone()
    }
}

/// A connection that fails once its [`Scissors`] say so.
#[derive(Debug)]
pub(crate) struct CuttableStream {
    stream: TcpStream,
    scissors: Scissors,
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let permitted = self.scissors.permitted(bytes);
        if permitted == 0 && !bytes.is_empty() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let written = Pin::new(&mut self.stream).poll_write(context, &bytes[..permitted]);
        if let Poll::Ready(Ok(count)) = &written {
            self.scissors.note_written(*count);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
