//! libFuzzer's door to [`orchestra_fuzz::parse`].
#![no_main]
#![expect(
    clippy::disallowed_methods,
    reason = "the macro shows an input where cargo-fuzz asks for it"
)]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| orchestra_fuzz::parse(bytes));
