//! Reserved words, which stand in `grammar.js` and in the scanner: both have the compiler's.

use orchestra_syntax::TokenKind;

use crate::parsed;

fn is_valid(text: &str) -> bool {
    !parsed(text).root_node().has_error()
}

#[test]
fn reserved_words_name_nothing_and_words_around_them_do() {
    for (word, _) in TokenKind::RESERVED.iter().chain([&("_", TokenKind::Underscore)]) {
        assert!(!is_valid(&format!("const {word} = 1")), "{word}");
        assert!(!is_valid(&format!("const A = {{ {word} }}")), "{word}");
        for free in [format!("{word}x"), format!("{word}0"), format!("x{word}"), format!("{word}_")]
        {
            assert!(is_valid(&format!("const {free} = {free}")), "{free}");
        }
        let shorter = &word[..word.len() - 1];
        let is_free = !shorter.is_empty() && TokenKind::of_word(shorter) == TokenKind::Name;
        assert!(!is_free || is_valid(&format!("const {shorter} = {shorter}")), "{shorter}");
    }
}

#[test]
fn reserved_words_name_fields() {
    for (word, _) in TokenKind::RESERVED {
        let text = format!("const A = {{ {word}: b.{word} }}\ntype B = {{ {word}?: c }}");
        assert!(is_valid(&text), "{text}: {}", parsed(&text).root_node().to_sexp());
    }
}

#[test]
fn a_reserved_word_is_no_reason_of_a_failure() {
    for (word, _) in TokenKind::RESERVED {
        let tree = parsed(&format!("test \"t\" {{ mock a.b => fail {word} }}"));
        assert!(!tree.root_node().to_sexp().contains("mock_failure"), "{word}");
    }
    let reason = parsed("test \"t\" { mock a.b => fail iffy }");
    assert!(reason.root_node().to_sexp().contains("mock_failure"));
    assert!(is_valid("test \"t\" { mock a.b => fail r\"text\" }"));
}
